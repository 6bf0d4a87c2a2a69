"""The field in which a person says where to go."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.widgets.fields import LineEdit

_WIDTH, _HEIGHT = 240, 30  # px
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PlaceField(LineEdit):
    """One line over another widget: Enter goes, Escape and a click elsewhere put it away."""

    entered = Signal(str)
    """Where to go; answer with `refuse`, or with `leave`."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(placeholder="1234 · 00:01:23:04 · +16", role="mono", parent=over)
        self._over = over
        self._before: QWidget | None = None
        over.installEventFilter(self)
        self.setAccessibleName(self.tr("Go to frame, timecode or so many frames on"))
        self.textEdited.connect(self._on_edited)
        self.hide()

    def open(self) -> None:
        """Show it, empty, and let the keys go to it."""
        self._lay()
        if not self.isVisible():
            self._before = self.window().focusWidget()
            self.clear()
            self._on_edited()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def refuse(self, sentence: str) -> None:
        """Say what is wrong with what was entered."""
        self.set_wrong(True)
        self.setToolTip(sentence)
        self.setAccessibleDescription(sentence)
        self.selectAll()

    def leave(self) -> None:
        """Put it away, and give the keys back."""
        if self.isVisible():
            self.hide()
            if self._before is not None:
                self._before.setFocus()

    def _lay(self) -> None:
        width = min(self._over.width(), theme.px(_WIDTH))
        where = QRect(0, 0, width, theme.px(_HEIGHT))
        where.moveCenter(self._over.rect().center())
        self.setGeometry(where)

    def _on_edited(self) -> None:
        self.set_wrong(False)
        self.setToolTip(self.tr("Enter goes there, Escape does not"))
        self.setAccessibleDescription("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self._lay()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in _ENTER:
            self.entered.emit(self.text())
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.hide()
