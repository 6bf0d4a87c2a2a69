"""Exported captions that another program changes while the project is open: looked for beside."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from app.core.jobs import Stopped
from app.core.library.model import Clip, Still
from app.core.paths import DATASET_FOLDER
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.loop import spawn

if TYPE_CHECKING:
    from app.core.library.captioned import Key
    from app.core.library.project import Project
    from app.core.sidecars.outside import Look, Outside, Watched

EVERY_MS = 2_500
_REST = 20  # times as long as a look took nobody looks again: a slow drive has other work, too
_SETTLING_MS = 700  # between two looks at a file that has just changed
_FOLLOW_MS = 250  # after an edit of the project


class OutsideWatch(QObject):
    """Looks at the dataset folder of the open project, again and again, in the background.

    Folders on a network tell nobody of changes, so they are listed: every few seconds, less often
    where that takes long, and when the window becomes the active one.

    Attributes:
        items: What differs, as far as it is known.
    """

    changed = Signal()

    def __init__(self, document: Document, jobs: Jobs) -> None:
        super().__init__(document)
        self._document, self._jobs = document, jobs
        self.items: tuple[Outside, ...] = ()
        self._watched: Watched | None = None
        self._seen: Look | None = None
        self._looking = self._again = False
        self._next = QTimer(self, singleShot=True, interval=EVERY_MS)
        self._next.timeout.connect(self.look)
        self._follow = QTimer(self, singleShot=True, interval=_FOLLOW_MS)
        self._follow.timeout.connect(self._on_edited)
        document.opened.connect(self._on_opened)
        document.changed.connect(self._on_changed)
        document.reloaded.connect(self._on_changed)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._on_state)
        self._on_opened()

    def look(self) -> None:
        """Look now, in the background; while a look is under way, once more after it."""
        if self._looking:
            self._again = True
        elif self._document.is_open and not self._document.read_only:
            self._looking = True
            spawn(self._look(self._document.project))

    async def _look(self, project: Project) -> None:
        unsettled, took = False, 0.0
        try:
            if not self._document.holds(project):
                return
            watched = self._watched
            if watched is None:
                watched = self._watched = await self._jobs.beside(_watched, project)
            begun = time.monotonic()
            seen = await self._jobs.beside(watched.look, stoppable=True)
            took = time.monotonic() - begun
            if self._document.holds(project):
                unsettled = seen.unsettled
                self._seen = seen
                await self._compare(project, seen)
        except Stopped:
            return
        finally:
            self._looking = False
            soon = unsettled or self._again
            self._again = False
            if self._document.is_open:
                rest = int(1000 * _REST * took)
                self._next.start(max(_SETTLING_MS if soon else EVERY_MS, rest))

    async def _compare(self, project: Project, seen: Look) -> None:
        """Tell what differs from the project as it is now."""
        if not self._document.holds(project):
            return  # it was closed before this had its turn
        rows = {touched.key: self.row(touched.key) for touched in seen.touched}
        found: tuple[Outside, ...] = ()
        if rows:
            trigger = self._document.rows.settings.trigger
            found = await self._jobs.beside(_outside, seen, rows, trigger)
        if self._document.holds(project) and found != self.items:
            self.items = found
            self.changed.emit()

    def row(self, key: Key) -> Clip | Still | None:
        """Return the clip or still of a key as it is now; None where it or its project is gone."""
        if not self._document.is_open:
            return None
        rows = self._document.rows
        return rows.get(Clip, key[1]) if key[0] == "clip" else rows.get(Still, key[1])

    # ------------------------------------------------------------------------------ following

    def _on_opened(self) -> None:
        self._watched = self._seen = None
        self._follow.stop()
        if self.items:
            self.items = ()
            self.changed.emit()
        if self._document.is_open:
            self._next.start(_SETTLING_MS)
        else:
            self._next.stop()

    def _on_changed(self, *_: object) -> None:
        if self._seen is not None and self._seen.touched:
            self._follow.start()

    def _on_edited(self) -> None:
        if self._document.is_open and self._seen is not None and not self._looking:
            spawn(self._compare(self._document.project, self._seen))

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive and self._document.is_open:
            self._next.start(0)


def _watched(project: Project) -> Watched:
    from app.core.sidecars.outside import Watched

    return Watched(project.folder / DATASET_FOLDER)


def _outside(seen: Look, rows: dict[Key, Clip | Still | None], trigger: str) -> tuple[Outside, ...]:
    from app.core.sidecars.outside import outside

    return tuple(outside(seen, rows.get, trigger))
