"""A project: one folder with one SQLite file, ``project.rushes``.

Everything a person decides lies in it; films stay where they are. Every change goes through
`Project.apply`, which commits it together with a row of the log before it returns: a process that
is killed at any moment loses nothing that was applied.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TypeVar, cast

from app.core import paths, store
from app.core.errors import ProjectError
from app.core.library import schema
from app.core.library.applying import apply_edit
from app.core.library.connection import check_file, connect, roll_back, saying, transaction
from app.core.library.edits import Edit, adding, changing, removing
from app.core.library.model import (
    Clip,
    Cut,
    Dataset,
    Prompt,
    Row,
    Settings,
    Shot,
    Source,
    State,
    Still,
)
from app.core.library.places import resolved
from app.core.library.rows import SETTINGS, Value, making_rows, table_of

R = TypeVar("R", bound=Row)

FILE = "project.rushes"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One edit as the project remembers it.

    Attributes:
        time: UTC, ISO 8601, to the millisecond.
    """

    id: int
    time: str
    edit: Edit
    inverse: Edit


class Project:
    """An open project; close it, or use it as a context manager.

    May be used from several threads; each call is one transaction. Several programs may have the
    same project open: each sees the other's committed changes.
    """

    def __init__(self, file: Path, connection: sqlite3.Connection) -> None:
        self.file = file
        self.folder = file.parent
        self._connection = connection
        self._lock = threading.RLock()

    @classmethod
    def create(cls, folder: Path, name: str) -> Project:
        """Make a project in a folder, which is made if needed, and open it.

        Raises:
            ProjectError: The folder already holds a project.
            WriteError: It cannot be written.
        """
        file = paths.resolved(folder) / FILE
        if os.path.lexists(file):
            raise ProjectError(f'"{folder}" already holds a project: open it, or choose another.')
        schema.create_file(file, Settings(name=name))
        return cls.open(file)

    @classmethod
    def open(cls, path: Path) -> Project:
        """Open a project by its folder or its file.

        Raises:
            ProjectError: Missing, no project, damaged, of a newer version, read-only, or held by
                another program.
        """
        file = _file_of(path)
        check_file(file)
        store.sweep(file.parent)
        with saying("open", file):
            connection = connect(file)
            try:
                schema.bring_up_to_date(connection, file)
                _check_whole(connection, file)
            except BaseException:
                connection.close()
                raise
        return cls(file, connection)

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        with self._lock, saying("close", self.file):
            self._connection.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # ------------------------------------------------------------------------------ changing

    def apply(self, edit: Edit) -> Edit:
        """Carry out an edit and log it, in one transaction; return it with the ids of new rows.

        Raises:
            ProjectError: It could not be written; the project is as it was.
            sqlite3.IntegrityError: It breaks a rule of the tables.
        """
        with self._lock, saying("change", self.file), transaction(self._connection):
            done, inverse = apply_edit(self._connection, edit)
            if done:
                self._log(done, inverse)
        return done

    def add(self, rows: Sequence[R], *, label: str = "Add") -> list[R]:
        """Add rows of one class in one edit; return them with their ids."""
        return cast(list[R], list(self.apply(adding(*rows, label=label)).added))

    def change(self, before: R, after: R, *, label: str = "Change") -> None:
        """Set the fields of a row that differ between ``before`` and ``after``, in one edit."""
        self.apply(changing(before, after, label=label))

    def remove(self, rows: Sequence[Row], *, label: str = "Remove") -> None:
        """Remove rows in one edit; a source takes its cuts, shots, clips and stills along."""
        self.apply(removing(*rows, label=label))

    def _log(self, done: Edit, inverse: Edit) -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        texts = [
            json.dumps(edit.to_json(), ensure_ascii=False, separators=(",", ":"))
            for edit in (done, inverse)
        ]
        self._connection.execute(
            "INSERT INTO log (time, label, version, edit, inverse) VALUES (?, ?, ?, ?, ?)",
            (now, done.label, schema.newest(), *texts),
        )

    # ------------------------------------------------------------------------------- reading

    @property
    def settings(self) -> Settings:
        """What holds for the whole project."""
        return self._one(Settings, 1)

    def source(self, source_id: int) -> Source:
        """Return a source; ProjectError where there is none."""
        return self._one(Source, source_id)

    def source_at(self, path: str) -> Source | None:
        """Return the source whose path is written so in the project; None where there is none."""
        return next(iter(self._rows(Source, "WHERE path = ?", path)), None)

    def clip(self, clip_id: int) -> Clip:
        """Return a clip; ProjectError where there is none."""
        return self._one(Clip, clip_id)

    def still(self, still_id: int) -> Still:
        """Return a still; ProjectError where there is none."""
        return self._one(Still, still_id)

    def sources(self) -> list[Source]:
        """Return all sources in the order they were added."""
        return self._rows(Source, "ORDER BY id")

    def cuts(self, source: Source | None = None) -> list[Cut]:
        """Return the cuts found in one source or in all, in the order of sources and frames."""
        where, values = _of(source)
        return self._rows(Cut, f"{where} ORDER BY source, frame, id", *values)

    def shots(
        self, source: Source | None = None, *, limit: int = -1, offset: int = 0
    ) -> list[Shot]:
        """Return shots of one source or of all, in the order of sources and frames.

        Args:
            source: None means all.
            limit: Most rows to return; -1 for no limit.
            offset: Rows to pass over.
        """
        where, values = _of(source)
        rest = f'{where} ORDER BY source, "start", id LIMIT ? OFFSET ?'
        return self._rows(Shot, rest, *values, limit, offset)

    def clips(self, source: Source | None = None, *, state: State | None = None) -> list[Clip]:
        """Return clips of one source or of all, in the order of sources and frames."""
        where, values = _of(source, state)
        return self._rows(Clip, f'{where} ORDER BY source, "start", "end", id', *values)

    def stills(self, source: Source | None = None, *, state: State | None = None) -> list[Still]:
        """Return stills of one source or of all, in the order of sources and frames."""
        where, values = _of(source, state)
        return self._rows(Still, f"{where} ORDER BY source, frame, id", *values)

    def datasets(self) -> list[Dataset]:
        """Return the datasets in the order of the trainer's file."""
        return self._rows(Dataset, "ORDER BY position, id")

    def prompts(self) -> list[Prompt]:
        """Return the sample prompts in the order of their file."""
        return self._rows(Prompt, "ORDER BY position, id")

    def count(self, row: type[Row], source: Source | None = None) -> int:
        """Return how many rows of a class there are, in one source or in all."""
        where, values = _of(source)
        query = f"SELECT count(*) FROM {table_of(row).name} {where}"
        with self._reading() as connection:
            return int(connection.execute(query, values).fetchone()[0])

    def log(self, limit: int = -1) -> list[LogEntry]:
        """Return the last edits, newest first."""
        query = "SELECT id, time, label, edit, inverse FROM log ORDER BY id DESC LIMIT ?"
        with self._reading() as connection:
            found = connection.execute(query, (limit,)).fetchall()
            with making_rows():
                return [
                    LogEntry(
                        entry_id,
                        time,
                        Edit.from_json(label, json.loads(edit)),
                        Edit.from_json(label, json.loads(inverse)),
                    )
                    for entry_id, time, label, edit, inverse in found
                ]

    def path_of(self, source: Source) -> Path:
        """Return where a source lies, absolute; whether it is there is not looked at."""
        return resolved(self.folder, source.path)

    def _one(self, row: type[R], row_id: int) -> R:
        found = self._rows(row, "WHERE id = ?", row_id)
        if not found:
            name = table_of(row).name
            raise ProjectError(f'"{self.file}" holds no {name} {row_id}: it may have been removed.')
        return found[0]

    def _rows(self, row: type[R], rest: str, *values: Value) -> list[R]:
        table = table_of(row)
        with self._reading() as connection:
            return list(table.decode(connection.execute(table.select(rest), values).fetchall()))

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, saying("read", self.file):
            yield self._connection


def _file_of(path: Path) -> Path:
    """Return the project file that a folder or a file names; whether it is there is not asked."""
    path = paths.resolved(path)
    return path / FILE if os.path.isdir(path) else path  # noqa: PTH112 -- never raises


def _of(source: Source | None, state: State | None = None) -> tuple[str, list[Value]]:
    """Return a WHERE clause and its values."""
    terms: list[tuple[str, Value]] = []
    if source is not None:
        terms.append(("source = ?", source.id))
    if state is not None:
        terms.append(("state = ?", state))
    where = " AND ".join(term for term, _ in terms)
    return (f"WHERE {where}" if terms else ""), [value for _, value in terms]


def _check_whole(connection: sqlite3.Connection, file: Path) -> None:
    """Refuse a project that is damaged or cannot be changed, before any work goes into it.

    Raises:
        ProjectError: It is damaged.
        sqlite3.Error: It cannot be changed.
    """
    # BEGIN alone lets a read-only file pass; only a write tells.
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(f"PRAGMA user_version = {schema.newest()}")
    finally:
        roll_back(connection)
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    settings = connection.execute(SETTINGS.select()).fetchone() if found == "ok" else None
    lost = connection.execute("PRAGMA foreign_key_check").fetchone() if settings else None
    if settings is None or lost is not None:
        raise ProjectError(
            f'Cannot open "{file}": it is damaged; put a copy from a backup in its place.',
            detail=f"a row of {lost[0]} lost what it refers to" if lost else str(found),
        )
