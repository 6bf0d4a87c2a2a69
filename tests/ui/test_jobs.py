from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from app.core.jobs import Checkpoint, Progress, Stopped
from app.ui.jobs import Jobs

Run = Callable[[Coroutine[Any, Any, Any]], Any]


def never_ending(begun: threading.Event, *, checkpoint: Checkpoint) -> None:
    begun.set()
    while True:
        checkpoint(Progress(0, 0))
        time.sleep(0.001)


async def begun_beside(jobs: Jobs) -> asyncio.Task[None]:
    begun = threading.Event()
    task = asyncio.ensure_future(jobs.beside(never_ending, begun, stoppable=True))
    while not begun.is_set():  # noqa: ASYNC110 -- a thread sets it
        await asyncio.sleep(0.001)
    return task


@pytest.mark.timeout(20)
def test_that_closing_ends_what_runs_beside_the_queue(qt_run: Run) -> None:
    async def scenario() -> None:
        jobs = Jobs()
        task = await begun_beside(jobs)
        await jobs.close()
        with pytest.raises(Stopped):
            await task

    qt_run(scenario())


@pytest.mark.timeout(20)
def test_that_work_beside_can_be_stopped_and_more_begun(qt_run: Run) -> None:
    async def scenario() -> None:
        jobs = Jobs()
        task = await begun_beside(jobs)
        jobs.stop_beside()
        with pytest.raises(Stopped):
            await task
        assert await jobs.beside(int, "7") == 7
        await jobs.close()

    qt_run(scenario())


def test_that_work_asked_for_after_the_end_is_stopped_not_failed(qt_run: Run) -> None:
    async def scenario() -> None:
        jobs = Jobs()
        await jobs.close()
        with pytest.raises(Stopped):
            await jobs.beside(int, "7")
        with pytest.raises(asyncio.CancelledError):
            await jobs.run("seven", never_ending, threading.Event())

    qt_run(scenario())
