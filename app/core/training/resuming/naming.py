"""Another name for what a run writes that goes on from another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from app.core.export.names import safe_stem
from app.core.training.folder import read_run, run_folders

_LONG = 100  # letters, so that there is room for the number
_NUMBERED = re.compile(r"(?P<base>.+)_r(?P<number>\d{1,4})")


def next_name(name: str, project: Path, outputs: Iterable[Path] = ()) -> str:
    """Return ``film_r2`` for ``film``, ``film_r3`` for ``film_r2``: one that nobody has.

    Args:
        name: Of the run that is gone on from.
        project: Its runs' names are taken.
        outputs: Folders whose files must not be written over.
    """
    found = _NUMBERED.fullmatch(name)
    base, number = (found["base"], int(found["number"])) if found else (name, 1)
    base = safe_stem(base[:_LONG])  # a run.json may say anything
    runs = [read_run(folder) for folder in run_folders(project)]
    taken = {run.name.casefold() for run in runs if run is not None}
    files = [entry.casefold() for folder in outputs for entry in _names(folder)]
    while True:
        number += 1
        made = f"{base}_r{number}"
        if made.casefold() not in taken and not _is_there(made.casefold(), files):
            return made


def _is_there(name: str, files: Iterable[str]) -> bool:
    return any(each.startswith((f"{name}.", f"{name}-")) for each in files)


def _names(folder: Path) -> list[str]:
    try:
        return [each.name for each in folder.iterdir()]
    except OSError:
        return []
