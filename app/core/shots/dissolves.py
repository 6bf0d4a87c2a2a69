"""Dissolves: stretches over which one picture turns evenly into another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.core.shots.features import LAGS, REACH, SPANS, Features
from app.core.shots.hard import Rows
from app.core.shots.samples import Floats
from app.core.shots.weights import dissolve_scores

_LEAST = 5.0  # ends that are more alike than this are no two pictures
_KEPT = 0.05  # less sure ones are forgotten
_BLOCK = 8192  # windows judged at a time
_SHORTEST = 3  # mixed rows
_NEAR = 0.15  # share of the way up to which motion hides it
_COLUMNS = {lag: column for column, lag in enumerate(LAGS)}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of rows in which pictures mix.

    Attributes:
        last: Where the old shot is clean for the last time, in rows, between two as measured.
        first: Where the new one is clean for the first time.
        score: How sure it is, 0-1.
    """

    last: float
    first: float
    score: float


def find_dissolves(features: Features, cuts: Rows) -> list[Stretch]:
    """Return what may be dissolves, in order, none overlapping another.

    Args:
        features: Of the film.
        cuts: Rows that surely begin a shot, ascending: no dissolve goes across one.
    """
    windows = _Windows(features, cuts)
    kept: list[tuple[float, int, int]] = []
    for score, start, end in sorted(windows.likely(), reverse=True):
        if all(end <= a + 2 or start >= b - 2 for _, a, b in kept):
            kept.append((score, start, end))
    found = (windows.measured(*window) for window in sorted(kept, key=lambda kept: kept[1]))
    stretches: list[Stretch] = []
    for stretch in found:
        clear = not stretches or stretch.last >= stretches[-1].first
        if clear and stretch.first - stretch.last > _SHORTEST:
            stretches.append(stretch)
    return stretches


def measures(features: Features, start: Rows, span: int) -> Floats:
    """Return what tells dissolves from motion, shape (len(start), 10).

    Each window goes from the last clean row of one shot, A, to the first of the next, B, ``span``
    rows later. In a dissolve the pictures between lie on the straight line from A to B at an even
    pace, show neither's detail in full, and outside of it there is less motion.

        0: log of the distance of A and B;
        1: how far the pictures at the quarters are from 1/4, 2/4, 3/4 of the way, added;
        2: log of the greater motion before and after, over half a window, to that distance;
        3: the least way made in a quarter;
        4: log of the four quarters' squared lengths to the whole: a straight line has 1/4;
        5: log of how unlike the two are but for brightness and contrast: 1 - correlation of luma;
        6: log of the motion before and after, squared and added, to the squared distance;
        7: log of the least contrast;
        8, 9: logs of detail and contrast in the middle to those at the ends.
    """
    row = _Rows(features, start, span)
    whole = row.square(0, 4)
    length = np.sqrt(whole) + 1
    shares = [row.share(part, whole) for part in (1, 2, 3)]
    paces = np.diff([np.zeros_like(whole), *shares, np.ones_like(whole)], axis=0)
    legs = np.sum([row.square(part, part + 1) for part in range(4)], axis=0)
    before, after = row.outside()
    spread = [row.of(features.spread, part) for part in (0, 2, 4)]
    columns = [
        np.log(length),
        np.sum([abs(share - part / 4) for part, share in enumerate(shares, 1)], axis=0),
        np.log((np.sqrt(np.maximum(before, after)) + 1) / length),
        paces.min(0),
        np.log(legs / (whole + 1) + 0.05),
        np.log(row.unlikeness() + 0.03),
        np.log((before + after + 1) / (whole + 1)),
        np.log(np.min(spread, axis=0) + 1),
        _dip([row.of(features.detail, part) for part in (0, 2, 4)], 1.0),
        _dip([contrast**2 for contrast in spread], 4.0),
    ]
    return np.stack(columns, 1).astype(np.float32)


def _dip(parts: list[Floats], least: float) -> Floats:
    """Return the log of the middle of three to the mean of the others."""
    first, middle, last = parts
    dip: Floats = np.log((middle + least) / ((first + last) / 2 + least))
    return dip


class _Rows:
    """Windows of one span, and features at their quarters 0-4."""

    def __init__(self, features: Features, start: Rows, span: int) -> None:
        self._features, self._start, self._span = features, start, span
        self._quarter = span // 4

    def of(self, column: np.ndarray, part: int) -> Floats:
        """Return a feature at a quarter."""
        values: Floats = column[self._start + part * self._quarter].astype(np.float32)
        return values

    def square(self, part: int, other: int) -> Floats:
        """Return the squared distance of the pictures at two quarters."""
        return self._square(self._start + part * self._quarter, (other - part) * self._quarter)

    def share(self, part: int, whole: Floats) -> Floats:
        """Return how much of the way is made at a quarter, as seen from the straight line."""
        share: Floats = (self.square(0, part) + whole - self.square(part, 4)) / (2 * whole + 2)
        return share

    def outside(self) -> tuple[Floats, Floats]:
        """Return the squared distances over half a window before and after.

        Where the film begins or ends too near, the other side's stands for it.
        """
        half = 2 * self._quarter
        end = self._start + self._span
        early, late = self._start < half, end + half >= len(self._features)
        before = np.where(early, 0, self._square(np.where(early, 0, self._start - half), half))
        after = np.where(late, 0, self._square(np.where(late, 0, end), half))
        return np.where(early, after, before), np.where(late, before, after)

    def unlikeness(self) -> Floats:
        """Return 1 - correlation of the luma at both ends; little contrast counts as unlike."""
        a, b = (self.of(self._features.spread, part) for part in (0, 4))
        shift = self.of(self._features.mean, 0) - self.of(self._features.mean, 4)
        far = self._features.far_luma[self._start, SPANS.index(self._span)].astype(np.float32)
        covariance = (a**2 + b**2 + shift**2 - far**2) / 2
        unlikeness: Floats = np.maximum(0, 1 - covariance / (a * b + 4))
        return unlikeness

    def _square(self, rows: Rows, lag: int) -> Floats:
        square: Floats = self._features.far[rows, _COLUMNS[lag]].astype(np.float32) ** 2
        return square


class _Windows:
    """All windows of a film that may be dissolves."""

    def __init__(self, features: Features, cuts: Rows) -> None:
        self._features = features
        self._edges = np.concatenate([[0], cuts, [len(features)]])

    def likely(self) -> Iterator[tuple[float, int, int]]:
        """Yield score, first and last row of windows that score better than those beside them."""
        for span in SPANS:
            scores, side = self._scores(span), span // 4
            if len(scores):
                padded = np.pad(scores, side)
                around = np.lib.stride_tricks.sliding_window_view(padded, 2 * side + 1)
                for start in np.flatnonzero((scores > _KEPT) & (scores >= around.max(1))):
                    yield float(scores[start]), int(start), int(start) + span

    def _scores(self, span: int) -> Floats:
        """Return for each row how surely a dissolve of ``span`` begins behind it, 0-1."""
        count = max(0, len(self._features) - span)
        scores = np.zeros(count, np.float32)
        starts = np.arange(count)
        following = self._edges[np.searchsorted(self._edges, starts, "right")]
        apart = self._features.far[:count, _COLUMNS[span]] > _LEAST
        possible = np.flatnonzero(apart & (following > starts + span))
        for place in range(0, len(possible), _BLOCK):
            block = possible[place : place + _BLOCK]
            scores[block] = dissolve_scores(measures(self._features, block, span))
        return scores

    def measured(self, score: float, start: int, end: int) -> Stretch:
        """Return where the dissolve seen between two rows begins and ends.

        The way made from A to B is followed along the straight line between them; it ends where the
        line through `_NEAR` and 1 - `_NEAR` of it meets 0 and 1. For the far end some rows more are
        followed: long dissolves are first seen in part.
        """
        place = int(np.searchsorted(self._edges, start, "right"))
        low, high = int(self._edges[place - 1]), int(self._edges[place]) - 1
        more = min(max(2, (end - start) // 8), (REACH - (end - start)) // 2)
        last, _ = self._ends(start, end)
        _, first = self._ends(max(low, start - more), min(high, end + more))
        return Stretch(max(low, last), min(high, first), score)

    def _ends(self, start: int, end: int) -> tuple[float, float]:
        rows, shares = self._course(start, end)
        a, b = np.interp([_NEAR, 1 - _NEAR], np.maximum.accumulate(shares), rows)
        rest = (b - a) * _NEAR / (1 - 2 * _NEAR)
        return float(a - rest), float(b + rest)

    def _course(self, first: int, last: int) -> tuple[Rows, Floats]:
        """Return rows from ``first`` to ``last`` and the share of the way made at them, 0-1."""
        span = max(lag for lag in LAGS if lag <= last - first)
        lags = np.array([lag for lag in LAGS if lag < span and span - lag in _COLUMNS])
        whole = self._far(first, span) ** 2
        there = np.array([self._far(first, lag) for lag in lags]) ** 2
        left = np.array([self._far(first + lag, span - lag) for lag in lags]) ** 2
        shares = (there + whole - left) / (2 * whole + 1e-3)
        rows = first + np.concatenate([[0], lags, [span]])
        return rows, np.concatenate([[0], shares, [1]]).astype(np.float32)

    def _far(self, row: int, lag: int) -> float:
        return float(self._features.far[row, _COLUMNS[lag]])
