"""A list of changes of captions, to be decided upon one by one or many at once."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from app.core.captions.differing import Run
from app.ui import icons, theme
from app.ui.captions.change_lines import LEAVE, TAKE, ChangeLines, Index, Line
from app.ui.captions.difference_lines import laid_out, shown_runs
from app.ui.widgets.painting import box, line_box, text_width, words

_PAD, _TICK, _GAP, _PILL = 12, 16, 8, 22  # px at zoom 1
_TEXT_LINES, _LINE = 3, 19  # how many, and how high each is, px at zoom 1


class ChangeList(QListView):
    """Space decides on what is selected, Left and Right choose among decisions, so does the mouse.

    Args:
        lines: What is listed.
        ticks: Whether there are just two decisions, to take or to leave, shown as a tick.
        name: For screen readers.
    """

    decided = Signal()  # something else than before

    def __init__(self, lines: ChangeLines, *, ticks: bool, name: str) -> None:
        super().__init__()
        self.lines, self.ticks = lines, ticks
        self.setModel(lines)
        self.setItemDelegate(_ChangeDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        theme.changes().changed.connect(self.scheduleDelayedItemsLayout)

    @property
    def chosen(self) -> list[int]:
        """The lines that are selected, by their place."""
        return sorted(index.row() for index in self.selectedIndexes())

    def decide(self, rows: list[int], decision: str) -> None:
        """Decide on lines."""
        if self.lines.decide(rows, decision):
            self.decided.emit()

    def decide_all(self, decision: str) -> None:
        """Decide on all lines on which that can be decided."""
        self.decide(list(range(self.lines.rowCount())), decision)

    def places(self, row: int, where: QRectF) -> Iterator[tuple[str, QRectF]]:
        """Yield what can be decided on a line, and where in its place that is chosen."""
        choices = self.lines.choices(row)
        if self.ticks:
            if choices:
                size = theme.px(_TICK)
                yield (
                    TAKE,
                    QRectF(where.left() + theme.px(_PAD), where.top() + theme.px(13), size, size),
                )
            return
        right = where.right() - theme.px(_PAD)
        for choice in reversed(choices):
            width = text_width(theme.font("small"), self.lines.words[choice]) + 2 * theme.px(9)
            yield choice, QRectF(right - width, where.top() + theme.px(10), width, theme.px(_PILL))
            right -= width + theme.px(4)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            where = QRectF(self.visualRect(index))
            for choice, place in self.places(index.row(), where):
                if place.adjusted(-4, -4, 4, 4).contains(event.position()):
                    self._choose(index.row(), choice)
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Space and self.chosen:
            self._choose(self.chosen[0], TAKE if self.ticks else "")
        elif step is not None and not self.ticks and self.chosen:
            self._step(step)
        else:
            super().keyPressEvent(event)

    def _choose(self, row: int, choice: str) -> None:
        """Decide on a line, and on all that are selected where it is one of them."""
        rows = self.chosen if row in self.chosen else [row]
        if not choice:
            self._step(1)
        elif self.ticks:
            self.decide(rows, LEAVE if self.lines.decision(row) == TAKE else TAKE)
        else:
            self.decide(rows, choice)

    def _step(self, by: int) -> None:
        """Choose the next decision for what is selected, as the first of it goes on."""
        choosable = [row for row in self.chosen if self.lines.choices(row)]
        if choosable:
            choices = self.lines.choices(choosable[0])
            place = choices.index(self.lines.decision(choosable[0])) + by
            self.decide(choosable, choices[place % len(choices)])


class _ChangeDelegate(QStyledItemDelegate):
    """Paints a line: what it is about, the difference, a note; its tick or its decisions."""

    def __init__(self, view: ChangeList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(320), theme.px(44) + _TEXT_LINES * theme.px(_LINE) + theme.px(8))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view, row = self._view, index.row()
        line, where = view.lines.line(row), QRectF(option.rect)
        painter.save()
        line_box(painter, where.adjusted(2, 2, -2, -2), option.state)
        left = where.left() + theme.px(_PAD)
        right = where.right() - theme.px(_PAD)
        for choice, place in view.places(row, where):
            if view.ticks:
                _draw_tick(painter, place, view.lines.decision(row) == TAKE)
            else:
                _draw_pill(
                    painter, place, view.lines.words[choice], view.lines.decision(row) == choice
                )
                right = min(right, place.left() - theme.px(_GAP))
        if view.ticks:
            left += theme.px(_TICK + _GAP + 2)
        head = QRectF(left, where.top() + theme.px(10), right - left, theme.px(_PILL))
        _draw_head(painter, head, line)
        room = QRectF(
            left,
            where.top() + theme.px(38),
            where.right() - theme.px(_PAD) - left,
            _TEXT_LINES * theme.px(_LINE),
        )
        below = theme.px(_LINE) * bool(line.note)
        if line.old != line.new or not line.note:
            part = room.adjusted(0, 0, 0, -below)
            room.setTop(room.top() + _draw_runs(painter, part, view.lines.runs(row)))
        if line.note:
            note = QRectF(room.left(), room.top(), room.width(), below)
            painter.setFont(theme.font("small"))
            words(painter, note, line.note, theme.tone_color(line.tone))
        painter.restore()


def _draw_head(painter: QPainter, where: QRectF, line: Line) -> None:
    font = theme.font("strong")
    painter.setFont(font)
    width = min(float(text_width(font, line.title) + 2), where.width() * 0.62)
    words(painter, QRectF(where.left(), where.top(), width, where.height()), line.title,
          theme.color("text"), middle=True)  # fmt: skip
    painter.setFont(theme.font("small"))
    rest = where.adjusted(width + theme.px(_GAP), 0, 0, 0)
    words(painter, rest, line.about, theme.color("muted"))


def _draw_tick(painter: QPainter, where: QRectF, on: bool) -> None:
    fill, edge = ("accent", "accent") if on else ("inset", "line_strong")
    box(painter, where, fill=theme.color(fill), edge=theme.color(edge), radius=4)
    if on:
        icons.draw(painter, where.adjusted(2, 2, -2, -2), "check", theme.color("on_accent"))


def _draw_pill(painter: QPainter, where: QRectF, text: str, on: bool) -> None:
    tone: theme.Tone = "accent" if on else "neutral"
    fill = theme.tone_color(tone, "fill") if on else QColor(0, 0, 0, 0)
    edge = theme.tone_color("accent", "edge") if on else theme.color("line")
    box(painter, where, fill=fill, edge=edge, radius=where.height())
    painter.setFont(theme.font("small"))
    words(painter, where, text, theme.tone_color(tone), Qt.AlignmentFlag.AlignHCenter)


def _draw_runs(painter: QPainter, where: QRectF, runs: tuple[Run, ...]) -> float:
    """Write a difference into a few lines, from shortly before the first change.

    Returns:
        How high they are.
    """
    most = max(1, round(where.height() / theme.px(_LINE)))
    layout = laid_out(shown_runs(runs), where.width(), most)
    painter.setPen(theme.color("text"))
    layout.draw(painter, where.topLeft())
    last = layout.lineAt(layout.lineCount() - 1)
    return last.y() + last.height()
