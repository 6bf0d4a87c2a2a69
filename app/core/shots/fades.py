"""Fades: a picture sinks evenly into a blank one, from which another rises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.core.shots.dissolves import Stretch
from app.core.shots.features import LAGS, Features
from app.core.shots.hard import Rows
from app.core.shots.samples import Floats

_BLANK = 4.5  # a picture with no more contrast is blank
_FAINT = 12.0  # one with no more may be the lowest point of a fade that never gets blank
_AROUND = 8  # such a point is the lowest within as many rows
_LEAST = 14.0  # contrast that must rise from the blank picture
_RAMP = 4  # rows a ramp takes at least
_LONGEST = 72  # rows looked at on either side
_PATIENCE = 4  # rows without a new height after which a ramp has ended
_JUMP = 0.5  # a ramp that rises by more at once is a cut
_STRAIGHT = 0.82  # way from one end of a ramp to the other, to that by way of its middle
_HALVES = [lag for lag in LAGS if 2 * lag in LAGS]


@dataclass(frozen=True, slots=True)
class _Ramp:
    rows: float  # from the blank picture to the clean one
    height: float  # contrast reached


def find_fades(features: Features, cuts: Rows) -> list[Stretch]:
    """Return the fades, in order, none overlapping another.

    Those of the film's own beginning and end are among them: they have ``last < 0`` or ``first``
    behind the last row.

    Args:
        features: Of the film.
        cuts: Rows that surely begin a shot, ascending: no ramp goes across one.
    """
    pictures = _Pictures(features, cuts)
    fades: list[Stretch] = []
    for first, last in pictures.low_points():
        fade = pictures.fade(first, last)
        if fade is not None and (not fades or fade.last >= fades[-1].first - 1):
            fades.append(fade)
    return fades


class _Pictures:
    """Contrast and brightness of the rows."""

    def __init__(self, features: Features, cuts: Rows) -> None:
        self._spread = features.spread.astype(np.float32)
        colour = features.colour.astype(np.float32)
        self._contrast = np.hypot(self._spread, colour)
        self._mean = features.mean.astype(np.float32)
        self._blank = (self._spread < _BLANK) & (colour < _BLANK)
        self._far = features.far
        self._edges = np.concatenate([[0], cuts, [len(self._mean)]])

    def low_points(self) -> Iterator[tuple[int, int]]:
        """Yield first and last rows of what may lie between two ramps, in order."""
        padded = np.pad(self._contrast, _AROUND, constant_values=np.inf)
        around = np.lib.stride_tricks.sliding_window_view(padded, 2 * _AROUND + 1)
        lowest = (self._contrast < _FAINT) & (self._contrast <= around.min(1))
        blank = np.lib.stride_tricks.sliding_window_view(
            np.pad(self._blank, _AROUND), 2 * _AROUND + 1
        ).any(1)
        yield from sorted([*_runs(self._blank), *_runs(lowest & ~blank)])

    def fade(self, first: int, last: int) -> Stretch | None:
        """Return the fade around the rows ``first`` … ``last``, if it is one."""
        sinking, rising = self._ramp(first, -1), self._ramp(last, 1)
        at_start, at_end = first <= 1, last >= len(self._mean) - 2
        ramps = [ramp for ramp in (sinking, rising) if ramp is not None]
        # A cut may stand for one of the ramps where the picture really goes blank for a while.
        enough = 1 if self._blank[first] and (last > first or at_start or at_end) else 2
        if len(ramps) < enough:
            return None
        height = min(ramp.height for ramp in ramps)
        return Stretch(
            last=first - sinking.rows if sinking else (-1.0 if at_start else first - 1.0),
            first=last + rising.rows if rising else last + 1.0,
            score=height / (height + _LEAST),
        )

    def _ramp(self, row: int, way: int) -> _Ramp | None:
        """Return how the picture changes from the low point ``row`` outwards, -1 or +1."""
        rises = self._rises(row, way)
        top = _top(rises)
        base = float(self._contrast[row])
        ratio = 3 if self._blank[row] else 4
        height = float(rises[top]) if len(rises) else 0.0
        if top + 1 < _RAMP or height < max(_LEAST, ratio * base):
            return None
        shares = np.maximum.accumulate((rises[: top + 1] - base) / (height - base))
        if np.diff(shares, prepend=0).max() > _JUMP:
            return None
        low, high = np.interp([0.25, 0.75], shares, np.arange(1, top + 2))
        rows = float(high + (high - low) / 2)
        return _Ramp(rows, height) if self._straight(row, way, rows) else None

    def _straight(self, row: int, way: int, rows: float) -> bool:
        """Return whether the pictures of a ramp lie on a line: nothing just moves out of sight."""
        half = max([lag for lag in _HALVES if 2 * lag <= rows + 1], default=_HALVES[0])
        end = row + 2 * half * way
        if not 0 <= end < len(self._mean):
            return True
        whole, first, second = (
            self._distance(a, b)
            for a, b in ((row, end), (row, row + half * way), (row + half * way, end))
        )
        return whole >= _STRAIGHT * (first + second)

    def _distance(self, a: int, b: int) -> float:
        return float(self._far[min(a, b), LAGS.index(abs(b - a))])

    def _rises(self, row: int, way: int) -> Floats:
        """Return how far the rows next to ``row`` differ from it in contrast and brightness."""
        place = int(np.searchsorted(self._edges, row, "right"))
        if way < 0:
            rows = np.arange(row - 1, max(self._edges[place - 1], row - _LONGEST) - 1, -1)
        else:
            rows = np.arange(row + 1, min(self._edges[place], row + _LONGEST))
        rises: Floats = np.hypot(self._contrast[rows], self._mean[rows] - self._mean[row])
        return rises


def _top(rises: Floats) -> int:
    """Return where a climb ends: the last new height before `_PATIENCE` rows without one."""
    top = 0
    for place in range(1, len(rises)):
        if rises[place] > rises[top] * 1.01 + 0.05:
            top = place
        elif place - top >= _PATIENCE:
            break
    return top


def _runs(flags: np.ndarray) -> list[tuple[int, int]]:
    """Return first and last places of the runs of True."""
    edges = np.flatnonzero(np.diff(flags.astype(np.int8), prepend=0, append=0))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]
