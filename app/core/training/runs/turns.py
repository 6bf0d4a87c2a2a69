"""Whose turn it is: one run on a card at a time, over all projects of a person on this machine.

A file beside the person's settings holds the order in which runs wait. Each of them has its own
supervisor, which waits for its place and for the card's lock; the lock is let go by the system when
that supervisor dies, so that a run that fails, or is killed, never blocks the others.
"""

from __future__ import annotations

import contextlib
import json
import platform
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from app.core import paths, store
from app.core.errors import WriteError
from app.core.language import tr
from app.core.locks import Taken, holding
from app.core.training.runs.life import is_process

_PATIENCE = 5.0  # seconds for others to let go of the order
_HERE = f"{zlib.crc32(platform.node().encode()):08x}"  # settings may be shared by machines


@dataclass(frozen=True, slots=True)
class Entry:
    """A run in the order.

    Attributes:
        folder: The run's.
        gpu: The card it wants or has.
        pid: Of its supervisor, with when that began.
    """

    folder: str
    gpu: int
    pid: int
    pid_began: float

    def is_of(self, folder: Path) -> bool:
        """Return whether it is the run in a folder, whichever way that is named."""
        return self.folder in (str(folder), str(paths.resolved(folder)))


@dataclass(frozen=True, slots=True)
class Queue:
    """The order.

    Attributes:
        waiting: The next one first; each is of a supervisor that lives.
        running: Those that have a card.
        paused: Whether no run begins.
    """

    waiting: tuple[Entry, ...] = ()
    running: tuple[Entry, ...] = ()
    paused: bool = False

    def place(self, folder: Path) -> int | None:
        """Return how many wait in front of a run for the same card; None: it does not wait."""
        mine = next((each for each in self.waiting if each.is_of(folder)), None)
        if mine is None:
            return None
        same = [each for each in self.waiting if each.gpu == mine.gpu]
        return same.index(mine)

    def has(self, gpu: int) -> Entry | None:
        """Return the run that has a card; None: no run of ours has it."""
        return next((each for each in self.running if each.gpu == gpu), None)


def read_queue() -> Queue:
    """Return the order as it is now."""
    return _living(_read())


def pause_queue(paused: bool) -> None:
    """Let no waiting run begin, or let them begin again; raises `WriteError`."""
    _change(lambda queue: replace(queue, paused=paused))


def move_run(folder: Path, place: int) -> None:
    """Put a waiting run at a place among all that wait, from 0; raises `WriteError`."""

    def moved(queue: Queue) -> Queue:
        mine = [each for each in queue.waiting if each.is_of(folder)]
        others = [each for each in queue.waiting if not each.is_of(folder)]
        at = max(0, min(place, len(others)))
        return replace(queue, waiting=(*others[:at], *mine, *others[at:]))

    _change(moved)


def enter(entry: Entry) -> None:
    """Wait behind all others; one that waits keeps its place; raises `WriteError`."""

    def entered(queue: Queue) -> Queue:
        if any(each == entry for each in queue.waiting):
            return queue
        others = tuple(each for each in queue.waiting if each.folder != entry.folder)
        return replace(queue, waiting=(*others, entry))

    _change(entered)


def leave(entry: Entry) -> None:
    """Neither wait nor run any more; raises `WriteError`."""
    _change(lambda queue: _without(queue, entry))


def _begin(entry: Entry) -> None:
    def begun(queue: Queue) -> Queue:
        without = _without(queue, entry)
        return replace(without, running=(*without.running, entry))

    _change(begun)


def _without(queue: Queue, entry: Entry) -> Queue:
    return replace(
        queue,
        waiting=tuple(each for each in queue.waiting if each.folder != entry.folder),
        running=tuple(each for each in queue.running if each.folder != entry.folder),
    )


@contextlib.contextmanager
def turn(entry: Entry, wait: Callable[[Queue], bool], every: float = 0.5) -> Iterator[bool]:
    """Wait for a run's turn, then hold its card for the block; yield whether it came.

    Where the order cannot be kept, for want of rights or space, the card's lock alone decides.

    Args:
        entry: The run.
        wait: Called with the order some times a second; False: it shall wait no longer.
        every: Seconds between two looks.
    """
    with contextlib.ExitStack() as stack:
        stack.callback(_quietly, leave, entry)
        while True:
            queue = read_queue()
            if entry not in queue.waiting:
                _quietly(enter, entry)
                queue = read_queue()
            if not wait(queue):
                yield False
                return
            first = not queue.place(Path(entry.folder))
            if first and not queue.paused and _take(stack, entry.gpu):
                break
            time.sleep(every)
        _quietly(_begin, entry)
        yield True


def _take(stack: contextlib.ExitStack, gpu: int) -> bool:
    """Take a card's lock; where no lock can be made, nobody else is known to have it."""
    try:
        _folder().mkdir(parents=True, exist_ok=True)
        stack.enter_context(holding(_folder() / f"gpu-{gpu}-{_HERE}.lock"))
    except Taken:
        return False
    except (sqlite3.Error, OSError):
        return True
    return True


def _quietly(change: Callable[[Entry], None], entry: Entry) -> None:
    with contextlib.suppress(WriteError):
        change(entry)


# -------------------------------------------------------------------------------------- the file


def _folder() -> Path:
    return paths.settings_folder() / "training"


def _file() -> Path:
    return _folder() / f"queue-{_HERE}.json"


def _change(change: Callable[[Queue], Queue]) -> None:
    with _alone():
        before = _read()
        after = change(_living(before))
        if after != before:
            value = {"format": 1, **asdict(after)}
            store.write_text(_file(), json.dumps(value, indent=1))


def _living(queue: Queue) -> Queue:
    return replace(
        queue,
        waiting=tuple(each for each in queue.waiting if is_process(each.pid, each.pid_began)),
        running=tuple(each for each in queue.running if is_process(each.pid, each.pid_began)),
    )


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    store.make_folder(_folder())
    lock, end = _folder() / f"queue-{_HERE}.lock", time.monotonic() + _PATIENCE
    with contextlib.ExitStack() as stack:
        while True:
            try:
                stack.enter_context(holding(lock))
                break
            except Taken as error:
                if time.monotonic() > end:
                    raise WriteError(
                        tr(
                            'Cannot change the queue: another program holds "{lock}"; try again.',
                            lock=lock,
                        )
                    ) from error
                time.sleep(0.02)
            except sqlite3.Error as error:
                raise WriteError(
                    tr(
                        'Cannot change the queue: "{lock}" cannot be written ({why}).',
                        lock=lock,
                        why=error,
                    )
                ) from error
        yield


def _read() -> Queue:
    try:
        value = json.loads(paths.text_of(_file(), "replace"))
    except (OSError, ValueError, RecursionError):
        return Queue()
    if not isinstance(value, dict):
        return Queue()
    return Queue(
        _entries(value.get("waiting")), _entries(value.get("running")), value.get("paused") is True
    )


def _entries(value: object) -> tuple[Entry, ...]:
    found = (_entry(each) for each in value) if isinstance(value, list) else ()
    return tuple(each for each in found if each is not None)


def _entry(value: Any) -> Entry | None:  # noqa: ANN401 -- whatever JSON has
    try:
        return Entry(
            str(value["folder"]), int(value["gpu"]), int(value["pid"]), float(value["pid_began"])
        )
    except (TypeError, KeyError, ValueError, OverflowError):
        return None
