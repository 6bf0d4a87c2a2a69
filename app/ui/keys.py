"""Single keys are commands everywhere but in a text: there they are letters."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

_TEXTS = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_ALWAYS_COMMANDS = range(Qt.Key.Key_F1.value, Qt.Key.Key_F35.value + 1)


class TextKeys(QObject):
    """Keeps keys for the text that has the focus.

    Qt does so for letters, but not for Enter, the arrows or Escape. Only the widget with the focus
    is watched: a filter on the whole application would be asked about every event there is.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.focusChanged.connect(self._on_focus)

    def _on_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        if isinstance(before, _TEXTS):
            before.removeEventFilter(self)
        if isinstance(now, _TEXTS):
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim a key before it becomes a shortcut."""
        key = event if isinstance(event, QKeyEvent) else None
        if event.type() == QEvent.Type.ShortcutOverride and key and belongs_to_text(key):
            event.accept()
            return True
        return super().eventFilter(watched, event)


def belongs_to_text(key: QKeyEvent) -> bool:
    """Return whether a key pressed in a text is for the text."""
    command = bool(key.modifiers() & _COMMANDS)
    altgr = key.modifiers() & _COMMANDS == _COMMANDS and key.text().isprintable()
    return (altgr and bool(key.text())) or (not command and key.key() not in _ALWAYS_COMMANDS)
