"""The log of a project: every edit with its inverse, and with that undo and redo.

Each edit is logged in the transaction that makes it, and each undo and redo marks its edit in the
transaction that carries it out: the stacks are what is in the file, whatever becomes of the
process. What was taken back and then left behind by a new edit stays as history, never to be done
again.

The log keeps the last `DEPTH` edits, and of those the newest that fit into `ROOM`; what is older
goes in the transaction of the edit that pushes it out.
"""

from __future__ import annotations

import enum
import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from app.core.library import drafts, machine, wordings
from app.core.library.applying import apply_edit
from app.core.library.edits import Edit, in_turn
from app.core.library.rows import DamagedRow, making_rows

DEPTH = 1000  # edits
TABLES = (
    ("log", ("id", "time", "label", "version", "edit", "inverse", "undone", "size")),
    ("draft", ("table", "row", "text")),
    ("machine", machine.COLUMNS),
    ("wording", wordings.COLUMNS),
)
"""Tables beside those of the rows, and their columns."""
ROOM = 200_000_000  # characters of edits and inverses


class Mark(enum.IntEnum):
    """Where an edit of the log stands."""

    DONE = 0
    UNDONE = 1
    LEFT = 2
    """Taken back, and left behind: a new edit came, or it fits no more."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One edit as the project remembers it.

    Attributes:
        time: When it was made: UTC, ISO 8601, to the millisecond.
    """

    id: int
    time: str
    edit: Edit
    inverse: Edit
    mark: Mark = Mark.DONE


def record(
    connection: sqlite3.Connection, done: Edit, inverse: Edit, *, version: int, join: bool = False
) -> None:
    """Log an edit that was carried out, inside its transaction.

    Args:
        connection: The project's.
        done: The edit.
        inverse: What takes it back.
        version: Of the project's format.
        join: Let it be one step with the last edit, where that has the same name, was not taken
            back, and neither of them adds or removes rows.
    """
    both = _joined(connection, done, inverse) if join else None
    if both is not None:
        done, inverse, replaced = both
        connection.execute("DELETE FROM log WHERE id = ?", (replaced,))
    connection.execute("UPDATE log SET undone = ? WHERE undone = ?", (Mark.LEFT, Mark.UNDONE))
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    texts = [
        json.dumps(edit.to_json(), ensure_ascii=False, separators=(",", ":"))
        for edit in (done, inverse)
    ]
    last = connection.execute(
        "INSERT INTO log (time, label, version, edit, inverse, size) VALUES (?, ?, ?, ?, ?, ?)",
        (now, done.label, version, *texts, sum(map(len, texts))),
    ).lastrowid
    _prune(connection, last or 0)


def _joined(
    connection: sqlite3.Connection, done: Edit, inverse: Edit
) -> tuple[Edit, Edit, int] | None:
    """Return the last edit and this one as one, its inverse, and the last one's id."""
    (*_, last) = (None, *entries(connection, 1))
    if last is None or last.mark is not Mark.DONE or last.edit.label != done.label:
        return None
    both, back = in_turn(last.edit, done), in_turn(inverse, last.inverse)
    return None if both is None or back is None else (both, back, last.id)


def _prune(connection: sqlite3.Connection, last: int) -> None:
    connection.execute("DELETE FROM log WHERE id <= ?", (last - DEPTH,))
    if connection.execute("SELECT sum(size) FROM log").fetchone()[0] <= ROOM:
        return
    total = 0
    # Not from the table: "size" lies behind the texts there, which would all be read.
    query = "SELECT id, size FROM log INDEXED BY log_by_mark ORDER BY id DESC"
    for entry_id, size in connection.execute(query):
        total += size
        if total > ROOM and entry_id != last:
            connection.execute("DELETE FROM log WHERE id <= ?", (entry_id,))
            return


def next_label(connection: sqlite3.Connection, *, back: bool) -> str | None:
    """Return the name of the edit that `step` would carry out; None where there is none."""
    row = connection.execute(f"SELECT label FROM log {_next(back=back)}").fetchone()
    return None if row is None else str(row[0])


def _next(*, back: bool) -> str:
    # The last that is done, or the first of those that were taken back.
    if back:
        return f"WHERE undone = {Mark.DONE:d} ORDER BY id DESC LIMIT 1"
    return f"WHERE undone = {Mark.UNDONE:d} ORDER BY id LIMIT 1"


def step(connection: sqlite3.Connection, *, back: bool) -> Edit | None:
    """Take the last edit back, or do the one taken back last again; inside a transaction.

    An edit that has no effect any more, because something else did the same meanwhile, is passed
    over; so is, for good, one that breaks a rule of the tables now.

    Returns:
        The edit as it was carried out; None where none is left.
    """
    column = "inverse" if back else "edit"
    seen: set[int] = set()
    while True:
        query = f"SELECT id, label, {column} FROM log {_next(back=back)}"
        row = connection.execute(query).fetchone()
        if row is None:
            return None
        entry_id, label, text = row
        if entry_id in seen:
            raise DamagedRow(f"the log's entry {entry_id} cannot be marked")
        seen.add(entry_id)
        done = _carried_out(connection, label, text)
        mark = Mark.LEFT if done is None else Mark.UNDONE if back else Mark.DONE
        connection.execute("UPDATE log SET undone = ? WHERE id = ?", (mark, entry_id))
        if done:
            drafts.settle(connection, done)
            return done


def _carried_out(connection: sqlite3.Connection, label: str, text: str) -> Edit | None:
    """Carry out a logged edit; None, and nothing done, where it breaks a rule of the tables."""
    with making_rows():
        edit = Edit.from_json(label, json.loads(text))
    connection.execute("SAVEPOINT step")
    try:
        done, _ = apply_edit(connection, edit)
    except sqlite3.IntegrityError:
        connection.execute("ROLLBACK TO step")
        return None
    finally:
        connection.execute("RELEASE step")
    return done


def entries(connection: sqlite3.Connection, limit: int) -> list[LogEntry]:
    """Return the last edits, newest first; a negative limit means all."""
    query = "SELECT id, time, label, edit, inverse, undone FROM log ORDER BY id DESC LIMIT ?"
    found = connection.execute(query, (limit,)).fetchall()
    with making_rows():
        return [
            LogEntry(
                entry_id,
                time,
                Edit.from_json(label, json.loads(edit)),
                Edit.from_json(label, json.loads(inverse)),
                Mark(mark),
            )
            for entry_id, time, label, edit, inverse, mark in found
        ]
