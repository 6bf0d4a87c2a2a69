"""Removing what an earlier export wrote and this one does not want."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from app.core.errors import cannot
from app.core.export.manifest import Manifest, State
from app.core.export.report import Edited


def remove_files(
    manifest: Manifest, names: Iterable[str]
) -> tuple[list[Path], list[Edited], list[str]]:
    """Remove files of ours that nothing wants any more; leave those changed outside.

    Args:
        manifest: Of the folder; what is gone or left is forgotten.
        names: Which, below the folder; not those of a view on the manifest itself.

    Returns:
        What is gone, what was left, and a sentence for each that could not be removed.
    """
    removed: list[Path] = []
    edited: list[Edited] = []
    notes: list[str] = []
    for name in names:
        path = manifest.folder / name
        state = manifest.state(name)
        if state is State.EDITED:
            edited.append(Edited(path))
        try:
            if state is State.OURS:
                path.unlink()
                removed.append(path)
        except OSError as error:
            notes.append(cannot("remove", path, error))
        else:
            manifest.forget(name)
    return removed, edited, notes
