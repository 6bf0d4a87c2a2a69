"""What a window has of help: the guide, the sheet of what is shown, the list of all keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.ui.actions import Actions
from app.ui.widgets.held import hold_while_there

if TYPE_CHECKING:
    from app.ui.help.help_window import HelpWindow
    from app.ui.help.stage_sheet import StageSheet
    from app.ui.jobs import Jobs
    from app.ui.keys_dialog import KeysDialog
    from app.ui.preferences import PreferenceStore


class Helping(QObject):
    """Shows help beside and over a window.

    Args:
        over: What a sheet covers: the part of the window that holds the stages.
        actions: The window's.
        jobs: Read for the guide.
        preferences: The person's.
        stage: Says what is shown, see `stage_words.StageNames`.
    """

    def __init__(
        self,
        over: QWidget,
        actions: Actions,
        jobs: Jobs,
        preferences: PreferenceStore,
        stage: Callable[[], str],
    ) -> None:
        super().__init__(over)
        self._over, self._actions = over, actions
        self._jobs, self._preferences, self._stage = jobs, preferences, stage
        self._help: HelpWindow | None = None
        self._keys: KeysDialog | None = None
        self._sheet: StageSheet | None = None

    def slots(self) -> dict[str, Callable[[], object]]:
        """Return what each command of help does."""
        return {
            "view.help": self.show_help,
            "view.sheet": self.show_sheet,
            "view.keys": self.show_keys,
        }

    def show_help(self, page: str = "") -> None:
        """Show a page of the guide, or that of the stage; it may stay open beside the work."""
        from app.ui.help.help_window import HelpWindow
        from app.ui.help.stage_words import PAGES

        if self._help is None:
            self._help = HelpWindow(self._over.window(), self._jobs, self._preferences)
            self._help.keys_asked.connect(self.show_keys)
        self._help.show_page(page or PAGES.get(self._stage(), PAGES[""]))
        _bring_to_front(self._help)

    def look_up(self, words: str) -> None:
        """Show what the guide says of some words."""
        self.show_help()
        if self._help is not None:
            self._help.search.setText(words)

    def show_sheet(self) -> None:
        """Say over the stage what it is for and which keys it has, or no longer."""
        from app.ui.help.stage_sheet import StageSheet
        from app.ui.help.stage_words import StageNames

        if self._sheet is not None and self._sheet.isVisible():
            self._sheet.leave()
            return
        words = StageNames(self).words(self._stage())
        sheet = hold_while_there(self, "_sheet", StageSheet(self._over, words, self._actions))
        sheet.asked.connect(self._on_asked)
        sheet.open()

    def show_keys(self) -> None:
        """Show all commands with their keys; it may stay open while the keys are tried."""
        from app.ui.keys_dialog import KeysDialog

        dialog = self._keys
        if dialog is None:
            dialog = KeysDialog(self._over.window(), self._preferences)
            hold_while_there(self, "_keys", dialog)
        _bring_to_front(dialog)

    def layout_to_keep(self) -> Mapping[str, str]:
        """Return where the guide is, if it was opened."""
        return self._help.layout_to_keep() if self._help is not None else {}

    def _on_asked(self, command: str) -> None:
        self._actions[command].trigger()


def _bring_to_front(window: QWidget) -> None:
    window.show()
    window.raise_()
    window.activateWindow()
