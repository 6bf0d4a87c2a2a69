"""How many rows of a kind there are: counted once, then kept right row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from operator import attrgetter

from app.core.amounts import counted
from app.core.library.model import Clip, Shot, Still

Counted = Shot | Clip | Still


def rows_in_words(number: int, kind: str) -> str:
    """Return ``1,204 shots``, ``1 clip`` or ``3 stills``; ``kind`` as a tile has it."""
    if kind == "shot":
        return counted(number, "shot")
    return counted(number, "clip") if kind == "clip" else counted(number, "still")


class Tally:
    """The sums of one kind of rows.

    Attributes:
        rows: How many of each film, by the id of its source.
        picked: How many of those are picked; shots never are (`picking.shot_states`).
        tags: How many rows have each tag; those of none are not there.
    """

    def __init__(self, rows: Iterable[Counted] = ()) -> None:
        rows = list(rows)
        self.rows = Counter(map(attrgetter("source"), rows))
        self.picked = Counter(row.source for row in rows if row.state == "picked")
        self.tags = Counter(tag for row in rows for tag in row.tags)
        self._all_picked = self.picked.total()

    @property
    def all_picked(self) -> int:
        """How many are picked in all."""
        return self._all_picked

    def add(self, row: Counted) -> None:
        """Count a row that came."""
        self._count(row, 1)

    def take(self, row: Counted) -> None:
        """Count a row that went, as it was."""
        self._count(row, -1)

    def _count(self, row: Counted, by: int) -> None:
        self.rows[row.source] += by
        if row.state == "picked":
            self.picked[row.source] += by
            self._all_picked += by
        for tag in row.tags:
            self.tags[tag] += by
            if not self.tags[tag]:
                del self.tags[tag]
