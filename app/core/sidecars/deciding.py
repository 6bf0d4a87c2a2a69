"""What becomes of captions that were changed outside: taken in, written over, left as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, TypeAlias

from app.core.cache import file_key
from app.core.captions.writing import rewrite_each
from app.core.errors import SourceError
from app.core.export.alone import alone
from app.core.export.manifest import Manifest
from app.core.language import noted
from app.core.library.edits import Edit
from app.core.sidecars.outside import Outside, Touched

Decision: TypeAlias = Literal["take", "overwrite", "leave"]
LABEL = noted("Taken from file")


def possible(item: Outside) -> tuple[Decision, ...]:
    """Return what can be done with a change; nothing where nobody has to decide."""
    if item.what == "edited":
        return ("take", "overwrite", "leave")
    return ("overwrite", "leave") if item.what == "unreadable" else ()


def proposed(item: Outside) -> Decision:
    """Return what is to be done unless a person says something else: nothing is lost by it."""
    return "take" if item.what == "edited" and not item.touched.left and item.theirs else "leave"


def taking(items: Iterable[Outside]) -> Edit:
    """Return the edit that takes what files say into the project.

    A caption that became another one since is left alone.
    """
    return rewrite_each([(item.row, item.theirs) for item in items], LABEL)


def settle(folder: Path, decided: Mapping[Touched, Decision]) -> list[Touched]:
    """Let a dataset's manifest know what was decided on files, so that the next export does it.

    What was taken in is written over too: the project has the words. A file that has changed once
    more is not settled; it will be noticed again.

    Args:
        folder: The dataset folder.
        decided: The files, as they were when a person saw them.

    Returns:
        Those that have changed once more.

    Raises:
        ProjectError: An export is running, or the manifest is damaged.
        WriteError: The folder cannot be written.
    """
    if not decided:
        return []
    changed: list[Touched] = []
    with alone(folder):
        manifest = Manifest.load(folder)
        for touched, decision in decided.items():
            if touched.name not in manifest.entries:
                continue
            if not _is_as_seen(touched):
                changed.append(touched)
            elif decision == "leave":
                manifest.leave(touched.name, touched.quick_hash)
            else:
                manifest.give_up(touched.name)
        manifest.save()
    return changed


def _is_as_seen(touched: Touched) -> bool:
    try:
        return file_key(touched.path).quick_hash == touched.quick_hash
    except SourceError:
        return False
