"""Buttons below a text: a command in a word or two, and its key where there is room."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSizePolicy

from app.ui.widgets.button import Button, Kind


class FootButton(Button):
    """Does what a command does, in shorter words; the key gives way where there is little room."""

    def __init__(self, action: QAction, words: str, kind: Kind = "raised") -> None:
        super().__init__(words, kind)
        self._command = action
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        action = self._command
        self.setEnabled(action.isEnabled())
        self.setToolTip(action.statusTip() or action.text())
        self.setAccessibleName(action.text())
        self.set_key(action.shortcut())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.width_with(""), self.sizeHint().height())
