"""The version of project files: making one, and bringing older ones up to date."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from app.core import store
from app.core.errors import ProjectError
from app.core.language import tr
from app.core.library.connection import APPLICATION_ID, connect, saying, transaction
from app.core.library.migrations import MIGRATIONS
from app.core.library.model import Settings
from app.core.library.rows import SETTINGS


def newest() -> int:
    """Return the version this program writes."""
    return len(MIGRATIONS)


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of an open database; 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def create_file(file: Path, settings: Settings) -> None:
    """Make a project file; it appears whole under its name or not at all.

    Raises:
        ProjectError, WriteError: It cannot be written.
    """
    with store.replacing(file) as part, saying("make", file):
        connection = connect(part, journal=False)
        with contextlib.closing(connection):
            connection.execute("PRAGMA journal_mode = MEMORY")  # no second file to leave behind
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            migrate(connection)
            marks = ", ".join("?" for _ in SETTINGS.columns)
            connection.execute(
                f"INSERT INTO settings ({SETTINGS.listed}) VALUES ({marks})",
                SETTINGS.encode(settings),
            )


def check_version(connection: sqlite3.Connection, file: Path) -> int:
    """Return the version of an open database.

    Raises:
        ProjectError: It is newer than this program.
    """
    version = version_of(connection)
    if version > newest():
        raise ProjectError(
            tr(
                '"{file}" was made by a newer Rushes (its format is {version}, this program knows '
                "{newest}): update Rushes to open it.",
                file=file,
                version=version,
                newest=newest(),
            )
        )
    return version


def bring_up_to_date(connection: sqlite3.Connection, file: Path) -> None:
    """Migrate an older project, after a copy of it was laid beside it.

    Raises:
        ProjectError: The project is of a newer version of the program.
        WriteError: The copy cannot be written.
        sqlite3.Error: The database refused; it is as it was.
    """
    version = check_version(connection, file)
    if version == newest():
        return
    before = file.with_name(f"{file.stem}-format{version}{file.suffix}")
    with store.replacing(before) as part, contextlib.closing(sqlite3.connect(part)) as copy:
        copy.execute("PRAGMA journal_mode = MEMORY")
        connection.backup(copy)
    migrate(connection)


def migrate(connection: sqlite3.Connection) -> None:
    """Take a database to the newest version: all steps in one transaction.

    Raises:
        sqlite3.Error: A step failed; the database is as it was.
    """
    # From the SQLite documentation (ALTER TABLE): tables are rebuilt with foreign keys off, which
    # cannot be switched inside a transaction.
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        with transaction(connection):
            for step in MIGRATIONS[version_of(connection) :]:
                step(connection)
            connection.execute(f"PRAGMA user_version = {newest()}")
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
            if broken is not None:
                raise sqlite3.IntegrityError(f"a row of {broken[0]} lost what it refers to")
    finally:
        connection.execute("PRAGMA foreign_keys = ON")
