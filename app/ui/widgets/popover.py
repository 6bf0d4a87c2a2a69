"""A small card that lies over the window until one clicks elsewhere or presses Escape."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.painting import box

_GAP = 6  # px at zoom 1 between it and what it belongs to


class Popover(QWidget):
    """Put widgets into ``body``; `show_under` shows it, and it is deleted when it closes."""

    def __init__(self, parent: QWidget, name: str) -> None:
        flags = Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint
        super().__init__(parent, flags | Qt.WindowType.NoDropShadowWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAccessibleName(name)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(*(theme.px(n) for n in (18, 14, 18, 16)))
        self.body.setSpacing(theme.px(10))

    def show_under(self, widget: QWidget) -> None:
        """Show it at the right edge of a widget: below, or above where the window has no room."""
        self.adjustSize()
        gap = theme.px(_GAP)
        corner = widget.mapToGlobal(QPoint(widget.width(), widget.height() + gap))
        left, top = corner.x() - self.width(), corner.y()
        window = widget.window()
        place = window.mapToGlobal(QPoint(0, 0))
        if top + self.height() > place.y() + window.height():
            top = widget.mapToGlobal(QPoint(0, -gap)).y() - self.height()
        self.move(max(place.x(), left), max(place.y(), top))
        self.show()
        self.setFocus()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            edge = theme.color("line_strong")
            box(painter, QRectF(self.rect()), fill=theme.color("raised"), edge=edge, radius=10)
