"""Captions and sample prompts that are being typed: kept until their field is left.

A draft is no edit. It ends when an edit sets the text it is for; one that a crash left over
becomes an edit when the project is next opened for editing (`Project.recover_drafts`).
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from typing import Any, Literal

from app.core.library.edits import Change, Edit
from app.core.library.model import Clip, Prompt, Still
from app.core.library.rows import CLIP, PROMPT, STILL, Table, table_of

Typed = Clip | Still | Prompt
Text = Literal["caption", "text", "negative"]

# By the word that a draft is kept under: the table's name, for a second text with the column's.
_DRAFTED: dict[str, tuple[Table[Any], Text]] = {
    "clip": (CLIP, "caption"),
    "still": (STILL, "caption"),
    "prompt": (PROMPT, "text"),
    "prompt.negative": (PROMPT, "negative"),
}
_FILE, _FILE_ROW = "settings.dataset_file", 1  # of no column's row: it is no TOML yet
_WORDS: dict[tuple[str, str], str] = {
    (table.name, column): word for word, (table, column) in _DRAFTED.items()
}
_WORDS["settings", "dataset_file"] = _FILE


@dataclass(frozen=True, slots=True)
class Draft:
    """A text typed for a column of a row, which still says what it did before."""

    row: Typed
    text: str
    column: Text = "caption"

    @property
    def typed(self) -> Typed:
        """The row as it says what was typed."""
        return replace(self.row, **{self.column: self.text})  # type: ignore[arg-type]


def save(connection: sqlite3.Connection, row: Typed, text: str, column: Text) -> None:
    """Keep what is typed for a row; the row's own text, or a row that is gone, ends its draft.

    Inside a transaction.
    """
    table = table_of(type(row)).name
    word = _WORDS[table, column]
    found = connection.execute(f'SELECT "{column}" FROM {table} WHERE id = ?', (row.id,)).fetchone()
    if found is None or found[0] == text:
        _end(connection, word, row.id)
        return
    connection.execute(
        'INSERT INTO draft ("table", "row", "text") VALUES (?, ?, ?) '
        'ON CONFLICT ("table", "row") DO UPDATE SET "text" = excluded."text"',
        (word, row.id, text),
    )


def save_file(connection: sqlite3.Connection, text: str) -> None:
    """Keep what is typed as the dataset file, "" for nothing; inside a transaction."""
    _end(connection, _FILE, _FILE_ROW)
    if text:
        query = 'INSERT INTO draft ("table", "row", "text") VALUES (?, ?, ?)'
        connection.execute(query, (_FILE, _FILE_ROW, text))


def file_text(connection: sqlite3.Connection) -> str:
    """Return what was being typed as the dataset file; "" where nothing was."""
    query = 'SELECT "text" FROM draft WHERE "table" = ?'
    row = connection.execute(query, (_FILE,)).fetchone()
    return "" if row is None else str(row[0])


def settle(connection: sqlite3.Connection, edit: Edit) -> None:
    """End the drafts of texts that an edit sets; inside its transaction."""
    for change in edit.changed:
        for column in change.values:
            if word := _WORDS.get((change.table, column)):
                _end(connection, word, change.id)


def is_typed(connection: sqlite3.Connection, change: Change) -> bool:
    """Return whether something is being typed for a text that a change sets."""
    words = [_WORDS.get((change.table, column), "") for column in change.values]
    query = 'SELECT 1 FROM draft WHERE "table" = ? AND "row" = ?'
    return any(
        connection.execute(query, (word, change.id)).fetchone() is not None
        for word in words
        if word
    )


def _end(connection: sqlite3.Connection, word: str, row_id: int) -> None:
    connection.execute('DELETE FROM draft WHERE "table" = ? AND "row" = ?', (word, row_id))


def found(connection: sqlite3.Connection) -> list[Draft]:
    """Return the drafts of rows that are there and say something else."""
    every: list[Draft] = []
    for word, (table, column) in _DRAFTED.items():
        columns = ", ".join(f't."{name}"' for name in table.columns)
        rows = connection.execute(
            f'SELECT {columns}, d."text" FROM draft d JOIN {table.name} t ON t.id = d."row" '
            f'WHERE d."table" = ? AND d."text" <> t."{column}" ORDER BY t.id',
            (word,),
        ).fetchall()
        drafted = table.decode(row[:-1] for row in rows)
        every += [Draft(row, each[-1], column) for row, each in zip(drafted, rows, strict=True)]
    return every
