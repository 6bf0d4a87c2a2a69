"""The course of a training: steps, epochs, loss, speed, time left."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from app.core.training.model import Point
from app.core.training.progress.bars import Bar
from app.core.training.progress.pace import Pace
from app.core.training.progress.rounds import Rounds
from app.core.training.progress.summary import Counts, Totals


class Course:
    """Follows the bar of a training.

    Attributes:
        pace: Of its steps, without rounds of samples; it stays empty where no times were given.
        step: Done so far.
        broken_at: The first step whose loss was no number; None: none was.
    """

    def __init__(self, totals: Totals, recipe: Mapping[str, Any]) -> None:
        self.pace = Pace()
        self._rounds = Rounds(recipe)
        self.step = 0
        self.broken_at: int | None = None
        self._totals = totals
        self._bar: Bar | None = None
        self._loss: float | None = None
        self._seconds: float | None = None  # of a step, as the bar says
        self._printed = (0, 0)  # epoch and epochs
        self._paused = False

    @property
    def begun(self) -> bool:
        """Whether the bar is there."""
        return self._bar is not None

    def pause(self) -> None:
        """Take note that something else than a step is done until the next."""
        self._paused = True

    def sample(self, now: float | None) -> None:
        """Take note that a round of samples begins."""
        if now is not None:
            self._rounds.begin(now, self.step)

    def sampled(self, now: float | None) -> None:
        """Take note that a sample is made."""
        if now is not None:
            self._rounds.hear(now)

    def epoch(self, number: int, of: int) -> None:
        """Take note that an epoch begins."""
        self._printed = (number, of)
        self._paused = True

    def draw(self, bar: Bar, now: float | None) -> bool:
        """Take note of the bar; the same one twice changes nothing.

        Args:
            bar: As it was drawn.
            now: When it was drawn, seconds; None where nobody knows.

        Returns:
            Whether a step was done since.
        """
        further = bar.done > self.step
        self._bar = bar
        if further:
            self.step = bar.done
            self._rounds.close(stepped=True)
            if now is not None:
                self.pace.add(now - self._rounds.seconds, bar.done, paused=self._paused)
            self._paused = False
        loss = bar.loss
        if loss is not None:
            finite = math.isfinite(loss)
            self._loss = loss if finite else None
            if not finite and self.broken_at is None:
                self.broken_at = bar.done
        self._seconds = bar.seconds or self._seconds
        return further

    def point(self, counts: Counts, now: float | None = None) -> Point | None:
        """Return where it is ``now``; None before the bar is there."""
        bar, totals = self._bar, self._totals
        if bar is None:
            return None
        steps = bar.total or counts.steps or totals.steps or 0
        epochs = self._printed[1] or counts.epochs or totals.epochs or 0
        pace = self.pace.steady
        left: float | None = None
        if pace is not None:
            left = self.pace.left(max(0, steps - self.step))
        elif self._seconds is not None:
            left = self._seconds * max(0, steps - self.step)
        if left is not None:
            left += self._rounds.left(self.step, steps, self._epoch_steps(counts), now)
        return Point(
            epoch=self._epoch(counts, epochs),
            epochs=epochs,
            step=self.step,
            steps=steps,
            loss=self._loss,
            seconds_per_step=self.pace.recent or self._seconds,
            seconds_left=left if steps else None,
        )

    def _epoch(self, counts: Counts, epochs: int) -> int:
        """Return the epoch: of what was printed, which may be kept back, and of the step."""
        length = self._epoch_steps(counts)
        reached = -(-self.step // length) if length else 0
        found = max(self._printed[0], reached)
        return min(found, epochs) if epochs else found

    def _epoch_steps(self, counts: Counts) -> int | None:
        """Return the steps of an epoch; None where nobody knows."""
        length = counts.epoch_steps
        if length is None and self._totals.epoch_batches and self._totals.steps:
            length = -(-self._totals.steps // max(1, self._totals.epochs or 1))
        return length
