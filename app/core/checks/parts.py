"""What is left of a clip without what is wrong in it: ranges of source frames, half-open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from app.core.checks.measure import Measure
from app.core.shots.cuts import Cut

Range = tuple[int, int]


def between(start: int, end: int, walls: Iterable[Range]) -> tuple[Range, ...]:
    """Return what of ``[start, end)`` lies between walls, in order.

    Args:
        start: First source frame.
        end: One past the last.
        walls: Ranges to leave out; an empty one, ``(n, n)``, only parts what lies at its sides.

    Returns:
        () where no wall lies inside, or nothing is left.
    """
    inside = sorted(wall for wall in walls if wall[1] > start and wall[0] < end)
    if not inside:
        return ()
    parts, begin = [], start
    for low, high in inside:
        if low > begin:
            parts.append((begin, low))
        begin = max(begin, high)
    if begin < end:
        parts.append((begin, end))
    return tuple(parts)


def walls_of(cuts: Iterable[Cut], measure: Measure | None = None) -> list[Range]:
    """Return what cuts part: nothing at a hard one, the mixed frames of a gradual one.

    Args:
        cuts: The changes of shot.
        measure: Where the cuts were seen in it alone: a shot may then begin at any frame behind
            the one looked at before.
    """
    return [(_before(cut.frame, measure), max(cut.frame, cut.end)) for cut in cuts]


def _before(frame: int, measure: Measure | None) -> int:
    if measure is None:
        return frame
    place = int(np.searchsorted(measure.frames, frame))
    return int(measure.frames[place - 1]) + 1 if place else frame


def runs_of(measure: Measure, wrong: Sequence[bool] | np.ndarray, end: int) -> list[Range]:
    """Return where the looked-at frames are wrong, up to the next that is not.

    Args:
        measure: Of the clip.
        wrong: A truth value for each of ``measure.frames``.
        end: The clip's.
    """
    edges = np.flatnonzero(np.diff(np.r_[False, np.asarray(wrong, bool), False].astype(np.int8)))
    stops = np.r_[measure.frames, end]
    return [
        (int(stops[one]), int(stops[other]))
        for one, other in zip(edges[::2], edges[1::2], strict=True)
    ]


def liveliest(measure: Measure, length: int, end: int, walls: Sequence[Range] = ()) -> Range | None:
    """Return the window of a clip in which most moves.

    Args:
        measure: Of the clip.
        length: Frames of the window, conformed.
        end: The clip's.
        walls: Ranges it should not touch: cuts, fades.

    Returns:
        Source frames; the first of several as lively. None where the clip is not longer, repeats
        frames, or has no window between the walls.
    """
    count = len(measure.frames)
    if measure.repeated or count <= length:
        return None
    moved = np.r_[0.0, np.cumsum(measure.moved, dtype=np.float64)]
    # The first frame's own motion belongs to the frame before it.
    gain = moved[length:] - moved[1 : count - length + 2]
    stops = np.r_[measure.frames, end]
    free = np.ones(len(gain), bool)
    for low, high in walls:
        free &= ~((stops[: len(gain)] < high) & (stops[length:] > low))
    if not free.any():
        return None
    place = int(np.argmax(np.where(free, gain, -1.0)))
    return int(stops[place]), int(stops[place + length])
