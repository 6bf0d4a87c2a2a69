"""A change to a project, as frozen data that can be logged, taken back and done again.

::

    adding(clip)                          rows that are new (id 0) or come back (their old id)
    changing(clip, replace(clip, …))      only the fields that differ
    removing(source)                      a source takes what belongs to it along

An edit has one order: what is removed goes first, then fields change, then rows are added. So the
inverse, made of the rows as they were, is an edit like any other.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from app.core.language import noted
from app.core.library.model import Row
from app.core.library.rows import TABLES, Table, Value, table_named, table_of

R = TypeVar("R", bound=Row)

_FEW_PICKS = 50  # rows of which the first can stand for all


@dataclass(frozen=True, slots=True)
class Change:
    """New values for some columns of one row; of no effect where the row is not there.

    Attributes:
        seen: What columns said when a person decided on it: where one says something else by the
            time it is carried out, it is left out. The log does not hold it.
    """

    table: str
    id: int
    values: dict[str, Value]
    seen: dict[str, Value] | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """What one action of a person changes, all of it or nothing.

    Attributes:
        label: Names it in menus and in the log, for people: "Caption".
        removed: Table and id of each row that goes; those that are not there are passed over.
    """

    label: str
    added: tuple[Row, ...] = ()
    changed: tuple[Change, ...] = ()
    removed: tuple[tuple[str, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def to_json(self) -> dict[str, Any]:
        """Return the edit without its label: rows with their columns named, by table."""
        add: dict[str, Any] = {}
        change: dict[str, Any] = {}
        remove: dict[str, Any] = {}
        for row in self.added:
            table = table_of(type(row))
            rows = add.setdefault(table.name, {"columns": list(table.columns), "rows": []})
            rows["rows"].append(table.encode(row))
        for one in self.changed:
            change.setdefault(one.table, []).append([one.id, one.values])
        for name, row_id in self.removed:
            remove.setdefault(name, []).append(row_id)
        return {"add": add, "change": change, "remove": remove}

    @classmethod
    def from_json(cls, label: str, value: dict[str, Any]) -> Edit:
        """Return the edit that `to_json` gave."""
        return cls(
            label,
            tuple(row for table in TABLES for row in _rows(table, value["add"])),
            tuple(
                Change(table_named(name).name, row_id, values)
                for name, changes in value["change"].items()
                for row_id, values in changes
            ),
            tuple(
                (table_named(name).name, row_id)
                for name, ids in value["remove"].items()
                for row_id in ids
            ),
        )


def _rows(table: Table[Any], add: dict[str, Any]) -> Iterator[Row]:
    """Yield the added rows of a table; columns that came later have their defaults."""
    kept = add.get(table.name, {"columns": [], "rows": []})
    if kept["columns"] == list(table.columns):
        yield from table.decode(kept["rows"])
        return
    for values in kept["rows"]:
        named = dict(zip(kept["columns"], values, strict=True))
        yield table.row(
            **{
                name: table.decode_field(name, named[name])
                for name in table.columns
                if name in named
            }
        )


def adding(*rows: Row, label: str = noted("Add")) -> Edit:
    """Return the edit that adds rows; an id of 0 is replaced by a new one.

    A new source may have a number below 0 instead, which rows of the same edit name as theirs.
    """
    return Edit(label, added=rows)


def changing(before: R, after: R, *, label: str = noted("Change")) -> Edit:
    """Return the edit that gives a row those fields of ``after`` that differ from ``before``.

    Fields that are the same in both stay what they have become meanwhile.
    """
    table = table_of(type(before))
    values = {
        name: table.encode_field(name, getattr(after, name))
        for name in table.columns
        if name != "id" and getattr(after, name) != getattr(before, name)
    }
    return Edit(label, changed=(Change(table.name, before.id, values),) if values else ())


def removing(*rows: Row, label: str = noted("Remove")) -> Edit:
    """Return the edit that removes rows; a source takes what belongs to it along."""
    return Edit(label, removed=tuple((table_of(type(row)).name, row.id) for row in rows))


def several(label: str, edits: Iterable[Edit]) -> Edit:
    """Return one edit that does the work of all."""
    every = list(edits)
    return Edit(
        label,
        tuple(row for edit in every for row in edit.added),
        tuple(change for edit in every for change in edit.changed),
        tuple(gone for edit in every for gone in edit.removed),
    )


def in_turn(one: Edit, other: Edit) -> Edit | None:
    """Return the edit that does what two do, one after the other.

    None where one of them adds or removes rows: that takes two steps.
    """
    if any((one.added, one.removed, other.added, other.removed)):
        return None
    values: dict[tuple[str, int], dict[str, Value]] = {}
    for change in (*one.changed, *other.changed):
        values.setdefault((change.table, change.id), {}).update(change.values)
    changed = (Change(table, row, said) for (table, row), said in values.items())
    return Edit(other.label, changed=tuple(changed))


def if_still(edit: Edit, rows: Iterable[Row], *columns: str) -> Edit:
    """Return an edit that leaves alone what says something else in ``columns`` by the time.

    Args:
        edit: It changes nothing but ``rows``.
        rows: As they were seen.
        columns: By name.
    """
    seen: dict[tuple[str, int], dict[str, Value]] = {}
    for row in rows:
        table = table_of(type(row))
        values = {name: table.encode_field(name, getattr(row, name)) for name in columns}
        seen[table.name, row.id] = values
    changed = (dataclasses.replace(one, seen=seen[one.table, one.id]) for one in edit.changed)
    return dataclasses.replace(edit, changed=tuple(changed))


def touched_by(edit: Edit) -> dict[str, set[int]]:
    """Return the ids of the rows an edit touches, by table; of those it adds as they are by now."""
    touched: dict[str, set[int]] = {}
    for row in edit.added:
        touched.setdefault(table_of(type(row)).name, set()).add(row.id)
    for change in edit.changed:
        touched.setdefault(change.table, set()).add(change.id)
    for table, row_id in edit.removed:
        touched.setdefault(table, set()).add(row_id)
    return touched


def first_pick(edit: Edit) -> tuple[str, int] | None:
    """Return table and id of the first clip, still or shot that an edit leaves changed or new.

    None where there is none, or where so many are that none of them stands for the edit.
    """
    touched = [(change.table, change.id) for change in edit.changed]
    touched += [(table_of(type(row)).name, row.id) for row in edit.added]
    for name in ("clip", "still", "shot"):
        found = [each for each in touched if each[0] == name]
        if found:
            return found[0] if len(found) <= _FEW_PICKS else None
    return None
