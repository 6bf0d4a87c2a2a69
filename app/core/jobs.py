"""The one shape of long work.

A *job* is ``async def job(ctx: JobContext, …) -> T``. Its blocking parts are plain functions that
take a ``checkpoint`` and call it once per step; they run through `JobContext.in_thread`. Cancelling
the task makes the next checkpoint raise `Stopped`, and the cancellation is let through only when
the thread has left, so nothing stays half open. The same functions run without any loop when given
`ignore`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

A = TypeVar("A")
P = ParamSpec("P")
T = TypeVar("T")

_LOOK_EVERY = 0.1  # seconds between two reports while nothing ends
_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a piece of work has come.

    Attributes:
        done: Units done, 0 … total.
        total: Units in all; 0 where unknown.
        what: What is being worked on, for people; may be empty.
    """

    done: float
    total: float
    what: str = ""

    @property
    def fraction(self) -> float:
        """Share done, 0.0-1.0; 0.0 where the total is unknown."""
        return min(1.0, self.done / self.total) if self.total > 0 else 0.0


class Stopped(Exception):
    """Raised by a checkpoint after the work was cancelled."""


Checkpoint = Callable[[Progress], None]
"""Called by blocking work once per step, from any thread; raises `Stopped` when the work is to
end."""


def ignore(progress: Progress) -> None:
    """Do nothing: the checkpoint of work that nobody watches."""


class JobContext:
    """What a job gets: a place to report to and the sign to stop.

    Reports reach ``report`` at most ``per_second`` times a second (and always when a unit is
    complete), from whatever thread the work runs in.
    """

    def __init__(
        self,
        report: Checkpoint = ignore,
        *,
        pool: Executor | None = None,
        per_second: float = 30.0,
    ) -> None:
        self._report = report
        self._pool = pool
        self._interval = 1.0 / per_second
        self._last = -self._interval
        self._stop = threading.Event()
        self._going = threading.Event()  # cleared while paused
        self._going.set()

    @property
    def stopped(self) -> bool:
        """True once the job was told to stop."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Make every later checkpoint raise `Stopped`.

        Safe from any thread.
        """
        self._stop.set()
        self._going.set()

    @property
    def paused(self) -> bool:
        """True while checkpoints wait."""
        return not self._going.is_set()

    def pause(self) -> None:
        """Make every later checkpoint wait for `resume` or `stop`; safe from any thread."""
        if not self._stop.is_set():
            self._going.clear()

    def resume(self) -> None:
        """Let waiting checkpoints go on; safe from any thread."""
        self._going.set()

    def checkpoint(self, progress: Progress) -> None:
        """Report ``progress``; wait while the job is paused; raise `Stopped` if it was cancelled.

        Safe from any thread but the loop's own.
        """
        self._going.wait()
        if self._stop.is_set():
            raise Stopped
        now = time.monotonic()
        if now - self._last >= self._interval or progress.done >= progress.total > 0:
            self._last = now
            self._report(progress)

    async def in_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run blocking ``work`` off the loop; a cancellation waits until it has left the thread."""
        import asyncio  # not before there is work: the window is shown without it

        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._pool, lambda: work(*args, **kwargs))
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            self.stop()
            await asyncio.wait([future])
            if not future.cancelled():
                future.exception()  # Retrieved, or asyncio would log it as lost.
            raise


class Pace:
    """Estimates the time left from the speed so far."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._start: tuple[float, float] | None = None

    def seconds_left(self, progress: Progress) -> float | None:
        """Return the seconds left at the average speed so far; None while it is not known."""
        now = self._clock()
        if self._start is None or progress.done < self._start[1]:
            self._start = (now, progress.done)
            return None
        elapsed, done = now - self._start[0], progress.done - self._start[1]
        if done <= 0 or elapsed < 0.5 or progress.total <= 0:
            return None
        return (progress.total - progress.done) * elapsed / done


def part(checkpoint: Checkpoint, *, done: float, of: float, total: float) -> Checkpoint:
    """Return a checkpoint for a step worth ``of`` of ``total`` units, after ``done`` of them."""

    def report(progress: Progress) -> None:
        checkpoint(Progress(done + of * progress.fraction, total, progress.what))

    return report


def each(
    pool: Executor,
    work: Callable[[A], T],
    items: Sequence[A],
    *,
    name: Callable[[A], str] = str,
    at_once: int | None = None,
    checkpoint: Checkpoint = ignore,
) -> Iterator[tuple[int, Future[T]]]:
    """Do the same work for many items, in any executor; yield each item's place and its future.

    They come as they end, done or failed. No more than ``at_once`` items are with the executor, so
    that a stop comes soon: those are waited for, and not yielded.

    An executor of many machines may say itself how many items it takes, with an attribute
    ``at_once``, and how much of those that were begun is done, with a method ``under_way``.

    Args:
        pool: Threads, processes, or the machines of a cluster; for the last two ``work`` and the
            items are pickled.
        work: Called with an item.
        items: In the order in which they are begun.
        name: Says for people what is being worked on.
        at_once: Items that are begun before the first one has ended; None: 16, or what the
            executor says.
        checkpoint: Called some times a second, with items done and items in all.

    Raises:
        Stopped: The checkpoint said so.
    """
    from concurrent.futures import FIRST_COMPLETED, wait

    most = at_once or int(getattr(pool, "at_once", _AT_ONCE))
    under_way: Callable[[], float] = getattr(pool, "under_way", float)  # float() is 0.0
    begun: dict[Future[T], int] = {}
    done, following, latest = 0, 0, ""
    try:
        while begun or following < len(items):
            while following < len(items) and len(begun) < most:
                begun[pool.submit(work, items[following])] = following
                following += 1
            ended, _ = wait(begun, _LOOK_EVERY, FIRST_COMPLETED)
            for future in sorted(ended, key=begun.__getitem__):
                place = begun.pop(future)
                done, latest = done + 1, name(items[place])
                yield place, future
            checkpoint(Progress(done + under_way(), len(items), latest))
    finally:
        for future in begun:
            future.cancel()
        wait(begun)
