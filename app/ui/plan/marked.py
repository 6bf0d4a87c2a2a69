"""A picture made of marks, each of which says what it is: to the mouse, to keys, to a reader."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.ui import theme
from app.ui.widgets.painting import KEYBOARD, box
from app.ui.widgets.tips import plain

_FAR = 10  # marks that Page Up and Page Down pass over


class MarkedPicture(QWidget):
    """Walks along marks: Left and Right, Page Up and Page Down, Home, End; Enter opens one.

    Attributes:
        lit: The mark under the mouse or the keyboard; None: none is.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.lit: int | None = None
        self._ring = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    # ------------------------------------------------------------------- what a picture tells

    def count(self) -> int:
        """Return how many marks there are."""
        raise NotImplementedError

    def mark_at(self, spot: QPointF) -> int | None:
        """Return the mark at a spot; None where there is none."""
        raise NotImplementedError

    def mark_rect(self, mark: int) -> QRectF:
        """Return the box of a mark."""
        raise NotImplementedError

    def says(self, mark: int) -> str:
        """Return what a mark is, for people."""
        raise NotImplementedError

    def open_mark(self, mark: int) -> None:
        """Do what a click on a mark does: here nothing."""

    def row_length(self) -> int:
        """Return how many marks Up and Down pass over; 0: those keys do nothing."""
        return 0

    # -------------------------------------------------------------------------------- lighting

    def light(self, mark: int | None) -> None:
        """Light a mark, and let a screen reader say it."""
        if mark != self.lit:
            self.lit = mark
            self.setAccessibleDescription("" if mark is None else self.says(mark))
            self.update()

    def forget(self) -> None:
        """Light none: the marks are others."""
        self.lit = None
        self.setAccessibleDescription("")
        self.updateGeometry()
        self.update()

    def paint_ring(self, painter: QPainter) -> None:
        """Draw the ring of the keyboard."""
        if self._ring:
            box(painter, QRectF(self.rect()), edge=theme.color("accent"), radius=6)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        mark = self.mark_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and mark is not None:
            self.open_mark(mark)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.light(self.mark_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self.light(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = Qt.Key(event.key()), self.count() - 1
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self.row_length(),
            Qt.Key.Key_Down: self.row_length(),
            Qt.Key.Key_PageUp: -_FAR,
            Qt.Key.Key_PageDown: _FAR,
            Qt.Key.Key_Home: -last - 1,
            Qt.Key.Key_End: last + 1,
        }
        step = steps.get(key, 0)
        if step and last >= 0:
            begin = -1 if step > 0 and abs(step) <= _FAR else last + 1 if step < 0 else 0
            place = begin + (1 if step > 0 else -1) if self.lit is None else self.lit + step
            self.light(min(max(place, 0), last))
            self._tell()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.lit is not None:
            self.open_mark(self.lit)
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        if self.lit is not None:
            spot = self.mark_rect(self.lit).bottomRight().toPoint()
            QToolTip.showText(self.mapToGlobal(spot), plain(self.says(self.lit)), self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = event.reason() in KEYBOARD
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring = False
        self.light(None)
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            mark = self.mark_at(QPointF(event.pos()))
            if mark is None:
                QToolTip.hideText()
                event.ignore()
            else:
                QToolTip.showText(event.globalPos(), plain(self.says(mark)), self)
            return True
        return super().event(event)
