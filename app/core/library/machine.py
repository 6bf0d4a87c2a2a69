"""What machines wrote for clips and stills, kept beside their captions until a person decides.

Nothing here touches a caption. What came is kept at once and is no edit: nothing takes it back, and
it is asked for once. A row's ``judged`` says up to which of them a person decided, so that taking
one, turning it down and undoing either are edits of the row like any other.
"""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from app.core.library.rows import DamagedRow, making_rows

COLUMNS = (
    *("id", "batch", "table", "row", "text", "raw", "trouble", "model", "prompt", "prompt_hash"),
    *("time", "seconds", "details"),
)
_LISTED = ", ".join(f'm."{name}"' for name in COLUMNS)
_CAPTIONED = ("clip", "still")


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineCaption:
    """A caption that a machine wrote, or why there is none.

    Attributes:
        id: Ascending: a higher one is newer.
        batch: Of one request of a person; with table and row unique.
        table: "clip" or "still".
        row: Its id.
        text: Ready to be taken, without the trigger; empty where ``trouble`` says why.
        raw: The reply as it came.
        trouble: One sentence; empty where there is a text.
        model: Who wrote it.
        prompt: Name of the template.
        prompt_hash: Of the template as it was.
        time: UTC, ISO 8601; set when it is kept.
        seconds: How long it took.
        details: What else is known: server, times of the frames, tokens, flags; as JSON holds it.
    """

    id: int = 0
    batch: str
    table: str
    row: int
    text: str = ""
    raw: str = ""
    trouble: str = ""
    model: str = ""
    prompt: str = ""
    prompt_hash: str = ""
    time: str = ""
    seconds: float = 0.0
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, int]:
        """Table and id of its row."""
        return self.table, self.row


def keep(connection: sqlite3.Connection, caption: MachineCaption) -> tuple[MachineCaption, bool]:
    """Keep what came, inside a transaction; return it as it is kept, and whether it is new.

    Where the batch has one for the row already, that one stays and is returned.
    """
    now = caption.time or datetime.now(UTC).isoformat(timespec="milliseconds")
    values = dataclasses.asdict(dataclasses.replace(caption, time=now))
    values["details"] = json.dumps(values["details"], ensure_ascii=False)
    columns = COLUMNS[1:]
    listed, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" for _ in columns)
    done = connection.execute(
        f"INSERT INTO machine ({listed}) VALUES ({marks}) ON CONFLICT DO NOTHING",
        [_text(values[name]) for name in columns],
    )
    kept = find(connection, table=caption.table, row=caption.row, batch=caption.batch)[0]
    return kept, done.rowcount > 0


def find(
    connection: sqlite3.Connection,
    *,
    table: str | None = None,
    row: int | None = None,
    batch: str | None = None,
) -> list[MachineCaption]:
    """Return what was kept, oldest first; None: of any."""
    asked = {'"table"': table, '"row"': row, '"batch"': batch}
    terms = {f"m.{name} = ?": value for name, value in asked.items() if value is not None}
    where = f"WHERE {' AND '.join(terms)}" if terms else ""
    query = f"SELECT {_LISTED} FROM machine m {where} ORDER BY m.id"
    return _made(connection.execute(query, list(terms.values())).fetchall())


def waiting(connection: sqlite3.Connection) -> list[MachineCaption]:
    """Return what nobody decided upon yet, oldest first, of rows that are there.

    Of a row that is its newest text and, where that came later, its newest trouble.
    """
    found: list[MachineCaption] = []
    for table in _CAPTIONED:
        query = (
            f'SELECT {_LISTED} FROM machine m JOIN {table} t ON t.id = m."row" '
            'WHERE m."table" = ? AND m.id > t.judged AND m.id IN (SELECT max(id) FROM machine '
            'WHERE "table" = ? GROUP BY "row", trouble <> \'\') ORDER BY m.id'
        )
        found += _made(connection.execute(query, (table, table)).fetchall())
    newest = {each.key: each.id for each in sorted(found, key=_by_id) if each.text}
    left = [each for each in found if each.text or each.id > newest.get(each.key, 0)]
    return sorted(left, key=_by_id)


def _by_id(caption: MachineCaption) -> int:
    return caption.id


def _made(rows: list[tuple[Any, ...]]) -> list[MachineCaption]:
    found: list[MachineCaption] = []
    with making_rows():
        for row in rows:
            values = dict(zip(COLUMNS, row, strict=True))
            details = json.loads(values.pop("details"))
            if not isinstance(details, dict):
                raise DamagedRow("details of a machine caption are none")
            found.append(MachineCaption(details=cast("dict[str, Any]", details), **values))
    return found


def _text(value: object) -> object:
    """Return a value as SQLite takes it: half a character is none."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
