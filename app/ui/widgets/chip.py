"""A state in a word, in a rounded box of its tone."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import icons, theme
from app.ui.theme import Tone
from app.ui.widgets.painting import box, hovered, text_width, words
from app.ui.widgets.ringed import Ringed
from app.ui.widgets.tips import PlainTips

Mark = Literal["", "dot", "check", "menu"]
_HEIGHT, _PAD, _GAP, _ICON = 22, 9, 5, 12


class Chip(PlainTips, Ringed, QWidget):
    """A word in a tone; may have a mark, be clicked, be removed by its ×, be dashed ("+ tag").

    A clickable chip takes the focus and acts on Enter and Space, a removable one on Delete.
    """

    clicked = Signal()
    removed = Signal()

    def __init__(
        self,
        text: str = "",
        tone: Tone = "neutral",
        *,
        mark: Mark = "",
        clickable: bool = False,
        removable: bool = False,
        dashed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text, self._tone, self._mark = text, tone, mark
        self._clickable, self._removable, self._dashed = clickable, removable, dashed
        theme.set_font(self, "small")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover, clickable or removable)
        if clickable or removable:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if clickable:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def text(self) -> str:
        """Return the word."""
        return self._text

    def tone(self) -> Tone:
        """Return the tone."""
        return self._tone

    def set_state(self, text: str, tone: Tone, mark: Mark | None = None) -> None:
        """Show another state; without ``mark`` the mark stays."""
        self._text, self._tone = text, tone
        self._mark = self._mark if mark is None else mark
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def set_clickable(self, on: bool) -> None:
        """Let it be one to be clicked, or one to be read only; its words stay readable."""
        self._clickable = on
        takes = on or self._removable
        self.setAttribute(Qt.WidgetAttribute.WA_Hover, takes)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if takes else Qt.FocusPolicy.NoFocus)
        shape = Qt.CursorShape.PointingHandCursor if on else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        self.update()

    def sizeHint(self) -> QSize:
        width = text_width(self.font(), self._text) + 2 * theme.px(_PAD)
        width += (theme.px(_ICON + _GAP) if self._mark else 0) * bool(self._text)
        width += theme.px(_ICON + _GAP - 2) if self._removable else 0
        return QSize(max(width, theme.px(_HEIGHT)), theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme.px(48)), theme.px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = theme.tokens()
        lit = self._clickable and hovered(self)
        fill = t.hover if lit and self._tone == "neutral" else t.tone_fill(self._tone)
        edge = t.tone_text(self._tone) if lit else t.tone_edge(self._tone)
        if self.ring:
            edge = t.accent
        ink = t.tone_text(self._tone) if self.isEnabled() else t.faint
        ink = t.text if lit and self._tone == "neutral" else ink
        where = QRectF(self.rect())
        with QPainter(self) as painter:
            painter.setFont(self.font())
            box(
                painter,
                where,
                fill=None if self._dashed and not lit else QColor(fill),
                edge=QColor(edge),
                radius=_HEIGHT,
                dashed=self._dashed,
            )
            inside = where.adjusted(theme.px(_PAD), 0, -theme.px(_PAD), 0)
            inside = self._draw_marks(painter, inside, ink)
            words(painter, inside, self._text, QColor(ink))

    def _draw_marks(self, painter: QPainter, inside: QRectF, ink: str) -> QRectF:
        size = theme.px(_ICON)
        if self._mark == "dot":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ink))
            half = theme.px(7) / 2
            middle = inside.center()
            middle.setX(inside.left() + half)
            painter.drawEllipse(middle, half, half)
            inside.setLeft(inside.left() + theme.px(7 + _GAP))
        elif self._mark == "check":
            spot = QRectF(inside.left() - 1, 0, size, inside.height())
            icons.draw(painter, spot, "check", QColor(ink))
            inside.setLeft(inside.left() + size + theme.px(_GAP - 1))
        elif self._mark == "menu":
            spot = QRectF(inside.right() - size + 2, 0, size, inside.height())
            icons.draw(painter, spot, "chevron-down", QColor(ink))
            inside.setRight(spot.left() - theme.px(3))
        if self._removable:
            spot = self._cross()
            over = spot.contains(self.mapFromGlobal(self.cursor().pos()))
            icons.draw(painter, spot, "x", "text" if over and hovered(self) else "dim")
            inside.setRight(spot.left() - theme.px(3))
        return inside

    def _cross(self) -> QRectF:
        size = theme.px(_ICON)
        return QRectF(self.width() - size - theme.px(6), 0, size, self.height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = QRectF(self.rect()).contains(event.position())
        if event.button() != Qt.MouseButton.LeftButton or not inside:
            return
        if self._removable and event.position().x() >= self._cross().left() - theme.px(2):
            self.removed.emit()
        elif self._clickable:
            self.clicked.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.setAccepted(self._clickable or self._removable)

    def mouseMoveEvent(self, _event: QMouseEvent) -> None:
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self._clickable and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        elif self._removable and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave, QEvent.Type.HoverMove):
            self.update()
        return super().event(event)


def chip_width(text: str) -> int:
    """Return the width in px, zoomed, of a chip drawn by `draw_chip`."""
    return text_width(theme.font("small"), text) + 2 * theme.px(_PAD)


def draw_chip(painter: QPainter, where: QRectF, text: str, tone: Tone) -> None:
    """Draw a chip that is no widget, as in a list."""
    fill, edge = (theme.tone_color(tone, part) for part in ("fill", "edge"))
    box(painter, where, fill=fill, edge=edge, radius=_HEIGHT)
    painter.setFont(theme.font("small"))
    inside = where.adjusted(theme.px(_PAD), 0, -theme.px(_PAD) + 1, 0)
    words(painter, inside, text, theme.tone_color(tone))
