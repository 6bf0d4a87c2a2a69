"""Long work in the window: one queue, one bar, one way to pause and to stop.

`Jobs.run` waits for its turn, shows its progress in the job bar and returns what the work returns.
`Jobs.beside` is for what a person waits for right now and what needs no bar (reading an index,
planning): it runs at once, in threads of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from app.core.jobs import JobContext, Pace, Progress

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Report:
    """How far the running job is.

    Attributes:
        seconds_left: None while it is not known.
    """

    job: int
    progress: Progress
    seconds_left: float | None


@dataclass(eq=False)
class Job:
    """A piece of work in the queue.

    Attributes:
        about: What it works on, as its caller named it.
    """

    id: int
    title: str
    context: JobContext
    turn: asyncio.Event
    about: object = None
    task: asyncio.Task[Any] | None = None


class Jobs(QObject):
    """The queue; one job runs at a time, in the order they were asked for.

    Attributes:
        closed: Whether it is over: what is asked for from then on is cancelled at once.
        last: The newest report of the running job; None where there is none yet.
    """

    changed = Signal()  # what runs or waits, or whether it is paused
    progressed = Signal(object)  # Report; received on the GUI thread
    _reported = Signal(int, object)  # job, Progress; emitted from any thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: list[Job] = []
        self._ids = itertools.count(1)
        self._aside: set[JobContext] = set()
        self._pace = Pace()
        self.closed = False
        self.last: Report | None = None
        self._reported.connect(self._on_reported)

    @cached_property
    def _lane(self) -> ThreadPoolExecutor:
        return _threads(1, "job")

    @cached_property
    def _sides(self) -> ThreadPoolExecutor:
        return _threads(3, "beside")

    @property
    def running(self) -> Job | None:
        """The job that runs, or is paused."""
        return self._queue[0] if self._queue else None

    @property
    def going(self) -> Job | None:
        """The first job that was not told to stop; one that was runs until its thread has left."""
        return next((job for job in self._queue if not job.context.stopped), None)

    @property
    def waiting(self) -> list[Job]:
        """The jobs whose turn has not come, in order."""
        return self._queue[1:]

    @property
    def paused(self) -> bool:
        """Whether the running job was told to wait."""
        return bool(self._queue) and self._queue[0].context.paused

    @property
    def busy(self) -> bool:
        """Whether anything runs or waits, in the queue or beside it."""
        return bool(self._queue or self._aside)

    async def run(
        self,
        title: str,
        work: Callable[..., T],
        *args: object,
        about: object = None,
        **kwargs: object,
    ) -> T:
        """Run blocking ``work`` when its turn comes; it gets the arguments and a ``checkpoint``.

        Args:
            title: For people.
            work: Runs in the queue's own thread.
            args: Handed on; so are ``kwargs``.
            about: What it works on; `Job.about`.
            kwargs: See ``args``.

        Raises what the work raises, and CancelledError when it was stopped.
        """
        import asyncio

        self._refuse_when_closed()
        number = next(self._ids)
        context = JobContext(self._reporter(number), pool=self._lane)
        task = asyncio.current_task()
        job = Job(number, title, context, asyncio.Event(), about, task)
        self._queue.append(job)
        self._advance()
        try:
            await job.turn.wait()
            return await context.in_thread(work, *args, checkpoint=context.checkpoint, **kwargs)
        finally:
            self._queue.remove(job)
            self._advance()

    async def beside(
        self, work: Callable[..., T], *args: object, stoppable: bool = False, **kwargs: object
    ) -> T:
        """Run blocking ``work`` at once, without a bar; it gets the arguments as they are.

        Args:
            work: Runs in a thread.
            args: Handed on; so are ``kwargs``.
            stoppable: It gets a ``checkpoint`` too; without one, `close` waits for its end.
            kwargs: See ``args``.

        Raises what the work raises, `Stopped` when `stop_beside` or `close` ended it, and
        CancelledError once closed.
        """
        self._refuse_when_closed()
        context = JobContext(pool=self._sides)
        if stoppable:
            kwargs["checkpoint"] = context.checkpoint
        self._aside.add(context)
        try:
            return await context.in_thread(work, *args, **kwargs)
        finally:
            self._aside.discard(context)

    def stop_beside(self) -> None:
        """Stop what runs beside the queue and can be stopped."""
        for context in self._aside:
            context.stop()

    def stop(self, job: Job | None = None) -> None:
        """Stop a job, the running one by default; its `run` raises CancelledError."""
        job = job or self.running
        if job is not None and job.task is not None:
            job.context.stop()  # at once: the task hears of it when the loop goes on
            job.task.cancel()

    def stop_all(self) -> None:
        """Stop everything that runs or waits."""
        for job in list(self._queue):
            self.stop(job)

    def toggle_pause(self) -> None:
        """Pause the running job, or let it go on."""
        job = self.running
        if job is None:
            return
        if job.context.paused:
            job.context.resume()
            self._pace = Pace()
        else:
            job.context.pause()
        self.changed.emit()

    def _refuse_when_closed(self) -> None:
        from asyncio import CancelledError

        if self.closed:
            raise CancelledError

    async def close(self) -> None:
        """Stop everything and wait until all threads have left; later work is stopped at once."""
        import asyncio

        self.closed = True
        self.stop_all()
        me = asyncio.current_task()
        tasks = [job.task for job in self._queue if job.task is not None and job.task is not me]
        if tasks:
            await asyncio.wait(tasks)
        self.stop_beside()
        loop = asyncio.get_running_loop()
        for pool in (self._lane, self._sides):
            await loop.run_in_executor(None, pool.shutdown)

    def _advance(self) -> None:
        """Give the first job its turn."""
        job = self.running
        if job is not None and not job.turn.is_set():
            self._pace, self.last = Pace(), None
            job.turn.set()
        self.changed.emit()

    def _reporter(self, job: int) -> Callable[[Progress], None]:
        def report(progress: Progress) -> None:
            self._reported.emit(job, progress)

        return report

    def _on_reported(self, job: int, progress: Progress) -> None:
        running = self.running
        if running is None or running.id != job:
            return
        self.last = Report(job, progress, self._pace.seconds_left(progress))
        self.progressed.emit(self.last)


def _threads(number: int, name: str) -> ThreadPoolExecutor:
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(number, thread_name_prefix=name)
