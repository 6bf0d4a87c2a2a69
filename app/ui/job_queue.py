"""The queue of long work: what runs, what waits, what has ended; whose turn it is."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.jobs import Checkpoint, JobContext, Pace, Progress
from app.ui.job import Job, Report

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

LANES = max(2, min(4, (os.cpu_count() or 1) // 2))
"""Light jobs that run side by side at most."""
_PAST = 500  # jobs that ended well and are still listed


class JobQueue(QObject):
    """Jobs in the order that was asked for and that a person made of it.

    One runs at a time; light ones, of which each leaves cores idle, run side by side.

    Attributes:
        past: The jobs that have ended and are still listed, the last one first.
        seconds_left: For all that runs and waits, as far as its size is known; None: not known.
    """

    changed = Signal()  # what runs, waits or has ended, or whether it is paused
    progressed = Signal(object)  # Report; received on the GUI thread
    ended = Signal(object)  # Job that was put, however it ended
    leaving = Signal()  # all that runs or waits is going to be stopped
    _reported = Signal(object, object)  # Job, Progress; emitted from any thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: list[Job] = []
        self._waiting: list[Job] = []
        self._paused = False
        self._whole, self._ended_size, self._waiting_size = Pace(), 0.0, 0.0
        self._last: Report | None = None
        self.past: list[Job] = []
        self.seconds_left: float | None = None
        self._reported.connect(self._on_reported)

    @cached_property
    def _lane(self) -> ThreadPoolExecutor:
        return threads(LANES, "job")

    @property
    def all_running(self) -> list[Job]:
        """The jobs that run, or are paused in the middle."""
        return list(self._running)

    @property
    def running(self) -> Job | None:
        """The first job that runs, or is paused."""
        return next(iter(self._running or self._waiting), None)

    @property
    def last(self) -> Report | None:
        """The newest report of the running job, or of the last one; None where there is none."""
        return self.running.report if self.running is not None else self._last

    @property
    def going(self) -> Job | None:
        """The first job that was not told to stop; one that was runs until its thread has left."""
        every = itertools.chain(self._running, self._waiting)
        return next((job for job in every if not job.stopped), None)

    @property
    def waiting(self) -> list[Job]:
        """The jobs whose turn has not come, in order."""
        return self._waiting[0 if self._running else 1 :]

    @property
    def queued(self) -> list[Job]:
        """The jobs that run, then those that wait, in order."""
        return [*self._running, *self._waiting]

    @property
    def paused(self) -> bool:
        """Whether the queue was told to wait."""
        return self._paused

    # ------------------------------------------------------------------- ordering and stopping

    def put_first(self, jobs: Iterable[Job]) -> None:
        """Let waiting jobs be the next ones, in the order they have."""
        first = set(jobs)
        self._waiting.sort(key=lambda job: job not in first)
        self._advance()

    def put_earlier(self, jobs: Iterable[Job]) -> None:
        """Let each of the jobs that wait change places with the one before, if that is no such."""
        mine = set(jobs)
        for place in range(1, len(self._waiting)):
            self._swap(place, mine)
        self._advance()

    def put_later(self, jobs: Iterable[Job]) -> None:
        """Let each of the jobs that wait change places with the one after, if that is no such."""
        others = set(self._waiting) - set(jobs)
        for place in range(len(self._waiting) - 1, 0, -1):
            self._swap(place, others)
        self._advance()

    def _swap(self, place: int, up: set[Job]) -> None:
        before, job = self._waiting[place - 1 : place + 1]
        if job in up and before not in up:
            self._waiting[place - 1 : place + 1] = job, before

    def toggle_pause(self) -> None:
        """Pause the queue, or let it go on; one without jobs is not paused."""
        self.pause(not self._paused)

    def pause(self, on: bool = True) -> None:
        """Pause the queue until it is told to go on, or is empty; or let it go on."""
        on = on and self.running is not None
        if on != self._paused:
            self._paused = on
            for job in self._running:
                job.pause(on)
            self._whole = Pace()
            self._advance()

    def stop(self, job: Job | None = None) -> None:
        """Stop a job, the running one by default; its `run` raises CancelledError."""
        job = job or self.running
        if job is None:
            return
        job.stop()  # at once: the task hears of it when the loop goes on
        if job.task is not None:
            job.task.cancel()
        else:
            self._take_off(job)
            self.ended.emit(job)

    def leave(self) -> None:
        """Stop everything that runs or waits because what it works on is left."""
        self.leaving.emit()
        self.stop_all()

    def stop_all(self) -> None:
        """Stop everything that runs or waits."""
        begun = [job for job in self.queued if job.task is not None]
        never = [job for job in self._waiting if job.task is None]
        self._waiting = [job for job in self._waiting if job.task is not None]
        for job in begun:
            self.stop(job)
        for job in never:
            job.stop()
            job.state = "stopped"
            self.ended.emit(job)
        self._advance()

    def list_failed(self, job: Job, trouble: str) -> None:
        """List a job that was never put as one that failed."""
        job.fail(trouble)
        self._list(job)
        self.changed.emit()

    def forget(self, jobs: Iterable[Job]) -> None:
        """List jobs that ended no longer."""
        gone = set(jobs)
        self.past = [job for job in self.past if job not in gone]
        self.changed.emit()

    # -------------------------------------------------------------------------------- turning

    def _advance(self) -> None:
        """Give jobs their turn: the first one, and light ones beside light ones."""
        while self._waiting and self._may_begin(self._waiting[0]):
            job = self._waiting.pop(0)
            self._running.append(job)
            job.context = JobContext(self._reporter(job), pool=self._lane)
            job.state, job.pace = "running", Pace()
            job.begin()
        self._waiting_size = sum(job.size for job in self._waiting)
        if not (self._running or self._waiting):
            self._paused, self._whole, self._ended_size = False, Pace(), 0.0
            self.seconds_left = None
        self.changed.emit()

    def _may_begin(self, job: Job) -> bool:
        if self._paused or not self._running:
            return not self._paused
        side_by_side = job.light and all(each.light for each in self._running)
        return side_by_side and len(self._running) < LANES

    def _take_off(self, job: Job) -> None:
        for jobs in (self._running, self._waiting):
            if job in jobs:
                jobs.remove(job)
        if job.state in ("running", "waiting"):
            job.state = "stopped"
        if job.state in ("done", "failed"):
            self._list(job)
            self._ended_size += job.size
        self._advance()

    def _list(self, job: Job) -> None:
        job.let_go()
        self.past.insert(0, job)
        well = [each for each in self.past if each.state == "done"]
        if len(well) > _PAST:
            self.past.remove(well[-1])

    def _reporter(self, job: Job) -> Checkpoint:
        def report(progress: Progress) -> None:
            self._reported.emit(job, progress)

        return report

    def _on_reported(self, job: Job, progress: Progress) -> None:
        if job in self._running:
            job.report = Report(job.id, progress, job.pace.seconds_left(progress))
            self.seconds_left = self._left_for_all()
            self._last = job.report
            self.progressed.emit(job.report)

    def _left_for_all(self) -> float | None:
        done = self._ended_size + sum(job.size * job.fraction for job in self._running)
        total = self._ended_size + self._waiting_size + sum(job.size for job in self._running)
        return self._whole.seconds_left(Progress(done, total))


def threads(number: int, name: str) -> ThreadPoolExecutor:
    """Return threads for work, called so."""
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(number, thread_name_prefix=name)
