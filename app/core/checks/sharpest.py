"""The sharpest frame among some: near a frame, or of a clip."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from fractions import Fraction
from operator import attrgetter

import av

from app.core.cache import Cache
from app.core.checks.progress import share, step_of
from app.core.checks.sharpness import sharpness_of
from app.core.checks.views import Views
from app.core.errors import AppError
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.library.model import Clip
from app.core.library.project import Project
from app.core.media import one_pass
from app.core.media.conform import conform
from app.core.media.geometry import Crop
from app.core.media.index import FrameIndex, index_file

NEAR = Fraction(1, 2)  # seconds before and after that count as near
_AS_SHARP = 0.98  # of the best: the nearest of such frames is taken


class _Looking(one_pass.Task):
    """Frames being looked at.

    Attributes:
        found: How sharp each is, 0-1; 0 for one without any contrast.
    """

    def __init__(self, index: FrameIndex, frames: Sequence[int], crop: Crop | None) -> None:
        super().__init__(frames)
        self._index, self._crop = index, crop
        self._views: Views | None = None
        self.found: dict[int, float] = {}

    def open(self) -> None:
        self._views = Views(self._index, self._crop)

    def take(self, frame: int, picture: av.VideoFrame) -> None:
        assert self._views is not None, "opened before"
        if frame not in self.found:
            self.found[frame] = sharpness_of(self._views.medium(picture)) or 0.0

    def finish(self) -> None:
        self._views = None

    def abandon(self) -> None:
        self._views = None

    def best(self, near: int) -> int:
        """Return the sharpest frame; of those about as sharp the nearest to ``near``."""
        enough = max(self.found.values()) * _AS_SHARP
        sharp = [frame for frame, value in self.found.items() if value >= enough]
        return min(sharp, key=lambda frame: (abs(frame - near), frame))


def sharpest_near(
    index: FrameIndex,
    frame: int,
    limits: tuple[int, int],
    *,
    crop: Crop | None = None,
    cache: Cache | None = None,
    checkpoint: Checkpoint = ignore,
) -> int:
    """Return the sharpest frame within half a second of ``frame``.

    Args:
        index: The film.
        frame: Source frame.
        limits: Source frames that may be taken: those of the shot.
        crop: What is kept of the picture.
        cache: Where a verdict on the film may be kept.
        checkpoint: Called for every packet.

    Raises:
        SourceError: The film can no longer be read; `DamagedError` where no frame near can be.
        Stopped: The checkpoint said so.
    """
    task = _Looking(index, around(index, frame, limits), crop)
    one_pass.run(index, [task], checkpoint, cache=cache)
    if task.found:
        return task.best(frame)
    assert task.error is not None, "there is at least one frame"
    raise task.error


def around(index: FrameIndex, frame: int, limits: tuple[int, int]) -> list[int]:
    """Return the frames within half a second of one, and within limits; at least itself."""
    time = index.time(frame)
    first = index.frame_at(max(Fraction(0), time - NEAR))
    if index.time(first) < time - NEAR:
        first += 1
    last = index.frame_at(time + NEAR)
    low, high = max(first, limits[0]), min(last + 1, limits[1], len(index))
    return sorted({frame, *range(low, high)})


def sharpest_frames(
    project: Project,
    clips: Iterable[Clip],
    *,
    cache: Cache | None = None,
    checkpoint: Checkpoint = ignore,
) -> dict[int, int | None]:
    """Return the sharpest of the trained frames of clips, by the clip's id; None: not readable.

    Args:
        project: Where the clips are from.
        clips: In any order.
        cache: Where indexes and verdicts are kept.
        checkpoint: Called for every packet; progress is in source frames of the clips.

    Raises:
        Stopped: The checkpoint said so.
        ProjectError: The project cannot be read.
    """
    ordered = sorted(clips, key=attrgetter("source", "start"))
    rate, sources = project.settings.rate, {source.id: source for source in project.sources()}
    total = sum(clip.end - clip.start for clip in ordered)
    found: dict[int, int | None] = {clip.id: None for clip in ordered}
    done = 0
    for source, group in itertools.groupby(ordered, key=attrgetter("source")):
        mine = list(group)
        span = sum(clip.end - clip.start for clip in mine)
        if source in sources:
            report = share(checkpoint, done, span, total, sources[source].stem)
            try:
                path = project.path_of(sources[source])
                index = index_file(path, cache=cache, checkpoint=step_of(report))
            except AppError:  # said where the film is shown
                continue
            finally:
                done += span
            found |= sharpest_of(index, mine, rate, cache=cache, checkpoint=report)
    checkpoint(Progress(total, total))
    return found


def sharpest_of(
    index: FrameIndex,
    clips: Sequence[Clip],
    rate: Fraction,
    *,
    cache: Cache | None = None,
    checkpoint: Checkpoint = ignore,
) -> dict[int, int | None]:
    """Return the sharpest of the trained frames of each clip of a film, by the clip's id.

    None for a clip that cannot be read.

    Args:
        index: The film.
        clips: Its clips, in any order.
        rate: The project's, frames per second.
        cache: Where a verdict on the film may be kept.
        checkpoint: Called for every packet.

    Raises:
        Stopped: The checkpoint said so.
    """
    tasks = {
        clip.id: _Looking(index, conform(index, clip.start, clip.end, rate), clip.crop)
        for clip in clips
        if clip.end <= len(index)
    }
    one_pass.run(index, tasks.values(), checkpoint, cache=cache)
    starts = {clip.id: clip.start for clip in clips}
    return {
        one: tasks[one].best(start) if one in tasks and tasks[one].found else None
        for one, start in starts.items()
    }
