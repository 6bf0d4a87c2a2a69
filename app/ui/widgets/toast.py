"""What was just done, said at the bottom for some seconds, with a way back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QEnterEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.painting import lifted

STAYS_MS = 6000
ABOVE = 24  # px
_SHADOW = 6


class Toast(QWidget):
    """One line over the bottom of ``over``; vanishes by itself, not while the mouse is on it.

    A new one takes the place of the last. ``acted`` tells that its action (Undo) was chosen.
    """

    acted = Signal()

    def __init__(self, over: QWidget, *, above_bottom: int = ABOVE) -> None:
        super().__init__(over)
        self._over, self._above = over, above_bottom
        self._text = Label()
        self._action = Button("", "quiet")
        self._action.clicked.connect(self._on_action)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self._stays_ms = STAYS_MS
        row = self._row = QHBoxLayout(self)
        row.addWidget(self._text)
        row.addWidget(self._action)
        over.installEventFilter(self)
        self.hide()

    def say(self, text: str, *, action: str = "", key: str = "", stays_ms: int = STAYS_MS) -> None:
        """Show ``text``, with an action and the key that does it where given."""
        self._text.setText(text)
        self._action.setText(action)
        self._action.set_key(key)
        self._action.setVisible(bool(action))
        self.setAccessibleName(text)
        self._stays_ms = stays_ms
        self._place()
        self.show()
        self.raise_()
        self._timer.start(stays_ms)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def lift(self, above_bottom: int) -> None:
        """Show it so many pixels above the bottom, at zoom 1."""
        self._above = above_bottom
        if self.isVisible():
            self._place()

    def text(self) -> str:
        """Return what it said last."""
        return self._text.text()

    def _on_action(self) -> None:
        self.hide()
        self._timer.stop()
        self.acted.emit()

    def _place(self) -> None:
        side, right = theme.px(_SHADOW), theme.px(8 if self._action.text() else 16)
        self._row.setContentsMargins(theme.px(16) + side, side, right + side, side)
        self._row.invalidate()
        self._row.activate()
        hint = self.sizeHint()
        width = min(hint.width(), max(self._over.width() - theme.px(32), theme.px(160)))
        height = theme.px(40) + 2 * theme.px(_SHADOW)
        left = (self._over.width() - width) // 2
        self.setGeometry(left, self._over.height() - height - theme.px(self._above), width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start(self._stays_ms)
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        side, edge = theme.px(_SHADOW), theme.color("line_strong")
        with QPainter(self) as painter:
            lifted(painter, QRectF(self.rect()), side, depth=0.02, edge=edge, radius=9)
