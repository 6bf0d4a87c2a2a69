"""Cards dragged to another place: a line shows where one would go."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from app.ui import theme
from app.ui.widgets.painting import box

_EDGE, _STEP, _BEAT = 28, 9, 30  # px near an edge that scroll; px of each scroll; ms between


class DropLine(QWidget):
    """The line between two cards."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            box(painter, QRectF(self.rect()), fill=theme.color("accent"), radius=2)


class CardDrag(QObject):
    """One drag at a time, over the cards of a scrolled column.

    Args:
        area: Scrolls, where the hand comes to its edge.
        cards: The cards that change places, in their order.

    Signals:
        moved: A card is to go from a place to another.
    """

    moved = Signal(int, int)

    def __init__(self, area: QScrollArea, cards: Callable[[], Sequence[QWidget]]) -> None:
        super().__init__(area)
        self._area, self._cards = area, cards
        self._from: int | None = None
        self._hand = QPoint()
        self._line = DropLine(area)
        self._line.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(_BEAT)
        self._timer.timeout.connect(self._scroll)

    def pull(self, place: int, hand: QPoint) -> None:
        """Drag the card at a place; the hand is at a place of the screen."""
        self._from, self._hand = place, hand
        self._show_line()
        if not self._timer.isActive():
            self._timer.start()

    def drop(self) -> None:
        """Let it go where it is."""
        place, to = self._from, self._target()
        self.end()
        if place is not None and to not in (place, place + 1):
            self.moved.emit(place, to - 1 if to > place else to)

    def end(self) -> None:
        """Take the drag back."""
        self._from = None
        self._line.hide()
        self._timer.stop()

    def _inside(self) -> QWidget:
        return self._area.widget() or self._area

    def _target(self) -> int:
        """Return before which card it would go; their number: behind the last."""
        height = self._inside().mapFromGlobal(self._hand).y()
        middles = [card.geometry().center().y() for card in self._cards()]
        return sum(height > middle for middle in middles)

    def _show_line(self) -> None:
        cards, to = self._cards(), self._target()
        if not cards or self._from is None:
            return
        if self._line.parentWidget() is not self._inside():
            self._line.setParent(self._inside())
        gap = theme.px(10) // 2
        first = cards[0].geometry()
        top = first.top() - gap if to == 0 else cards[to - 1].geometry().bottom() + gap
        self._line.setGeometry(first.left(), top - 1, first.width(), theme.px(3))
        self._line.setVisible(to not in (self._from, self._from + 1))
        self._line.raise_()

    def _scroll(self) -> None:
        view = self._area.viewport()
        height = view.mapFromGlobal(self._hand).y()
        bar, edge = self._area.verticalScrollBar(), theme.px(_EDGE)
        if height < edge:
            bar.setValue(bar.value() - theme.px(_STEP))
        elif height > view.height() - edge:
            bar.setValue(bar.value() + theme.px(_STEP))
        else:
            return
        self._show_line()
