"""What is lost, by reason: a few groups over whole shapes, however many clips there are.

Sources of one shape lose the same, so that a group of thirty thousand clips is made of a few
hundred batches; who is in them is looked up when somebody looks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Literal, NamedTuple, get_args

from app.core.export.shelf import Row
from app.core.planner.facts import Sources

Reason = Literal[
    "fault",
    "short",
    "starts",
    "names",
    "unavailable",
    "unread",
    "uncaptioned",
    "bare",
    "ignored",
    "rate",
    "rest",
    "unused",
]
RANKS: tuple[Reason, ...] = get_args(Reason)
"""Of two groups that lose as much, the one whose reason stands earlier comes first."""


class Batch(NamedTuple):
    """Members of a group of which the same is to be said; one of the first three names them.

    Attributes:
        places: Of the group's sources, ascending.
        files: Base names.
        rows: Clips and stills that are no file.
        frames: Frames of each; 0: not known.
        held: Frames of each that are held after conversion.
        lost: Samples per epoch that each loses.
        rest: Frames of each that no window of the group's datasets takes.
        needs: Frames each would need to lose nothing; None where length is no cure.
        first: Frames each would need to lose less, where that is fewer; else None.
        says: What happens, one sentence.
    """

    places: tuple[int, ...] = ()
    files: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    frames: int = 0
    held: int = 0
    lost: int = 0
    rest: int = 0
    needs: int | None = None
    first: int | None = None
    says: str = ""

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.places) + len(self.files) + len(self.rows)

    @property
    def missing(self) -> int | None:
        """Frames each needs more; None where length is no cure."""
        return None if self.needs is None else self.needs - self.frames


class Member(NamedTuple):
    """One clip, still or file of a group.

    Attributes:
        file: Base name; empty where it is no file.
        row: The clip or still; None where it is not of this project.
        batch: What is said of it.
    """

    file: str
    row: Row | None
    batch: Batch


def _nobody(_file: str) -> Row | None:
    return None


@dataclass(frozen=True, eq=False)
class Group:
    """What is lost for one reason.

    Attributes:
        reason: It.
        head: In plain words, without a full stop.
        batches: Whom it befalls; those that miss least first.
        dataset: The dataset it is about, by its place in the file; None: several or none.
        name: Of the dataset, for people.
        target: The windows' length it is about; None where it is about all.
        stops: The trainer ends there.
        sources: What ``places`` are of.
        row_of: Returns the row behind a file.
    """

    reason: Reason
    head: str
    batches: tuple[Batch, ...]
    dataset: int | None = None
    name: str = ""
    target: int | None = None
    stops: bool = False
    sources: Sources | None = None
    row_of: Callable[[str], Row | None] = _nobody

    @property
    def key(self) -> tuple[str, str, str, int | None]:
        """What it is known by from plan to plan."""
        return self.reason, self.head, self.name, self.target

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(batch.number for batch in self.batches))

    @property
    def count(self) -> int:
        """How many clips, stills or files are in it."""
        return self._ends[-1] if self._ends else 0

    @cached_property
    def lost(self) -> int:
        """Samples per epoch that are lost."""
        return sum(batch.lost * batch.number for batch in self.batches)

    @cached_property
    def rest(self) -> int:
        """Frames that no window takes."""
        return sum(batch.rest * batch.number for batch in self.batches)

    @property
    def size(self) -> tuple[bool, int, int, int]:
        """What groups are ordered by."""
        return not self.stops, -self.lost, RANKS.index(self.reason), -self.count

    def member(self, place: int) -> Member:
        """Return one of its members, from 0."""
        at = bisect_right(self._ends, place)
        batch = self.batches[at]
        return self._member(batch, place - self._ends[at] + batch.number)

    def members(self) -> Iterator[Member]:
        """Yield all members, in order."""
        for batch in self.batches:
            for place in range(batch.number):
                yield self._member(batch, place)

    def _member(self, batch: Batch, place: int) -> Member:
        if batch.rows:
            return Member("", batch.rows[place], batch)
        if batch.files:
            file = batch.files[place]
        else:
            assert self.sources is not None, "places are of sources"
            file = self.sources.items[batch.places[place]].file
        return Member(file, self.row_of(file), batch)


def in_order(groups: list[Group]) -> tuple[Group, ...]:
    """Return the groups that have members, largest loss first; those that stop come before."""
    return tuple(sorted((group for group in groups if group.count), key=lambda each: each.size))


def least_first(batches: list[Batch]) -> tuple[Batch, ...]:
    """Return batches, those first that miss the fewest frames."""
    return tuple(sorted(batches, key=lambda each: (each.missing is None, each.missing or 0)))
