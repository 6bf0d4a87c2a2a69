"""Long work in the window: one queue, one bar, one way to pause and to stop.

`Jobs.run` waits for its turn, shows its progress in the job bar and returns what the work returns.
`Jobs.put` lets work wait that nobody waits for: how it ended is told, and stands in the queue's
panel. `Jobs.beside` is for what a person waits for right now and what needs no bar (reading an
index, planning): it runs at once, in threads of its own.

One job runs at a time; light ones, of which each leaves cores idle, run side by side.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Coroutine, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from PySide6.QtCore import QObject

from app.core.errors import AppError
from app.core.jobs import Checkpoint, JobContext, Stopped, ignore
from app.ui.job import Job
from app.ui.job_queue import JobQueue, threads
from app.ui.loop import in_own_thread, spawn

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

T = TypeVar("T")
Work: TypeAlias = Callable[[Job], Coroutine[Any, Any, None]]


class Jobs(JobQueue):
    """The queue, and what runs beside it.

    Attributes:
        closed: Whether it is over: what is asked for from then on is cancelled at once.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids = itertools.count(1)
        self._aside: set[JobContext] = set()
        self.closed = False

    @cached_property
    def _sides(self) -> ThreadPoolExecutor:
        return threads(3, "beside")

    @cached_property
    def _brief(self) -> ThreadPoolExecutor:
        return threads(1, "brief")

    @property
    def busy(self) -> bool:
        """Whether anything runs or waits, in the queue or beside it."""
        return bool(self._running or self._waiting or self._aside)

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
        turn = asyncio.Event()
        job = Job(next(self._ids), title, turn.set, about)
        job.task = asyncio.current_task()
        self._waiting.append(job)
        self._advance()
        try:
            await turn.wait()
            found: T = await job.carry_out(work, *args, **kwargs)
            job.state = "done"
        except AppError as error:
            job.fail(str(error))
            raise
        finally:
            self._take_off(job)
        return found

    def put(self, jobs: Iterable[Job], *, paused: bool = False) -> None:
        """Let jobs made by `job` wait for their turn, behind what waits; or for the person, too."""
        if not self.closed:
            self._waiting += jobs
            self._paused = self._paused or (paused and not self._running)
            self._advance()

    def job(
        self,
        title: str,
        work: Work,
        about: object = None,
        *,
        light: bool = False,
        size: float = 0.0,
    ) -> Job:
        """Return a job for `put`.

        Args:
            title: For people.
            work: Called when its turn comes; does its blocking part through `Job.carry_out`. What
                it raises of the material is the job's `trouble`, and goes no further.
            about: What it works on.
            light: Whether it leaves cores idle: it runs beside others that do.
            size: How much there is to do, in frames; 0: unknown.
        """

        def begin() -> None:
            job.task = spawn(self._see_through(job, work))
            job.task.add_done_callback(end)  # it may be stopped before it does its first step

        def end(_task: object) -> None:
            self._take_off(job)
            self.ended.emit(job)

        job = Job(next(self._ids), title, begin, about, light=light, size=size)
        return job

    async def _see_through(self, job: Job, work: Work) -> None:
        from asyncio import CancelledError

        try:
            await work(job)
            job.state = "done"
        except AppError as error:
            job.fail(str(error))
        except (Stopped, CancelledError):
            job.state = "stopped"
        except BaseException as error:
            job.fail(self.tr("A fault of Rushes itself: {}").format(type(error).__name__))
            raise

    async def beside(
        self,
        work: Callable[..., T],
        *args: object,
        stoppable: bool = False,
        brief: bool = False,
        report: Checkpoint = ignore,
        **kwargs: object,
    ) -> T:
        """Run blocking ``work`` at once, without a bar; it gets the arguments as they are.

        Args:
            work: Runs in a thread.
            args: Handed on; so are ``kwargs``.
            stoppable: It gets a ``checkpoint`` too; without one, `close` waits for its end.
            brief: It takes a moment, and waits for nothing that takes longer.
            report: Hears of its progress, in its thread; may raise `Stopped`.
            kwargs: See ``args``.

        Raises what the work raises, `Stopped` when `stop_beside` or `close` ended it, and
        CancelledError once closed.
        """
        self._refuse_when_closed()
        context = JobContext(report, pool=self._brief if brief else self._sides)
        if stoppable:
            kwargs["checkpoint"] = context.checkpoint
        self._aside.add(context)
        try:
            return await context.in_thread(work, *args, **kwargs)
        finally:
            self._aside.discard(context)

    def _refuse_when_closed(self) -> None:
        from asyncio import CancelledError

        if self.closed:
            raise CancelledError

    def stop_beside(self) -> None:
        """Stop what runs beside the queue and can be stopped."""
        for context in self._aside:
            context.stop()

    async def close(self) -> None:
        """Stop everything and wait until all threads have left; later work is stopped at once."""
        import asyncio

        self.closed = True
        self.leave()
        me = asyncio.current_task()
        tasks = [job.task for job in self.queued if job.task is not None and job.task is not me]
        if tasks:
            await asyncio.wait(tasks)
        self.stop_beside()
        for pool in (self._lane, self._sides, self._brief):
            await in_own_thread(pool.shutdown)
