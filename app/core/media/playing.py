"""Playing a clip at a constant rate: which frame when, what to decode next.

Pure. A *position* counts the frames of the conformed clip from 0, as the trainer will count them;
it says nothing about frames of the source.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

_SECOND = 1_000_000_000  # nanoseconds
_NEAR = 24  # positions that decoding on reaches sooner than a new start would


@dataclass(frozen=True, slots=True)
class Playback:
    """A clip being played from a position on.

    Attributes:
        start: The position shown when the clock read 0; in ``[0, length)``.
        length: Positions there are, at least 1.
        rate: Frames per second.
        loop: Whether the first position follows the last.
    """

    start: int
    length: int
    rate: Fraction
    loop: bool = True

    def due(self, elapsed: int) -> int:
        """Return how many frames after the first one is due ``elapsed`` nanoseconds on."""
        steps = elapsed * self.rate.numerator // (self.rate.denominator * _SECOND)
        return steps if self.loop else min(steps, self.length - 1 - self.start)

    def position(self, step: int) -> int:
        """Return the position of the frame that is ``step`` frames after the first."""
        return (self.start + step) % self.length

    def ended(self, elapsed: int) -> bool:
        """Return whether the last frame has been on screen for its whole time."""
        steps = elapsed * self.rate.numerator // (self.rate.denominator * _SECOND)
        return not self.loop and steps >= self.length - self.start

    def wait(self, elapsed: int) -> int:
        """Return the milliseconds, rounded up, until the next frame is due."""
        period = self.rate.denominator * _SECOND
        left = period - elapsed * self.rate.numerator % period
        return -(-left // (self.rate.numerator * 1_000_000))


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


def next_run(length: int, head: int, room: int, have: Callable[[int], bool]) -> list[int]:
    """Return the positions to decode next, ascending; [] where enough is at hand.

    Wanted are the ``room`` positions from the play head on, round the loop. They are decoded in the
    order they will be shown, but in one ascending run at a time.

    Args:
        length: Positions of the clip.
        head: The position that is shown, in ``[0, length)``.
        room: Pictures that memory holds.
        have: Whether a position's picture is at hand.
    """
    ahead = range(head, min(length, head + room))
    around = range(min(head, max(0, head + room - length)))
    missing = (position for position in chain(ahead, around) if not have(position))
    first = next(missing, None)
    if first is None:
        return []
    rest = ahead if first >= head else around
    return [position for position in rest if position >= first and not have(position)]


def leads_to(reached: int, head: int) -> bool:
    """Return whether decoding on from ``reached`` brings ``head`` sooner than a new start would."""
    return reached <= head <= reached + _NEAR


def steps_ahead(position: int, head: int, length: int) -> int:
    """Return in how many frames ``position`` is shown when ``head`` is shown now, in a loop."""
    return (position - head) % length
