"""Which part of a shot to pick: the window of a wanted length in which most happens."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from app.core.media.conform import TARGET_RATE, conformed_length
from app.core.media.index import FrameIndex


def window_at(
    index: FrameIndex, start: int, length: int, rate: Fraction = TARGET_RATE
) -> tuple[int, int] | None:
    """Return the source range from ``start`` that conforms to ``length`` frames at ``rate``.

    Returns:
        ``(start, end)``, half-open, as short as possible; None where the film ends before, or where
        no range gives just that length (a source slower than ``rate`` may skip it).
    """
    last = index.time(start) + (length - 1) / Fraction(rate)
    if last >= index.duration:
        return None
    end = index.frame_at(last) + 1
    return (start, end) if conformed_length(index, start, end, rate) == length else None


def best_window(
    index: FrameIndex,
    motion: npt.NDArray[np.floating[Any]],
    shot: tuple[int, int],
    length: int,
    rate: Fraction = TARGET_RATE,
) -> tuple[int, int] | None:
    """Return the range inside a shot that conforms to ``length`` frames and has the most motion.

    Args:
        index: The film.
        motion: How much each frame differs from the one before it, shape ``(len(index),)``.
        shot: First frame and one past the last.
        length: Frames at ``rate``.
        rate: Frames per second.

    Returns:
        ``(start, end)`` in source frames, half-open; None where the shot is too short.
    """
    found = _windows(index, motion, shot, length, rate)
    return max(found, key=lambda each: each[0])[1:] if found else None


@dataclass(frozen=True, slots=True)
class Flaws:
    """What no window may have in it.

    Attributes:
        cuts: Frames that begin another shot: a window may begin or end there, but not go across.
        stretches: Half-open runs of frames of which it may have none: mixed, black, flashing ones,
            and those that are taken already.
    """

    cuts: tuple[int, ...] = ()
    stretches: tuple[tuple[int, int], ...] = ()

    def clean(self, start: int, end: int) -> bool:
        """Return whether a window is free of them."""
        return not any(start < cut < end for cut in self.cuts) and not any(
            start < last and first < end for first, last in self.stretches
        )


def best_windows(
    index: FrameIndex,
    motion: npt.NDArray[np.floating[Any]],
    shot: tuple[int, int],
    length: int,
    flaws: Flaws,
    rate: Fraction = TARGET_RATE,
) -> list[tuple[int, int]]:
    """Return the windows of a shot that lie apart and are free of flaws, the liveliest first.

    Each is the one with the most motion that shares no frame with those before it; of several, the
    earliest. Arguments as for `best_window`.
    """
    found = [each for each in _windows(index, motion, shot, length, rate) if flaws.clean(*each[1:])]
    apart: list[tuple[int, int]] = []
    for _, start, end in sorted(found, key=lambda each: (-each[0], each[1])):
        if all(end <= first or last <= start for first, last in apart):
            apart.append((start, end))
    return apart


def _windows(
    index: FrameIndex,
    motion: npt.NDArray[np.floating[Any]],
    shot: tuple[int, int],
    length: int,
    rate: Fraction,
) -> list[tuple[float, int, int]]:
    """Return all windows of a shot by their start: motion, start and end of each."""
    total = np.concatenate(([0.0], np.cumsum(motion, dtype=np.float64)))
    found: list[tuple[float, int, int]] = []
    for start in range(*shot):
        window = window_at(index, start, length, rate)
        if window is not None and window[1] <= shot[1]:
            # A window's first frame moved against a frame that is not in it: it does not count.
            found.append((float(total[window[1]] - total[start + 1]), *window))
    return found
