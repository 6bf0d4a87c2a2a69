"""How a project file of each version becomes one of the next.

``MIGRATIONS[n]`` takes a database of version ``n`` to version ``n + 1``, inside a transaction that
its caller holds; version 0 is an empty file. A step is never edited once it was released: it keeps
its own SQL and knows nothing of today's `model`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from app.core.library.migrations import v1, v2, v3, v4, v5, v6

MIGRATIONS: Sequence[Callable[[sqlite3.Connection], None]] = (
    v1.migrate,
    v2.migrate,
    v3.migrate,
    v4.migrate,
    v5.migrate,
    v6.migrate,
)
