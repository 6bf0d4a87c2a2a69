from __future__ import annotations

import asyncio
import gc
import threading
import time
import weakref
from collections.abc import Callable

import pytest

from app.core.errors import AppError
from app.core.jobs import Checkpoint, Progress, Stopped
from app.ui.job import Job
from app.ui.job_bar import JobBar
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from tests.ui.conftest import Run
from tests.ui.rig import InWindow, Rig, emitted, until

Work = Callable[..., str]


def stepping(gate: threading.Event, name: str = "", log: list[str] | None = None) -> Work:
    """Work that goes step after step until the gate opens."""

    def work(*, checkpoint: Checkpoint) -> str:
        steps = 0
        while not gate.wait(0.002):
            steps = min(steps + 1, 99)
            checkpoint(Progress(steps, 100, f"step {steps}"))
        if log is not None:
            log.append(name)
        return name

    return work


def quick(*, checkpoint: Checkpoint) -> int:
    checkpoint(Progress(1, 1))
    return threading.get_ident()


def test_that_jobs_run_one_after_the_other_in_the_order_they_were_asked_for(qt_run: Run) -> None:
    async def scenario() -> None:
        jobs, log, gates = Jobs(), [], [threading.Event() for _ in range(3)]
        tasks = [
            spawn(jobs.run(name, stepping(gate, name, log)))
            for name, gate in zip("abc", gates, strict=True)
        ]
        await until(lambda: len(jobs.waiting) == 2)
        assert jobs.running is not None and jobs.running.title == "a"
        assert [job.title for job in jobs.waiting] == ["b", "c"]
        for gate in reversed(gates):
            gate.set()
        assert await asyncio.gather(*tasks) == ["a", "b", "c"]
        assert log == ["a", "b", "c"]
        assert jobs.running is None and not jobs.busy
        await jobs.close()

    qt_run(scenario())


def test_that_jobs_run_off_the_windows_thread_and_beside_does_not_wait(qt_run: Run) -> None:
    async def scenario() -> None:
        jobs, gate = Jobs(), threading.Event()
        long = spawn(jobs.run("long", stepping(gate, "long")))
        assert await jobs.beside(threading.get_ident) != threading.get_ident()
        assert jobs.busy and not long.done()
        gate.set()
        assert await long == "long"
        assert await jobs.run("quick", quick) != threading.get_ident()
        await jobs.close()

    qt_run(scenario())


def test_that_progress_of_the_running_job_is_told(qt_run: Run) -> None:
    async def scenario() -> None:
        jobs, gate = Jobs(), threading.Event()
        task = spawn(jobs.run("long", stepping(gate)))
        (report,) = await emitted(jobs.progressed)
        assert jobs.running is not None and report.job == jobs.running.id
        assert 0 < report.progress.fraction < 1
        assert report.progress.what.startswith("step")
        assert jobs.last is report
        gate.set()
        await task
        await jobs.close()

    qt_run(scenario())


def test_that_a_paused_job_stands_still_until_it_goes_on(qt_run: Run) -> None:
    async def scenario() -> None:
        jobs, gate, steps = Jobs(), threading.Event(), []

        def work(*, checkpoint: Checkpoint) -> None:
            while not gate.wait(0.001):
                steps.append(1)
                checkpoint(Progress(0, 0))

        task = spawn(jobs.run("long", work))
        await until(lambda: steps)
        jobs.toggle_pause()
        assert jobs.paused
        await asyncio.sleep(0.02)
        stood = len(steps)
        await asyncio.sleep(0.05)
        assert len(steps) == stood
        jobs.toggle_pause()
        assert not jobs.paused
        await until(lambda: len(steps) > stood)
        gate.set()
        await task
        jobs.toggle_pause()
        assert not jobs.paused
        await jobs.close()

    qt_run(scenario())


def test_that_a_stopped_job_ends_and_lets_the_next_one_on(qt_run: Run) -> None:
    async def scenario() -> None:
        jobs = Jobs()
        first = spawn(jobs.run("first", stepping(threading.Event())))
        second = spawn(jobs.run("second", quick))
        await emitted(jobs.progressed)
        jobs.stop()
        await second
        assert first.cancelled()
        await jobs.close()

    qt_run(scenario())


def test_that_a_paused_queue_stays_so_when_a_job_is_stopped_or_asked_for(qt_run: Run) -> None:
    async def scenario() -> None:
        jobs = Jobs()
        first = spawn(jobs.run("first", stepping(threading.Event())))
        second = spawn(jobs.run("second", quick))
        await emitted(jobs.progressed)
        jobs.toggle_pause()
        jobs.stop()
        await until(first.done)
        third = spawn(jobs.run("third", quick))
        await until(lambda: len(jobs.waiting) == 1)
        await asyncio.sleep(0.05)
        assert first.cancelled() and jobs.paused
        assert jobs.running is not None and jobs.running.title == "second"
        assert not second.done() and not third.done()
        jobs.toggle_pause()
        await asyncio.gather(second, third)
        assert not jobs.paused
        await jobs.close()

    qt_run(scenario())


def test_that_a_waiting_job_can_be_stopped_alone(qt_run: Run) -> None:
    async def scenario() -> None:
        jobs, gate = Jobs(), threading.Event()
        first = spawn(jobs.run("first", stepping(gate, "first")))
        second = spawn(jobs.run("second", quick))
        await until(lambda: jobs.waiting)
        jobs.stop(jobs.waiting[0])
        await until(second.done)
        assert second.cancelled() and not first.done()
        gate.set()
        assert await first == "first"
        await jobs.close()

    qt_run(scenario())


def test_that_what_work_raises_reaches_who_asked_and_the_queue_goes_on(qt_run: Run) -> None:
    def bad(*, checkpoint: Checkpoint) -> None:
        raise AppError("no film")

    async def scenario() -> None:
        jobs = Jobs()
        with pytest.raises(AppError, match="no film"):
            await jobs.run("bad", bad)
        with pytest.raises(ZeroDivisionError):
            await jobs.beside(lambda: 1 // 0)
        assert not jobs.busy
        await jobs.run("good", quick)
        await jobs.close()

    qt_run(scenario())


def test_that_closing_stops_all_and_waits_for_the_threads(qt_run: Run) -> None:
    async def scenario() -> None:
        jobs = Jobs()
        tasks = [spawn(jobs.run(str(n), stepping(threading.Event()))) for n in range(3)]
        await emitted(jobs.progressed)
        await jobs.close()
        assert all(task.cancelled() for task in tasks)
        assert not jobs.busy
        names = [thread.name for thread in threading.enumerate()]
        assert [name for name in names if name.startswith(("job", "beside"))] == []

    qt_run(scenario())


def test_that_an_error_of_the_material_is_a_notice_and_a_bug_is_a_report(
    in_window: InWindow,
) -> None:
    def bad(error: Exception, *, checkpoint: Checkpoint) -> None:
        raise error

    async def scenario(rig: Rig) -> None:
        jobs = rig.window.jobs
        spawn(jobs.run("one", bad, AppError("The film is gone: put it back.")))
        await until(lambda: rig.sentences)
        assert rig.sentences == ["The film is gone: put it back."]
        spawn(jobs.run("two", bad, ValueError("ours")))
        spawn(jobs.run("three", bad, ValueError("ours again")))
        await until(lambda: len(rig.faults) == 2)
        assert len(rig.dialogs()) == 1
        assert "ValueError: ours" in rig.faults[0]
        rig.dialogs()[0].accept()
        rig.faults.clear()

    in_window(scenario)


def test_that_the_bar_says_what_runs_how_far_it_is_and_what_waits(qt_run: Run) -> None:
    async def scenario() -> None:
        jobs, gate = Jobs(), threading.Event()
        bar = JobBar(jobs)
        bar.say("3 clips", "plan")
        assert (bar.message.text(), bar.aside.text()) == ("3 clips", "plan")
        assert bar._pages.currentIndex() == 0
        tasks = [spawn(jobs.run(name, stepping(gate, name))) for name in ("Adding films", "b")]
        await emitted(jobs.progressed)
        assert bar._pages.currentIndex() == 1
        assert bar._title.text() == "Adding films"
        assert bar._waiting.text() == "1 waiting"
        assert bar._what.text().startswith("step")
        assert bar._left.text().endswith("%")
        bar._pause.click()
        assert bar._pause.text() == "Go on" and bar._left.text().endswith("paused")
        bar._pause.click()
        assert bar._pause.text() == "Pause"
        bar._stop.click()
        await until(lambda: jobs.running is not None and jobs.running.title == "b")
        assert (bar._title.text(), bar._waiting.text()) == ("b", "")
        gate.set()
        await asyncio.wait(tasks)
        assert bar._pages.currentIndex() == 0
        await jobs.close()

    qt_run(scenario())


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


# ------------------------------------------------------------------------------------- put


def a_job(
    jobs: Jobs, title: str, gate: threading.Event, log: list[str], *, light: bool = False
) -> Job:
    """A job that runs until the gate opens."""

    async def work(job: Job) -> None:
        await job.carry_out(stepping(gate, title, log))

    return jobs.job(title, work, light=light, size=10)


def titles(jobs: list[Job]) -> list[str]:
    return [job.title for job in jobs]


def test_that_jobs_that_were_put_run_in_the_order_a_person_gave_them(qt_run: Run) -> None:
    async def scenario() -> None:
        jobs, log, gate = Jobs(), [], threading.Event()
        a, b, c, d = (a_job(jobs, name, gate, log) for name in "abcd")
        jobs.put([a, b, c, d])
        await until(lambda: a.report)
        assert titles(jobs.all_running) == ["a"] and titles(jobs.waiting) == ["b", "c", "d"]
        jobs.put_first([d, a])  # a runs: it stays where it is
        assert titles(jobs.waiting) == ["d", "b", "c"]
        jobs.put_later([b])
        assert titles(jobs.queued) == ["a", "d", "c", "b"]
        jobs.put_earlier([c, b])
        assert titles(jobs.queued) == ["a", "c", "b", "d"]
        jobs.put_earlier([c, b])  # there is no earlier place
        jobs.put_later([c])
        assert titles(jobs.queued) == ["a", "b", "c", "d"]
        jobs.put_later([c, d])  # nor a later one
        assert titles(jobs.queued) == ["a", "b", "c", "d"]
        jobs.put_first([d])
        jobs.stop(c)
        assert titles(jobs.waiting) == ["d", "b"] and c.state == "stopped"
        gate.set()
        await until(lambda: not jobs.busy)
        assert log == ["a", "d", "b"]
        assert [(job.title, job.state) for job in jobs.past] == [
            ("b", "done"),
            ("d", "done"),
            ("a", "done"),
        ]
        jobs.forget(jobs.past)
        assert jobs.past == []
        await jobs.close()

    qt_run(scenario())


class _Material:
    """What a job works with: a whole project, say."""


def test_that_a_job_that_has_ended_is_listed_without_what_it_worked_with(qt_run: Run) -> None:
    def look(_material: _Material, *, checkpoint: Checkpoint) -> None:
        checkpoint(Progress(1, 1))

    def put(jobs: Jobs, trouble: str) -> weakref.ref[_Material]:
        material = _Material()

        async def work(job: Job) -> None:
            await job.carry_out(look, material)
            if trouble:
                raise AppError(trouble)

        jobs.put([jobs.job("looks", work)])
        return weakref.ref(material)

    async def scenario() -> None:
        jobs = Jobs()
        held = [put(jobs, ""), put(jobs, "The film is gone: put it back.")]
        await until(lambda: not jobs.busy)
        await jobs.run("runs", look, material := _Material())
        held.append(weakref.ref(material))
        del material
        await asyncio.sleep(0)
        gc.collect()
        assert [job.state for job in jobs.past] == ["done", "failed", "done"]
        assert [each() for each in held] == [None, None, None]
        await jobs.close()

    qt_run(scenario())


def test_that_light_jobs_run_side_by_side_and_others_alone(qt_run: Run) -> None:
    async def scenario() -> None:
        jobs, log = Jobs(), []
        gates = {name: threading.Event() for name in ("one", "two", "heavy", "three")}
        made = [a_job(jobs, name, gate, log, light=name != "heavy") for name, gate in gates.items()]
        jobs.put(made)
        await until(lambda: made[0].report and made[1].report)
        assert titles(jobs.all_running) == ["one", "two"]
        gates["two"].set()
        await until(lambda: made[1].state == "done")
        assert titles(jobs.all_running) == ["one"]  # the heavy one waits for it
        gates["one"].set()
        await until(lambda: made[2].report)
        assert titles(jobs.all_running) == ["heavy"] and titles(jobs.waiting) == ["three"]
        for gate in gates.values():
            gate.set()
        await until(lambda: not jobs.busy)
        assert log == ["two", "one", "heavy", "three"]
        await jobs.close()

    qt_run(scenario())


def test_that_a_job_that_fails_is_listed_with_its_sentence_and_the_rest_goes_on(
    qt_run: Run,
) -> None:
    def bad(*, checkpoint: Checkpoint) -> None:
        raise AppError("The film is gone: put it back.")

    async def fail(job: Job) -> None:
        await job.carry_out(bad)

    async def scenario() -> None:
        jobs, log, gate, ended = Jobs(), [], threading.Event(), []
        jobs.ended.connect(ended.append)
        gate.set()
        first, second = jobs.job("first", fail), a_job(jobs, "second", gate, log)
        jobs.put([first, second])
        await until(lambda: not jobs.busy)
        assert (first.state, first.trouble) == ("failed", "The film is gone: put it back.")
        assert log == ["second"] and titles(jobs.past) == ["second", "first"]
        assert ended == [first, second]
        await jobs.close()

    qt_run(scenario())


def test_that_stopping_all_ends_what_never_began_too(qt_run: Run) -> None:
    async def scenario() -> None:
        jobs, log, told = Jobs(), [], []
        jobs.leaving.connect(lambda: told.append(len(jobs.queued)))
        made = [a_job(jobs, str(n), threading.Event(), log) for n in range(5)]
        jobs.put(made)
        jobs.leave()  # the first one was given its turn and has not taken it
        await until(lambda: not jobs.busy)
        assert {job.state for job in made} == {"stopped"} and log == []
        assert told == [5] and jobs.past == []
        await jobs.close()
        jobs.put([a_job(jobs, "late", threading.Event(), log)])
        assert not jobs.busy

    qt_run(scenario())


def test_that_time_for_all_is_told_from_the_speed_so_far(qt_run: Run) -> None:
    def slow(*, checkpoint: Checkpoint) -> None:
        for step in range(8):
            checkpoint(Progress(step, 8))
            time.sleep(0.15)

    async def go(job: Job) -> None:
        await job.carry_out(slow)

    async def scenario() -> None:
        jobs = Jobs()
        jobs.put(jobs.job(str(n), go, size=100) for n in range(3))
        await until(lambda: jobs.seconds_left is not None)
        assert jobs.seconds_left is not None and 1.2 < jobs.seconds_left < 12
        jobs.stop_all()
        await until(lambda: not jobs.busy)
        assert jobs.seconds_left is None
        await jobs.close()

    qt_run(scenario())
