"""Stars."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import icons, theme
from app.ui.widgets.painting import box

STARS = 5
_SIDE, _STEP = 18, 20


class StarRating(QWidget):
    """0 to 5 stars. A click on the star that is set takes all away; keys 0-5, Left, Right.

    ``rated`` tells what the person chose; `set_rating` shows a rating without telling.
    """

    rated = Signal(int)

    def __init__(self, rating: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rating, self._hover = rating, 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Rating"))
        self.set_rating(rating)

    def rating(self) -> int:
        """Return the shown rating, 0 to 5."""
        return self._rating

    def set_rating(self, rating: int) -> None:
        """Show a rating, 0 to 5."""
        self._rating = rating
        self.setAccessibleDescription(self.tr("%n of 5 stars", "", rating))
        self.update()

    def _rate(self, rating: int) -> None:
        if rating != self._rating:
            self.set_rating(rating)
            self.rated.emit(rating)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(_STEP) * STARS, theme.px(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        shown = self._hover or self._rating
        side, step = theme.px(_SIDE), theme.px(_STEP)
        with QPainter(self) as painter:
            for n in range(STARS):
                ink = "faint" if n >= shown else "accent" if self.isEnabled() else "muted"
                place = QRectF(n * step, 0, side, self.height())
                icons.draw(painter, place, "star-filled", ink)
            if self.hasFocus():
                under = QRectF(0, self.height() - 1, side + step * (STARS - 1), 1)
                box(painter, under, fill=theme.color("accent"), radius=0)

    def _star_at(self, event: QMouseEvent) -> int:
        return min(max(int(event.position().x()) // theme.px(_STEP) + 1, 1), STARS)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover = self._star_at(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = 0
        self.update()
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        star = self._star_at(event)
        self._hover = 0
        self._rate(0 if star == self._rating else star)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in tuple("012345"):
            self._rate(int(event.text()))
        elif event.key() == Qt.Key.Key_Left:
            self._rate(max(0, self._rating - 1))
        elif event.key() == Qt.Key.Key_Right:
            self._rate(min(STARS, self._rating + 1))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusOutEvent(event)
