"""What a project holds, read from its tables."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from app.core.errors import ProjectError
from app.core.language import tr
from app.core.library import drafts, history, machine, wordings
from app.core.library.connection import saying
from app.core.library.drafts import Draft
from app.core.library.history import LogEntry
from app.core.library.machine import MachineCaption
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
from app.core.library.rows import Value, table_of
from app.core.library.wordings import Wording

R = TypeVar("R", bound=Row)


class Contents:
    """The reading half of `Project`; may be used from several threads."""

    def __init__(self, file: Path, connection: sqlite3.Connection) -> None:
        self.file = file
        self.folder = file.parent
        self._connection = connection
        self._lock = threading.RLock()

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
        """Return the last edits, newest first, those that were taken back too; see `history`."""
        with self._reading() as connection:
            return history.entries(connection, limit)

    def was_done(self, label: str) -> bool:
        """Return whether the log holds an edit of that name, taken back or not."""
        with self._reading() as connection:
            found = connection.execute("SELECT 1 FROM log WHERE label = ? LIMIT 1", (label,))
            return found.fetchone() is not None

    @property
    def undo_label(self) -> str | None:
        """The name of what `Project.undo` takes back; None where nothing is left."""
        with self._reading() as connection:
            return history.next_label(connection, back=True)

    @property
    def redo_label(self) -> str | None:
        """The name of what `Project.redo` does again; None where nothing is left."""
        with self._reading() as connection:
            return history.next_label(connection, back=False)

    def file_draft(self) -> str:
        """Return the dataset file that was being typed and could not be read; "" for none.

        Raises:
            ProjectError: The project cannot be read.
        """
        with self._reading() as connection:
            return drafts.file_text(connection)

    def drafts(self) -> list[Draft]:
        """Return the texts that are being typed, or were when the program died."""
        with self._reading() as connection:
            return drafts.found(connection)

    def machine_captions(
        self, *, table: str | None = None, row: int | None = None, batch: str | None = None
    ) -> list[MachineCaption]:
        """Return what machines wrote, oldest first; None: of any table, row or batch."""
        with self._reading() as connection:
            return machine.find(connection, table=table, row=row, batch=batch)

    def waiting_machine(self) -> list[MachineCaption]:
        """Return what machines wrote and nobody decided upon yet; see `machine.waiting`."""
        with self._reading() as connection:
            return machine.waiting(connection)

    def wordings(self, row: Clip | Still) -> list[Wording]:
        """Return the texts that a row's caption had, newest first."""
        with self._reading() as connection:
            return wordings.of(connection, row)

    def path_of(self, source: Source) -> Path:
        """Return where a source lies, absolute; whether it is there is not looked at."""
        return resolved(self.folder, source.path)

    def _one(self, row: type[R], row_id: int) -> R:
        found = self._rows(row, "WHERE id = ?", row_id)
        if not found:
            raise ProjectError(
                tr(
                    '"{path}" holds no {table} {id}: it may have been removed.',
                    path=self.file,
                    table=table_of(row).name,
                    id=row_id,
                )
            )
        return found[0]

    def _rows(self, row: type[R], rest: str, *values: Value) -> list[R]:
        table = table_of(row)
        with saying("read", self.file):
            with self._lock:
                found = self._connection.execute(table.select(rest), values).fetchall()
            # Without the lock: for 100,000 rows it takes a second, and an edit would wait for it.
            return list(table.decode(found))

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, saying("read", self.file):
            yield self._connection


def _of(source: Source | None, state: State | None = None) -> tuple[str, list[Value]]:
    """Return a WHERE clause and its values."""
    terms: list[tuple[str, Value]] = []
    if source is not None:
        terms.append(("source = ?", source.id))
    if state is not None:
        terms.append(("state = ?", state))
    where = " AND ".join(term for term, _ in terms)
    return (f"WHERE {where}" if terms else ""), [value for _, value in terms]
