"""What is known of a run's curves at one moment: arrays that nobody changes any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np

from app.core.training.curves.columns import NOTHING, Floats, Ints, Mask, no_floats, no_ints
from app.core.training.curves.metrics import Metrics
from app.core.training.curves.series import Series
from app.core.training.curves.smoothing import EpochMean, ema, level

By = Literal["step", "epoch", "hours"]
"""What a curve is drawn over. Hours are those of training: pauses between attempts left out."""


@dataclass(frozen=True, slots=True, eq=False)
class GpuSeries:
    """What the card did, every few seconds; what the driver did not say is NaN.

    Attributes:
        times: Unix seconds.
        used_mib: Memory of the card that is taken, by all programs.
        trainer_mib: By the trainer and what it started.
        shared_mib: Of the machine's memory, taken because the card's was full: training crawls.
        celsius: How warm it is.
        percent: How busy.
    """

    times: Floats = field(default_factory=no_floats)
    used_mib: Floats = field(default_factory=no_floats)
    trainer_mib: Floats = field(default_factory=no_floats)
    shared_mib: Floats = field(default_factory=no_floats)
    celsius: Floats = field(default_factory=no_floats)
    percent: Floats = field(default_factory=no_floats)


@dataclass(frozen=True, eq=False)
class CurvesView:
    """Everything over the steps of a run and of those it goes on from.

    Attributes:
        steps: Of each loss, counted over all attempts; several may share one.
        loss: As written; may be NaN.
        times: Unix seconds.
        hours: Of training, pauses between attempts left out.
        epoch: Of each loss, from 1; 0: not known.
        averaged: Whether a loss is the trainer's mean over an epoch, from its log.
        epochs: Their means.
        lr: Learning rates by group: ``unet``.
        seconds_per_step: With pauses for samples and files, which stand out.
        gpu: The card.
        metrics: What our script wrote; empty without it.
        attempts: Steps before each attempt but the first.
        steps_per_epoch: As the plan counted them; 0: not known.
        said: Sentences on what is missing or wrong.
        generation: Another one where more changed than points that were added.
    """

    steps: Floats = field(default_factory=no_floats)
    loss: Floats = field(default_factory=no_floats)
    times: Floats = field(default_factory=no_floats)
    hours: Floats = field(default_factory=no_floats)
    epoch: Ints = field(default_factory=no_ints)
    averaged: Mask = field(default_factory=lambda: np.empty(0, bool))
    epochs: tuple[EpochMean, ...] = ()
    lr: Mapping[str, Series] = field(default_factory=dict)
    seconds_per_step: Series = field(default_factory=Series)
    gpu: GpuSeries = field(default_factory=GpuSeries)
    metrics: Metrics = field(default_factory=Metrics)
    attempts: tuple[int, ...] = ()
    steps_per_epoch: int = 0
    said: tuple[str, ...] = ()
    generation: int = 0

    @property
    def empty(self) -> bool:
        """Whether no step has a loss yet."""
        return not len(self.steps)

    @property
    def level_epochs(self) -> tuple[int, ...]:
        """The last epochs that differ by less than noise; see `level`."""
        return level(self.epochs)

    def ema(self, beta: float) -> Floats:
        """Return the moving average of the loss at each step; see `smoothing.ema`."""
        return ema(self.loss, beta)

    # -------------------------------------------------------------------------------- the axes

    def across(self, steps: Floats, by: By) -> Floats:
        """Return where steps lie on an axis; NaN where nobody knows."""
        if by == "step" or not len(steps):
            return steps
        known, place = self._epoch_knots if by == "epoch" else (self.steps, self.hours)
        if not len(known):
            return np.full(len(steps), np.nan)
        return np.interp(steps, known, place)

    def back(self, place: float, by: By) -> float:
        """Return the step that lies at a place of an axis."""
        if by == "step" or self.empty:
            return place
        known, places = self._epoch_knots if by == "epoch" else (self.steps, self.hours)
        return float(np.interp(place, places, known)) if len(known) else place

    def steps_at(self, times: Floats) -> Floats:
        """Return the steps at times, with fractions; NaN before the first."""
        if self.empty:
            return np.full(len(times), np.nan)
        return np.interp(times, self.times, self.steps, left=np.nan)

    @cached_property
    def _epoch_knots(self) -> tuple[Floats, Floats]:
        """Steps at which epochs begin and end, and where that is on an axis of epochs."""
        if not self.epochs:
            return NOTHING, NOTHING
        steps, places = [self.epochs[0].first - 1], [float(self.epochs[0].epoch - 1)]
        lengths = [each.last - each.first + 1 for each in self.epochs if each.whole]
        for each in self.epochs:
            part = 1.0
            if not each.whole:
                usual = self.steps_per_epoch or (lengths[-1] if lengths else 0)
                part = min(1.0, (each.last - steps[-1]) / usual) if usual else 0.5
            steps.append(max(each.last, steps[-1]))
            places.append(max(each.epoch - 1 + part, places[-1]))
        return np.array(steps), np.array(places)
