"""What the window knows of each film beside its rows: where its frames are, how they differ."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.cache import Cache
from app.core.errors import AppError
from app.core.jobs import Checkpoint, Stopped
from app.core.library.edits import Edit
from app.core.library.model import Source
from app.core.library.project import Project
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.loop import spawn

if TYPE_CHECKING:
    from app.core.library.sources import Kind
    from app.core.media.index import FrameIndex
    from app.core.shots.signal import FrameSignal


_AT_ONCE = 2  # films read side by side: a thread stays free for what a person waits for
_MOST = 512  # films taken off the list at once
_SLICE = 0.25  # seconds after which what was read is told
_FILE_FACTS = {"path", "size", "mtime_ns", "quick_hash"}


@dataclass(frozen=True, slots=True)
class Film:
    """A film that was looked at.

    Attributes:
        source: Its id.
        index: None where it cannot be read.
        signal: How its frames differ; None while no detection has measured it.
        trouble: The sentence to show where it cannot be used; else empty.
        kind: Why: it is missing, changed, or cannot be read; None where it can be used.
    """

    source: int
    index: FrameIndex | None = None
    signal: FrameSignal | None = None
    trouble: str = ""
    kind: Kind | None = None


class Films(QObject):
    """Reads indexes in the background, each once; nothing here waits.

    Many thousand films are read some at a time, and told together: whoever listens works once for
    all of them.
    """

    loaded = Signal(object)  # set[int], ids of sources: `film` has something new
    cured = Signal(str)  # what was said of a film that was missing or unreadable, and is not

    def __init__(self, document: Document, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._jobs = document, jobs
        self.cache = Cache()
        self._films: dict[int, Film] = {}
        self._indexes: dict[int, FrameIndex] = {}
        self._asked: OrderedDict[int, None] = OrderedDict()  # in the order they are read
        self._reading: set[int] = set()
        self._readers = 0
        document.opened.connect(self._forget)
        document.changed.connect(self._on_changed)

    def film(self, source: int) -> Film | None:
        """Return what is known of a film; None, and it is read, where nothing is yet."""
        known = self._films.get(source)
        if known is None and source not in self._asked and source not in self._reading:
            self._ask(source)
        return known

    def known(self, source: int) -> Film | None:
        """Return what is known of a film, without reading it."""
        return self._films.get(source)

    def load(self, source: int) -> None:
        """Read a film's facts again, in the background, before those of others."""
        self._ask(source)
        self._asked.move_to_end(source, last=False)

    def load_all(self) -> None:
        """Read the facts of every film that nothing is known of."""
        for source in self._document.rows.sources:
            self.film(source.id)

    def troubled(self, *kinds: Kind) -> list[Source]:
        """Return the films that are known to be missing, changed or unreadable, in their order."""
        sources = self._document.rows.sources
        return [row for row in sources if (now := self._films.get(row.id)) and now.kind in kinds]

    def states(self) -> dict[int, Kind | None]:
        """Return what is known to be wrong with each film that was read, by source."""
        return {source: film.kind for source, film in self._films.items()}

    @property
    def indexes(self) -> Mapping[int, FrameIndex]:
        """The indexes that are known, by source."""
        return self._indexes

    def _ask(self, source: int) -> None:
        self._asked[source] = None
        if self._readers < _AT_ONCE:
            self._readers += 1
            spawn(self._read_on())

    async def _read_on(self) -> None:
        try:
            while self._document.is_open and (batch := self._next()):
                project = self._document.project
                ids = {source.id for source in batch}
                self._reading |= ids
                try:
                    read = await self._jobs.beside(
                        _read_some, project, batch, self.cache, stoppable=True
                    )
                except Stopped:
                    if self._document.holds(project):
                        return
                    continue
                finally:
                    self._reading -= ids
                if self._document.holds(project):
                    self._take(read, batch[len(read) :])
        finally:
            self._readers -= 1

    def _next(self) -> list[Source]:
        """Take the films to read next off the list; those that left are passed over."""
        ids = list(islice((one for one in self._asked if one not in self._reading), _MOST))
        for source in ids:
            del self._asked[source]
        found = [self._document.rows.get(Source, source) for source in ids]
        return [source for source in found if source is not None] or (self._next() if ids else [])

    def _take(self, read: list[Film], rest: list[Source]) -> None:
        for source in reversed(rest):
            self._asked[source.id] = None
            self._asked.move_to_end(source.id, last=False)
        there = [film for film in read if self._document.rows.get(Source, film.source) is not None]
        for film in there:
            before, self._films[film.source] = self._films.get(film.source), film
            if before is not None and before.trouble not in ("", film.trouble):
                self.cured.emit(before.trouble)
            self._indexes.pop(film.source, None)
            if film.index is not None:
                self._indexes[film.source] = film.index
        if there:
            self.loaded.emit({film.source for film in there})

    def _on_changed(self, edit: Edit) -> None:
        """Forget a film that left, and look again at one that is another file now."""
        for name, source in edit.removed:
            if name == "source":
                self._films.pop(source, None)
                self._indexes.pop(source, None)
        for change in edit.changed:
            if change.table == "source" and _FILE_FACTS & change.values.keys():
                self.load(change.id)

    def _forget(self) -> None:
        self._films.clear()
        self._indexes.clear()
        self._asked.clear()
        self._reading.clear()


def _read_some(
    project: Project, sources: Sequence[Source], cache: Cache, checkpoint: Checkpoint
) -> list[Film]:
    """Read films in their order, as many as there is time for, at least one."""
    begin = time.monotonic()
    read: list[Film] = []
    for source in sources:
        read.append(_read(project, source, cache, checkpoint))
        if time.monotonic() - begin > _SLICE:
            break
    return read


def _read(project: Project, source: Source, cache: Cache, checkpoint: Checkpoint) -> Film:
    from app.core.library.sources import trouble_with
    from app.core.media.index import index_file
    from app.core.shots.detect import known_signal

    trouble = trouble_with(project, source)
    if trouble is not None:
        return Film(source.id, trouble=trouble.message, kind=trouble.kind)
    try:
        index = index_file(project.path_of(source), cache=cache, checkpoint=checkpoint)
    except AppError as error:
        return Film(source.id, trouble=str(error), kind="unreadable")
    return Film(source.id, index, known_signal(index, source.detector, cache=cache))
