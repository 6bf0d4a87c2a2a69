"""What was just done, said for some seconds, with the way back or on."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.ui.actions import Actions, key_text
from app.ui.folders import show_folder

if TYPE_CHECKING:
    from app.ui.widgets.toast import Toast


class Telling(QObject):
    """Says one thing at a time, over the stages."""

    def __init__(self, over: QWidget, actions: Actions) -> None:
        super().__init__(over)
        self._over, self._actions = over, actions
        self._folder = ""  # what the toast's action shows; empty: it undoes

    @cached_property
    def toast(self) -> Toast:
        """Where it is said; made with the first word."""
        from app.ui.widgets.toast import Toast

        toast = Toast(self._over)
        toast.acted.connect(self._act)
        return toast

    def lift(self, above: int) -> None:
        """Say it above what stands at the foot of a stage, so many px high at zoom 1."""
        from app.ui.widgets.toast import ABOVE

        self.toast.lift(above + ABOVE)

    def done(self, sentence: str) -> None:
        """Say what was done."""
        self.toast.say(sentence)

    def undoable(self, sentence: str) -> None:
        """Say what was done and can be taken back."""
        self._folder = ""
        self.toast.say(sentence, action=self.tr("Undo"), key=key_text("edit.undo"))

    def written(self, sentence: str, folder: str) -> None:
        """Say what was written, and offer to show where."""
        self._folder = folder
        self.toast.say(sentence, action=self.tr("Show folder"))

    def _act(self) -> None:
        if self._folder:
            show_folder(Path(self._folder))
        else:
            self._actions["edit.undo"].trigger()
