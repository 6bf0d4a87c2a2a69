"""Version 4: captions that are done, what machines wrote, and the history of each caption."""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    # Names that machine captions may use, a list as JSON.
    """ALTER TABLE settings ADD COLUMN "names" TEXT NOT NULL DEFAULT '[]'""",
    """ALTER TABLE clip ADD COLUMN "done" INTEGER NOT NULL DEFAULT 0""",
    """ALTER TABLE still ADD COLUMN "done" INTEGER NOT NULL DEFAULT 0""",
    # The newest machine caption that was taken or turned down, 0: none was.
    """ALTER TABLE clip ADD COLUMN "judged" INTEGER NOT NULL DEFAULT 0""",
    """ALTER TABLE still ADD COLUMN "judged" INTEGER NOT NULL DEFAULT 0""",
    """ALTER TABLE prompt ADD COLUMN "negative" TEXT NOT NULL DEFAULT ''""",
    # What a machine wrote, or the sentence why it did not. No edit: nothing takes it back.
    """
    CREATE TABLE machine (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT,
        "batch" TEXT NOT NULL,
        "table" TEXT NOT NULL,
        "row" INTEGER NOT NULL,
        "text" TEXT NOT NULL,
        "raw" TEXT NOT NULL,
        "trouble" TEXT NOT NULL,
        "model" TEXT NOT NULL,
        "prompt" TEXT NOT NULL,
        "prompt_hash" TEXT NOT NULL,
        "time" TEXT NOT NULL,
        "seconds" REAL NOT NULL,
        "details" TEXT NOT NULL,
        UNIQUE ("batch", "table", "row")
    ) STRICT
    """,
    """CREATE INDEX machine_of_row ON machine ("table", "row", "id")""",
    # Every text a caption had, once, in the order in which it last became the caption.
    """
    CREATE TABLE wording (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT,
        "table" TEXT NOT NULL,
        "row" INTEGER NOT NULL,
        "text" TEXT NOT NULL,
        "time" TEXT NOT NULL,
        "label" TEXT NOT NULL,
        "model" TEXT NOT NULL,
        UNIQUE ("table", "row", "text")
    ) STRICT
    """,
    *(
        f"""
        INSERT INTO wording ("table", "row", "text", "time", "label", "model")
        SELECT '{table}', "id", "caption", strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), '', ''
        FROM {table} WHERE "caption" <> '' ORDER BY "id"
        """
        for table in ("clip", "still")
    ),
)


def migrate(connection: sqlite3.Connection) -> None:
    """Take a database of version 3 to version 4."""
    for statement in _STATEMENTS:
        connection.execute(statement)
