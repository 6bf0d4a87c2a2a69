"""A point that a training can go on from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.core.amounts import counted
from app.core.language import enumerated, tr
from app.core.training.model import Run

Kind = Literal["state", "weights"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumePoint:
    """A state of the trainer, or a checkpoint to begin from with a fresh optimizer.

    Attributes:
        folder: Of the run that wrote it.
        run: Its frozen inputs.
        path: The state's folder, or the checkpoint.
        step: Trained by then, counted over all attempts; so are the others.
        steps: In all, as they were planned.
        per_epoch: Steps of an epoch; 0: not known.
        epochs: In all, begun ones included.
        by_epochs: Whether the recipe counts epochs; else steps.
        when: It was written, Unix seconds.
        size: Bytes.
        damaged: Why it cannot be used, a sentence; empty: it is whole.
        noise: The state of the random numbers is there.
        attempt: 1 for the first run, 2 for the one that went on from it, …
    """

    folder: Path
    run: Run
    path: Path
    kind: Kind = "state"
    step: int = 0
    steps: int = 0
    per_epoch: int = 0
    epochs: int = 0
    by_epochs: bool = True
    when: float = 0.0
    size: int = 0
    damaged: str = ""
    noise: bool = True
    attempt: int = 1

    @property
    def name(self) -> str:
        """The name of its folder or file."""
        return self.path.name

    @property
    def whole(self) -> bool:
        """Whether it can be gone on from."""
        return not self.damaged

    @property
    def epoch(self) -> int:
        """Epochs that were trained whole by then."""
        if not self.per_epoch:
            return 0
        if self.one_length:
            return self.step // self.per_epoch
        return self.run.epochs_before + self.own_step // self.per_epoch

    @property
    def into(self) -> int:
        """Steps of an epoch that had begun."""
        if not self.per_epoch:
            return 0
        return (self.step if self.one_length else self.own_step) % self.per_epoch

    @property
    def one_length(self) -> bool:
        """Whether epochs were as long in the runs before: the dataset may be another since."""
        run = self.run
        return bool(self.per_epoch) and run.steps_before // self.per_epoch == run.epochs_before

    @property
    def left(self) -> int:
        """Steps that are left of those that were planned."""
        return max(0, self.steps - self.step)

    @property
    def words(self) -> str:
        """Where it is: ``epoch 4 of 50, 49,588 steps left``."""
        return enumerated((self.place, self.rest))

    @property
    def place(self) -> str:
        """Where it is: ``epoch 4 of 50``, or ``step 3,734 of 53,900``."""
        if self.per_epoch and not self.into and self.epochs:
            return tr("epoch {epoch:,} of {epochs:,}", epoch=self.epoch, epochs=self.epochs)
        if not self.steps:
            return tr("step {step:,}", step=self.step)
        return tr("step {step:,} of {steps:,}", step=self.step, steps=self.steps)

    @property
    def rest(self) -> str:
        """What is left: ``49,588 steps left``."""
        if not self.left:
            return tr("nothing left")
        return tr("{steps} left", steps=counted(self.left, "step"))

    @property
    def tip(self) -> str:
        """How that was counted."""
        lines = []
        before = self.step - self.own_step
        if before:
            lines.append(
                tr(
                    "{steps} in the runs before, and {own_step:,} in {id}.",
                    steps=counted(before, "step"),
                    own_step=self.own_step,
                    id=self.run.id,
                )
            )
        if self.one_length:
            if self.into:
                lines.append(
                    tr(
                        "{epochs} of {steps}, and {into:,} of the next one.",
                        epochs=counted(self.epoch, "whole epoch"),
                        steps=counted(self.per_epoch, "step"),
                        into=self.into,
                    )
                )
            else:
                lines.append(
                    tr(
                        "{epochs} of {per_epoch:,} steps.",
                        epochs=counted(self.epoch, "epoch"),
                        per_epoch=self.per_epoch,
                    )
                )
        lines.append(
            tr(
                "{steps:,} − {step:,} = {left} left.",
                steps=self.steps,
                step=self.step,
                left=counted(self.left, "step"),
            )
        )
        return "\n".join(lines)

    @property
    def own_step(self) -> int:
        """The step as its run counts it."""
        return self.step - self.run.steps_before
