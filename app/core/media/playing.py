"""Playing a clip: which frame when, at which speed, one way or the other.

Pure. A *position* counts the frames of the clip that is shown from 0: those of the conformed clip,
as the trainer will count them, or the film's own where those are shown. It says nothing about
frames of the source.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

SPEEDS = (1, 2, 4, 8)
"""How fast a shuttle goes, from one press of its key to the next."""

_SECOND = 1_000_000_000  # nanoseconds
_LEAST_WAIT = 15  # ms; no screen shows more when a clip is run through
_SHOWN = 32  # pictures a second that are made while a clip is run through


def shuttled(speed: int, way: int) -> int:
    """Return the speed after another press of a shuttle's key.

    Args:
        speed: Before it; negative: backwards; 0: it stands.
        way: 1 forwards, -1 backwards.
    """
    if speed * way <= 0:
        return way
    return way * min(SPEEDS[-1], 2 * abs(speed))


@dataclass(frozen=True, slots=True)
class Playback:
    """A clip, or a part of it, being played from a position on.

    Played backwards, every frame is on screen for as long as it is forwards.

    Attributes:
        start: The position shown when the clock read 0; in ``[first, end)``.
        end: One past the last position that is played.
        rate: Frames per second; ticks per second where ``times`` are given.
        loop: Whether the first position follows the last.
        first: The first position that is played.
        speed: How many times as fast; negative: backwards; not 0.
        times: The tick at which each position begins, and that at which the last one ends; None
            where every frame lasts one tick.
    """

    start: int
    end: int
    rate: Fraction
    loop: bool = True
    first: int = 0
    speed: int = 1
    times: Sequence[int] | None = None

    def due(self, elapsed: int) -> int:
        """Return how many frames after the first one is due ``elapsed`` nanoseconds on."""
        ticks = self._ticks_of(self._begun) + self._gone(elapsed)
        if not self.loop:
            ticks = min(ticks, self._period - 1)
        rounds, ticks = divmod(ticks, self._period)
        return rounds * self._count + self._turn_at(ticks) - self._begun

    def position(self, step: int) -> int:
        """Return the position of the frame that is ``step`` frames after the first.

        Run through fast, positions are left out: it is the one in whose place it is shown.
        """
        turn = (self._begun + step) % self._count
        place = turn if self.speed > 0 else self._count - 1 - turn
        return self.first + place - place % self.stride

    def ended(self, elapsed: int) -> bool:
        """Return whether the last frame has been on screen for its whole time."""
        return not self.loop and self._ticks_of(self._begun) + self._gone(elapsed) >= self._period

    def wait(self, elapsed: int) -> int:
        """Return the milliseconds, rounded up, until the next frame is due."""
        rounds, turn = divmod(self._begun + self.due(elapsed) + 1, self._count)
        ticks = rounds * self._period + self._ticks_of(turn) - self._ticks_of(self._begun)
        then = -(-ticks * self.rate.denominator * _SECOND // self._pace)
        wait = -(-(then - elapsed) // 1_000_000)
        return max(_LEAST_WAIT, wait) if abs(self.speed) > 1 else wait

    @property
    def stride(self) -> int:
        """Positions from one picture that is shown to the next: 1 unless it is run through."""
        if abs(self.speed) == 1:
            return 1
        each_second = self._count * self.rate * abs(self.speed) / self._period
        return max(1, -(-each_second.numerator // (each_second.denominator * _SHOWN)))

    # A *turn* counts the frames that are played in the order they come, from 0 at the edge the play
    # head comes from; ticks are counted from that edge too.

    @property
    def _count(self) -> int:
        return self.end - self.first

    @property
    def _period(self) -> int:
        return self._time(self.end) - self._time(self.first)

    @property
    def _pace(self) -> int:
        return self.rate.numerator * abs(self.speed)

    @property
    def _begun(self) -> int:
        return self.start - self.first if self.speed > 0 else self.end - 1 - self.start

    def _gone(self, elapsed: int) -> int:
        return elapsed * self._pace // (self.rate.denominator * _SECOND)

    def _time(self, position: int) -> int:
        return position if self.times is None else self.times[position]

    def _ticks_of(self, turn: int) -> int:
        if self.speed > 0:
            return self._time(self.first + turn) - self._time(self.first)
        return self._time(self.end) - self._time(self.end - turn)

    def _turn_at(self, ticks: int) -> int:
        if self.times is None:
            return ticks
        if self.speed > 0:
            begun = self.times[self.first] + ticks
            return bisect_right(self.times, begun, self.first, self.end) - 1 - self.first
        begun = self.times[self.end] - ticks
        return self.end - bisect_left(self.times, begun, self.first, self.end + 1)


def clamped(position: int, length: int) -> int:
    """Return the nearest position of a clip to ``position``; 0 for a clip of no frames."""
    return max(0, min(position, length - 1))


def position_of(frames: Sequence[int], source_frame: int) -> int:
    """Return the position on screen when the source shows ``source_frame``: the last not after it.

    Args:
        frames: Source frames of the clip, ascending, at least one.
        source_frame: Any; before the clip it gives 0.
    """
    return max(0, bisect_right(frames, source_frame) - 1)


def part_of(
    trained: Sequence[int], shown: Sequence[int], part: tuple[int, int] | None
) -> tuple[int, int]:
    """Return the positions ``[first, end)`` of what is shown that a part of a clip takes.

    Args:
        trained: Source frames of the conformed clip, ascending, at least one.
        shown: Those that are shown: the same, or the film's own, one after the other.
        part: Positions of ``trained``, half-open; None: all of it.
    """
    if part is None:
        return 0, len(shown)
    first = clamped(part[0], len(trained))
    end = max(first + 1, min(part[1], len(trained)))
    if shown is trained or list(shown) == list(trained):
        return first, end
    begun = bisect_left(shown, trained[first])
    ended = bisect_left(shown, trained[end]) if end < len(trained) else len(shown)
    return clamped(begun, len(shown)), max(begun + 1, min(ended, len(shown)))
