"""Measure parts of films, and keep what was measured."""

from __future__ import annotations

from collections.abc import Sequence

import av

from app.core.cache import Cache
from app.core.checks.kept import Range, keep_measure, known_measure
from app.core.checks.look import Look
from app.core.checks.measure import Measure
from app.core.errors import DamagedError
from app.core.jobs import Checkpoint, ignore
from app.core.media import one_pass
from app.core.media.conform import conform
from app.core.media.index import FrameIndex


def measure_range(
    index: FrameIndex,
    part: Range,
    *,
    cache: Cache | None = None,
    checkpoint: Checkpoint = ignore,
) -> Measure:
    """Return the measure of a part of a film, from the cache where it is known.

    Frames that cannot be decoded give a measure that says so.

    Args:
        index: The film.
        part: What to measure.
        cache: Where measures are kept; None = the system's place.
        checkpoint: Called for every packet.

    Raises:
        SourceError: The film can no longer be read, or the crop leaves the picture.
        Stopped: The checkpoint said so.
    """
    cache = cache or Cache()
    known = known_measure(cache, index.key.id, part)
    if known is not None:
        return known
    task = Measuring(index, part, cache)
    one_pass.run(index, [task], checkpoint, cache=cache)
    return task.result()


class Measuring(one_pass.Task):
    """A range being measured; its measure is kept once it is done."""

    def __init__(self, index: FrameIndex, part: Range, cache: Cache) -> None:
        """Plan it.

        Raises:
            ValueError: The film does not have these frames.
        """
        super().__init__(conform(index, part.start, part.end, part.rate))
        self.part = part
        self.measure: Measure | None = None
        self._index, self._cache = index, cache
        self._look: Look | None = None

    def open(self) -> None:
        """Plan the look; raises `SourceError` where the crop leaves the picture."""
        self._look = Look(self._index, self.frames, crop=self.part.crop)

    def take(self, frame: int, picture: av.VideoFrame) -> None:
        """Look at a frame."""
        assert self._look is not None, "opened before"
        self._look.push(frame, picture)

    def finish(self) -> None:
        """Keep the measure."""
        assert self._look is not None, "opened before"
        self._keep(self._look.measure())
        self._look = None

    def abandon(self) -> None:
        """Let go of the pictures."""
        self._look = None

    def result(self) -> Measure:
        """Return the measure; that of a damaged range where the film is damaged there.

        Raises:
            AppError: Why there is none.
        """
        if self.measure is None and isinstance(self.error, DamagedError):
            self._keep(Measure(damage=str(self.error), damaged_at=self.error.frame))
        if self.measure is None:
            assert self.error is not None, "ended one way or the other"
            raise self.error
        return self.measure

    def _keep(self, measure: Measure) -> None:
        self.measure = measure
        keep_measure(self._cache, self._index.key.id, self.part, measure)


def measure_together(
    index: FrameIndex, parts: Sequence[Range], cache: Cache, checkpoint: Checkpoint
) -> list[Measuring]:
    """Measure parts of one film in one pass; each has its measure or its error.

    Args:
        index: The film.
        parts: In any order, each inside the film.
        cache: Where measures are kept, each as soon as it is there.
        checkpoint: Called for every packet.

    Raises:
        Stopped: The checkpoint said so; what was measured until then is kept.
    """
    tasks = [Measuring(index, part, cache) for part in parts]
    one_pass.run(index, tasks, checkpoint, cache=cache)
    return tasks
