"""The list of what is offered; it never has the keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.widgets.button import cap_width, draw_cap
from app.ui.widgets.painting import box, text_width, words

_ROW, _PAD, _EDGE = 28, 10, 5  # px at zoom 1
_MOST_WIDE = 460


class OfferList(QWidget):
    """Rows of words under the cursor, with the key that takes the first of them."""

    picked = Signal(int)

    def __init__(self, edit: QWidget, key: str) -> None:
        flags = Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint
        super().__init__(edit, flags | Qt.WindowType.NoDropShadowWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Words that may be meant"))
        self._texts: Sequence[str] = ()
        self._key = key
        self.chosen = -1
        self._over = -1

    def show_offers(self, texts: Sequence[str], at: QPoint) -> None:
        """Show what is offered, none chosen, at a place on the screen."""
        self._texts, self.chosen, self._over = texts, -1, -1
        self.setAccessibleDescription(", ".join(texts))
        size = self.sizeHint()
        self.setGeometry(QRect(self._inside(at, size), size))
        self.show()
        self.raise_()
        self.update()

    def texts(self) -> Sequence[str]:
        """Return what is offered."""
        return self._texts

    def step(self, by: int) -> None:
        """Choose the next one, or the one before; before the first one none is."""
        self.chosen = max(-1, min(len(self._texts) - 1, self.chosen + by))
        self.update()

    def sizeHint(self) -> QSize:
        widest = max((text_width(theme.font("body"), text) for text in self._texts), default=0)
        wide = widest + cap_width(self._cap()) + 2 * theme.px(_PAD + _EDGE) + theme.px(20)
        tall = len(self._texts) * theme.px(_ROW) + 2 * theme.px(_EDGE)
        return QSize(min(wide, theme.px(_MOST_WIDE)), tall)

    def _inside(self, at: QPoint, size: QSize) -> QPoint:
        """Return where it lies, all of it on the screen: over the line where there is no room."""
        screen = QGuiApplication.screenAt(at) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        left = min(at.x() - theme.px(_PAD + _EDGE), room.right() - size.width())
        top = at.y() + theme.px(4)
        if top + size.height() > room.bottom():
            top = at.y() - size.height() - theme.px(32)
        return QPoint(max(room.left(), left), top)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            whole = QRectF(self.rect())
            box(painter, whole, fill=theme.color("raised"), edge=theme.color("line_strong"))
            for place, text in enumerate(self._texts):
                self._draw(painter, self._row(place), text, place)

    def _draw(self, painter: QPainter, where: QRectF, text: str, place: int) -> None:
        lit = place == self.chosen or (place == self._over and self.chosen < 0)
        if lit:
            box(painter, where, fill=theme.color("hover"), radius=5)
        taken = place == max(0, self.chosen)
        inside = where.adjusted(theme.px(_PAD), 0, -theme.px(_PAD), 0)
        room = QRectF(inside)
        if taken:
            wide = cap_width(self._cap())
            draw_cap(painter, QRectF(inside.right() - wide, where.top(), wide, where.height()),
                     self._cap(), on_accent=False, dull=False)  # fmt: skip
            room.setRight(inside.right() - wide - theme.px(8))
        painter.setFont(theme.font("body"))
        words(painter, room, text, theme.color("text" if taken else "muted"))

    def _cap(self) -> str:
        """Return the key that takes what is lit."""
        return self._key if self.chosen < 0 else self.tr("Enter")

    def _row(self, place: int) -> QRectF:
        edge = theme.px(_EDGE)
        return QRectF(edge, edge + place * theme.px(_ROW), self.width() - 2 * edge, theme.px(_ROW))

    def _at(self, event: QMouseEvent) -> int:
        place = int((event.position().y() - theme.px(_EDGE)) // theme.px(_ROW))
        return place if 0 <= place < len(self._texts) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._over = self._at(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._at(event)
        if place >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(place)
