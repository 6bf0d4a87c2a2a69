"""A number chosen by hand between two ends."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider

from app.ui import theme
from app.ui.widgets.painting import box, hovered
from app.ui.widgets.ringed import Ringed

_WIDE, _HIGH, _GROOVE, _KNOB = 84, 22, 3, 6  # px; the knob's radius


class Slider(Ringed, QSlider):
    """A slider from 0 to ``steps``; a click on its groove takes the knob there.

    The wheel scrolls the page, not the value; arrows, Page Up and Down, Home and End move it.
    """

    def __init__(self, steps: int, *, name: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(0, steps)
        self.setPageStep(max(1, steps // 10))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(_WIDE), theme.px(_HIGH))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(_WIDE) // 2, theme.px(_HIGH))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _span(self) -> tuple[float, float]:
        """Return where the knob's middle is at either end, px."""
        side = theme.px(_KNOB) + 1.0
        return side, max(side + 1, self.width() - side)

    def _take(self, x: float) -> None:
        left, right = self._span()
        part = min(max((x - left) / (right - left), 0.0), 1.0)
        self.setValue(round(self.minimum() + part * (self.maximum() - self.minimum())))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._take(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._take(event.position().x())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def paintEvent(self, _event: QPaintEvent) -> None:
        left, right = self._span()
        part = (self.value() - self.minimum()) / max(1, self.maximum() - self.minimum())
        at, middle = left + part * (right - left), self.height() / 2
        half = theme.px(_GROOVE) / 2
        able = self.isEnabled()
        with QPainter(self) as painter:
            groove = QRectF(left, middle - half, right - left, 2 * half)
            box(painter, groove, fill=theme.color("line_strong"), radius=2)
            groove.setRight(at)
            box(painter, groove, fill=theme.color("accent" if able else "faint"), radius=2)
            lit = able and (hovered(self) or self.isSliderDown())
            edge = theme.color("accent" if lit or self.ring else "line_strong")
            painter.setPen(QPen(edge, 2 if self.ring else 1))
            painter.setBrush(theme.color("text" if able else "faint"))
            painter.drawEllipse(QPointF(at, middle), theme.px(_KNOB), theme.px(_KNOB))
