"""Cures of what is lost, as frozen data: what they do, what that makes of the samples, the edit.

A cure of clips changes rows, one of a dataset changes the text of the dataset file; each is one
step to undo. It says what it saw: what has become something else by the time is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from app.core.export.planned import ProjectPlan
from app.core.export.shelf import Row
from app.core.library.edits import Change, Edit, adding, changing, if_still, several
from app.core.library.model import Clip, Still
from app.core.planner.ledger import Loss, losses
from app.core.planner.schema import DatasetConfig, configure

Kind = Literal[
    "extend",  # the range grows
    "trim",  # the range loses what is not trained, or what is damaged
    "split",  # one clip becomes two
    "leave",  # rejected
    "caption",  # to be written by hand
    "lower",  # a shorter target instead
    "beside",  # a shorter target beside the long one
    "fewer",  # windows of uniform
    "mode",  # other windows
    "rate",  # without source_fps
    "most",  # max_frames
    "read",  # another folder, too
    "rename",  # by hand, on the disk
]


@dataclass(frozen=True, slots=True)
class RowLoss:
    """A loss and the clip it befalls.

    Attributes:
        row: None where the file is not of this project.
    """

    loss: Loss
    row: Clip | Still | None


def row_losses(plan: ProjectPlan) -> list[RowLoss]:
    """Return every loss of a project's plan with its row, by dataset, file and length."""
    return [
        RowLoss(loss, plan.row_of(loss.dataset, loss.file))
        for loss in losses(plan.plan, plan.names)
    ]


class Effect(NamedTuple):
    """What a cure makes of the samples per epoch.

    Attributes:
        before: Of the dataset that it is about, or of all.
        after: The same, cured.
        all_before: Of all datasets.
        all_after: The same, cured.
    """

    before: int
    after: int
    all_before: int
    all_after: int

    @property
    def words(self) -> str:
        """For a button: ``478 → 480``."""
        return f"{self.before:,} → {self.after:,}"

    @property
    def gain(self) -> int:
        """Samples more, in all."""
        return self.all_after - self.all_before


class RowSwap(NamedTuple):
    """A row as it was seen, as it becomes, and a clip that comes with it."""

    before: Row
    after: Row
    added: Clip | None = None


@dataclass(frozen=True, slots=True)
class TextSwap:
    """Keys of an entry of the dataset file.

    Attributes:
        dataset: The entry, by its place.
        seen: What it said.
        values: New values by key; None: the key goes.
        twin: The values are those of a second entry behind it, which else says the same.
    """

    dataset: int
    seen: DatasetConfig
    values: tuple[tuple[str, object], ...]
    twin: bool = False


@dataclass(frozen=True, slots=True)
class Cure:
    """A cure of one clip, or of all clips of a group.

    Attributes:
        label: What it does, imperative, without a full stop.
        tip: More of it, a sentence; may be empty.
        effect: None where the number is not known before.
        rows: What it does to clips and stills.
        text: What it does to the dataset file.
        asks: "clip" or "still", and its id: it needs words, which only a person has.
        cured: Members of the group it cures.
        left: Those that it does not cure.
    """

    kind: Kind
    label: str
    tip: str = ""
    effect: Effect | None = None
    rows: tuple[RowSwap, ...] = ()
    text: TextSwap | None = None
    asks: tuple[str, int] | None = None
    cured: int = 1
    left: int = 0

    @property
    def acts(self) -> bool:
        """Whether the program can carry it out; else it is a word of advice."""
        return bool(self.rows or self.text or self.asks)


_SEEN = {Clip: ("source", "start", "end", "state"), Still: ("source", "frame", "state")}


def row_edit(cure: Cure) -> Edit:
    """Return what a cure of clips changes; it leaves alone what has changed since it was seen."""
    changes: list[Change] = []
    for swap in cure.rows:
        edit = changing(swap.before, swap.after)
        changes += if_still(edit, (swap.before,), *_SEEN[type(swap.before)]).changed
    added = [swap.added for swap in cure.rows if swap.added is not None]
    return several(cure.label, (Edit(cure.label, changed=tuple(changes)), adding(*added)))


def still_holds(cure: Cure, get: Callable[[type[Row], int], Row | None]) -> bool:
    """Return whether every row of a cure is as it was seen.

    Args:
        cure: It.
        get: Returns a row as it is now by its class and id; None where it is gone.
    """
    return all(_same(swap.before, get(type(swap.before), swap.before.id)) for swap in cure.rows)


def _same(seen: Row, now: Row | None) -> bool:
    return now is not None and all(
        getattr(now, name) == getattr(seen, name) for name in _SEEN[type(seen)]
    )


def cured_text(cure: Cure, text: str) -> str | None:
    """Return the dataset file after a cure; None where its entry says something else by now.

    Raises:
        DatasetError: The text is no TOML.
    """
    from app.core.planner.document import parse_document
    from app.core.planner.text.entry_text import doubled_entry, with_value, without_key

    swap = cure.text
    if swap is None:
        return None
    entries = configure(parse_document(Path("dataset.toml"), text)).datasets
    if swap.dataset >= len(entries) or entries[swap.dataset] != swap.seen:
        return None
    if swap.twin:
        return doubled_entry(text, swap.dataset, dict(swap.values))
    for key, value in swap.values:
        if value is None:
            text = without_key(text, swap.dataset, key)
        else:
            text = with_value(text, swap.dataset, key, value)
    return text


def best_first(cures: Iterable[Cure]) -> tuple[Cure, ...]:
    """Return cures in the order in which they are offered: what changes least stands first."""
    return tuple(sorted(cures, key=lambda cure: _ORDER.index(cure.kind)))


_ORDER: tuple[Kind, ...] = (
    *("caption", "extend", "rate", "most", "lower", "beside", "mode", "fewer"),
    *("read", "split", "trim", "rename", "leave"),
)
