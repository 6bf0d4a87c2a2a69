"""Version 5: what is trained, the dataset file as a person wrote it, and what it is weighed by."""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    """ALTER TABLE settings ADD COLUMN "architecture" TEXT NOT NULL DEFAULT 'wan'""",
    # With a person's comments, order and keys; '': nobody wrote in it.
    """ALTER TABLE settings ADD COLUMN "dataset_file" TEXT NOT NULL DEFAULT ''""",
    # JSON; '': the usual.
    """ALTER TABLE settings ADD COLUMN "setup" TEXT NOT NULL DEFAULT ''""",
    # A plan to compare with, JSON; '': none.
    """ALTER TABLE settings ADD COLUMN "pinned" TEXT NOT NULL DEFAULT ''""",
    # Which clips or stills a dataset reads, in the words of a filter; '': all.
    """ALTER TABLE dataset ADD COLUMN "filter" TEXT NOT NULL DEFAULT ''""",
)


def migrate(connection: sqlite3.Connection) -> None:
    """Take a database of version 4 to version 5."""
    for statement in _STATEMENTS:
        connection.execute(statement)
