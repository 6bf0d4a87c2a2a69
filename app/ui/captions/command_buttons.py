"""Buttons with words of their own that do what a command does."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from app.ui.actions import Actions, follow_key
from app.ui.widgets.button import Button


def bind(button: Button, actions: Actions, command: str) -> None:
    """Let a button do a command: its sentence and key are the tooltip, and it is enabled with it.

    `Button.for_action` says the command's words, which are longer than a panel has room for.
    """
    action = actions[command]
    button.clicked.connect(action.trigger)
    button.setAccessibleName(action.text())
    _Follower(button, action)

    def show(key: str) -> None:
        button.setToolTip(" ".join(filter(None, (action.statusTip(), f"({key})" if key else ""))))

    follow_key(button, command, show)


class _Follower(QObject):
    """Enables a button while its action is."""

    def __init__(self, button: Button, action: QAction) -> None:
        super().__init__(button)
        self._button, self._action = button, action
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self._button.setEnabled(self._action.isEnabled())
