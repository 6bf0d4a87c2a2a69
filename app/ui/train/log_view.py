"""The lines of a log, painted: only those in sight exist, however long it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QSizePolicy

from app.ui import theme
from app.ui.train.log_pages import LogPages
from app.ui.widgets.painting import faded, text_width

_PAD = 10
_INKS = {1: "warn", 2: "bad"}


class LogView(QAbstractScrollArea):
    """A log line by line; the mouse and the arrows select lines, Shift more of them.

    Attributes:
        follow: Whether the last line stays in sight as the log grows.
        current: The row that has the keys; -1: none.

    Signals:
        follow_changed: A hand has gone away from the end, or back to it.
        copy_asked: First and last row.
    """

    follow_changed = Signal(bool)
    copy_asked = Signal(int, int)

    def __init__(self, pages: LogPages) -> None:
        super().__init__()
        self._pages = pages
        self.follow = True
        self.current = self._anchor = -1
        self._widest = 0
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Log"))
        theme.set_font(self, "code")
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.verticalScrollBar().actionTriggered.connect(self._on_hand)
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)
        pages.grown.connect(self._on_grown)
        pages.came.connect(self.viewport().update)
        pages.searched.connect(self.viewport().update)

    # --------------------------------------------------------------------------------- places

    def line_height(self) -> int:
        """Return the height of a line in px, zoomed."""
        return self.fontMetrics().lineSpacing() + theme.px(3)

    def in_sight(self) -> int:
        """Return how many whole lines there is room for."""
        return max(1, self.viewport().height() // self.line_height())

    def first(self) -> int:
        """Return the first row in sight."""
        return self.verticalScrollBar().value()

    def _row_at(self, at: QPoint) -> int:
        row = self.first() + at.y() // self.line_height()
        return min(max(row, 0), self._pages.count - 1)

    def show_row(self, row: int) -> None:
        """Go to a row, and bring it into sight, in the middle where it was not."""
        if not 0 <= row < self._pages.count:
            return
        self.current = self._anchor = row
        self._set_follow(row == self._pages.count - 1)
        first, room = self.first(), self.in_sight()
        if not first <= row < first + room:
            self.verticalScrollBar().setValue(row - room // 2)
        self._describe()
        self.viewport().update()

    def go_to_end(self) -> None:
        """Show the end, and follow it."""
        self._set_follow(True)
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def selected(self) -> tuple[int, int]:
        """Return the first and the last selected row; (-1, -1): none is."""
        return min(self.current, self._anchor), max(self.current, self._anchor)

    # ---------------------------------------------------------------------------- keeping up

    def _on_grown(self) -> None:
        last = self._pages.count - 1
        if self.current > last:
            self.current = self._anchor = -1
        self._measure()
        if self.follow:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
        self.viewport().update()

    def _measure(self) -> None:
        bar, room = self.verticalScrollBar(), self.in_sight()
        bar.setRange(0, max(0, self._pages.count - room))
        bar.setPageStep(room)
        across = self.horizontalScrollBar()
        across.setRange(0, max(0, self._widest + theme.px(2 * _PAD) - self.viewport().width()))
        across.setPageStep(self.viewport().width())
        across.setSingleStep(theme.px(24))

    def _on_hand(self, _action: int) -> None:
        """Follow where the bar was dragged to the end, and no more where it was taken from it."""
        bar = self.verticalScrollBar()
        self._set_follow(bar.sliderPosition() >= bar.maximum())

    def _on_scrolled(self) -> None:
        self.viewport().update()

    def _set_follow(self, on: bool) -> None:
        if on != self.follow:
            self.follow = on
            self.follow_changed.emit(on)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._on_grown()

    # ------------------------------------------------------------------------------- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        pages, high = self._pages, self.line_height()
        left = theme.px(_PAD) - self.horizontalScrollBar().value()
        first, last = self.selected()
        found = self._found_in_sight()
        widest = self._widest
        with QPainter(self.viewport()) as painter:
            painter.fillRect(self.viewport().rect(), theme.color("inset"))
            painter.setFont(self.font())
            for place in range(self.in_sight() + 1):
                row = self.first() + place
                if row >= pages.count:
                    break
                where = QRectF(0, place * high, self.viewport().width(), high)
                if first <= row <= last:
                    painter.fillRect(where, theme.color("raised"))
                if row in found:
                    alpha = 0.9 if row == self.current else 0.4
                    painter.fillRect(where, faded(theme.color("selection"), alpha))
                text = pages.text(row)
                if text:
                    ink = theme.color(_INKS.get(pages.grade_of(row), "text"))
                    painter.setPen(ink)
                    place_of = where.adjusted(left, 0, 1e5, 0)
                    side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
                    painter.drawText(place_of, side | Qt.TextFlag.TextSingleLine, text)
                    widest = max(widest, text_width(self.font(), text))
        if widest != self._widest:
            self._widest = widest
            self._measure()

    def _found_in_sight(self) -> set[int]:
        found = self._pages.found
        if found is None:
            return set()
        begin = int(found.searchsorted(self.first()))
        end = int(found.searchsorted(self.first() + self.in_sight() + 1))
        return {int(row) for row in found[begin:end]}

    # ----------------------------------------------------------------------------- the hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._pages.count:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._select(self._row_at(event.position().toPoint()), more=shift)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self._pages.count:
            self._select(self._row_at(event.position().toPoint()), more=True)

    def event(self, event: QEvent) -> bool:
        """Keep the keys of lists, which are other commands elsewhere."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (event.matches(QKeySequence.StandardKey.Copy) or self._step_of(event) is not None)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = self._step_of(event)
        if event.matches(QKeySequence.StandardKey.Copy):
            first, last = self.selected()
            if first >= 0:
                self.copy_asked.emit(first, last)
        elif event.matches(QKeySequence.StandardKey.SelectAll) and self._pages.count:
            self._anchor, self.current = 0, self._pages.count - 1
            self.viewport().update()
        elif step is not None and self._pages.count:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            at = self.current if self.current >= 0 else self.first()
            self._select(min(max(at + step, 0), self._pages.count - 1), more=shift)
        else:
            super().keyPressEvent(event)

    def _step_of(self, event: QKeyEvent) -> int | None:
        allowed = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        if event.modifiers() & ~allowed:
            return None
        room, count = self.in_sight(), self._pages.count
        return {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -room,
            Qt.Key.Key_PageDown: room,
            Qt.Key.Key_Home: -count,
            Qt.Key.Key_End: count,
        }.get(Qt.Key(event.key()))

    def _select(self, row: int, *, more: bool) -> None:
        self.current = row
        if not more:
            self._anchor = row
        self._set_follow(row == self._pages.count - 1)
        first, room = self.first(), self.in_sight()
        if row < first:
            self.verticalScrollBar().setValue(row)
        elif row >= first + room:
            self.verticalScrollBar().setValue(row - room + 1)
        self._describe()
        self.viewport().update()

    def _describe(self) -> None:
        self.setAccessibleDescription(self._pages.text(self.current) or "")
