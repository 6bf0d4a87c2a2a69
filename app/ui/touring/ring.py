"""The ring around the control that is to be used now; it is only seen."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.widgets.painting import faded

_WIDE = 8  # px at zoom 1 that it reaches beyond the control
_RADIUS = 10


class Ring(QWidget):
    """Lies over a window; the mouse does not meet it."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def surround(self, place: QRect | None) -> None:
        """Lie around a place of the window; None: nowhere."""
        self.setVisible(place is not None)
        if place is None:
            return
        wide = theme.px(_WIDE)
        where = place.adjusted(-wide, -wide, wide, wide)
        if where != self.geometry():
            self.setGeometry(where)

    def paintEvent(self, _event: QPaintEvent) -> None:
        accent, wide = theme.color("accent"), theme.px(_WIDE)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            whole = self.rect().intersected(self.window().rect().translated(-self.pos()))
            for inset, strength, line in ((0, 0.16, wide), (wide // 2, 1.0, theme.px(2))):
                painter.setPen(QPen(faded(accent, strength), line))
                half = line / 2 + inset
                where = QRectF(whole).adjusted(half, half, -half, -half)
                radius = min(theme.px(_RADIUS), where.height() / 2)
                painter.drawRoundedRect(where, radius, radius)
