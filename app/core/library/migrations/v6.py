"""Version 6: the recipe of the project's training."""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    # Options of the trainer, JSON; '': none was chosen yet.
    """ALTER TABLE settings ADD COLUMN "training" TEXT NOT NULL DEFAULT ''""",
)


def migrate(connection: sqlite3.Connection) -> None:
    """Take a database of version 5 to version 6."""
    for statement in _STATEMENTS:
        connection.execute(statement)
