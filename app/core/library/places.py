"""Where sources lie: how a project writes their paths down."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath, PureWindowsPath

from app.core import paths

_NEAR = 1  # a path with more ".." than this is kept absolute


def stored(folder: Path, path: Path) -> str:
    """Return how a project in ``folder`` writes a path down, with forward slashes.

    Relative when the file lies inside the folder or near it, so that they can be moved together;
    else absolute.
    """
    path = paths.resolved(path)
    try:
        relative = Path(os.path.relpath(path, paths.resolved(folder)))
    except ValueError:  # Another drive of Windows.
        return path.as_posix()
    near = relative.parts.count(os.pardir) <= _NEAR
    return relative.as_posix() if near else path.as_posix()


def is_exported(folder: Path, path: Path) -> bool:
    """Return whether a path leads into what the project in ``folder`` exports.

    That is no material for it: the next export writes over it, or removes it.
    """
    exported = paths.resolved(folder) / paths.DATASET_FOLDER
    path = paths.resolved(path)
    return path == exported or exported in path.parents


def resolved(folder: Path, text: str) -> Path:
    """Return the absolute path that a project in ``folder`` wrote down.

    A path of the other kind of system (``C:/films`` on Linux) comes back as it is: it exists
    nowhere here, but a person can read it.
    """
    foreign = PureWindowsPath if os.name == "posix" else PurePosixPath
    if foreign(text).is_absolute() and not Path(text).is_absolute():
        return Path(text)
    return Path(os.path.normpath(folder / text))
