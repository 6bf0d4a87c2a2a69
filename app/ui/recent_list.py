"""The list of recent projects on the first page: shown at once, looked at in the background."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.core.recent import recent_project
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.loop import loop_runs, spawn
from app.ui.preferences import PreferenceStore
from app.ui.welcome import Welcome

if TYPE_CHECKING:
    from app.core.training.watching.at_work import AtWork

_LOOK_AFTER_MS = 20
_FIRST_MS, _EVERY_MS = 300, 3000  # until trainings are looked for: first, and then again


class RecentList(QObject):
    """Fills the list; a project may lie on a drive that answers late or never."""

    def __init__(
        self, page: Welcome, document: Document, jobs: Jobs, preferences: PreferenceStore
    ) -> None:
        super().__init__(page)
        self._page, self._document = page, document
        self._jobs, self._preferences = jobs, preferences
        self._looking = False
        self._soon = QTimer(self, singleShot=True, interval=_LOOK_AFTER_MS)
        self._soon.timeout.connect(self._on_soon)
        self._asking = False
        self._following = QTimer(self)
        self._following.timeout.connect(self._on_following)
        page.forgotten.connect(self._on_forgotten)

    def show(self) -> None:
        """List the projects by their names, and soon say what the disk says of them."""
        self._page.show_recent(self._preferences.value.recent)
        self._soon.start()
        self._following.start(_FIRST_MS)

    def _on_soon(self) -> None:
        if not loop_runs() or self._looking:
            self._soon.start()  # the window is shown before there is a loop
        elif not self._document.is_open:
            self._looking = True
            spawn(self._look())

    async def _look(self) -> None:
        try:
            for folder in self._preferences.value.recent:
                if self._document.is_open or self._soon.isActive():
                    return
                project = await self._jobs.beside(recent_project, folder)
                if self._jobs.closed:
                    return
                self._page.tell(project, time.time())
        finally:
            self._looking = False

    def _on_following(self) -> None:
        """Look again which projects a training runs of, as long as the list is there."""
        self._following.setInterval(_EVERY_MS)
        if self._document.is_open or self._jobs.closed:
            self._following.stop()
        elif loop_runs() and not self._asking and self._preferences.value.recent:
            self._asking = True
            spawn(self._follow())

    async def _follow(self) -> None:
        folders = tuple(map(Path, self._preferences.value.recent))
        try:
            found = await self._jobs.beside(_at_work, folders)
        finally:
            self._asking = False
        self._page.tell_trainings(found)

    def _on_forgotten(self, folder: str) -> None:
        self._preferences.put(self._preferences.value.forgotten(folder))
        self.show()


def _at_work(projects: tuple[Path, ...]) -> Mapping[Path, AtWork]:
    from app.core.training.watching.at_work import at_work_in  # not while the window comes up

    return at_work_in(projects)
