"""Captions that are being typed: kept in the project until their field is left.

A draft is no edit. It ends when an edit sets the caption of its row; one that a crash left over
becomes an edit when the project is next opened for editing (`Project.recover_drafts`).
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from app.core.library.edits import Edit
from app.core.library.model import Clip, Still
from app.core.library.rows import CLIP, STILL, Table, table_of

_CAPTIONED: tuple[Table[Any], ...] = (CLIP, STILL)


@dataclass(frozen=True, slots=True)
class Draft:
    """A text typed for a row, which still has the caption from before."""

    row: Clip | Still
    text: str


def save(connection: sqlite3.Connection, row: Clip | Still, text: str) -> None:
    """Keep what is typed for a row; the row's own caption, or a row that is gone, ends its draft.

    Inside a transaction.
    """
    table = table_of(type(row)).name
    found = connection.execute(f"SELECT caption FROM {table} WHERE id = ?", (row.id,)).fetchone()
    if found is None or found[0] == text:
        _end(connection, table, row.id)
        return
    connection.execute(
        'INSERT INTO draft ("table", "row", "text") VALUES (?, ?, ?) '
        'ON CONFLICT ("table", "row") DO UPDATE SET "text" = excluded."text"',
        (table, row.id, text),
    )


def settle(connection: sqlite3.Connection, edit: Edit) -> None:
    """End the drafts of rows whose caption an edit sets; inside its transaction."""
    for change in edit.changed:
        if "caption" in change.values:
            _end(connection, change.table, change.id)


def _end(connection: sqlite3.Connection, table: str, row_id: int) -> None:
    connection.execute('DELETE FROM draft WHERE "table" = ? AND "row" = ?', (table, row_id))


def found(connection: sqlite3.Connection) -> list[Draft]:
    """Return the drafts of rows that are there and have another caption."""
    every: list[Draft] = []
    for table in _CAPTIONED:
        columns = ", ".join(f't."{name}"' for name in table.columns)
        rows = connection.execute(
            f'SELECT {columns}, d."text" FROM draft d JOIN {table.name} t ON t.id = d."row" '
            'WHERE d."table" = ? AND d."text" <> t.caption ORDER BY t.id',
            (table.name,),
        ).fetchall()
        drafted = table.decode(row[:-1] for row in rows)
        every += [Draft(row, each[-1]) for row, each in zip(drafted, rows, strict=True)]
    return every
