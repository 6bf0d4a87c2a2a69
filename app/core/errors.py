"""What can go wrong that is not our bug.

::

    AppError            one sentence for a person: what, where, what to do
    ├── SourceError     a film or picture cannot be used
    │   └── DamagedError  it stops decoding at a known frame
    ├── ProjectError    a project cannot be opened or changed
    ├── DatasetError    a trainer's dataset file cannot be read
    ├── PromptError     a sample prompt cannot be what was typed
    └── WriteError      a file cannot be written

Anything else that is raised is a bug and keeps its traceback.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from app.core.language import noted, tr


class AppError(Exception):
    """The user's material or machine is at fault; ``str(error)`` is the sentence to show.

    Attributes:
        detail: The technical part (an errno text, a codec's words), for a log or a tooltip; may be
            empty.
    """

    def __init__(self, message: str, *, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it travel between processes with all it says, whatever its class is made with."""
        return _again, (type(self), self.args, dict(self.__dict__))


def _again(
    kind: type[AppError], args: tuple[object, ...], attributes: dict[str, object]
) -> AppError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(attributes)
    return error


class SourceError(AppError):
    """A film or picture cannot be used."""


class DamagedError(SourceError):
    """A film stops decoding.

    Attributes:
        frame: First frame, in display order, that cannot be had; the frames before it are fine.
    """

    def __init__(self, message: str, *, frame: int, detail: str = "") -> None:
        super().__init__(message, detail=detail)
        self.frame = frame


class ProjectError(AppError):
    """A project cannot be opened or changed."""


class DatasetError(AppError):
    """A trainer's dataset file cannot be read."""


class PromptError(AppError):
    """A sample prompt cannot be what was typed."""


class WriteError(AppError):
    """A file cannot be written."""


Action = Literal[
    "change",
    "close",
    "delete",
    "look into",
    "make",
    "open",
    "put back",
    "put in the bin",
    "read",
    "remove",
    "replace",
    "run",
    "start",
    "write",
]
"""What could not be done to a file, see `refused`."""

_CANNOT: Mapping[Action, str] = {
    "change": noted('Cannot change "{path}": {why}.'),
    "close": noted('Cannot close "{path}": {why}.'),
    "delete": noted('Cannot delete "{path}": {why}.'),
    "look into": noted('Cannot look into "{path}": {why}.'),
    "make": noted('Cannot make "{path}": {why}.'),
    "open": noted('Cannot open "{path}": {why}.'),
    "put back": noted('Cannot put back "{path}": {why}.'),
    "put in the bin": noted('Cannot put in the bin "{path}": {why}.'),
    "read": noted('Cannot read "{path}": {why}.'),
    "remove": noted('Cannot remove "{path}": {why}.'),
    "replace": noted('Cannot replace "{path}": {why}.'),
    "run": noted('Cannot run "{path}": {why}.'),
    "start": noted('Cannot start "{path}": {why}.'),
    "write": noted('Cannot write "{path}": {why}.'),
}
_AWAY = noted("the drive does not answer; check that it is connected")
_FULL = noted("the disk is full; free some space and try again")
_FOLDER = noted("it is a folder; give a file")
_NO_NAME = noted('Windows takes no such name; leave out < > : " / \\ | ? *')
_LONG_PATH = noted("the path is too long for Windows; choose a folder with a shorter one")
_DENIED = noted("access is denied; check its permissions, or whether another program has it open")
_REASONS = {
    errno.ENOENT: noted("it does not exist; check the path"),
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.ENOSPC: _FULL,
    errno.EROFS: noted("the disk is read-only; choose another folder"),
    errno.ENAMETOOLONG: noted("the name is too long; choose a shorter one"),
    errno.EISDIR: _FOLDER,
    errno.ENOTDIR: noted("a part of the path is a file, not a folder; check the path"),
    errno.EEXIST: noted("a file stands where a folder must be; choose another folder"),
    errno.ELOOP: noted("its links go in circles; choose the file itself"),
    errno.EIO: noted("the disk reports an input/output error; check the drive"),
}
_WINDOWS_REASONS = {  # by winerror.h, where the C library's number says less
    19: _REASONS[errno.EROFS],  # ERROR_WRITE_PROTECT
    21: _AWAY,  # ERROR_NOT_READY
    39: _FULL,  # ERROR_HANDLE_DISK_FULL
    53: _AWAY,  # ERROR_BAD_NETPATH
    59: _AWAY,  # ERROR_UNEXP_NET_ERR
    64: _AWAY,  # ERROR_NETNAME_DELETED
    121: _AWAY,  # ERROR_SEM_TIMEOUT
    123: _NO_NAME,  # ERROR_INVALID_NAME
    161: _NO_NAME,  # ERROR_BAD_PATHNAME
    206: _REASONS[errno.ENAMETOOLONG],  # ERROR_FILENAME_EXCED_RANGE
    1117: _REASONS[errno.EIO],  # ERROR_IO_DEVICE
    1224: _DENIED,  # ERROR_USER_MAPPED_FILE
    1231: _AWAY,  # ERROR_NETWORK_UNREACHABLE
}
_ON_WINDOWS = os.name == "nt"
_MOST_OF_A_PATH, _MOST_OF_A_NAME = 260, 255  # characters: Windows, if nothing else is set there


def reason(error: OSError) -> str:
    """Return why the system refused and what to do: a sentence's end without its full stop."""
    known = _windows_reason(error) if _ON_WINDOWS else None
    known = known or _REASONS.get(error.errno or 0)
    return tr(known or (error.strerror or str(error)).lower())


def _windows_reason(error: OSError) -> str | None:
    """Return the reason where Windows tells it by a number of its own, or not at all.

    A path that is too long "does not exist" there, and of a folder "access is denied" to a file.
    """
    number: int | None = getattr(error, "winerror", None)
    path = str(error.filename2 or error.filename or "")
    if error.errno == errno.ENOENT or number in (3, 123):  # ERROR_PATH_NOT_FOUND, _INVALID_NAME
        if max(map(len, re.split(r"[\\/]", path))) > _MOST_OF_A_NAME:
            return _REASONS[errno.ENAMETOOLONG]
        if len(path) >= _MOST_OF_A_PATH:
            return _LONG_PATH
    if error.errno == errno.EACCES and number is None and Path(path).is_dir():
        return _FOLDER
    return _WINDOWS_REASONS.get(number or 0)


def cannot(action: Action, path: Path, error: OSError) -> str:
    """Return a sentence such as ``Cannot read "x.mp4": the disk is full; ….``."""
    return refused(action, path, reason(error))


def refused(action: Action, path: Path, why: str) -> str:
    """Return the same sentence with a reason that is in the person's language already."""
    return tr(_CANNOT[action], path=path, why=why)
