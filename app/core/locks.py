"""Locks between programs, which the system lets go with the process that held them."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path


class Taken(Exception):
    """Another process, or another part of this one, holds the lock."""


@contextlib.contextmanager
def holding(file: Path) -> Iterator[None]:
    """Hold the lock ``file`` for the block, without waiting for it.

    The file is made where it is missing, stays empty and is left there: to remove it would let two
    hold the lock. The lock is SQLite's, which works alike on every system. Nothing else may open
    the file: on Unix, closing it anywhere in the process lets the lock go.

    Raises:
        Taken: It is held.
        sqlite3.Error: The file cannot be made or opened.
    """
    lock = sqlite3.connect(file, timeout=0.0, isolation_level=None, check_same_thread=False)
    with contextlib.closing(lock):  # perhaps by another thread than the one that took it
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise Taken(str(file)) from error
        yield
