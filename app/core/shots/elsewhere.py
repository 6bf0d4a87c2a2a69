"""Films measured on other machines: what those find out comes into our cache."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.cache import Cache, FileKey, file_key
from app.core.errors import AppError
from app.core.jobs import Checkpoint, each
from app.core.shots.detectors import Detector

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from app.core.cluster.bringing import Entries


def measured_elsewhere(
    pool: Executor,
    films: Sequence[Path],
    detector: Detector,
    *,
    cache: Cache,
    checkpoint: Checkpoint,
) -> Iterator[tuple[int, AppError | None]]:
    """Measure films for a detector; yield each one's place, and why it could not be measured.

    They come in any order; with one that could be, `detect` finds all it needs in the cache.

    Args:
        pool: The machines, which see the films under the same paths.
        films: As they are here.
        detector: For which.
        cache: Where index and scores are kept.
        checkpoint: Called some times a second, with films done and films in all.

    Raises:
        ClusterGone: Nobody works any more.
        Stopped: The checkpoint said so; what came before is kept.
    """
    from app.core.cluster.bringing import keep
    from app.core.cluster.scheduler import ClusterGone

    asked: list[_Asked] = []
    places: list[int] = []
    for place, film in enumerate(films):
        try:
            asked.append(_Asked(file_key(film), detector))
            places.append(place)
        except AppError as error:
            yield place, error
    for number, future in each(
        pool, _measure, asked, name=lambda each: each.key.path.stem, checkpoint=checkpoint
    ):
        try:
            keep(future.result(), cache)
            yield places[number], None
        except ClusterGone:
            raise
        except AppError as error:
            yield places[number], error


@dataclass(frozen=True, slots=True)
class _Asked:
    key: FileKey
    detector: Detector


def _measure(asked: _Asked) -> Entries:
    """Measure a film, on another machine; return what there is to know of it."""
    from app.core.cluster.bringing import NotingCache
    from app.core.cluster.on_worker import checkpoint_here
    from app.core.media.index import index_of
    from app.core.shots.detect import signal_of
    from app.core.shots.pyscenedetect import scores_of

    cache, checkpoint = NotingCache(), checkpoint_here()
    index = index_of(asked.key, cache=cache, checkpoint=checkpoint)
    match asked.detector:
        case "exact" | "fast" | "neural":
            signal_of(index, detector=asked.detector, cache=cache, checkpoint=checkpoint)
        case _:
            scores_of(index, cache=cache, checkpoint=checkpoint)
    return cache.used
