"""The list of recent projects on the first page: shown at once, looked at in the background."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer

from app.core.recent import recent_project
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.loop import loop_runs, spawn
from app.ui.preferences import PreferenceStore
from app.ui.welcome import Welcome

_LOOK_AFTER_MS = 20


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
        page.forgotten.connect(self._on_forgotten)

    def show(self) -> None:
        """List the projects by their names, and soon say what the disk says of them."""
        self._page.show_recent(self._preferences.value.recent)
        self._soon.start()

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

    def _on_forgotten(self, folder: str) -> None:
        self._preferences.put(self._preferences.value.forgotten(folder))
        self.show()
