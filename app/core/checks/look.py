"""One pass over the frames of a clip: each small, some of them at full size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import av
import numpy as np

from app.core.checks.bars import BarFinder
from app.core.checks.hashes import hash_of
from app.core.checks.measure import Bars, Measure
from app.core.checks.series import Series, as_levels
from app.core.checks.sharpness import sharpness_of, usual
from app.core.checks.views import HEIGHT, Plane, Views
from app.core.media.geometry import Crop
from app.core.media.index import FrameIndex
from app.core.shots.cuts import Cut
from app.core.shots.judge import Scores

_HASHED = 8  # every so many frames; at 16 frames per second, half a second
_MOST_HASHES = 24
_LARGE = 5  # frames looked at for blur
_BARRED = 8  # and for bars, where the first has some


class Look:
    """Measures a clip from its frames, which come in order."""

    def __init__(
        self, index: FrameIndex, frames: Sequence[int], *, crop: Crop | None = None
    ) -> None:
        """Begin.

        Args:
            index: The film.
            frames: The source frames that will come, ascending, at least one; repeats are passed
                over when they come.
            crop: What is kept, in pixels of the upright picture; None for all of it.

        Raises:
            SourceError: The crop leaves the picture.
        """
        self._frames = np.unique(np.asarray(frames, np.int32))
        self._length = len(frames)
        self._views = Views(index, crop)
        self._series = Series(len(self._frames), self._views.kept)
        self._bars = BarFinder(self._views.outside)
        self._for_bars = _spread(len(self._frames), _BARRED)
        self._for_blur = _spread(len(self._frames), _LARGE)
        self._sharpness: list[float | None] = []
        self._hashed: list[Plane] = []
        self._done = 0

    def push(self, frame: int, picture: av.VideoFrame) -> None:
        """Take the next frame; ``picture`` stays as it is."""
        if self._done == len(self._frames) or frame != self._frames[self._done]:
            return
        place = self._done
        self._done += 1
        small = self._views.small(picture)
        self._series.push(small)
        if place % _HASHED == 0 and len(self._hashed) < _MOST_HASHES:
            self._hashed.append(small[:HEIGHT][self._views.kept])
        if place in self._for_bars and self._bars.wants_more:
            self._bars.push(self._views.full(picture))
        if place in self._for_blur:
            self._sharpness.append(sharpness_of(self._views.medium(picture)))

    def measure(self) -> Measure:
        """Return what was measured; every frame must have come."""
        series, scores = self._series.close()
        bars = self._bars.bars()
        frames = self._frames
        return Measure(
            length=self._length,
            repeated=self._length - len(frames),
            window=self._views.window,
            frames=frames,
            cuts=_cuts(scores, frames),
            lead_in=int(frames[min(scores.lead_in, len(frames) - 1)]),
            lead_out=int(frames[scores.lead_out]) if scores.lead_out < len(frames) else None,
            bars=self._views.upright(bars),
            sharpness=usual(self._sharpness),
            hashes=self._hashes(bars),
            series=series,
        )

    def _hashes(self, bars: Bars) -> tuple[int, ...]:
        height, width = self._views.size
        found = []
        for luma in self._hashed:
            rows, columns = luma.shape
            inner = luma[
                -(-bars.top * rows // height) : rows - -(-bars.bottom * rows // height),
                -(-bars.left * columns // width) : columns - -(-bars.right * columns // width),
            ]
            found.append(hash_of(as_levels(inner)))
        return tuple(each for each in found if each is not None)


def measure_from_frames(
    index: FrameIndex,
    frames: Sequence[int],
    pictures: Iterable[tuple[int, av.VideoFrame]],
    *,
    crop: Crop | None = None,
) -> Measure:
    """Measure a clip for who decodes it anyway.

    Args:
        index: The film.
        frames: What `conform` gives.
        pictures: Each frame and its picture as coded, in that order.
        crop: What is kept, in pixels of the upright picture; None for all of it.

    Raises:
        SourceError: The crop leaves the picture.
    """
    look = Look(index, frames, crop=crop)
    for frame, picture in pictures:
        look.push(frame, picture)
    return look.measure()


def _spread(count: int, most: int) -> frozenset[int]:
    """Return up to ``most`` places of ``count``, spread evenly, the ends left out."""
    return frozenset((2 * n + 1) * count // (2 * most) for n in range(most))


def _cuts(scores: Scores, frames: np.ndarray) -> tuple[Cut, ...]:
    """Return what may be a change of shot, in source frames."""
    last = len(frames) - 1
    hard = [
        Cut(int(frames[place]), int(frames[place]), "hard", float(scores.hard[place]))
        for place in np.flatnonzero(scores.hard).tolist()
    ]
    gradual = [
        Cut(int(frames[min(cut.frame, last)]), int(frames[min(cut.end, last)]), cut.kind, cut.score)
        for cut in scores.gradual
    ]
    return tuple(sorted([*hard, *gradual], key=lambda cut: (cut.frame, cut.end)))
