"""Which samples are seen large: one moment of the training or two, of one prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.core.training.results.found import Checkpoint
from app.core.training.results.listing import labels_of
from app.core.training.results.sample_table import SampleTable, checkpoint_of


@dataclass(frozen=True, slots=True)
class Side:
    """A moment that is seen.

    Attributes:
        column: Of the table; None: no samples were made then.
        checkpoint: What was chosen to be seen, where its moment has no samples.
    """

    column: int | None
    checkpoint: Checkpoint | None = None


@dataclass(frozen=True, slots=True)
class SideBySide:
    """What is seen, and which side the keys act on.

    Attributes:
        row: The prompt's row in the table.
        sides: One or two, from the left.
        active: The place of the one that keys change.
    """

    table: SampleTable
    row: int
    sides: tuple[Side, ...]
    active: int = 0

    @classmethod
    def of_columns(cls, table: SampleTable, row: int, columns: Sequence[int]) -> SideBySide:
        """Return what is seen of moments."""
        return cls(table, row, tuple(Side(each) for each in columns), len(columns) - 1)

    @classmethod
    def of_checkpoints(
        cls, table: SampleTable, chosen: Sequence[Checkpoint], known: tuple[Checkpoint, ...]
    ) -> SideBySide:
        """Return what is seen of checkpoints that are compared."""
        sides = tuple(Side(_column_of(each, table, known), each) for each in chosen)
        return cls(table, 0, sides, len(sides) - 1)

    @property
    def two(self) -> bool:
        """Whether two are seen."""
        return len(self.sides) == 2

    def gone(self, by: int) -> SideBySide:
        """Return it with the active side one moment before or after, where the prompt has one."""
        here = self.sides[self.active].column
        places = [n for n in range(len(self.table.columns)) if self.table.sample(self.row, n)]
        if here is not None:
            places = [n for n in places if (n < here if by < 0 else n > here)]
        if not places:
            return self
        new = Side(places[-1] if by < 0 else places[0])
        sides = tuple(new if n == self.active else each for n, each in enumerate(self.sides))
        return replace(self, sides=sides)

    def to_prompt(self, by: int) -> SideBySide:
        """Return it with another prompt."""
        row = min(max(self.row + by, 0), len(self.table.rows) - 1)
        return replace(self, row=max(0, row))

    def activated(self, place: int) -> SideBySide:
        """Return it with another side active."""
        return replace(self, active=place) if place < len(self.sides) else self

    def toggled(self) -> SideBySide:
        """Return it with two sides, the moment before at the left; or with the active one alone."""
        if self.two:
            return replace(self, sides=(self.sides[self.active],), active=0)
        here = self.sides[0]
        places = [n for n in range(len(self.table.columns)) if n != here.column]
        before = [n for n in places if here.column is None or n < here.column]
        other = before[-1:] or places[:1]
        return replace(self, sides=(Side(other[0]), here), active=1) if other else self

    def cells(self) -> list[tuple[int, int]]:
        """Return the cells to have at hand: those seen, then the neighbours of the active one."""
        shown = [side.column for side in self.sides if side.column is not None]
        active = self.sides[self.active].column
        beside = [] if active is None else [active + 1, active - 1]
        cells = [(self.row, column) for column in dict.fromkeys([*shown, *beside])]
        return [cell for cell in cells if self.table.sample(*cell) is not None]

    def about(self, place: int, known: tuple[Checkpoint, ...]) -> tuple[str, Checkpoint | None]:
        """Return what a side is called, and its checkpoint as it is known now."""
        side = self.sides[place]
        if side.column is not None:
            moment = self.table.columns[side.column]
            return moment.label, checkpoint_of(moment, known)
        if side.checkpoint is None:
            return "", None
        path = side.checkpoint.path
        labels = dict(zip([each.path for each in known], labels_of(known), strict=True))
        now = next((each for each in known if each.path == path), side.checkpoint)
        return labels.get(path, side.checkpoint.name), now


def _column_of(
    checkpoint: Checkpoint, table: SampleTable, known: tuple[Checkpoint, ...]
) -> int | None:
    for place, column in enumerate(table.columns):
        own = checkpoint_of(column, known)
        if own is not None and own.path == checkpoint.path:
            return place
    return None
