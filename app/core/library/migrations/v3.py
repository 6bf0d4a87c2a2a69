"""Version 3: the size of exported stills."""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    # A pair as JSON, "[768, 768]"; NULL: as large as they are.
    """ALTER TABLE settings ADD COLUMN "still_size" TEXT""",
)


def migrate(connection: sqlite3.Connection) -> None:
    """Take a database of version 2 to version 3."""
    for statement in _STATEMENTS:
        connection.execute(statement)
