"""Where things are: resources, caches, settings."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path
from typing import BinaryIO

import platformdirs

PROJECT_FILE = "project.rushes"  # in a project's folder
DATASET_FOLDER = "dataset"  # the same: what is exported
_TREE = Path(__file__).resolve().parents[2]


def resources() -> Path:
    """Return the folder of files that ship with the program; a bundle is laid out as a checkout."""
    in_place = _TREE / "resources"
    return in_place if in_place.is_dir() else Path(sys.prefix) / "share" / "rushes"


def resolved(path: Path) -> Path:
    """Return ``path`` absolute and without symbolic links; with them where they go in circles.

    Opening the latter is refused by the system, with an OSError as for any other bad path.
    """
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # a circle, before Python 3.13; no file's name
        return path.absolute()


def is_folder(path: Path) -> bool:
    """Return whether a folder is there; one that cannot be asked for is none."""
    try:
        return path.is_dir()
    except OSError:  # no rights, too long a name, a drive that went
        return False


def exists(path: Path) -> bool:
    """Return whether anything is there; what cannot be asked for is not."""
    try:
        return path.exists()
    except OSError:
        return False


def is_project(path: Path) -> bool:
    """Return whether a path is a project's folder or, by its name, its file."""
    return path.name == PROJECT_FILE or exists(path / PROJECT_FILE)


def project_folder(path: Path) -> Path:
    """Return the folder of a project that is named by it, or by the file in it."""
    return path.parent if path.name == PROJECT_FILE else path


def cache_folder() -> Path:
    """Return the folder for derived data; ``RUSHES_CACHE`` overrides the system's own place."""
    chosen = os.environ.get("RUSHES_CACHE")
    if chosen:
        return Path(chosen)
    return Path(platformdirs.user_cache_path("rushes", appauthor=False))


def settings_folder() -> Path:
    """Return the folder of the person's settings; ``RUSHES_SETTINGS`` overrides the system's."""
    chosen = os.environ.get("RUSHES_SETTINGS")
    if chosen:
        return Path(chosen)
    return Path(platformdirs.user_config_path("rushes", appauthor=False))


def projects_folder() -> Path:
    """Return the folder that projects go to when no other is named."""
    return Path(platformdirs.user_documents_path()) / "Rushes"


def opened(path: Path) -> BinaryIO:
    """Open a file for reading; for files in folders that anybody may put something into.

    Raises:
        OSError: It cannot be opened, or is a pipe or device: reading it might never end.
    """
    file = open(path, "rb", opener=_without_waiting)  # noqa: SIM115 -- the caller closes it
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    raise OSError(errno.EINVAL, "It is a pipe or device", str(path))


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # noqa: PTH201, RUF100


def bytes_of(path: Path) -> bytes:
    """Return what a file holds, as `opened` opens it; raises OSError as that does."""
    with opened(path) as file:
        return file.read()


def text_of(path: Path, errors: str = "strict") -> str:
    """Return the text of a file as `opened` opens it: UTF-8, line ends as they are.

    Raises:
        OSError: As `opened`.
        UnicodeDecodeError: It is no UTF-8, where ``errors`` is as it is.
    """
    return bytes_of(path).decode("utf-8", errors)
