"""What runs on other machines; everything here and all it is given can be pickled."""

from __future__ import annotations

import contextlib
import contextvars
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from app.core.jobs import Checkpoint, Progress, Stopped, ignore
from app.core.language import noted

T = TypeVar("T")

_TELL_EVERY = 0.5  # seconds
_here: contextvars.ContextVar[Checkpoint] = contextvars.ContextVar("checkpoint", default=ignore)


def checkpoint_here() -> Checkpoint:
    """Return the checkpoint of the task that runs in this thread; `ignore` where none does."""
    return _here.get()


@dataclass(frozen=True, slots=True)
class Versions:
    """What decides on the bytes of what is made.

    Attributes:
        rushes: Its version.
        av: PyAV's, with the FFmpeg in it.
    """

    rushes: str
    av: str

    @classmethod
    def here(cls) -> Versions:
        """Return those of this process."""
        import av

        from app.core.reports import version_of

        libraries = sorted((name, each) for name, each in av.library_versions.items())
        inside = " ".join(f"{name} {'.'.join(map(str, each))}" for name, each in libraries)
        return cls(version_of("rushes"), f"{av.__version__} ({inside})")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a machine must see.

    Attributes:
        films: Paths and sizes in bytes.
        mark: A file with a text, that was written into the folder to write to; None: there is
            none.
        text: The text.
    """

    films: tuple[tuple[str, int], ...] = ()
    mark: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a machine is, and what it does not see.

    Attributes:
        host: Its name.
        lacks: A path that is not there, or not as it should be; empty: all is.
        why: In a few words.
    """

    host: str
    versions: Versions
    lacks: str = ""
    why: str = ""


def look(wanted: Wanted) -> Seen:
    """Return what this machine is and whether it sees what it is to work on."""
    versions, host = Versions.here(), platform.node()
    for name, size in wanted.films:
        try:
            found = os.stat(name).st_size  # noqa: PTH116 -- a thousand films
        except (OSError, ValueError) as error:
            return Seen(host, versions, name, _words(error))
        if found != size:
            return Seen(host, versions, name, f"it has {found:,} bytes there and {size:,} here")
    why = "" if wanted.mark is None else _cannot_write(Path(wanted.mark), wanted.text)
    if wanted.mark is not None and why:
        return Seen(host, versions, str(Path(wanted.mark).parent), why)
    return Seen(host, versions)


def _cannot_write(mark: Path, text: str) -> str:
    """Return why nothing can be written beside a file; empty where it can."""
    try:
        if mark.read_text(encoding="utf-8") != text:
            return noted("another folder is there")
        probe = mark.with_name(f"{mark.name}-{platform.node()}-{os.getpid()}")
        probe.write_bytes(b"")
        probe.unlink()
    except (OSError, ValueError) as error:
        return _words(error)
    return ""


def _words(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


@dataclass(frozen=True)
class Task(Generic[T]):
    """Work on one item, which tells how far it is and ends when nobody waits for it any more.

    Attributes:
        work: What is done.
        topic: Under which it tells.
        number: Which of the tasks it is.
    """

    work: Callable[..., T]
    topic: str
    number: int

    def __call__(self, *args: Any, **kwargs: Any) -> T:  # noqa: ANN401 -- as of the work
        """Do it."""
        token = _here.set(_Telling(self.topic, self.number))
        try:
            return self.work(*args, **kwargs)
        finally:
            _here.reset(token)


class _Telling:
    """A checkpoint that tells the scheduler."""

    def __init__(self, topic: str, number: int) -> None:
        from distributed import get_worker

        self._topic, self._number = topic, number
        self._worker = get_worker()
        self._key = self._worker.get_current_task()
        self._last = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        if time.monotonic() - self._last < _TELL_EVERY:
            return
        self._last = time.monotonic()
        if not self._is_wanted():
            raise Stopped
        with contextlib.suppress(Exception):  # how far it is is no reason to fail
            self._worker.log_event(self._topic, [self._number, progress.fraction])

    def _is_wanted(self) -> bool:
        task = self._worker.state.tasks.get(self._key)
        return task is not None and task.state not in ("cancelled", "released", "forgotten")
