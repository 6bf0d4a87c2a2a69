from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.core.errors import AppError
from app.core.jobs import Checkpoint, Progress
from app.ui.job import Job
from app.ui.queue_lines import Head, chip_of, detail_of
from app.ui.queue_panel import QueuePanel
from tests.ui.rig import InWindow, Rig, until

_ALT, _NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
_BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Play:
    """The panel over a queue of jobs that end when they are told to."""

    def __init__(self, rig: Rig) -> None:
        self.rig, self.jobs = rig, rig.window.jobs
        self.gates: dict[str, threading.Event] = {}
        self.asked: list[str] = []

    def job(self, title: str, trouble: str = "") -> Job:
        gate = self.gates.setdefault(title, threading.Event())

        def work(*, checkpoint: Checkpoint) -> None:
            while not gate.wait(0.005):
                checkpoint(Progress(40, 100, "half way"))
            if trouble:
                raise AppError(trouble)

        async def go(job: Job) -> None:
            await job.carry_out(work)

        made = self.jobs.job(title, go, size=100)
        made.again = lambda: self.asked.append(title)
        return made

    @property
    def panel(self) -> QueuePanel:
        return self.rig.window.commands.queue

    @property
    def lines(self) -> list[str]:
        """What stands in the list."""
        model = self.panel._list.lines
        lines = [model.line(row) for row in range(model.rowCount())]
        return [line.text if isinstance(line, Head) else line.title for line in lines]

    def choose(self, title: str) -> None:
        view = self.panel._list
        view.setCurrentIndex(view.lines.index(self.lines.index(title)))

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = _NONE) -> None:
        self.rig.press(key, modifiers)


@pytest.fixture
def play(in_window: InWindow) -> Callable[..., None]:
    """Run a scenario with a queue of a job that runs, "a", and three that wait, "b" to "d"."""

    def run(scenario: Callable[[Play], object]) -> None:
        async def whole(rig: Rig) -> None:
            await rig.active()
            made = Play(rig)
            made.jobs.put([made.job(title) for title in "abcd"])
            await until(lambda: made.jobs.last)
            rig.trigger("view.queue")
            try:
                await scenario(made)  # type: ignore[misc]
            finally:
                made.jobs.stop_all()

        in_window(whole)

    return run


def test_that_the_panel_lists_what_runs_waits_failed_and_is_done(play: Callable[..., None]) -> None:
    async def scenario(now: Play) -> None:
        assert now.lines == ["Running", "a", "Waiting · 3", "b", "c", "d"]
        running = now.jobs.all_running[0]
        assert chip_of(running) == ("40%", "info")
        assert detail_of(running).endswith("half way")
        bad = now.job("bad", "The disk is full: make room.")
        now.jobs.put([bad])
        now.jobs.put_first([bad])
        for title in ("bad", "a"):
            now.gates[title].set()
        await until(lambda: bad.state == "failed")
        await until(lambda: now.lines[:2] == ["Running", "b"])
        assert now.lines == [
            *("Running", "b", "Waiting · 2", "c", "d", "Failed · 1", "bad", "Done · 1", "a")
        ]
        assert (chip_of(bad), detail_of(bad)) == (("failed", "bad"), "The disk is full: make room.")
        now.panel._clear.click()
        assert now.lines[-2:] == ["Failed · 1", "bad"]
        now.choose("bad")
        assert now.panel._again.isEnabled() and not now.panel._next.isEnabled()
        now.press(Qt.Key.Key_Return)
        assert now.asked == ["bad"]
        now.press(Qt.Key.Key_Delete)
        assert now.lines[-2:] == ["c", "d"]

    play(scenario)


def test_that_keys_change_the_order_and_stop_what_is_selected(play: Callable[..., None]) -> None:
    async def scenario(now: Play) -> None:
        now.choose("d")
        now.press(Qt.Key.Key_Home, _ALT)
        assert now.lines[3:] == ["d", "b", "c"]
        assert [job.title for job in now.panel._list.chosen] == ["d"]
        now.press(Qt.Key.Key_Down, _ALT)
        assert now.lines[3:] == ["b", "d", "c"]
        now.panel._up.click()
        assert now.lines[3:] == ["d", "b", "c"]
        now.press(Qt.Key.Key_Delete)
        assert now.lines[2:] == ["Waiting · 2", "b", "c"]
        now.choose("a")
        assert now.panel._stop.isEnabled() and not now.panel._up.isEnabled()
        now.panel._stop.click()
        await until(lambda: now.lines[1] == "b")
        now.panel._stop_all.click()
        await until(lambda: now.lines == [])
        assert now.panel._empty.isVisible() and not now.panel._pause.isEnabled()

    play(scenario)


def test_that_a_paused_queue_says_so_and_goes_on(play: Callable[..., None]) -> None:
    async def scenario(now: Play) -> None:
        now.panel._pause.click()
        assert now.jobs.paused and now.panel._sum.text() == "paused · 3 waiting"
        assert now.panel._pause.text() == "Go on"
        now.gates["a"].set()
        now.jobs.stop(now.jobs.all_running[0])
        await until(lambda: now.lines[:1] == ["Waiting · 3"])
        await asyncio.sleep(0.05)
        assert now.jobs.all_running == []
        now.rig.trigger("project.pause")
        await until(lambda: now.lines[:2] == ["Running", "b"])

    play(scenario)


def test_that_the_panel_opens_from_the_bar_and_closes_with_its_key(
    play: Callable[..., None],
) -> None:
    async def scenario(now: Play) -> None:
        assert now.panel.isVisible() and now.panel._list.hasFocus()
        now.press(Qt.Key.Key_Escape)
        assert not now.panel.isVisible()
        bar = now.rig.window.job_bar
        assert bar._waiting.text() == "3 waiting"
        QTest.mouseClick(bar._waiting, Qt.MouseButton.LeftButton)
        assert now.panel.isVisible()
        now.press(Qt.Key.Key_J, _BOTH)
        assert not now.panel.isVisible()
        window = now.rig.window
        now.press(Qt.Key.Key_J, _BOTH)
        window.resize(1000, 620)
        await until(lambda: window.rect().contains(now.panel.geometry()))

    play(scenario)


def test_that_a_long_queue_is_shown_at_once(play: Callable[..., None]) -> None:
    async def scenario(now: Play) -> None:
        now.jobs.put([now.job(f"job {n}") for n in range(3000)])
        assert now.lines[2] == "Waiting · 3,003"
        now.choose("job 2999")
        now.press(Qt.Key.Key_Home, _ALT)
        assert now.lines[3] == "job 2999"
        now.jobs.stop_all()
        await until(lambda: not now.jobs.busy)

    play(scenario)
