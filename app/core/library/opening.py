"""Opening a project's file: to change it, to be its one editor, or only to read it.

Beside the project lie ``.rushes-editor.lock``, which the editor holds as long as it lives, and
``.rushes-editor.json``, which says who that is.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import shutil
import sqlite3
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from app.core import locks, paths, store
from app.core.errors import ProjectError, WriteError
from app.core.language import tr
from app.core.library import history, schema
from app.core.library.connection import (
    check_file,
    connect,
    distrust,
    keeps_from_writing,
    reason,
    roll_back,
    saying,
    set_journal,
)
from app.core.library.rows import SETTINGS, TABLES

LOCK = ".rushes-editor.lock"
HOLDER = ".rushes-editor.json"


@dataclass(frozen=True, slots=True)
class Holder:
    """The program that edits a project.

    Attributes:
        pid: Its process id.
        host: The name of its machine.
        since: When it opened the project: UTC, ISO 8601, to the second.
    """

    pid: int
    host: str
    since: str

    @classmethod
    def here(cls) -> Holder:
        """Return this process, as of now."""
        return cls(os.getpid(), platform.node(), datetime.now(UTC).isoformat(timespec="seconds"))

    def __str__(self) -> str:
        here = self.host == platform.node()
        who = tr("process {pid}", pid=self.pid)
        if not here:
            who = tr('process {pid} on "{host}"', pid=self.pid, host=self.host)
        try:
            since = datetime.fromisoformat(self.since).astimezone()
        except ValueError:
            return who
        return tr("{process}, since {time:%Y-%m-%d %H:%M}", process=who, time=since)


@dataclass(frozen=True, slots=True)
class Opened:
    """A project's file, open.

    Attributes:
        held: What to let go when it is closed.
        read_only_because: The sentence to show where nothing can be changed; else empty.
        holder: Who edits it, where that keeps from changing it and is known.
    """

    connection: sqlite3.Connection
    held: contextlib.ExitStack
    read_only_because: str = ""
    holder: Holder | None = None


def open_to_change(file: Path) -> Opened:
    """Open a project, brought up to date; others may change it too.

    Raises:
        ProjectError: Missing, no project, damaged, of a newer version, read-only, or held by
            another program.
        WriteError: The copy of an older version cannot be written.
    """
    check_file(file)
    store.sweep(file.parent)
    with saying("open", file):
        return Opened(_writable(file), contextlib.ExitStack())


def open_to_edit(file: Path) -> Opened:
    """Open a project as its one editor; only to read it where there is one, or no right to write.

    Raises:
        ProjectError: Missing, no project, damaged, of a newer version, or held by another program.
    """
    check_file(file)
    store.sweep(file.parent)
    with saying("open", file), contextlib.ExitStack() as held:
        try:
            held.enter_context(locks.holding(file.with_name(LOCK)))
            connection = _writable(file)
        except locks.Taken:
            holder = _read_holder(file)
            return Opened(_readable(file), held.pop_all(), _said(file, _edited(holder)), holder)
        except (sqlite3.Error, WriteError) as error:
            because = _what_keeps_from_writing(error, file)
            held.close()  # so that another may edit it where this one may not
            return Opened(_readable(file), held.pop_all(), because)
        _write_holder(file, held)
        return Opened(connection, held.pop_all())


def open_to_read(file: Path) -> Opened:
    """Open a project only to read it; its folder stays as it is.

    Raises:
        ProjectError: Missing, no project, damaged, of a newer version, or held by another program.
    """
    check_file(file)
    with saying("open", file):
        because = _said(file, tr("it was opened to be looked at"))
        return Opened(_readable(file), contextlib.ExitStack(), because)


def _what_keeps_from_writing(error: sqlite3.Error | WriteError, file: Path) -> str:
    """Return the sentence for what keeps from writing; raise what keeps from reading too."""
    if isinstance(error, WriteError):
        return str(error)
    if not keeps_from_writing(error, file):
        raise error
    return _said(file, reason(error, file))


def _said(file: Path, because: str) -> str:
    return tr('"{path}" can be looked at but not changed: {because}.', path=file, because=because)


def _edited(holder: Holder | None) -> str:
    if holder is None:
        return tr("another Rushes is editing it; close it there, then open it here again")
    return tr(
        "another Rushes is editing it ({holder}); close it there, then open it here again",
        holder=holder,
    )


# --------------------------------------------------------------------------------------- holder


def _write_holder(file: Path, held: contextlib.ExitStack) -> None:
    """Say who edits the project, until ``held`` lets go."""
    note = file.with_name(HOLDER)
    with contextlib.suppress(WriteError):
        store.write_text(note, json.dumps(asdict(Holder.here())) + "\n")
    held.callback(_remove, note)


def _remove(note: Path) -> None:
    with contextlib.suppress(OSError):
        note.unlink(missing_ok=True)


def _read_holder(file: Path) -> Holder | None:
    try:
        value = json.loads(paths.text_of(file.with_name(HOLDER)))
        return Holder(int(value["pid"]), str(value["host"]), str(value["since"]))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


# --------------------------------------------------------------------------------- connections


def _writable(file: Path) -> sqlite3.Connection:
    """Return a connection to a project that is up to date, whole and can be changed."""
    connection = connect(file, journal=False)
    try:
        _check_schema(connection, file)  # before a row is read or written
        _check_pages(connection, file)  # first: what is damaged stays as it is
        schema.bring_up_to_date(connection, file)
        _check_writable(connection)
        _check_whole(connection, file)
        set_journal(connection, file)
    except BaseException:
        connection.close()
        raise
    return connection


def _readable(file: Path) -> sqlite3.Connection:
    """Return a connection to a project that is whole, to read from.

    One of an older version is brought up to date in memory, without what others write meanwhile.
    """
    connection = _looking(file)
    try:
        _check_schema(connection, file)
        if schema.version_of(connection) != schema.newest():
            connection = _in_memory(connection)
            schema.check_version(connection, file)
            schema.migrate(connection)
        connection.execute("PRAGMA query_only = ON")
        _check_pages(connection, file)
        _check_whole(connection, file)
    except BaseException:
        connection.close()
        raise
    return connection


def _looking(file: Path) -> sqlite3.Connection:
    """Return a connection that reads a file, though its folder may allow nothing to be written."""
    try:
        with contextlib.ExitStack() as undone:
            connection = connect(file, journal=False)
            undone.callback(connection.close)
            connection.execute("PRAGMA query_only = ON")
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
            undone.pop_all()
            return connection
    except sqlite3.Error as error:
        if not keeps_from_writing(error, file):
            raise
    return _frozen(file)


def _frozen(file: Path) -> sqlite3.Connection:
    """Return a connection that reads a file in a folder where SQLite can write nothing of its own.

    What a killed program left in a journal beside it is seen only in a copy.
    """
    journals = [file.with_name(file.name + end) for end in ("-wal", "-journal")]
    left = [path for path in journals if path.exists() and path.stat().st_size]
    if not left:
        place = quote(file.as_posix(), safe="/:")
        uri = f"file://{'' if place.startswith('/') else '/'}{place}?immutable=1"
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        distrust(connection)
        return connection
    with tempfile.TemporaryDirectory(prefix="rushes-") as folder:
        for path in (file, *left):
            shutil.copyfile(path, Path(folder, path.name))
        return _in_memory(sqlite3.connect(Path(folder, file.name)))


def _in_memory(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Return a copy of a database in memory, and close the other connection."""
    memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    distrust(memory)
    with contextlib.closing(connection), contextlib.ExitStack() as undone:
        undone.callback(memory.close)
        connection.backup(memory)
        undone.pop_all()
    return memory


# ---------------------------------------------------------------------------------------- checks


def _check_writable(connection: sqlite3.Connection) -> None:
    """Refuse a project that cannot be changed, before any work goes into it.

    Raises:
        sqlite3.Error: It cannot be changed.
    """
    # BEGIN alone lets a read-only file pass; only a write tells.
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(f"PRAGMA user_version = {schema.newest()}")
    finally:
        roll_back(connection)


def _check_schema(connection: sqlite3.Connection, file: Path) -> None:
    """Refuse a file that does something by itself when its rows are read or written.

    Raises:
        ProjectError: It has triggers, views or virtual tables, which no project of ours has.
    """
    found = connection.execute(
        "SELECT type, name FROM sqlite_master"
        " WHERE type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL%'"
    ).fetchone()
    if found is not None:
        raise ProjectError(
            tr(
                'Cannot open "{file}": it would do things by itself (it has a {kind}), as no '
                "project of Rushes does; do not trust where it came from.",
                file=file,
                kind=found[0],
            ),
            detail=f"{found[0]} {found[1]}",
        )


def _check_pages(connection: sqlite3.Connection, file: Path) -> None:
    """Refuse a file, of whatever version, that SQLite finds damaged.

    Raises:
        ProjectError: It is damaged.
    """
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise _damaged(file, str(found))


def _check_whole(connection: sqlite3.Connection, file: Path) -> None:
    """Refuse a project, up to date, whose tables are others or whose rows do not belong together.

    Raises:
        ProjectError: It is damaged.
    """
    for name, columns in [*((t.name, t.columns) for t in TABLES), *history.TABLES]:
        listed = ", ".join(f't."{column}"' for column in columns)
        try:
            connection.execute(f"SELECT {listed} FROM {name} t LIMIT 0")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:  # no such table, no such column
                raise
            raise _damaged(file, str(error)) from error
    if connection.execute(SETTINGS.select()).fetchone() is None:
        raise _damaged(file, "it has no settings")
    lost = connection.execute("PRAGMA foreign_key_check").fetchone()
    if lost is not None:
        raise _damaged(file, f"a row of {lost[0]} lost what it refers to")


def _damaged(file: Path, detail: str) -> ProjectError:
    return ProjectError(
        tr(
            'Cannot open "{file}": it is damaged; put a copy from a backup in its place.', file=file
        ),
        detail=detail,
    )
