"""Long work reports, and stops when told to."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.core.jobs import JobContext, Pace, Progress, Stopped, each, ignore, part


def test_that_a_job_returns_what_its_work_returns() -> None:
    seen: list[Progress] = []

    async def job(ctx: JobContext) -> int:
        def work() -> int:
            for done in range(1, 4):
                ctx.checkpoint(Progress(done, 3))
            return 7

        return await ctx.in_thread(work)

    assert asyncio.run(job(JobContext(seen.append))) == 7
    assert seen[-1] == Progress(3, 3)


def test_that_cancelling_ends_the_thread_before_anyone_reacts() -> None:
    left: list[float] = []

    async def scenario() -> float:
        ctx = JobContext()

        def work() -> None:
            try:
                while True:
                    ctx.checkpoint(Progress(0, 0))
                    time.sleep(0.005)
            finally:
                left.append(time.monotonic())

        task = asyncio.ensure_future(ctx.in_thread(work))
        await asyncio.sleep(0.05)
        task.cancel()
        asked = time.monotonic()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert left, "the thread still runs"
        return time.monotonic() - asked

    assert asyncio.run(scenario()) < 0.2


def test_that_a_stopped_context_raises_at_the_next_checkpoint() -> None:
    ctx = JobContext()
    ctx.checkpoint(Progress(0, 1))
    ctx.stop()
    assert ctx.stopped
    with pytest.raises(Stopped):
        ctx.checkpoint(Progress(1, 1))


def test_that_reports_are_limited_but_the_last_one_always_comes() -> None:
    seen: list[Progress] = []
    ctx = JobContext(seen.append, per_second=1)
    for done in range(1, 1001):
        ctx.checkpoint(Progress(done, 1000))
    assert len(seen) == 2
    assert seen[-1].fraction == 1.0


def test_that_time_left_follows_the_pace() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    assert pace.seconds_left(Progress(0, 100)) is None
    now[0] = 10.0
    assert pace.seconds_left(Progress(25, 100)) == pytest.approx(30.0)
    assert pace.seconds_left(Progress(25, 0)) is None


def test_that_a_part_reports_its_share_of_the_whole() -> None:
    seen: list[Progress] = []
    part(seen.append, done=2, of=4, total=10)(Progress(1, 2, "film"))
    assert seen == [Progress(4, 10, "film")]
    ignore(seen[0])


def test_that_a_paused_job_waits_and_goes_on_where_it_was() -> None:
    ctx, done = JobContext(), []

    async def scenario() -> None:
        def work() -> None:
            for number in range(200):
                ctx.checkpoint(Progress(number, 200))
                done.append(number)
                time.sleep(0.001)

        task = asyncio.ensure_future(ctx.in_thread(work))
        await asyncio.sleep(0.03)
        ctx.pause()
        await asyncio.sleep(0.02)
        seen = len(done)
        await asyncio.sleep(0.05)
        assert ctx.paused and len(done) == seen < 200
        ctx.resume()
        await task

    asyncio.run(scenario())
    assert done == list(range(200))


def test_that_a_paused_job_can_be_stopped() -> None:
    ctx = JobContext()
    ctx.pause()

    async def scenario() -> None:
        task = asyncio.ensure_future(ctx.in_thread(lambda: ctx.checkpoint(Progress(0, 1))))
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, 1)

    asyncio.run(scenario())
    assert not ctx.paused


def test_that_each_item_is_worked_on_and_a_failure_stops_no_other() -> None:
    def half(number: int) -> float:
        return 1 / (number - 3) if number != 3 else 1 // 0

    seen: list[Progress] = []
    with ThreadPoolExecutor(2) as pool:
        ended = dict(each(pool, half, range(9), at_once=3, checkpoint=seen.append))
    assert sorted(ended) == list(range(9))
    assert ended[5].result() == 0.5
    with pytest.raises(ZeroDivisionError):
        ended[3].result()
    assert [now.done for now in seen] == sorted(now.done for now in seen)
    assert (seen[-1].done, seen[-1].total) == (9, 9)


def test_that_a_stop_leaves_what_was_not_begun() -> None:
    begun: list[int] = []

    def note(number: int) -> None:
        begun.append(number)

    def stop(_now: Progress) -> None:
        raise Stopped

    with ThreadPoolExecutor(1) as pool, pytest.raises(Stopped):
        for _ in each(pool, note, range(1000), at_once=4, checkpoint=stop):
            pass
    assert len(begun) <= 4
