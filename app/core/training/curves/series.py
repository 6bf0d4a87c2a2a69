"""A quantity over the steps of a run and of those it goes on from: attempts, one after the other.

A run that goes on from another counts from 0 again; what came before it is added. Where it began
before the older one had stopped, the older one's points from there on are dropped: they were not
gone on from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from app.core.training.curves.columns import Floats, Ints, Mask, no_floats

_MOST_STEPS = 1 << 40


def are_steps(numbers: Floats | Ints) -> Mask:
    """Return which numbers can be steps of a training: one damaged one hides all others."""
    found: Mask = (numbers >= 0) & (numbers <= _MOST_STEPS)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Points in the order in which they were written; several may share a step.

    Attributes:
        steps: Counted over all attempts.
        values: May be NaN or infinite.
        times: Unix seconds.
    """

    steps: Floats = field(default_factory=no_floats)
    values: Floats = field(default_factory=no_floats)
    times: Floats = field(default_factory=no_floats)

    def __len__(self) -> int:
        return len(self.steps)

    def part(self, chosen: slice) -> Series:
        """Return the points between two places."""
        return Series(self.steps[chosen], self.values[chosen], self.times[chosen])

    def where(self, chosen: Mask | Ints) -> Series:
        """Return some of the points, by a mask or by their places."""
        return Series(self.steps[chosen], self.values[chosen], self.times[chosen])

    @property
    def finite(self) -> Series:
        """The points that are numbers."""
        good = np.isfinite(self.values)
        return self if good.all() else self.where(good)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a series has of one file.

    Attributes:
        series: Its steps as they were written.
        before: Steps that were trained before it.
    """

    series: Series
    before: int = 0

    @property
    def first(self) -> float:
        """Its first step, counted over all; what is older ends before it.

        With gradients accumulated the first points have the step before the first.
        """
        return self.before + max(1.0, float(self.series.steps.min()))


def kept_of(attempts: Sequence[Attempt]) -> list[slice | None]:
    """Return which points of each attempt count; None: none.

    Args:
        attempts: The oldest first, those without points left out.
    """
    end = np.inf
    found: list[slice | None] = []
    for attempt in reversed(attempts):
        steps = attempt.series.steps + attempt.before
        beyond = np.flatnonzero(steps >= end)
        upto = int(beyond[0]) if len(beyond) else len(steps)
        found.append(slice(0, upto) if upto else None)
        end = min(end, attempt.first)
    return found[::-1]


def stitched(attempts: Sequence[Attempt]) -> Series:
    """Return one series of all attempts, the oldest first."""
    there = [attempt for attempt in attempts if len(attempt.series)]
    parts = [
        (attempt, part)
        for attempt, part in zip(there, kept_of(there), strict=True)
        if part is not None
    ]
    if not parts:
        return Series()
    return Series(
        np.concatenate([each.series.steps[part] + each.before for each, part in parts]),
        np.concatenate([each.series.values[part] for each, part in parts]),
        np.concatenate([each.series.times[part] for each, part in parts]),
    )


def runs_of(series: Series, before: int = 0) -> list[Attempt]:
    """Return the attempts in what one file has: where the steps go back, one begins."""
    back = np.flatnonzero(np.diff(series.steps) < 0) + 1
    edges = [0, *back.tolist(), len(series)]
    return [
        Attempt(series.part(slice(start, end)), before)
        for start, end in pairwise(edges)
        if end > start
    ]
