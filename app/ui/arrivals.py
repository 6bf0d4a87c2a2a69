"""What is given to the window: projects, films and material, dropped on it or asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.paths import is_project
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
        """Open a project, add films, import what is no film; ask where it is not clear."""
        from app.core.importing.dropping import may_mean_import

        projects = [path for path in paths if is_project(path)]
        if projects:
            spawn(self._window.desk.open(projects[0]))
        elif not self._window.document.read_only and may_mean_import(paths):
            self.importing.take_dropped(paths)
        else:
            self._on_films(paths)

    def _on_films(self, paths: list[Path]) -> None:
        """Add films to the open project, or to a new one."""
        from app.core.adding import may_hold_films

        window = self._window
        if paths and window.document.is_open:
            window.clips.add_films(paths)
        elif any(may_hold_films(path) for path in paths):
            spawn(window.desk.new(paths))
        elif paths:
            sentence = self.tr('"{}" is no film: drop films, folders or a project.')
            window.notices.say(sentence.format(paths[0].name), "warn")
