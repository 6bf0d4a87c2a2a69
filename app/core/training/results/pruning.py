"""What the trainer will delete by itself: ``save_last_n_epochs`` and ``save_last_n_steps``.

From musubi-tuner 0.3.4, ``utils/train_utils.py``: after epoch ``e`` is saved, the file of epoch
``e - every*n`` goes; after step ``s``, that of the greatest multiple of ``every`` up to
``s - n - 1``. The last epoch is saved under the final name only, and deletes nothing. Stars are
ours: the trainer knows of none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.training.model import Run
from app.core.training.results.found import Checkpoint
from app.core.training.results.names import checkpoint_name


@dataclass(frozen=True, slots=True)
class Doom:
    """When the trainer deletes a checkpoint: as soon as that epoch or step is saved.

    Attributes:
        epoch: All attempts counted; None: it goes by steps.
        step: Likewise; None: it goes by epochs.
        option: The option that says so, with its value, as the trainer takes it.
    """

    epoch: int | None
    step: int | None
    option: str


def doomed(run: Run, checkpoints: Iterable[Checkpoint], attempt: int) -> Mapping[str, Doom]:
    """Return when each checkpoint of a run will be deleted, by name; only those that will.

    Args:
        run: The one that is on.
        checkpoints: Those that are there.
        attempt: Its number: those of earlier attempts are safe.
    """
    found: dict[str, Doom] = {}
    for each in checkpoints:
        meaning = checkpoint_name(each.name, run.name)
        if meaning is None or meaning.number is None or each.attempt != attempt or each.kept:
            continue
        rule = _of_epoch if meaning.kind == "epoch" else _of_step
        doom = rule(run, meaning.number)
        if doom is not None:
            found[each.name] = doom
    return found


def _of_epoch(run: Run, epoch: int) -> Doom | None:
    last = _whole(run.values, "save_last_n_epochs")
    every = _whole(run.values, "save_every_n_epochs")
    if last is None or every is None:
        return None
    then = epoch + every * last
    if then == epoch or (run.epochs and then >= run.epochs):
        return None
    return Doom(then + run.epochs_before, None, f"--save_last_n_epochs {last}")


def _of_step(run: Run, step: int) -> Doom | None:
    last = _whole(run.values, "save_last_n_steps")
    every = _whole(run.values, "save_every_n_steps")
    if last is None or every is None:
        return None
    then = -(-(step + last + 1) // every) * every  # the first save that is far enough on
    if run.total_steps and then > run.total_steps:
        return None
    return Doom(None, then + run.steps_before, f"--save_last_n_steps {last}")


def _whole(values: Mapping[str, Any], option: str) -> int | None:
    value = values.get(f"train.{option}", values.get(option))
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    good = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return value if good else None
