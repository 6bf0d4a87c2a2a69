"""What is given to the window: projects, films and material, dropped on it or asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.ui.importing import Importing
from app.ui.loop import spawn

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class Arrivals(QObject):
    """Takes files and folders to where they belong."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.importing = Importing(
            window, window.desk, window.document, window.jobs, window.preferences
        )
        self.importing.films_meant.connect(self._on_films)
        self.importing.said.connect(window.say)
        self.importing.undoable.connect(window.telling.undoable)
        self.importing.clip_brought.connect(window.show_clip)

    def take(self, paths: list[Path]) -> None:
        """Open a project, add films, import what is none; ask where it is not clear."""
        if paths:
            spawn(self._take(paths))

    async def _take(self, paths: list[Path]) -> None:
        from app.core.adding import dropped
        from app.core.importing.dropping import may_mean_import
        from app.core.sidecars.folder import means_captions

        window = self._window
        project, films = await window.jobs.beside(dropped, paths)
        if project is not None:
            await window.desk.open(project)
            return
        document, among = window.document, window.stage == "captions"
        changing = document.is_open and not document.read_only
        if changing and await window.jobs.beside(means_captions, paths, beside_films=among):
            window.caption_files.importing.take(paths)
        elif not window.document.read_only and await window.jobs.beside(may_mean_import, paths):
            self.importing.take_dropped(paths)
        else:
            await self._add(paths, may_be_films=films)

    def _on_films(self, paths: list[Path]) -> None:
        if paths:
            spawn(self._add(paths, may_be_films=True))

    async def _add(self, paths: list[Path], *, may_be_films: bool) -> None:
        """Add films to the open project, or to a new one."""
        window = self._window
        if window.document.is_open:
            window.clips.add_films(paths)
        elif may_be_films:
            await window.desk.new(paths)
        else:
            sentence = self.tr('"{}" is no film: drop films, folders or a project.')
            window.notices.say(sentence.format(paths[0].name), "warn")
