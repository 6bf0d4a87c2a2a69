"""What an export would find of the films of a project: looked at once, then kept in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.cache import Cache
from app.core.errors import AppError
from app.core.jobs import Checkpoint, Progress, ignore, part
from app.core.library.model import Source
from app.core.library.project import Project
from app.core.library.sources import trouble_with

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

_Key = tuple[str, int, int, str, int | None]


@dataclass(frozen=True, slots=True)
class Film:
    """A source as it is now.

    Attributes:
        index: Where its frames are; None where it cannot be used.
        trouble: Why it cannot be used, one sentence; empty where it can.
    """

    source: Source
    index: FrameIndex | None
    trouble: str = ""


class Films:
    """The films of one project. One thread at a time.

    Args:
        cache: Where frame indexes are kept.

    Attributes:
        version: Counts up whenever what is known of a film may have changed.
    """

    def __init__(self, cache: Cache | None = None) -> None:
        self._cache = cache
        self._known: dict[int, Film] = {}
        self.version = 0

    def keep(self, film: Film) -> None:
        """Take a film as somebody else knows it, its trouble included."""
        self._known[film.source.id] = film
        self.version += 1

    def of(self, source: int) -> Film:
        """Return the film of a source's id that was loaded; KeyError for another."""
        return self._known[source]

    def load(
        self, project: Project, sources: Iterable[Source], checkpoint: Checkpoint = ignore
    ) -> None:
        """Look at the films that are not known, or not as they stand in the project.

        Raises:
            Stopped: The checkpoint said so; what was loaded stays.
        """
        new = [
            source
            for source in sources
            if source.id not in self._known or _key(self._known[source.id].source) != _key(source)
        ]
        for done, source in enumerate(new):
            checkpoint(Progress(done, len(new), source.stem))
            inner = part(checkpoint, done=done, of=1.0, total=len(new))
            self._known[source.id] = self._look(project, source, inner)
            self.version += 1

    def forget(self) -> None:
        """Look at all films anew when they are next needed."""
        self._known = {}
        self.version += 1

    def _look(self, project: Project, source: Source, checkpoint: Checkpoint) -> Film:
        from app.core.media.index import index_file  # PyAV: only where a film is looked at

        trouble = trouble_with(project, source)
        if trouble is not None:
            return Film(source, None, trouble.message)
        try:
            path = project.path_of(source)
            return Film(source, index_file(path, cache=self._cache, checkpoint=checkpoint))
        except AppError as error:
            return Film(source, None, str(error))


def _key(source: Source) -> _Key:
    """Return what a film is known by; how its cuts were found is no part of it."""
    facts = source.path, source.size, source.mtime_ns, source.quick_hash
    return *facts, source.damaged_after
