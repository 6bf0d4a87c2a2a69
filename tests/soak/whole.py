"""Whether a project is whole after the day: it opens, and its log leads back to its beginning."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.core.library.history import DEPTH
from app.core.library.project import Project
from app.core.library.snapshot import Snapshot
from tests.monkey.checks import rows_of

Rows = dict[str, Any]


def rows_in(folder: Path) -> Rows:
    """Return all rows of a project, as its file has them."""
    with Project.open(folder) as project:
        return rows_of(Snapshot.of(project))


def walk(folder: Path, first: Rows, last: Rows) -> tuple[int, list[str]]:
    """Take everything back that the log still knows, and do it again.

    Args:
        folder: The project's.
        first: Its rows when it was made.
        last: Its rows as the window showed them at the end.

    Returns:
        How many steps there were, and what was wrong, a sentence each.
    """
    wrong: list[str] = []
    with Project.open(folder) as project:
        kept = rows_of(Snapshot.of(project))
        if kept != last:
            other = _difference(kept, last)
            wrong.append(f"{folder.name}: its file has other rows than the window had: {other}")
        reaches_back = len(project.log()) < DEPTH  # else the oldest edits have left it
        steps = 0
        while project.undo() is not None:
            steps += 1
        beginning = rows_of(Snapshot.of(project))
        for _ in range(steps):
            if project.redo() is None:
                wrong.append(f"{folder.name}: not all that was taken back can be done again")
                break
        if rows_of(Snapshot.of(project)) != last:
            wrong.append(f"{folder.name}: {steps} steps back and forth give other rows")
    if reaches_back and beginning != first:
        wrong.append(
            f"{folder.name}: {steps} steps back lead to other rows than the first: "
            f"{_difference(beginning, first)}"
        )
    return steps, wrong


def _difference(found: Rows, wanted: Rows) -> str:
    """Return the first rows of each kind that differ."""
    words = []
    for kind, rows in wanted.items():
        others = [row for row in found[kind] if row not in rows][:2]
        gone = [row for row in rows if row not in found[kind]][:2]
        if others or gone:
            words.append(f"{kind}: {others} in place of {gone}")
    return "; ".join(words)
