"""Which part of a shot to pick: the window of a wanted length in which most happens."""

from __future__ import annotations

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
    total = np.concatenate(([0.0], np.cumsum(motion, dtype=np.float64)))
    best: tuple[float, int, int] | None = None
    for start in range(*shot):
        window = window_at(index, start, length, rate)
        if window is None or window[1] > shot[1]:
            continue
        # A window's first frame moved against a frame that is not in it: it does not count.
        gain = float(total[window[1]] - total[start + 1])
        if best is None or gain > best[0]:
            best = gain, *window
    return best and best[1:]
