"""Carry out an edit on the tables and find its inverse, inside the caller's transaction."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from app.core.library import drafts
from app.core.library.edits import Change, Edit
from app.core.library.model import Clip, Cut, Row, Shot, Still
from app.core.library.rows import (
    OF_SOURCE,
    SOURCE,
    TABLES,
    Table,
    Value,
    making_rows,
    table_named,
    table_of,
)


def still_wanted(connection: sqlite3.Connection, edit: Edit) -> Edit:
    """Return an edit without the changes of rows that do not say any more what was seen.

    Nor does a row of which a person types that very text just now.
    """
    if not any(change.seen for change in edit.changed):
        return edit
    kept = (change for change in edit.changed if _is_as_seen(connection, change))
    return dataclasses.replace(edit, changed=tuple(kept))


def _is_as_seen(connection: sqlite3.Connection, change: Change) -> bool:
    if not change.seen:
        return True
    if drafts.is_typed(connection, change):
        return False
    return _old_values(connection, dataclasses.replace(change, values=change.seen)) == change.seen


def apply_edit(connection: sqlite3.Connection, edit: Edit) -> tuple[Edit, Edit]:
    """Carry out an edit.

    Returns:
        The edit as it was carried out (new ids given, rows that went along named, changes without
        effect left out), and its inverse.

    Raises:
        sqlite3.Error: The database refused; the caller rolls back.
    """
    gone = _remove(connection, edit.removed)
    changed, before = _change(connection, edit.changed)
    added = _add(connection, edit.added)
    done = Edit(edit.label, added, changed, tuple(_reference(row) for row in gone))
    back = Edit(edit.label, gone, before, tuple(_reference(row) for row in added))
    return done, back


def _reference(row: Row) -> tuple[str, int]:
    return table_of(type(row)).name, row.id


def _remove(
    connection: sqlite3.Connection, references: Sequence[tuple[str, int]]
) -> tuple[Row, ...]:
    """Remove rows and those that belong to them; return them, parents first."""
    wanted: dict[str, set[int]] = {table.name: set() for table in TABLES}
    for name, row_id in references:
        wanted[name].add(row_id)
    for table in OF_SOURCE:
        for source in wanted[SOURCE.name]:
            found = connection.execute(f"SELECT id FROM {table.name} WHERE source = ?", (source,))
            wanted[table.name].update(row_id for (row_id,) in found)
    gone = tuple(row for t in TABLES for row in _fetch(connection, t, sorted(wanted[t.name])))
    for table in reversed(TABLES):
        connection.executemany(
            f"DELETE FROM {table.name} WHERE id = ?", [(row_id,) for row_id in wanted[table.name]]
        )
    return gone


def _fetch(connection: sqlite3.Connection, table: Table[Row], ids: Iterable[int]) -> list[Row]:
    query = table.select("WHERE id = ?")
    found = (connection.execute(query, (row_id,)).fetchone() for row_id in ids)
    return list(table.decode(row for row in found if row is not None))


def _change(
    connection: sqlite3.Connection, changes: Iterable[Change]
) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """Set columns; return what was set and, in the order that takes it back, what was there."""
    done: list[Change] = []
    before: list[Change] = []
    for change in changes:
        old = _old_values(connection, change)
        new = {name: change.values[name] for name in old if change.values[name] != old[name]}
        if not new:
            continue
        marks = ", ".join(f'"{name}" = ?' for name in new)
        connection.execute(
            f"UPDATE {change.table} SET {marks} WHERE id = ?", (*new.values(), change.id)
        )
        done.append(Change(change.table, change.id, new))
        before.append(Change(change.table, change.id, {name: old[name] for name in new}))
    return tuple(done), tuple(reversed(before))


def _old_values(connection: sqlite3.Connection, change: Change) -> dict[str, Value]:
    names = [name for name in table_named(change.table).columns if name in change.values]
    if not names:
        return {}
    listed = ", ".join(f'"{name}"' for name in names)
    query = f"SELECT {listed} FROM {change.table} WHERE id = ?"
    row = connection.execute(query, (change.id,)).fetchone()
    return dict(zip(names, row, strict=True)) if row is not None else {}


def _add(connection: sqlite3.Connection, rows: Sequence[Row]) -> tuple[Row, ...]:
    added: list[Row] = []
    sources: dict[int, int] = {}  # the ids of new sources, by the numbers they came with
    for table in TABLES:
        ours = [row for row in rows if type(row) is table.row]
        if not ours:
            continue
        if sources and table in OF_SOURCE:
            ours = [_of_source(row, sources) for row in ours]
        numbered = _with_ids(connection, table, ours)
        if table is SOURCE:
            sources = {
                old.id: new.id for old, new in zip(ours, numbered, strict=True) if old.id < 0
            }
        marks = ", ".join("?" for _ in table.columns)
        connection.executemany(
            f"INSERT INTO {table.name} ({table.listed}) VALUES ({marks})",
            [table.encode(row) for row in numbered],
        )
        added += numbered
    return tuple(added)


def _of_source(row: Row, sources: Mapping[int, int]) -> Row:
    """Return a row whose source is one that comes with the same edit as a row of that source."""
    assert isinstance(row, Cut | Shot | Clip | Still)
    found = sources.get(row.source)
    return row if found is None else dataclasses.replace(row, source=found)


def _with_ids(connection: sqlite3.Connection, table: Table[Row], rows: Sequence[Row]) -> list[Row]:
    """Give new rows ids that no row of the table ever had."""
    query = "SELECT seq FROM sqlite_sequence WHERE name = ?"
    last = connection.execute(query, (table.name,)).fetchone()
    with making_rows():
        new = int(last[0] if last else 0) + 1
    numbered: list[Row] = []
    for row in rows:
        if row.id > 0:
            numbered.append(row)
        else:
            numbered.append(dataclasses.replace(row, id=new))
            new += 1
    return numbered
