"""Where the paths of a dataset file lead."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from app.core.planner.rules import Rules


@dataclass
class Places:
    """Finds what a dataset file names by relative paths.

    The trainer looks in the folder it is started in. What is not there but beside the dataset file
    is read from there, and said.

    Attributes:
        working: The folder the trainer is started in.
        beside: The folder of the dataset file.
        relative: The relative paths met so far that the trainer looks for where it is started.
        strayed: Those of them that are not there but beside the dataset file.
    """

    working: Path
    beside: Path
    relative: set[str] = field(default_factory=set)
    strayed: set[str] = field(default_factory=set)

    def of(self, text: str) -> Path:
        """Return where a path of the dataset file, or of a JSONL, leads."""
        path = Path(text)
        if path.is_absolute() or not text:
            return self.working / path
        self.relative.add(text)
        found = _first(self.working / path, self.beside / path)
        if found != self.working / path:
            self.strayed.add(text)
        return found

    def in_jsonl(self, text: str, jsonl: Path, rules: Rules) -> Path:
        """Return where a path of a JSONL leads."""
        path = Path(text)
        if rules.jsonl_beside and not path.is_absolute():
            return _first(self.working / path, jsonl.parent / path)
        return self.of(text)


def _first(path: Path, other: Path) -> Path:
    exists = os.path.exists  # never raises, as in the trainer
    return path if exists(path) or not exists(other) else other


def is_pipe(path: Path) -> bool:
    """Return whether a pipe or device stands there: reading it may never end."""
    exists, is_file, is_folder = os.path.exists, os.path.isfile, os.path.isdir  # never raise
    return exists(path) and not is_file(path) and not is_folder(path)


def entries_of(folder: Path) -> dict[str, bool] | None:
    """Return the names in a folder, each with whether it is a folder; None where it has none."""
    try:
        with os.scandir(folder) as entries:
            return {entry.name: _is_folder(entry) for entry in entries}
    except (OSError, ValueError):  # a ValueError where the name cannot be one
        return None


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link in a circle: listed like any file
        return False
