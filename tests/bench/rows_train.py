"""*Train* with a run of 54,000 points, a log of 100 MB, 50 checkpoints and 300 samples.

How long the window's thread works at a stretch while somebody looks at it, and what looking at it
for hours costs.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench import Bench, row
from tests.bench.rows_follow import Turns, rested
from tests.bench.rows_window import in_window

if TYPE_CHECKING:
    from app.ui.train.run_following import RunFollowing
    from tests.tour.stage import Stage

RUNS, LOG_BYTES, PROMPTS = 200, 100_000_000, 6
_POLLS = 20  # while the turns are measured
_LOOKS = 2_000  # while the memory is
_MADE = "train 3"  # another number where what is made is another


def trained_project(folder: Path) -> Path:
    """Make, once, a project of 200 runs: 198 small ones, a large one that ended, one half through.

    The large ones have 54,000 points, a log of 100 MB, 50 checkpoints and 300 samples.
    """
    from app.core.cache import Cache
    from app.core.demo import make_demo
    from tests.run_folders import Recipe, write_run

    place = folder / _MADE
    if place.exists():
        return place
    making = folder / "train in the making"
    shutil.rmtree(making, ignore_errors=True)
    make_demo(making, cache=Cache())
    day = 86_400.0
    small: dict[str, Any] = {"epochs": 4, "every": 100}
    for number in range(RUNS - 2):
        kind = ("finished", "stopped", "failed", "dead")[number % 4]
        recipe = Recipe(name=f"try_{number}", seed=number, loss=0.09 + number % 40 / 1000, **small)
        write_run(making, kind, recipe, ended_ago=(RUNS - number) * day)  # type: ignore[arg-type]
    full: dict[str, Any] = {"every": 1, "events": True, "samples": True, "prompts": PROMPTS}
    for run in (
        write_run(making, "finished", Recipe(name="large_1", **full), ended_ago=day),
        write_run(making, "half", Recipe(name="large_2", epochs=101, **full)),
    ):
        _fill_log(run / "log" / "train.log")
    making.rename(place)
    return place


def _fill_log(path: Path) -> None:
    """Let each bar of a log be written again and again, as a trainer does, until it has 100 MB."""
    text = path.read_bytes()
    times = LOG_BYTES // len(text) + 1
    path.write_bytes(re.sub(rb"\r[^\r\n]*", lambda bar: bar[0] * times, text))


class Growing:
    """The run that is half through goes on, a step at a time, with this process as supervisor."""

    def __init__(self, folder: Path) -> None:
        import psutil

        self.folder = folder
        self.step = json.loads((folder / "state.json").read_text())["point"]["step"]
        self._events = next((folder / "logs").rglob("events.out.*"))
        self._began = psutil.Process().create_time()
        self.live()

    def live(self) -> None:
        """Say in its state that it runs, and where it is."""
        from app.core import store

        path = self.folder / "state.json"
        state = json.loads(path.read_text())
        state.update(pid=os.getpid(), pid_began=self._began, heartbeat=time.time())
        state["point"]["step"] = self.step
        state["steps"][-1].update(done=self.step, pid=os.getpid(), pid_began=self._began)
        store.write_text(path, json.dumps(state))

    def go_on(self) -> None:
        """Do a step; in any thread."""
        from tests.event_files import scalar_record

        self.step += 1
        step, now = self.step, time.time()
        values = {"loss/current": 0.09 + step % 7 / 1000, "loss/average": 0.1, "lr/unet": 5e-5}
        with self._events.open("ab") as file:
            file.write(b"".join(scalar_record(tag, values[tag], step, now) for tag in values))
        with (self.folder / "pace.jsonl").open("a") as pace:
            pace.write(json.dumps([now, step, 0.1, 11.5]) + "\n")
        with (self.folder / "gpu.jsonl").open("a") as gpu:
            gpu.write(json.dumps([now, 20_600, 19_700, 96, 71, 98]) + "\n")
        with (self.folder / "log" / "train.log").open("ab") as log:
            bar = f"\rsteps:  50%|#####     | {step}/108878 [10:00<10:00, 11.5s/it, avr_loss=0.1]"
            log.write(bar.encode())
        self.live()


async def opened(stage: Stage, folder: Path) -> Growing:
    """Open a copy of the project, with no long work beside, and wait until it rests."""
    from app.ui.train.run_telling import RUNS_ON

    copy = folder / "train copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(trained_project(folder), copy)
    growing = Growing(sorted((copy / "runs").iterdir())[-1])
    window = stage.window
    window.preferences.change(told=(RUNS_ON,))
    stage.hand.drop([copy])
    await stage.until(lambda: window.document.is_open, "the project")
    for _ in range(100):
        if window.jobs.running is not None and not window.jobs.paused:
            window.jobs.toggle_pause()
        await asyncio.sleep(0.02)
    await rested()
    return growing


async def viewed(stage: Stage, growing: Growing | None = None) -> None:
    """Wait for the next look at the run that is shown, which has gone on."""
    runs = stage.window.parts.runs
    if growing is not None:
        await asyncio.to_thread(growing.go_on)
    before = runs.view
    runs.look()
    await stage.until(lambda: runs.view is not None and runs.view is not before, "a look")


class Acts:
    """What somebody does in *Train*, each a method."""

    def __init__(self, stage: Stage, growing: Growing) -> None:
        self._stage, self._growing, self._window = stage, growing, stage.window

    async def open(self) -> None:
        """Show the stage for the first time, and wait until all of it is there."""
        self._stage.hand.ctrl("4")
        window = self._window
        await self._stage.until(lambda: window.parts.runs.view is not None, "the run")
        await self._stage.until(lambda: window.train.loss.plot is not None, "the plot")
        await asyncio.sleep(2)

    async def open_again(self) -> None:
        """Come back from another stage."""
        self._stage.hand.ctrl("1")
        await asyncio.sleep(1)
        self._stage.hand.ctrl("4")

    async def polls(self) -> None:
        """Look on while the run goes on."""
        for _ in range(_POLLS):
            await viewed(self._stage, self._growing)
            await asyncio.sleep(0.2)

    async def curves(self) -> None:
        """Look at each kind of curves, and at the loss again."""
        chooser = self._window.train.loss.controls.chooser
        for key in (*chooser.keys(), "loss"):
            chooser.choose(key)
            await asyncio.sleep(0.3)

    async def value(self) -> None:
        """Change a value of the recipe."""
        for number in range(10):
            self._window.train.session.change("train.network_dim", 8 + number)
            await asyncio.sleep(0.5)

    async def options(self) -> None:
        """Open all options, and search."""
        self._window.train.recipe.show_options()
        await asyncio.sleep(1)
        self._stage.hand.type("learning")
        await asyncio.sleep(1)
        await self._stage.leave_dialog()

    async def history(self) -> None:
        """Open the list of 200 runs while one of them goes on."""
        windows = self._window.train.run.windows
        windows.show_history()
        dialog = windows.history
        assert dialog is not None
        await self._stage.until(lambda: len(dialog.table.runs.lines) == RUNS, "the history")
        for _ in range(3):
            await viewed(self._stage, self._growing)
            await asyncio.sleep(0.5)
        dialog.close()

    async def log(self) -> None:
        """Open a log of 100 MB."""
        windows = self._window.train.run.windows
        windows.show_log()
        await asyncio.sleep(8)
        assert windows.log is not None
        windows.log.close()

    async def switch(self) -> None:
        """Show another large run, a small one, and the one that runs again."""
        runs, session = self._window.parts.runs, self._window.train.session
        for folder in (runs.runs[-2], runs.runs[0], runs.runs[-1]):
            session.show_run(folder)
            await self._stage.until(lambda f=folder: shown(runs) == f, "the run")
            await asyncio.sleep(1)


def shown(runs: RunFollowing) -> Path | None:
    return None if runs.view is None else runs.view.folder


ACTS = ("open", "open_again", "polls", "curves", "value", "options", "history", "log", "switch")


async def turns_of_training(stage: Stage, folder: Path) -> dict[str, dict[str, list[float]]]:
    """Return the turns of the window's thread while things are done in *Train*, by act."""
    acts, found = Acts(stage, await opened(stage, folder)), {}
    for name in ACTS:
        turns = Turns()
        await getattr(acts, name)()
        await asyncio.sleep(1)
        found[name] = turns.stop()
    return found


def worst(bench: Bench, act: str) -> float:
    """Return the longest turn of an act, ms of CPU; measured once for all rows."""
    trained_project(bench.folder)
    if bench.folder not in _KNOWN:
        _KNOWN[bench.folder] = in_window(bench, "turns_of_training", "rows_train")
    return max(_KNOWN[bench.folder][act]["spent"])


_KNOWN: dict[Path, dict[str, dict[str, list[float]]]] = {}


async def growth(stage: Stage, folder: Path) -> dict[str, float]:
    """Return the MB of the process after 200 looks at a run that goes on, and after 2,000 more."""
    import psutil

    growing = await opened(stage, folder)
    acts = Acts(stage, growing)
    await acts.open()
    found = {}
    for number in range(_LOOKS + _LOOKS // 10 + 1):
        await viewed(stage, growing)
        if number in (_LOOKS // 10, _LOOKS // 10 + _LOOKS):
            found["after" if found else "before"] = psutil.Process().memory_info().rss / 1e6
    return found


_SAID = "CPU of the window's thread between two beats of 5 ms, the longest: a run of 54,000 points"


@row("train_open", target=60.0, unit="ms", limit=f"{_SAID}, Train for the first time", at_most=True)
def train_open(bench: Bench) -> float:
    return worst(bench, "open")


@row(
    "train_switch",
    target=30.0,
    unit="ms",
    limit=f"{_SAID} and 50 checkpoints instead of another one",
    at_most=True,
)
def train_switch(bench: Bench) -> float:
    return worst(bench, "switch")


@row(
    "train_history",
    target=24.0,
    unit="ms",
    limit=f"{_SAID} goes on, the list of 200 runs is opened and follows it",
    at_most=True,
)
def train_history(bench: Bench) -> float:
    return worst(bench, "history")


@row(
    "train_poll",
    target=16.0,
    unit="ms",
    limit=f"{_SAID}, a log of 100 MB and 300 samples goes on, {_POLLS} looks at it",
    at_most=True,
)
def train_poll(bench: Bench) -> float:
    return worst(bench, "polls")


@row(
    "train_memory",
    target=20.0,
    unit="MB",
    limit=f"what {_LOOKS:,} looks at that run, which goes on, add to the window's memory",
    at_most=True,
)
def train_memory(bench: Bench) -> float:
    trained_project(bench.folder)
    found = in_window(bench, "growth", "rows_train")
    return float(found["after"] - found["before"])
