"""A project's rows in memory, for a window that must never wait for a disk.

A snapshot is read once, in the background, and from then on follows the edits that the project
carried out; it always equals what reading the project again would give (tests hold that).
"""

from __future__ import annotations

import bisect
import dataclasses
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, TypeVar

from app.core.library.edits import Change, Edit
from app.core.library.model import (
    Clip,
    Cut,
    Dataset,
    Prompt,
    Row,
    Settings,
    Shot,
    Source,
    Still,
)
from app.core.library.project import Project
from app.core.library.rows import table_named
from app.core.library.tally import Tally

R = TypeVar("R", bound=Row)

_ORDER: dict[type[Any], Callable[[Any], Any]] = {
    Settings: attrgetter("id"),
    Source: attrgetter("id"),
    Cut: attrgetter("source", "frame", "id"),
    Shot: attrgetter("source", "start", "id"),
    Clip: attrgetter("source", "start", "end", "id"),
    Still: attrgetter("source", "frame", "id"),
    Dataset: attrgetter("position", "id"),
    Prompt: attrgetter("position", "id"),
}

_COUNTED: tuple[type[Any], ...] = (Shot, Clip, Still)

_ORDERING = frozenset({"source", "frame", "start", "end", "position"})  # fields of `_ORDER`
_TOLD = frozenset({"source", "state", "tags"})  # fields that tallies count

_FEW = 8  # rows that are put in or taken out one by one


class Snapshot:
    """The rows of a project, each class in the order in which `Project` returns it.

    Attributes:
        file_draft: The dataset file that was being typed when it was read, see `Project`.
    """

    file_draft = ""

    def __init__(self, rows: dict[type[Any], list[Any]]) -> None:
        self._rows = rows
        self._by_id: dict[type[Any], dict[int, Any]] = {
            kind: {row.id: row for row in found} for kind, found in rows.items()
        }
        self._tallies = {kind: Tally(rows.get(kind, ())) for kind in _COUNTED}

    @classmethod
    def of(cls, project: Project) -> Snapshot:
        """Read a project; may take a second for one of 100,000 shots.

        Raises `ProjectError`.
        """
        made = cls(
            {
                Settings: [project.settings],
                Source: project.sources(),
                Cut: project.cuts(),
                Shot: project.shots(),
                Clip: project.clips(),
                Still: project.stills(),
                Dataset: project.datasets(),
                Prompt: project.prompts(),
            }
        )
        made.file_draft = project.file_draft()
        return made

    @property
    def settings(self) -> Settings:
        """What holds for the whole project."""
        settings: Settings = self._rows[Settings][0]
        return settings

    @property
    def sources(self) -> list[Source]:
        """All films, in the order they were added."""
        return self._rows[Source]

    @property
    def clips(self) -> list[Clip]:
        """All clips, in the order of sources and frames."""
        return self._rows[Clip]

    @property
    def stills(self) -> list[Still]:
        """All stills, in the order of sources and frames."""
        return self._rows[Still]

    @property
    def shots(self) -> list[Shot]:
        """All shots, in the order of sources and frames."""
        return self._rows[Shot]

    @property
    def datasets(self) -> list[Dataset]:
        """The datasets, in the order of the trainer's file."""
        return self._rows[Dataset]

    @property
    def prompts(self) -> list[Prompt]:
        """The sample prompts, in the order of their file."""
        return self._rows[Prompt]

    def get(self, kind: type[R], row_id: int) -> R | None:
        """Return a row by its id; None where it is not there (any more)."""
        return self._by_id[kind].get(row_id)

    def of_source(self, kind: type[R], source: int) -> list[R]:
        """Return the cuts, shots, clips or stills of one source, in order."""
        rows: list[R] = self._rows[kind]
        by_source = attrgetter("source")
        first = bisect.bisect_left(rows, source, key=by_source)
        return rows[first : bisect.bisect_right(rows, source, lo=first, key=by_source)]

    def number_of(self, kind: type[R], source: int | None = None) -> int:
        """Return how many shots, clips or stills there are, of one film or in all."""
        return len(self._rows[kind]) if source is None else self._tallies[kind].rows[source]

    def picked_of(self, kind: type[R], source: int | None = None) -> int:
        """Return how many clips or stills are picked, of one film or in all."""
        tally = self._tallies[kind]
        return tally.all_picked if source is None else tally.picked[source]

    @property
    def tags(self) -> set[str]:
        """The tags of shots, clips and stills."""
        return set().union(*(tally.tags for tally in self._tallies.values()))

    def follow(self, edit: Edit) -> None:
        """Bring the rows up to date with an edit as the project carried it out."""
        gone: dict[type[Any], set[int]] = {}
        for name, row_id in edit.removed:
            gone.setdefault(table_named(name).row, set()).add(row_id)
        for kind, ids in gone.items():
            self._remove(kind, ids)
        if len(edit.changed) > _FEW:
            self._change_many(edit.changed)
        else:
            for change in edit.changed:
                self._change(change)
        added: dict[type[Any], list[Any]] = {}
        for row in edit.added:
            added.setdefault(type(row), []).append(row)
        for kind, rows in added.items():
            self._put(kind, rows)

    def _change(self, change: Change) -> None:
        table = table_named(change.table)
        before = self._by_id[table.row].get(change.id)
        if before is None:
            return
        values = {name: table.decode_field(name, value) for name, value in change.values.items()}
        after = dataclasses.replace(before, **values)
        rows, order = self._rows[table.row], _ORDER[table.row]
        place = self._place(table.row, before)
        if order(before) == order(after):
            rows[place] = after
            self._by_id[table.row][change.id] = after
            self._tell(table.row, gone=[before], come=[after])
        else:
            self._take(table.row, change.id)
            self._put(table.row, [after])

    def _change_many(self, changes: Iterable[Change]) -> None:
        """Do what `_change` does for each, in one go over the rows."""
        after: dict[type[Any], dict[int, Any]] = {}
        fields: dict[type[Any], set[str]] = {}
        for change in changes:
            table = table_named(change.table)
            mine = after.setdefault(table.row, {})
            before = mine.get(change.id) or self._by_id[table.row].get(change.id)
            if before is not None:
                values = {name: table.decode_field(name, v) for name, v in change.values.items()}
                mine[change.id] = dataclasses.replace(before, **values)
                fields.setdefault(table.row, set()).update(values)
        for kind, mine in after.items():
            known, rows = self._by_id[kind], [mine.get(row.id, row) for row in self._rows[kind]]
            if fields.get(kind, set()) & _ORDERING:
                rows.sort(key=_ORDER[kind])
            if fields.get(kind, set()) & _TOLD:
                self._tell(kind, gone=[known[row_id] for row_id in mine], come=mine.values())
            self._rows[kind] = rows
            known.update(mine)

    def _place(self, kind: type[Any], row: Any) -> int:  # noqa: ANN401 -- any row of the kind
        order = _ORDER[kind]
        return bisect.bisect_left(self._rows[kind], order(row), key=order)

    def _take(self, kind: type[Any], row_id: int) -> None:
        row = self._by_id[kind].pop(row_id, None)
        if row is not None:
            del self._rows[kind][self._place(kind, row)]
            self._tell(kind, gone=[row])

    def _remove(self, kind: type[Any], ids: set[int]) -> None:
        if len(ids) <= _FEW:
            for row_id in ids:
                self._take(kind, row_id)
            return
        self._tell(kind, gone=[row for row in self._rows[kind] if row.id in ids])
        self._rows[kind] = [row for row in self._rows[kind] if row.id not in ids]
        self._by_id[kind] = {row.id: row for row in self._rows[kind]}

    def _put(self, kind: type[Any], new: list[Any]) -> None:
        known, order = self._by_id[kind], _ORDER[kind]
        self._remove(kind, {row.id for row in new if row.id in known})  # read, then followed
        known = self._by_id[kind]
        known.update((row.id, row) for row in new)
        self._tell(kind, come=new)
        if len(new) > _FEW:
            # Sorting what is nearly sorted costs little.
            self._rows[kind] = sorted([*self._rows[kind], *new], key=order)
            return
        for row in new:
            bisect.insort(self._rows[kind], row, key=order)

    def _tell(self, kind: type[Any], gone: Iterable[Any] = (), come: Iterable[Any] = ()) -> None:
        """Keep the sums right."""
        tally = self._tallies.get(kind)
        if tally is not None:
            for row in gone:
                tally.take(row)
            for row in come:
                tally.add(row)
