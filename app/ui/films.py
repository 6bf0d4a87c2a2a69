"""What the window knows of each film beside its rows: where its frames are, how they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.cache import Cache
from app.core.errors import AppError
from app.core.library.model import Source
from app.core.library.project import Project
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.loop import spawn

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex
    from app.core.shots.signal import FrameSignal


@dataclass(frozen=True, slots=True)
class Film:
    """A film that was looked at.

    Attributes:
        index: None where it cannot be read.
        signal: How its frames differ; None while no detection has measured it.
        trouble: The sentence to show where it cannot be used; else empty.
    """

    index: FrameIndex | None = None
    signal: FrameSignal | None = None
    trouble: str = ""


class Films(QObject):
    """Reads indexes in the background, each once; nothing here waits."""

    loaded = Signal(int)  # source id: `film` has something new

    def __init__(self, document: Document, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._jobs = document, jobs
        self.cache = Cache()
        self._films: dict[int, Film] = {}
        self._asked: set[int] = set()
        document.opened.connect(self._forget)

    def film(self, source: int) -> Film | None:
        """Return what is known of a film; None, and it is read, where nothing is yet."""
        known = self._films.get(source)
        if known is None and source not in self._asked:
            self.load(source)
        return known

    def load(self, source: int) -> None:
        """Read a film's facts again, in the background."""
        row = self._document.rows.get(Source, source)
        if row is not None:
            self._asked.add(source)
            spawn(self._load(self._document.project, row))

    def load_all(self) -> None:
        """Read the facts of every film that nothing is known of."""
        for source in self._document.rows.sources:
            self.film(source.id)

    @property
    def indexes(self) -> dict[int, FrameIndex]:
        """The indexes that are known, by source."""
        return {key: film.index for key, film in self._films.items() if film.index is not None}

    async def _load(self, project: Project, source: Source) -> None:
        film = await self._jobs.beside(_read, project, source, self.cache)
        if self._document.is_open and self._document.project is project:
            self._films[source.id] = film
            self._asked.discard(source.id)
            self.loaded.emit(source.id)

    def _forget(self) -> None:
        self._films.clear()
        self._asked.clear()


def _read(project: Project, source: Source, cache: Cache) -> Film:
    from app.core.library.sources import trouble_with
    from app.core.media.index import index_file
    from app.core.shots.detect import known_signal

    trouble = trouble_with(project, source)
    if trouble is not None:
        return Film(trouble=trouble.message)
    try:
        index = index_file(project.path_of(source), cache=cache)
    except AppError as error:
        return Film(trouble=str(error))
    return Film(index, known_signal(index, source.detector, cache=cache))
