"""What a window of a dataset file can do: its commands to search, and help on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.core.language import tr
from app.ui.actions import COMMANDS, Actions, key_text
from app.ui.help.helping import Helping
from app.ui.sizing import Sizing

if TYPE_CHECKING:
    from app.ui.jobs import Jobs
    from app.ui.palette import Palette
    from app.ui.preferences import PreferenceStore


class PlanHelp(QObject):
    """Shows the palette of commands and help over a window.

    Args:
        window: It.
        over: The part of it that a sheet of keys covers.
        actions: Its commands.
        jobs: Its.
        preferences: The person's.
    """

    def __init__(
        self,
        window: QWidget,
        over: QWidget,
        actions: Actions,
        jobs: Jobs,
        preferences: PreferenceStore,
    ) -> None:
        super().__init__(window)
        self._window, self._actions, self._preferences = window, actions, preferences
        self._offered: list[str] = []
        self.helping = Helping(over, actions, jobs, preferences, lambda: "plan")

    @cached_property
    def palette(self) -> Palette:
        """The commands to search, made when they are first asked for."""
        from app.ui.palette import Palette

        palette = Palette(self._window)
        palette.chosen.connect(self._on_chosen)
        return palette

    def find(self) -> None:
        """Offer the commands that work here."""
        from app.ui.palette import Entry

        works = [each for each in COMMANDS if self._actions[each.id].isEnabled()]
        self._offered = [each.id for each in works]
        self.palette.open(
            [
                Entry(self._actions[each.id].text(), tr(each.group), key_text(each.id))
                for each in works
            ]
        )

    def sizes(self) -> dict[str, Callable[[], None]]:
        """Return what makes texts and controls larger and smaller, by command."""
        sizing = Sizing(self._preferences)
        return {
            "view.larger": sizing.larger,
            "view.smaller": sizing.smaller,
            "view.normal": sizing.normal,
        }

    def _on_chosen(self, place: int) -> None:
        self._actions[self._offered[place]].trigger()
