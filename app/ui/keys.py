"""Whose a key is: the window's commands', or that of what has the focus.

Single keys are commands everywhere but in a text, where they are letters. Tiles, lists and the
timeline keep the arrows; a button that has the focus keeps what presses it. Where no text has the
focus, single keys do their work on every keyboard layout (`layouts`).
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QWidget

ENTER = {Qt.Key.Key_Return.value, Qt.Key.Key_Enter.value}
TAKES_KEYS = "takes_keys"
"""The property of a widget that wants every key as it is, while it is true."""


class TextKeys(QObject):
    """Keeps keys for what has the focus.

    Qt keeps letters for texts, but neither Enter nor the arrows, and nothing for buttons. Only the
    widget with the focus is watched: a filter on the whole application would be asked about every
    event there is.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.focusChanged.connect(self._on_focus)

    def _on_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        if before is not None:
            before.removeEventFilter(self)
        if now is not None:
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim a key before it becomes a shortcut."""
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget):
            return False
        if watched.property(TAKES_KEYS):
            event.accept()
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            from app.ui.key_owners import belongs_to, has_nothing_to_step, is_command

            if belongs_to(watched, event) and not has_nothing_to_step(watched, event):
                event.accept()
                return True
            event.ignore()
            # A field would claim what it does itself, as Ctrl+E on Linux, or does nothing with.
            return has_nothing_to_step(watched, event) or is_command(watched, event)
        if event.type() == QEvent.Type.KeyPress:
            if event.key() in ENTER:
                return _click(watched)
            from app.ui.key_owners import do_as_meant

            return do_as_meant(watched, event)
        return super().eventFilter(watched, event)


def give_back(before: QWidget | None, otherwise: QWidget) -> None:
    """Let the keys go where they went before, if that is still there to be seen."""
    from shiboken6 import isValid

    there = before is not None and isValid(before) and before.isVisible()
    (before if before is not None and there else otherwise).setFocus()


def _click(widget: QWidget) -> bool:
    """Press a button with Enter, which Qt leaves to dialogs; return whether it is one.

    A box is ticked with Space: Enter on it is for the dialog's own button, or what Space did
    would be taken back.
    """
    if not isinstance(widget, QAbstractButton) or isinstance(widget, QCheckBox):
        return False
    widget.click()
    return True
