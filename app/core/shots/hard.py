"""Hard cuts: how surely each row of the features begins a new shot."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.core.shots.features import NEAR, Features
from app.core.shots.samples import Floats
from app.core.shots.weights import hard_scores

Rows = npt.NDArray[np.intp]

_LEAST = 2.0  # a change smaller than this is no cut
_PEAK = 3  # a cut is the greatest change within as many rows


def cut_scores(features: Features) -> Floats:
    """Return for each row the probability 0-1 that a shot begins there; 0 for most rows."""
    scores = np.zeros(len(features), np.float32)
    rows = candidates(features)
    if len(rows):
        scores[rows] = hard_scores(measures(features, rows))
    return scores


def candidates(features: Features) -> Rows:
    """Return the rows whose change from the row before is the greatest around."""
    change = _Distances(features).nearest[:-1]
    if not len(change):
        return np.zeros(0, np.intp)
    padded = np.pad(change, _PEAK)
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * _PEAK + 1)
    return np.flatnonzero((change > _LEAST) & (change >= around.max(1))) + 1


def measures(features: Features, rows: Rows) -> Floats:
    """Return what tells a cut from motion and flashes, shape (len(rows), 8).

    Logarithms (ratios of distances count, not differences) of:
        0: the least distance between any picture before and any after: a flash has a twin behind
           it;
        1: the same for chroma alone;
        2: colourfulness: in black and white no chroma changes;
        3, 4: that least distance over the greater, lesser unrest of the two sides;
        5: the change over the greatest other one around;
        6: the share of blocks that change here and not shortly before and after: a pan changes a
           block again and again;
        7: how restless the blocks are around.
    """
    distances = _Distances(features)
    across = distances.across(rows)
    before, after = distances.unrest(rows, -3), distances.unrest(rows, 0)
    change, others = distances.nearest[rows - 1], distances.greatest_other(rows)
    colour = features.colour.astype(np.float32)
    columns = [
        np.log(across + 1),
        np.log(distances.across(rows, distances.chroma) + 0.5),
        np.log(np.minimum(colour[rows], colour[rows - 1]) + 1),
        np.log((across + 1) / (np.maximum(before, after) + 1)),
        np.log((across + 1) / (np.minimum(before, after) + 1)),
        np.log((change + 1) / (others + 1)),
        np.log(features.sudden[rows].astype(np.float32) + 0.02),
        np.log(features.restless[rows].astype(np.float32) + 1),
    ]
    return np.stack(columns, 1).astype(np.float32)


class _Distances:
    """Distances between rows at most `NEAR` apart."""

    def __init__(self, features: Features) -> None:
        self.chroma = features.near_chroma.astype(np.float32)
        self.both = np.hypot(features.near_luma.astype(np.float32), self.chroma)
        self.nearest = self.both[:, 0]  # row i: from i to i + 1

    def across(self, rows: Rows, table: Floats | None = None) -> Floats:
        """Return the least distance between a row before ``rows`` and one from there on."""
        table = self.both if table is None else table
        least = np.full(len(rows), np.inf, np.float32)
        for back in range(1, NEAR + 1):
            for lag in range(back, NEAR + 1):
                least = np.minimum(least, self._at(table, rows - back, lag, outside=np.inf))
        return least

    def unrest(self, rows: Rows, offset: int) -> Floats:
        """Return the mean distance among the three rows from ``rows + offset`` on."""
        pairs = ((0, 1), (0, 2), (1, 1))
        found = [self._at(self.both, rows + offset + a, lag, outside=np.nan) for a, lag in pairs]
        known = np.isfinite(found)
        total = np.where(known, found, 0).sum(0)
        mean: Floats = total / np.maximum(1, known.sum(0))
        return mean

    def greatest_other(self, rows: Rows) -> Floats:
        """Return the greatest change among the three before and after that of ``rows``."""
        places = (-4, -3, -2, 0, 1, 2)
        changes = [self._at(self.both, rows + place, 1, outside=0.0) for place in places]
        greatest: Floats = np.max(changes, axis=0)
        return greatest

    def _at(self, table: Floats, rows: Rows, lag: int, outside: float) -> Floats:
        inside = (rows >= 0) & (rows + lag < len(table))
        found: Floats = np.where(inside, table[np.where(inside, rows, 0), lag - 1], outside)
        return found
