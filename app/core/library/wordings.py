"""The history of each caption: every text it had, who wrote it, and when.

It is written in the transaction of the edit that sets a caption. A step back or on adds nothing:
what it brings is there already. Other than the log, it is never cut short.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from app.core.library.edits import Edit
from app.core.library.model import Clip, Still
from app.core.library.rows import CLIP, STILL, table_of

COLUMNS = ("id", "table", "row", "text", "time", "label", "model")
_CAPTIONED = (CLIP.name, STILL.name)


@dataclass(frozen=True, slots=True)
class Wording:
    """A text that a caption had.

    Attributes:
        time: When it last became the caption: UTC, ISO 8601.
        label: The edit that made it so.
        model: The machine that wrote it; empty: a person did.
    """

    text: str
    time: str
    label: str
    model: str


def record(connection: sqlite3.Connection, done: Edit) -> None:
    """Note the captions that an edit set, inside its transaction; an empty one is none."""
    texts: list[tuple[str, int, object, object]] = []
    for change in done.changed:
        if change.table in _CAPTIONED and change.values.get("caption"):
            values = change.values
            texts.append((change.table, change.id, values["caption"], values.get("judged", 0)))
    for row in done.added:
        if isinstance(row, Clip | Still) and row.caption:
            texts.append((table_of(type(row)).name, row.id, row.caption, 0))
    if not texts:
        return
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    # A machine's words that a person changed while taking them are the person's.
    written = "SELECT coalesce((SELECT model FROM machine WHERE id = ? AND \"text\" = ?), '')"
    connection.executemany(
        'INSERT OR REPLACE INTO wording ("table", "row", "text", "time", "label", "model") '
        f"VALUES (?, ?, ?, ?, ?, ({written}))",
        [(table, row, text, now, done.label, machine, text) for table, row, text, machine in texts],
    )


def of(connection: sqlite3.Connection, row: Clip | Still) -> list[Wording]:
    """Return the history of a row's caption, newest first."""
    query = (
        'SELECT "text", "time", "label", "model" FROM wording '
        'WHERE "table" = ? AND "row" = ? ORDER BY id DESC'
    )
    found = connection.execute(query, (table_of(type(row)).name, row.id)).fetchall()
    return [Wording(*values) for values in found]
