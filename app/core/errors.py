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
_DENIED = noted("access is denied; check its permissions, or whether another program has it open")
_REASONS = {
    errno.ENOENT: noted("it does not exist; check the path"),
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.ENOSPC: noted("the disk is full; free some space and try again"),
    errno.EROFS: noted("the disk is read-only; choose another folder"),
    errno.ENAMETOOLONG: noted("the name is too long; choose a shorter one"),
    errno.EISDIR: noted("it is a folder; give a file"),
    errno.ENOTDIR: noted("a part of the path is a file, not a folder; check the path"),
    errno.EEXIST: noted("a file stands where a folder must be; choose another folder"),
    errno.ELOOP: noted("its links go in circles; choose the file itself"),
    errno.EIO: noted("the disk reports an input/output error; check the drive"),
}


def reason(error: OSError) -> str:
    """Return why the system refused and what to do: a sentence's end without its full stop."""
    known = _REASONS.get(error.errno or 0)
    return tr(known or (error.strerror or str(error)).lower())


def cannot(action: Action, path: Path, error: OSError) -> str:
    """Return a sentence such as ``Cannot read "x.mp4": the disk is full; ….``."""
    return refused(action, path, reason(error))


def refused(action: Action, path: Path, why: str) -> str:
    """Return the same sentence with a reason that is in the person's language already."""
    return tr(_CANNOT[action], path=path, why=why)
