"""A thin slider: a click goes there, arrows step."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider

from app.ui import theme
from app.ui.widgets.painting import box, hovered

_KNOB, _TRACK, _HEIGHT = 12, 4, 22  # px at zoom 1


class SampleSlider(QSlider):
    """Values of a range, from the left; ``width`` px wide at zoom 1, 0: all the room there is."""

    def __init__(self, low: int, high: int, value: int, *, name: str, width: int = 0) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._width = width
        self.setRange(low, high)
        self.setValue(value)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        wide = QSizePolicy.Policy.Fixed if width else QSizePolicy.Policy.Expanding
        self.setSizePolicy(wide, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._width or 160), theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(self._width or 48), theme.px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        side, thick, middle = theme.px(_KNOB), theme.px(_TRACK), self.height() / 2
        track = QRectF(side / 2, round(middle - thick / 2), self.width() - side, thick)
        share = (self.value() - self.minimum()) / max(1, self.maximum() - self.minimum())
        done = QRectF(track.left(), track.top(), track.width() * share, thick)
        left = track.left() + track.width() * share - side / 2
        knob = QRectF(left, round(middle - side / 2), side, side)
        live = self.isEnabled()
        with QPainter(self) as painter:
            box(painter, track, fill=theme.color("raised"), radius=thick)
            box(painter, done, fill=theme.color("accent" if live else "faint"), radius=thick)
            ink = "text" if hovered(self) or self.isSliderDown() else "muted"
            edge = theme.color("accent") if self.hasFocus() else None
            box(painter, knob, fill=theme.color(ink if live else "faint"), edge=edge, radius=side)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._go_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._go_to(event)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page is scrolled

    def _go_to(self, event: QMouseEvent) -> None:
        side = theme.px(_KNOB)
        share = (event.position().x() - side / 2) / max(1, self.width() - side)
        span = self.maximum() - self.minimum()
        self.setValue(self.minimum() + round(max(0.0, min(1.0, share)) * span))
