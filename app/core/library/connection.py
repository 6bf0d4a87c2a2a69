"""Connections to a project's SQLite file, and what can go wrong with it in one sentence each."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import stat
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psutil

from app.core.errors import Action, ProjectError, cannot, refused
from app.core.language import noted, tr

APPLICATION_ID = 0x52555348  # "RUSH"
PATIENCE = 5.0  # seconds to wait for another program's change to end

_ROOM = 1 << 20  # bytes free; less is a full disk

_NO_TEXT = "Could not decode to UTF-8"  # how Python's sqlite3 says that a text is none
_SQLITE = b"SQLite format 3\0"
_NETWORK = {
    *("nfs", "nfs4", "cifs", "smbfs", "smb2", "smb3", "9p", "afs", "ncpfs", "davfs", "afpfs"),
    *("webdav", "drvfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs", "fuse.vmhgfs-fuse"),
}
_DRIVE_REMOTE = 4  # From the Windows API: GetDriveTypeW.

_REASONS = {
    sqlite3.SQLITE_BUSY: noted("another program is changing it; try again when that is done"),
    sqlite3.SQLITE_LOCKED: noted("another program is changing it; try again when that is done"),
    sqlite3.SQLITE_READONLY: noted(
        "it is read-only; allow changes to its folder, or copy the folder"
    ),
    sqlite3.SQLITE_PERM: noted("access is denied; check the permissions of its folder"),
    sqlite3.SQLITE_AUTH: noted("access is denied; check the permissions of its folder"),
    sqlite3.SQLITE_CANTOPEN: noted("its folder cannot be read and written; check its permissions"),
    sqlite3.SQLITE_FULL: noted("the disk is full; free some space and try again"),
    sqlite3.SQLITE_IOERR: noted("the disk reports an input/output error; check the drive"),
    sqlite3.SQLITE_CORRUPT: noted("it is damaged; put a copy from a backup in its place"),
    sqlite3.SQLITE_NOTADB: noted("it is damaged; put a copy from a backup in its place"),
}

_NO_RIGHTS = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)
_held: Counter[Path] = Counter()  # files that this process has open in SQLite
_holding = threading.Lock()


def note_open(file: Path, change: int) -> None:
    """Count the connections of this process to a file: 1 for one more, -1 for one less."""
    with _holding:
        _held[file] += change


def check_file(file: Path) -> None:
    """Refuse a file that cannot be a project, before SQLite touches it.

    A file that this process has open in SQLite is not looked at: on Unix, to close it here would
    let go the locks that SQLite holds.

    Raises:
        ProjectError: It is missing, no SQLite file, or another program's.
    """
    with _holding:
        if _held[file] > 0:
            return
    try:
        mode = file.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):  # to open it might never end
            raise ProjectError(
                tr('Cannot open "{file}": it is a pipe or device; give a file.', file=file)
            )
        with file.open("rb") as opened:
            head = opened.read(100)
    except OSError as error:
        raise ProjectError(cannot("open", file, error), detail=str(error)) from error
    # From the SQLite file format: the application id stands at byte 68, big-endian.
    if not head.startswith(_SQLITE) or head[68:72] != APPLICATION_ID.to_bytes(4, "big"):
        raise ProjectError(tr('"{file}" is not a Rushes project: choose another file.', file=file))


def connect(file: Path, *, journal: bool = True) -> sqlite3.Connection:
    """Return a connection whose committed changes survive a crash and a loss of power.

    Args:
        file: The database.
        journal: Choose the journal: a write-ahead log on a local drive, a rollback journal on a
            network drive, where the log's shared memory does not work.

    Raises:
        sqlite3.Error: The database refused; see `saying`.
    """
    connection = sqlite3.connect(
        file, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        distrust(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        if journal:
            set_journal(connection, file)
        connection.execute("PRAGMA synchronous = FULL")
    except BaseException:  # words in a damaged file may be no text
        connection.close()
        raise
    return connection


def distrust(connection: sqlite3.Connection) -> None:
    """Let a file's own schema do nothing but hold rows: a stranger may have made it.

    No other file can be attached, and what a schema calls must be harmless.
    """
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)


def set_journal(connection: sqlite3.Connection, file: Path) -> None:
    """Choose WAL, or a rollback journal where WAL is not possible."""
    if on_network(file):
        connection.execute("PRAGMA journal_mode = DELETE")
        return
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_READONLY):
            raise
        connection.execute("PRAGMA journal_mode = DELETE")


def on_network(path: Path) -> bool:
    """Return whether a path lies on another machine's drive."""
    path = path.absolute()
    if sys.platform == "win32":
        import ctypes

        drive_type = ctypes.windll.kernel32.GetDriveTypeW(f"{path.drive}\\")
        return path.drive.startswith("\\\\") or drive_type == _DRIVE_REMOTE
    parents = {str(parent) for parent in (path, *path.parents)}
    mounts = [part for part in psutil.disk_partitions(all=True) if part.mountpoint in parents]
    nearest = max(mounts, key=lambda part: len(part.mountpoint), default=None)
    return nearest is not None and nearest.fstype.lower() in _NETWORK


@contextlib.contextmanager
def saying(action: Action, file: Path) -> Iterator[None]:
    """Turn what SQLite raises in the block into one sentence.

    Raises:
        ProjectError: Busy, read-only, disk full, damaged, and so on.
    """
    try:
        yield
    except sqlite3.IntegrityError:
        raise  # A rule of the tables was broken: a bug of the caller.
    except UnicodeEncodeError as error:
        why = tr("a text holds half a character; type it again")
        raise ProjectError(refused(action, file, why), detail=str(error)) from error
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter in SQLite's own words
        why = reason(error, file)
        raise ProjectError(refused(action, file, why), detail=str(error)) from error


def reason(error: sqlite3.Error | UnicodeDecodeError, file: Path) -> str:
    """Return why SQLite refused and what to do: a sentence's end without its full stop."""
    known = _REASONS.get(_meaning(error, file))
    return tr(known) if known else str(error)


def keeps_from_writing(error: sqlite3.Error, file: Path) -> bool:
    """Return whether SQLite refused only to write: the file may still be read."""
    return _meaning(error, file) in (*_NO_RIGHTS, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL)


def _meaning(error: sqlite3.Error | UnicodeDecodeError, file: Path) -> int:
    code = _code(error)
    if code == sqlite3.SQLITE_IOERR and _is_full(file.parent):
        return sqlite3.SQLITE_FULL
    if code == sqlite3.SQLITE_CANTOPEN and not os.access(file.parent, os.W_OK):
        return sqlite3.SQLITE_READONLY
    return code


def _is_full(folder: Path) -> bool:
    """Return whether a disk has no room for SQLite's own files, which it reports as bad I/O."""
    try:
        return shutil.disk_usage(folder).free < _ROOM
    except OSError:
        return False


def _code(error: sqlite3.Error | UnicodeDecodeError) -> int:
    """Return SQLite's primary result code; 0 where Python raised the error itself."""
    if isinstance(error, UnicodeDecodeError) or str(error).startswith(_NO_TEXT):
        return sqlite3.SQLITE_CORRUPT
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit what the block did, or none of it when it raises.

    The write lock is taken at once, so that what the block reads stays true until it commits.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        roll_back(connection)
        raise


def roll_back(connection: sqlite3.Connection) -> None:
    """End a transaction without effect; SQLite may have ended it by itself."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")
