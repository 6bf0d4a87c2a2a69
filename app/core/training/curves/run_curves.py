"""The curves of a run, kept up to date as its files grow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from app.core.training.curves.assembling import assembled
from app.core.training.curves.leg_files import LegFiles
from app.core.training.curves.lineage import Leg, lineage
from app.core.training.curves.view import CurvesView


class RunCurves:
    """A run and those it goes on from; for one thread at a time.

    Args:
        folders: Their folders, the oldest first.
        offsets: Steps and epochs that were trained before each, counted over all; none: 0.
        steps_per_epoch: Of all of them, as the plan counted; 0: not known.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        offsets: Sequence[tuple[int, int]] = (),
        *,
        steps_per_epoch: int = 0,
    ) -> None:
        given = [*offsets, *[(0, 0)] * (len(folders) - len(offsets))]
        pairs = zip(folders, given, strict=True)
        self._begin([Leg(folder, *offset, steps_per_epoch) for folder, offset in pairs])

    @classmethod
    def of(cls, folder: Path) -> RunCurves:
        """Return those of a run and of all it goes on from, as their folders say."""
        made = cls(())
        made._begin(lineage(folder))
        return made

    def _begin(self, legs: Sequence[Leg]) -> None:
        self._files = [LegFiles(leg) for leg in legs]
        self._view = CurvesView()

    def poll(self) -> CurvesView:
        """Read what is new; return all there is: the same view where nothing is new.

        Seldom more than some milliseconds, but the first time.
        """
        if any([each.poll() for each in self._files]):
            view = assembled(self._files)
            generation = self._view.generation + (not _goes_on(self._view, view))
            self._view = replace(view, generation=generation)
        return self._view


def _goes_on(old: CurvesView, new: CurvesView) -> bool:
    """Whether all points of before are there still, in front of those that came."""
    count = len(old.steps)
    return np.array_equal(old.steps, new.steps[:count]) and np.array_equal(
        old.times, new.times[:count]
    )
