"""Epochs and steps that are left of a training, and how the trainer is asked for them."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.amounts import counted
from app.core.language import tr
from app.core.training.resuming.point import ResumePoint


@dataclass(frozen=True, slots=True)
class Rest:
    """What is still trained.

    Attributes:
        steps: From the point on.
        epochs: Whole ones, where epochs are asked for; None: steps are.
        epochs_in_all: Begun ones included, counted over all attempts; 0: not known.
        steps_in_all: Likewise.
        last: Steps of the last epoch, where it is cut off; 0: it is whole.
    """

    steps: int
    epochs: int | None = None
    epochs_in_all: int = 0
    steps_in_all: int = 0
    last: int = 0


def rest_of(point: ResumePoint, epochs: int | None = None, steps: int | None = None) -> Rest:
    """Return what is left from a point.

    Args:
        point: Where it goes on.
        epochs: In all; None: as was planned.
        steps: In all, where no epochs are given; None: as was planned.
    """
    each = point.per_epoch
    in_all = point.steps
    if epochs is not None and each:
        in_all = point.step - point.into + (epochs - point.epoch) * each
    elif steps is not None:
        in_all = steps
    left = max(0, in_all - point.step)
    whole = bool(each) and left % each == 0
    in_epochs = whole and not point.into and (point.by_epochs or epochs is not None)
    return Rest(
        left,
        left // each if in_epochs else None,
        point.epoch - (-(left + point.into) // each) if each else 0,
        in_all,
        0 if not each or whole else left % each,
    )


def rest_words(point: ResumePoint, rest: Rest) -> str:
    """Return what will be trained: ``46 epochs, 49,588 steps``, and what is cut off."""
    if not rest.steps:
        return tr("Nothing is left to train.")
    if rest.epochs is not None:
        return tr(
            "{epochs}, {steps}: until epoch {all:,} is done.",
            epochs=counted(rest.epochs, "epoch"),
            steps=counted(rest.steps, "step"),
            all=rest.epochs_in_all,
        )
    steps, all_ = counted(rest.steps, "step"), rest.steps_in_all
    if not point.per_epoch:
        return tr("{steps}: until step {all:,}.", steps=steps, all=all_)
    epochs = counted(-(-rest.steps // point.per_epoch), "epoch")
    if not rest.last:
        return tr("{steps}: until step {all:,}; {epochs}.", steps=steps, all=all_, epochs=epochs)
    return tr(
        "{steps}: until step {all:,}; {epochs}, the last one of {last}.",
        steps=steps,
        all=all_,
        epochs=epochs,
        last=counted(rest.last, "step"),
    )
