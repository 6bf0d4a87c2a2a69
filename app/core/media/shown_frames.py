"""Which frames a player shows of a range, and when: those that are trained, or the film's own."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from app.core.media.conform import conform
from app.core.media.playing import clamped, position_of

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames of a range, as they are shown one after the other.

    Attributes:
        shown: The source frame of each position.
        trained: The source frames of the conformed clip; the very same object where those are
            shown.
        rate: Frames per second; ticks per second where there are ``times``.
        times: The tick at which each position begins, and that at which the last one ends; None
            where every one lasts a tick.
    """

    shown: tuple[int, ...] = ()
    trained: tuple[int, ...] = ()
    rate: Fraction = Fraction(1)
    times: Sequence[int] | None = None

    def before(self, source_frame: int) -> Frames:
        """Return them without a source frame and all that follow it."""
        trained = tuple(frame for frame in self.trained if frame < source_frame)
        if self.trained is self.shown:
            return Frames(trained, trained, self.rate, self.times)
        shown = tuple(frame for frame in self.shown if frame < source_frame)
        return Frames(shown, trained, self.rate, self.times)

    def on(self, position: int, seconds: int) -> int:
        """Return the position so many seconds after another, or before it; at least one off."""
        way = 1 if seconds > 0 else -1
        if self.times is None:
            return position + way * max(1, round(abs(seconds) * self.rate))
        tick = self.times[position] + seconds * self.rate
        there = bisect_right(self.times, tick, 0, len(self.shown)) - 1
        return max(there, position + 1) if way > 0 else min(there, position - 1)

    @property
    def seconds(self) -> Fraction:
        """How long they last."""
        ticks = len(self.shown) if self.times is None else self.times[len(self.shown)]
        return ticks / self.rate


NO_FRAMES = Frames()


def trained_frames(index: FrameIndex, start: int, end: int, rate: Fraction) -> Frames:
    """Return the frames of ``[start, end)`` that are exported at ``rate`` frames per second."""
    frames = tuple(conform(index, start, end, rate))
    return Frames(frames, frames, rate)


def own_frames(index: FrameIndex, start: int, end: int, rate: Fraction) -> Frames:
    """Return every frame of ``[start, end)``, each at its own time; ``rate`` is that of training.

    Times are in the film's own unit, from the first frame; the end is rounded up to it.
    """
    import numpy as np

    begun = int(index.pts[start])
    times: list[int] = (index.pts[start:end].astype(np.int64) - begun).tolist()
    last = (index.time(end) - index.time(start)) / index.time_base
    times.append(max(times[-1] + 1, -(-last.numerator // last.denominator)))
    trained = tuple(conform(index, start, end, rate))
    return Frames(tuple(range(start, end)), trained, 1 / index.time_base, times)


def switched(
    index: FrameIndex, start: int, end: int, rate: Fraction, position: int, *, own: bool
) -> int:
    """Return where in a range the same moment is when other frames are shown.

    Args:
        index: The film.
        start: First source frame of the range.
        end: One past the last.
        rate: That of training.
        position: Where it was.
        own: Whether the film's own frames are shown now, and the trained ones were before; else the
            other way round.

    A range that the film is too short for begins anew.
    """
    if end > len(index):
        return 0
    trained = conform(index, start, end, rate)
    if own:
        return trained[clamped(position, len(trained))] - start
    return position_of(trained, start + position)


def place_in(
    index: FrameIndex, start: int, end: int, rate: Fraction, frame: int, *, own: bool
) -> int:
    """Return the position at which a source frame is on screen; the nearest end outside.

    A range that the film is too short for has but its beginning.
    """
    if end > len(index):
        return 0
    if own or frame <= start:
        return clamped(frame - start, end - start)
    return position_of(conform(index, start, end, rate), frame)
