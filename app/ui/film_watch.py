"""Films that go away or come back while the window is open: looked for in the background."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from app.core.jobs import Checkpoint, Progress, Stopped
from app.core.library.model import Source
from app.core.library.project import Project
from app.ui.document import Document
from app.ui.films import Films
from app.ui.jobs import Jobs
from app.ui.loop import spawn

if TYPE_CHECKING:
    from app.core.library.sources import Kind

EVERY_MS = 10_000
_REST = 20  # times as long as a look took nobody looks again: a slow drive has other work, too
_SETTLED_MS = 200  # after the window became active


class FilmWatch(QObject):
    """Has films read again whose file is there, gone or another one since it was last looked at.

    It looks every ten seconds, less often where that takes long, and when the window becomes the
    active one.
    """

    def __init__(self, document: Document, jobs: Jobs, films: Films) -> None:
        super().__init__(films)
        self._document, self._jobs, self._films = document, jobs, films
        self._looking = False
        self._next = QTimer(self, singleShot=True, interval=EVERY_MS)
        self._next.timeout.connect(self.look)
        self._soon = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._soon.timeout.connect(self.look)
        document.opened.connect(self._on_opened)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._on_state)

    def look(self) -> None:
        """Look at the films now, in the background."""
        if self._document.is_open and not self._looking:
            self._looking = True
            spawn(self._look(self._document.project))

    async def _look(self, project: Project) -> None:
        begun = time.monotonic()
        try:
            if not self._document.holds(project):  # it was closed before this came to run
                return
            known = self._films.states()
            sources = [row for row in self._document.rows.sources if row.id in known]
            other = await self._jobs.beside(_others, project, sources, known, stoppable=True)
            if self._document.holds(project):
                for source in other:
                    self._films.load(source)
        except Stopped:
            return
        finally:
            self._looking = False
            took = int(1000 * (time.monotonic() - begun))
            if self._document.is_open:
                self._next.start(max(EVERY_MS, _REST * took))

    def _on_opened(self) -> None:
        self._soon.stop()
        if self._document.is_open:
            self._next.start(EVERY_MS)
        else:
            self._next.stop()

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive and self._document.is_open:
            self._soon.start()


def _others(
    project: Project,
    sources: Sequence[Source],
    known: Mapping[int, Kind | None],
    checkpoint: Checkpoint,
) -> list[int]:
    """Return the films of which there is something else to say than what is known."""
    from app.core.library.sources import trouble_with

    found: list[int] = []
    for done, source in enumerate(sources):
        checkpoint(Progress(done, len(sources)))
        trouble = trouble_with(project, source)
        kind = None if trouble is None else trouble.kind
        unread = known[source.id] == "unreadable" and kind is None  # it is there, but no film
        if kind != known[source.id] and not unread:
            found.append(source.id)
    return found
