"""How long the picked clips are, with the datasets' windows drawn in."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.core.amounts import counted
from app.core.planner.lengths_chart import Bar, LengthsChart, Target
from app.ui import theme
from app.ui.widgets.painting import KEYBOARD, box, text_width, words

_PLOT, _AXIS, _PILL, _PILL_GAP, _SIDE = 150, 22, 19, 3, 6
_TICKS = (1, 2, 4, 5, 10, 20, 40, 50, 100, 200, 400, 500, 1000, 2000, 5000, 10000)
_CENTER = Qt.AlignmentFlag.AlignHCenter


@dataclass(frozen=True, slots=True)
class Pill:
    """Where a target's length is written.

    Attributes:
        line: Where its line stands, px from the left.
        row: 0 is nearest to the bars.
    """

    target: Target
    where: QRectF
    line: int
    row: int


class LengthsView(QWidget):
    """The histogram; the arrow keys walk along its bars, and each says what it is."""

    def __init__(self) -> None:
        super().__init__()
        self._chart = LengthsChart()
        self._lit: int | None = None  # place of the bar under the mouse or the keyboard
        self._ring = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Clip lengths"))

    def chart(self) -> LengthsChart:
        """Return what is shown."""
        return self._chart

    def show_chart(self, chart: LengthsChart) -> None:
        """Show another histogram."""
        self._chart, self._lit = chart, None
        self.updateGeometry()
        self.update()

    # ------------------------------------------------------------------------------ geometry

    def sizeHint(self) -> QSize:
        rows = 1 + max((pill.row for pill in self.pills()), default=0)
        height = _PLOT + _AXIS + rows * (_PILL + _PILL_GAP)
        return QSize(theme.px(420), theme.px(height))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), self.sizeHint().height())

    def x_of(self, frames: float) -> int:
        """Return where the bar of a length begins, px."""
        side = theme.px(_SIDE)
        chart = self._chart
        span = max(1, chart.high - chart.low)
        return side + round((frames - chart.low) / span * (self.width() - 2 * side))

    def bar_rect(self, bar: Bar) -> QRectF:
        """Return the box of a bar, on whole pixels."""
        left, right = self.x_of(bar.start), self.x_of(bar.end)
        gap = 2 if right - left >= 7 else 1 if right - left >= 3 else 0
        bottom = self._floor()
        top = theme.px(2 * (_PILL + _PILL_GAP) if self._has_rows() else _PILL + 2 * _PILL_GAP)
        highest = max(1, self._chart.highest)
        height = max(2, round((bottom - top) * bar.clips / highest))
        return QRectF(left + gap // 2, bottom - height, max(1, right - left - gap), height)

    def _has_rows(self) -> bool:
        return any(pill.row for pill in self.pills())

    def _floor(self) -> int:
        return self.height() - theme.px(_AXIS)

    def pills(self) -> list[Pill]:
        """Return where the targets are written; those that would touch stand in a second row."""
        made: list[Pill] = []
        beside: dict[int, int] = {}
        ends: dict[int, float] = {}
        font = theme.font("small")
        for target in self._chart.targets:
            width = max(theme.px(34), text_width(font, str(target.frames)) + theme.px(18))
            line = self.x_of(target.frames)
            left = min(max(0.0, line - width / 2), max(0.0, self.width() - width))
            row = next((n for n, end in ends.items() if end < left), len(ends))
            ends[row] = left + width + theme.px(3)
            top = theme.px(row * (_PILL + _PILL_GAP)) + 0.0
            same = beside.setdefault(target.frames, 0)
            beside[target.frames] += 1
            where = QRectF(left, top, width, theme.px(_PILL))
            made.append(Pill(target, where, line + 3 * same, row))
        return made

    def bar_at(self, x: float) -> int | None:
        """Return the place of the bar at ``x`` px; None where there is none."""
        for place, bar in enumerate(self._chart.bars):
            if self.x_of(bar.start) <= x < self.x_of(bar.end):
                return place
        return None

    def says(self, bar: Bar) -> str:
        """Return what a bar is, for people."""
        length = f"{bar.start}" if bar.end - bar.start == 1 else f"{bar.start}–{bar.end - 1}"
        said = self.tr("{} frames: {}").format(length, counted(bar.clips, "clip"))
        if bar.losing:
            said += "\n" + self.tr("{:,} of them lose samples").format(bar.losing)
        return said

    # ------------------------------------------------------------------------------- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            for place, bar in enumerate(self._chart.bars):
                self._paint_bar(painter, bar, lit=place == self._lit)
            floor, side = self._floor(), theme.px(_SIDE)
            painter.fillRect(side, floor, self.width() - 2 * side, 1, theme.color("line"))
            self._paint_ticks(painter)
            for pill in self.pills():
                self._paint_target(painter, pill)
            if self._ring:
                box(painter, QRectF(self.rect()), edge=theme.color("accent"), radius=6)

    def _paint_bar(self, painter: QPainter, bar: Bar, *, lit: bool) -> None:
        where = self.bar_rect(bar)
        fill = theme.color("muted" if lit else "faint")
        painter.fillRect(where, fill)
        if bar.losing:
            part = max(2, round(where.height() * bar.losing / bar.clips))
            losing = QRectF(where.left(), where.bottom() - part, where.width(), part)
            painter.fillRect(losing, theme.tone_color("warn", "solid"))

    def _paint_ticks(self, painter: QPainter) -> None:
        painter.setFont(theme.font("small"))
        chart = self._chart
        room = text_width(theme.font("small"), str(chart.high)) + theme.px(16)
        per_frame = max(1e-9, (self.x_of(chart.high) - self.x_of(chart.low))) / max(
            1, chart.high - chart.low
        )
        every = next((tick for tick in _TICKS if tick * per_frame >= room), _TICKS[-1])
        top, height = self._floor() + 1, theme.px(_AXIS) - 1
        for length in range(-(-chart.low // every) * every, chart.high, every):
            middle = (self.x_of(length) + self.x_of(length + 1)) / 2
            spot = QRectF(middle - room / 2, top, room, height)
            if spot.left() >= 0 and spot.right() <= self.width():
                words(painter, spot, str(length), theme.color("dim"), _CENTER)

    def _paint_target(self, painter: QPainter, pill: Pill) -> None:
        color = theme.dataset_color(pill.target.dataset)
        line = QRectF(pill.line - 1, pill.where.center().y(), 2, 0)
        line.setBottom(self._floor())
        painter.fillRect(line, color)
        box(painter, pill.where, fill=color, radius=_PILL)
        painter.setFont(theme.font("small"))
        words(painter, pill.where, str(pill.target.frames), theme.color("background"), _CENTER)

    # ------------------------------------------------------------------------------ the hand

    def _light(self, place: int | None) -> None:
        if place == self._lit:
            return
        self._lit = place
        said = "" if place is None else self.says(self._chart.bars[place])
        self.setAccessibleDescription(said)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._light(self.bar_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        self._light(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self._chart.bars:
            super().keyPressEvent(event)
            return
        last = len(self._chart.bars) - 1
        place = (0 if step > 0 else last) if self._lit is None else self._lit + step
        self._light(min(max(place, 0), last))
        self._tell()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = event.reason() in KEYBOARD
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring = False
        self._light(None)
        super().focusOutEvent(event)
        self.update()

    def _tell(self) -> None:
        assert self._lit is not None
        bar = self._chart.bars[self._lit]
        spot = self.bar_rect(bar).topRight()
        QToolTip.showText(self.mapToGlobal(spot.toPoint()), self.says(bar), self)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self._tip(QPointF(event.pos()))
            if text:
                QToolTip.showText(event.globalPos(), text, self)
            else:
                QToolTip.hideText()
                event.ignore()
            return True
        return super().event(event)

    def _tip(self, at: QPointF) -> str:
        for pill in self.pills():
            if pill.where.contains(at):
                return self.tr("Windows of {} frames: shorter clips have none").format(
                    pill.target.frames
                )
        place = self.bar_at(at.x())
        return "" if place is None else self.says(self._chart.bars[place])
