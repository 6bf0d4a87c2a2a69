"""Asking which films to add."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.ui import dialogs
from app.ui.loop import spawn
from app.ui.preferences import PreferenceStore


class FilmChooser(QObject):
    """Asks for films or a folder, beginning where the last ones came from."""

    chosen = Signal(list)  # list[Path]

    def __init__(self, preferences: PreferenceStore, window: QWidget) -> None:
        super().__init__(window)
        self._preferences, self._window = preferences, window

    def choose_films(self) -> None:
        """Ask for films."""
        spawn(self._ask_films())

    def choose_folder(self) -> None:
        """Ask for a folder with films in it."""
        spawn(self._ask_folder())

    async def _ask_films(self) -> None:
        films = await dialogs.choose_films(self._window, self._preferences.value.last_folder)
        if films:
            self._preferences.change(last_folder=str(films[0].parent))
            self.chosen.emit(films)

    async def _ask_folder(self) -> None:
        title = self.tr("Add a folder of films")
        before = self._preferences.value.last_folder
        folder = await dialogs.choose_folder(self._window, title, before)
        if folder is not None:
            self._preferences.change(last_folder=str(folder))
            self.chosen.emit([folder])
