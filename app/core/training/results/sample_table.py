"""Samples as a table: a row for each prompt, a column for each moment of the training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.core.language import tr
from app.core.training.model import Run
from app.core.training.results.found import Checkpoint, Results, Sample

Empty = Literal["no_prompts", "not_asked", "ended", "later"]
"""Why there are no samples: no prompts; the recipe asks for none; they will come."""


@dataclass(frozen=True, slots=True)
class Column:
    """A moment of the training at which samples were made.

    Attributes:
        label: For people: ``epoch 3``, ``step 500``, ``before training``.
        epoch: All attempts counted; None: not known.
        step: Likewise.
        of_epoch: Whether it is called by an epoch that was trained.
    """

    label: str
    epoch: int | None
    step: int | None
    attempt: int
    of_epoch: bool = False


@dataclass(frozen=True, slots=True)
class SampleTable:
    """What a grid of samples shows.

    Attributes:
        rows: Places in `Results.prompts`, top first.
        columns: The oldest first.
        cells: The sample of row and column, where there is one.
    """

    rows: tuple[int, ...] = ()
    columns: tuple[Column, ...] = ()
    cells: Mapping[tuple[int, int], Sample] = field(default_factory=dict)

    def sample(self, row: int, column: int) -> Sample | None:
        """Return the sample of a cell."""
        return self.cells.get((row, column))


_Moment = tuple[float, int, str]  # step, attempt, what it is named by where no step is known


def sample_table(results: Results) -> SampleTable:
    """Return the samples of a run as a table; of one prompt and moment the newest is shown."""
    moments: dict[_Moment, list[Sample]] = {}
    for sample in results.samples:
        moments.setdefault(_moment(sample), []).append(sample)
    order = sorted(moments)
    rows = tuple(sorted({sample.prompt for sample in results.samples}))
    labels = [_label(moments[moment]) for moment in order]
    twice = {label for label, count in Counter(labels).items() if count > 1}
    columns: list[Column] = []
    cells: dict[tuple[int, int], Sample] = {}
    for place, (moment, label) in enumerate(zip(order, labels, strict=True)):
        here = moments[moment]
        attempt = here[0].attempt
        said = (
            tr("{label} · attempt {attempt}", label=label, attempt=attempt)
            if label in twice
            else label
        )
        columns.append(Column(said, here[0].epoch, here[0].step, attempt, _is_epoch(_named(here))))
        for sample in sorted(here, key=lambda each: each.when):
            cells[rows.index(sample.prompt), place] = sample
    return SampleTable(rows, tuple(columns), cells)


def _moment(sample: Sample) -> _Moment:
    if sample.step is not None:
        return (float(sample.step), sample.attempt, "")
    number = sample.epoch if sample.epoch is not None else 0
    return (float(number), sample.attempt, sample.by)


def _named(samples: list[Sample]) -> Sample:
    """Return the sample that a moment is called by."""
    return next((each for each in samples if each.by == "epoch"), samples[0])


def _is_epoch(sample: Sample) -> bool:
    return sample.by == "epoch" and bool(sample.epoch)


def _label(samples: list[Sample]) -> str:
    first = _named(samples)
    if first.by == "epoch" and first.epoch == 0:
        return tr("before training")
    if _is_epoch(first):
        return tr("epoch {epoch}", epoch=first.epoch)
    return tr("step {step:,}", step=first.step) if first.step is not None else "?"


def checkpoint_of(column: Column, checkpoints: tuple[Checkpoint, ...]) -> Checkpoint | None:
    """Return the checkpoint that was written when the samples of a column were made."""
    own = [each for each in checkpoints if each.attempt == column.attempt]
    own = [each for each in own if each.kind != "average"]
    for each in reversed(own):
        same_step = column.step is not None and each.step == column.step
        same_epoch = column.epoch is not None and each.epoch == column.epoch
        if same_step or (same_epoch and each.kind != "step" and column.of_epoch):
            return each
    return None


def why_empty(run: Run, results: Results, *, ended: bool = False) -> tuple[Empty, str]:
    """Return why a run has no samples, with a sentence for people."""
    values = run.values
    epochs = _whole(values, "sample_every_n_epochs")
    steps = _whole(values, "sample_every_n_steps")
    first = bool(values.get("train.sample_at_first"))
    if not values.get("train.sample_prompts") and not _has_prompts(run) and not results.prompts:
        return "no_prompts", tr(
            "This run has no sample prompts. Write some for the next one: after each "
            "epoch the trainer makes a film of each."
        )
    if epochs is None and steps is None and not first:
        return "not_asked", tr(
            "This run's recipe asks for no samples. Set “Sample every” for the next one."
        )
    if ended:
        return "ended", tr("The run ended before the trainer made any.")
    if first and not results.checkpoints:
        return "later", tr("Samples appear here before the first step, and again as it goes on.")
    if epochs is not None:
        return "later", tr(
            "Samples appear here after epoch {epoch}.", epoch=epochs + run.epochs_before
        )
    if steps is not None:
        return "later", tr(
            "Samples appear here after step {step:,}.", step=steps + run.steps_before
        )
    return "later", tr("Samples appear here as soon as the trainer has made them.")


def _has_prompts(run: Run) -> bool:
    return any("--sample_prompts" in command.argv for command in run.commands)


def _whole(values: Mapping[str, Any], option: str) -> int | None:
    value = values.get(f"train.{option}")
    good = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return value if good else None
