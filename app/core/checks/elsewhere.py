"""Clips and shots looked at on other machines: what those see comes into our cache.

Afterwards `check_clips` and `known_of_films` find it there, and judge it here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.cache import Cache, FileKey, file_key
from app.core.checks.clips import missing_parts
from app.core.checks.film_shots import FilmShots
from app.core.checks.glimpses import known_glimpses, look_at_frames
from app.core.checks.kept import Range
from app.core.checks.shots import shot_frames
from app.core.errors import AppError
from app.core.jobs import Checkpoint, each
from app.core.library.model import Clip
from app.core.library.project import Project

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from app.core.cluster.bringing import Entries

_TOGETHER = 64  # clips of a film that one machine looks at in one pass


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be looked at in a film: ranges of it, or single frames."""

    key: FileKey
    parts: tuple[Range, ...] = ()
    frames: tuple[int, ...] = ()


def look_at_clips(
    pool: Executor, project: Project, clips: Sequence[Clip], *, cache: Cache, checkpoint: Checkpoint
) -> None:
    """Measure clips that were not looked at yet; what cannot be is left to who checks them.

    Args:
        pool: The machines, which see the films under the same paths.
        project: Where the clips are from.
        clips: In any order.
        cache: Where measures are kept.
        checkpoint: Called some times a second.

    Raises:
        ClusterGone: Nobody works any more.
        Stopped: The checkpoint said so; what came before is kept.
    """
    _look(pool, list(_asked_of_clips(project, clips, cache)), cache, checkpoint)


def look_at_films(
    pool: Executor, films: Sequence[FilmShots], *, cache: Cache, checkpoint: Checkpoint
) -> None:
    """Look at a few frames of each shot and still of films; as `look_at_clips`."""
    asked: list[_Asked] = []
    for film in films:
        frames = shot_frames(film.index, film.shots, film.stills)
        if frames - known_glimpses(film.index, cache).keys():
            asked.append(_Asked(film.index.key, frames=tuple(sorted(frames))))
    _look(pool, asked, cache, checkpoint)


def _asked_of_clips(project: Project, clips: Sequence[Clip], cache: Cache) -> Iterator[_Asked]:
    for film, parts in missing_parts(project, clips, cache):
        try:
            key = file_key(film)
        except AppError:
            continue  # whoever checks the clips says so
        for start in range(0, len(parts), _TOGETHER):
            yield _Asked(key, tuple(parts[start : start + _TOGETHER]))


def _look(pool: Executor, asked: Sequence[_Asked], cache: Cache, checkpoint: Checkpoint) -> None:
    from app.core.cluster.bringing import keep
    from app.core.cluster.scheduler import ClusterGone

    for _, future in each(
        pool, _look_there, asked, name=lambda each: each.key.path.stem, checkpoint=checkpoint
    ):
        try:
            keep(future.result(), cache)
        except ClusterGone:
            raise
        except AppError:
            continue  # whoever checks the clips meets it again, and says so


def _look_there(asked: _Asked) -> Entries:
    """Look at parts of a film, on another machine; return what was seen."""
    from app.core.checks.keeping import measure_together
    from app.core.cluster.bringing import NotingCache
    from app.core.cluster.on_worker import checkpoint_here
    from app.core.media.index import index_of

    cache, checkpoint = NotingCache(), checkpoint_here()
    index = index_of(asked.key, cache=cache, checkpoint=checkpoint)
    if asked.frames:
        look_at_frames(index, asked.frames, cache=cache, checkpoint=checkpoint)
    parts = [part for part in asked.parts if part.end <= len(index)]
    for task in measure_together(index, parts, cache, checkpoint) if parts else ():
        with contextlib.suppress(AppError):  # of one clip; a damaged range is kept as such
            task.result()
    return cache.used
