"""Checkpoints as the rows of a table: their words, their order, what is to be known of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from app.core.language import sentences, tr
from app.core.training.model import Run
from app.core.training.results.found import Checkpoint
from app.core.training.results.growth import Growth
from app.core.training.results.losses import Around, LossAround
from app.core.training.results.pruning import Doom
from app.core.training.results.weights import Strength


class Column(IntEnum):
    """The columns of the table, from the left."""

    SAVED = 0
    STEP = 1
    LOSS = 2
    NORM = 3
    SIZE = 4
    NOTE = 5


def why_none(run: Run, *, ended: bool) -> str:
    """Return why a run has no checkpoints, and of one that lives when the first is written."""
    if ended:
        return tr("None: the run ended before one was written.")
    each = run.values.get("train.save_every_n_epochs")
    steps = run.values.get("train.save_every_n_steps")
    if isinstance(each, int):
        return tr("The first one is written after epoch {epoch:,}.", epoch=each)
    if isinstance(steps, int):
        return tr("The first one is written after step {step:,}.", step=steps)
    return tr("This run writes one at its end only: its recipe asks for none before.")


@dataclass(frozen=True, slots=True)
class Row:
    """A checkpoint with all that is known of it.

    Attributes:
        label: ``epoch 9``, ``step 500``, ``final``, ``average``.
        loss: Of the steps before it; None: not known.
        strength: None: not measured.
        growth: Since the checkpoint before; None: not known.
        doom: When the trainer deletes it; None: never.
        next: Whether it is the next one that goes.
    """

    checkpoint: Checkpoint
    label: str
    loss: LossAround | None = None
    strength: Strength | None = None
    growth: Growth | None = None
    doom: Doom | None = None
    next: bool = False

    @property
    def name(self) -> str:
        """The file's name."""
        return self.checkpoint.name


def rows_of(
    checkpoints: Sequence[Checkpoint],
    around: Around,
    *,
    strengths: Mapping[str, Strength],
    growths: Mapping[str, Growth],
    dooms: Mapping[str, Doom],
) -> list[Row]:
    """Return the rows of checkpoints, the newest first."""
    labels, soon = labels_of(checkpoints), soonest(dooms)
    return [
        Row(
            each,
            label,
            around(each.step) if each.step is not None and each.kind != "average" else None,
            strengths.get(each.name),
            growths.get(each.name),
            dooms.get(each.name),
            each.name in soon,
        )
        for each, label in zip(reversed(checkpoints), reversed(labels), strict=True)
    ]


def soonest(dooms: Mapping[str, Doom]) -> set[str]:
    """Return the names of those that are deleted first, by epochs and by steps."""
    epochs = [doom.epoch for doom in dooms.values() if doom.epoch is not None]
    steps = [doom.step for doom in dooms.values() if doom.step is not None]
    first = min(epochs, default=None), min(steps, default=None)
    return {
        name
        for name, doom in dooms.items()
        if (doom.epoch is not None and doom.epoch == first[0])
        or (doom.step is not None and doom.step == first[1])
    }


def labels_of(checkpoints: Sequence[Checkpoint]) -> list[str]:
    """Return what each is called; those of earlier attempts that would be called alike, by both."""
    plain = [label_of(each) for each in checkpoints]
    return [
        tr("{label} · attempt {attempt}", label=label, attempt=each.attempt)
        if plain.count(label) > 1 and each.kind != "average"
        else label
        for each, label in zip(checkpoints, plain, strict=True)
    ]


def label_of(each: Checkpoint) -> str:
    """Return what a checkpoint is called."""
    if each.kind == "average":
        return tr("average")
    if each.kind == "final":
        if each.epoch is None:
            return tr("final")
        return tr("final · epoch {epoch}", epoch=each.epoch)
    if each.kind == "epoch" and each.epoch is not None:
        return tr("epoch {epoch}", epoch=each.epoch)
    return tr("step {step:,}", step=each.step) if each.step is not None else each.name


def loss_text(loss: LossAround | None) -> str:
    """Return ``0.092``; empty where it is not known."""
    return "" if loss is None else f"{loss.mean:.3f}" if loss.mean < 10 else f"{loss.mean:.1f}"


def norm_text(strength: Strength | None) -> str:
    """Return ``3.21``, ``92.0`` or ``225``; empty where it is not measured."""
    if strength is None:
        return ""
    norm = strength.norm
    digits = 0 if norm >= 100 else 1 if norm >= 10 else 2 if norm >= 1 else 3
    return f"{norm:,.{digits}f}"


def ordered(rows: Iterable[Row], column: Column, *, descending: bool) -> list[Row]:
    """Return rows sorted by a column; what is not known there comes last either way."""
    key = _KEYS[column]
    known = [row for row in rows if key(row) is not None]
    rest = [row for row in rows if key(row) is None]
    return [*sorted(known, key=lambda row: _comparable(key(row)), reverse=descending), *rest]


def _comparable(value: float | str | None) -> tuple[int, float, str]:
    return (1, 0.0, value.casefold()) if isinstance(value, str) else (0, value or 0.0, "")


_KEYS: Mapping[Column, Callable[[Row], float | str | None]] = {
    Column.SAVED: lambda row: row.checkpoint.when,
    Column.STEP: lambda row: row.checkpoint.step,
    Column.LOSS: lambda row: row.loss.mean if row.loss else None,
    Column.NORM: lambda row: row.strength.norm if row.strength else None,
    Column.SIZE: lambda row: row.checkpoint.size,
    Column.NOTE: lambda row: row.checkpoint.note or None,
}


# --------------------------------------------------------------------------------- how counted


def how_loss(loss: LossAround) -> str:
    """Return how a loss was counted."""
    spread = "" if loss.sem is None else f" ± {2 * loss.sem:.4f} (2·SEM)"
    return tr(
        "{loss}: mean of the loss of the {steps:,} steps before it. Differences below ± are noise.",
        loss=f"{loss.mean:.4f}{spread}",
        steps=loss.steps,
    )


def how_norm(strength: Strength, growth: Growth | None) -> str:
    """Return what a norm is, and how it has grown."""
    said = [
        tr(
            "{norm:.4g}: Frobenius norm of all that the LoRA adds (B·A·alpha/rank of {modules:,} "
            "layers, rank {rank}).",
            norm=strength.norm,
            modules=strength.modules,
            rank=strength.rank,
        )
    ]
    if strength.broken:
        said.append(
            tr(
                "{number:,} layers hold values that are no numbers: it is broken.",
                number=strength.broken,
            )
        )
    if growth is not None:
        said.append(_how_grown(growth))
        if growth.sudden:
            said.append(
                tr("A sudden rise is a sign of an unstable training: is the learning rate high?")
            )
    return sentences(said)


def _how_grown(growth: Growth) -> str:
    if growth.times is None:
        return tr("{grown:+.3g} since the checkpoint before.", grown=growth.grown)
    return tr(
        "{grown:+.3g} since the checkpoint before, {times:.1f} times as fast as before.",
        grown=growth.grown,
        times=growth.times,
    )


def how_doom(doom: Doom) -> str:
    """Return when the trainer deletes a checkpoint, and what helps."""
    if doom.epoch is not None:
        return tr(
            "The trainer deletes it when epoch {epoch} is saved ({option}). Keep it to prevent "
            "that.",
            epoch=doom.epoch,
            option=doom.option,
        )
    return tr(
        "The trainer deletes it when step {step:,} is saved ({option}). Keep it to prevent that.",
        step=doom.step,
        option=doom.option,
    )
