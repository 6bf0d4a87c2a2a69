"""Version 2: what a person thinks of a shot, cuts made by hand, and captions being typed."""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    """ALTER TABLE cut ADD COLUMN "drawn" INTEGER NOT NULL DEFAULT 0""",
    """
    ALTER TABLE shot ADD COLUMN "rating" INTEGER NOT NULL DEFAULT 0
        CHECK ("rating" BETWEEN 0 AND 5)
    """,
    """ALTER TABLE shot ADD COLUMN "tags" TEXT NOT NULL DEFAULT '[]'""",
    # A picked clip makes a shot picked; that is never written down a second time.
    """
    ALTER TABLE shot ADD COLUMN "state" TEXT NOT NULL DEFAULT 'open'
        CHECK ("state" IN ('open', 'rejected'))
    """,
    """
    CREATE TABLE draft (
        "table" TEXT NOT NULL,
        "row" INTEGER NOT NULL,
        "text" TEXT NOT NULL,
        PRIMARY KEY ("table", "row")
    ) STRICT, WITHOUT ROWID
    """,
    # "undone" is 0: done; 1: taken back, can be done again; 2: taken back, left behind by a new
    # edit. "size" counts the characters of both edits.
    """ALTER TABLE log ADD COLUMN "size" INTEGER NOT NULL DEFAULT 0""",
    """UPDATE log SET "size" = length("edit") + length("inverse")""",
    """CREATE INDEX log_by_mark ON log ("undone", "id", "size")""",
)


def migrate(connection: sqlite3.Connection) -> None:
    """Take a database of version 1 to version 2."""
    for statement in _STATEMENTS:
        connection.execute(statement)
