"""Choose the source frames for a constant rate: one rule for preview, lengths and export."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

TARGET_RATE = Fraction(16)  # frames per second that Wan is trained at


def conform(index: FrameIndex, start: int, end: int, rate: Fraction = TARGET_RATE) -> list[int]:
    """Return the source frames shown at ``time(start) + k / rate``, k = 0, 1, …, before ``end``.

    Args:
        index: The film.
        start: First source frame.
        end: One past the last; ``len(index)`` reaches to the film's end.
        rate: Frames per second to make, greater than 0.

    Returns:
        One frame number in ``[start, end)`` per sample time, ascending, repeated where the source
        is slower than ``rate``.
    """
    import numpy as np

    length = conformed_length(index, start, end, rate)
    times = np.array(_units(index, rate, range(length)), np.int64) + index.pts[start]
    frames: list[int] = (np.searchsorted(index.pts[:end], times, "right") - 1).tolist()
    return frames


def conformed_frame(
    index: FrameIndex, start: int, end: int, position: int, rate: Fraction = TARGET_RATE
) -> int:
    """Return what `conform` has at a position, without the others.

    Raises:
        IndexError: It has none there.
    """
    import numpy as np

    if not 0 <= position < conformed_length(index, start, end, rate):
        raise IndexError(f"no frame {position} in [{start}, {end})")
    (unit,) = _units(index, rate, (position,))
    return int(np.searchsorted(index.pts[:end], unit + index.pts[start], "right")) - 1


def _units(index: FrameIndex, rate: Fraction, positions: Iterable[int]) -> list[int]:
    """Return when frames are sampled, in units of the film's time base after its first sample.

    Sample k is at ``k * step`` units: whole units suffice to find the frame on screen.
    """
    step = 1 / (Fraction(rate) * index.time_base)
    return [k * step.numerator // step.denominator for k in positions]


def conformed_length(index: FrameIndex, start: int, end: int, rate: Fraction = TARGET_RATE) -> int:
    """Return the number of frames `conform` gives: the sample times before the end, exactly."""
    if not 0 <= start < end <= len(index):
        raise ValueError(f"no frames in [{start}, {end}) of {len(index)}")
    if rate <= 0:
        raise ValueError(f"rate {rate} is not positive")
    span = (index.time(end) - index.time(start)) * Fraction(rate)
    return -(-span.numerator // span.denominator)


def repeats(frames: Sequence[int]) -> int:
    """Return how many of ``frames`` show the picture before them again."""
    return sum(here == before for before, here in itertools.pairwise(frames))
