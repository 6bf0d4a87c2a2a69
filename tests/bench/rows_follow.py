"""*Plan* follows edits of 30,000 clips in three datasets: how long the window holds still."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import time
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import Bench, row
from tests.bench.rows_plan import DATASETS
from tests.bench.rows_window import in_window, large_project, p99, scroll_through

if TYPE_CHECKING:
    from app.ui.plan.plan_tab import PlanTab
    from tests.tour.stage import Stage

CLIPS, FILMS, FRAMES = 30_000, 50, 40_000
_EDITS = 30
_MOVES = 120  # of the mouse


def planned_project(folder: Path) -> Path:
    """Make, once, a project of fifty films with 30,000 clips side by side in three datasets.

    The films are one small film under fifty names; the clips are of many lengths and three shapes.
    """
    from app.core.cache import Cache
    from app.core.library.edits import adding
    from app.core.library.model import Clip, Shot
    from app.core.library.project import FILE, Project
    from app.core.library.sources import add_film
    from app.core.media.geometry import Crop
    from tests.films import LARGEST, make_film

    place = folder / "planned"
    if (place / FILE).exists():
        return place
    film = folder / "planned.mp4"
    if not film.exists():
        numbers = (n % LARGEST for n in range(FRAMES))
        options = {"preset": "ultrafast"}
        make_film(film, numbers, size=(128, 96), rate=Fraction(24), options=options)
    drawn = random.Random(11)
    crops = (None, None, Crop(128, 72, 0, 12), Crop(96, 96, 16, 0))
    step = FILMS * FRAMES // CLIPS
    with Project.create(place, "Planned") as project:
        for number in range(FILMS):
            path = folder / f"planned {number}.mp4"
            if not path.exists():
                os.link(film, path)
            source = add_film(project, path, cache=Cache())
            starts = range(0, step * (CLIPS // FILMS), step)
            shots = [Shot(source=source.id, start=start, end=start + step) for start in starts]
            picks = [
                Clip(
                    source=source.id,
                    start=start,
                    end=start + drawn.randint(24, step),
                    crop=drawn.choice(crops),
                    caption="A rabbit walks.",
                )
                for start in starts
            ]
            project.apply(adding(*shots, *picks, label="Shots"))
        project.add(DATASETS)
    return place


class Turns:
    """Beats of a 5 ms timer: how far apart they are, and what the thread itself did between them.

    Attributes:
        gaps: ms between two beats.
        spent: ms of the thread's CPU between two beats.
    """

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.gaps: list[float] = []
        self.spent: list[float] = []
        self._last = time.perf_counter(), time.thread_time()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._note)
        self._timer.start(5)

    def _note(self) -> None:
        now = time.perf_counter(), time.thread_time()
        self.gaps.append(1000 * (now[0] - self._last[0]))
        self.spent.append(1000 * (now[1] - self._last[1]))
        self._last = now

    def stop(self) -> dict[str, list[float]]:
        self._timer.stop()
        return {"gaps": self.gaps, "spent": self.spent}


async def opened(stage: Stage, folder: Path) -> PlanTab:
    """Open a copy of the project in *Plan*, with no long work beside, and wait until it rests."""
    copy = folder / "planned copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(planned_project(folder), copy)
    window = stage.window
    stage.hand.drop([copy])
    await stage.until(lambda: window.document.is_open, "the project")
    stage.hand.ctrl("3")
    tab = window.stages.plan
    await stage.until(lambda: tab.source.view is not None, "the plan")
    for _ in range(200):
        if window.jobs.running is not None and not window.jobs.paused:
            window.jobs.toggle_pause()
        await asyncio.sleep(0.02)
    await rested()
    return tab


async def rested() -> None:
    """Wait until the process does nearly nothing, for two minutes at most."""
    for _ in range(240):
        begun = time.process_time()
        await asyncio.sleep(0.5)
        if time.process_time() - begun < 0.05:
            return


async def turns_of_following(stage: Stage, folder: Path) -> dict[str, dict[str, list[float]]]:
    """Return the turns of the window's thread while edits are followed, and while nothing is."""
    from app.core.library.edits import changing
    from app.core.planner.text.entry_text import with_value

    tab = await opened(stage, folder)
    document, source = stage.window.document, tab.source
    found: dict[str, dict[str, list[float]]] = {}
    for name in ("idle", "datasets", "clips"):
        turns = Turns()
        for number in range(_EDITS):
            view = source.view
            if name == "datasets":
                lengths = [1, 25 + 4 * (number % 10)]
                change = partial(with_value, dataset=0, key="target_frames", value=lengths)
                source.change_entry(change, "Lengths")
            elif name == "clips":
                clip = document.rows.clips[991 * number]
                document.apply(changing(clip, replace(clip, end=clip.end - 3), label="Shorter"))
            if name != "idle":
                await stage.until(lambda view=view: source.view is not view, "the plan")
            await asyncio.sleep(0.7)
        found[name] = turns.stop()
    return found


def followed(bench: Bench) -> dict[str, dict[str, list[float]]]:
    """Return what `turns_of_following` measured; once for all rows."""
    planned_project(bench.folder)
    if bench.folder not in _KNOWN:
        _KNOWN[bench.folder] = in_window(bench, "turns_of_following", "rows_follow")
    return _KNOWN[bench.folder]


_KNOWN: dict[Path, dict[str, dict[str, list[float]]]] = {}
_SAID = f"{CLIPS:,} clips x 3 datasets in Plan, while {_EDITS} edits are followed"


@row(
    "plan_follow",
    target=16.0,
    unit="ms",
    limit=f"{_SAID}, of a dataset and of clips: p99 of a 5 ms timer, the worse; a quiet machine",
    at_most=True,
)
def plan_follow(bench: Bench) -> float:
    found = followed(bench)
    return max(p99(found[name]["gaps"]) for name in ("datasets", "clips"))


@row(
    "plan_follow_load",
    target=3.0,
    unit="ratio",
    limit="the same / p99 of that timer in the same window at rest: holds on a busy machine too",
    at_most=True,
)
def plan_follow_load(bench: Bench) -> float:
    found = followed(bench)
    return plan_follow(bench) / p99(found["idle"]["gaps"])


@row(
    "plan_follow_turn",
    target=16.0,
    unit="ms",
    limit=f"{_SAID}: CPU of the window's thread between two beats, the longest of the worse",
    at_most=True,
)
def plan_follow_turn(bench: Bench) -> float:
    found = followed(bench)
    return max(max(found[name]["spent"]) for name in ("datasets", "clips"))


# ------------------------------------------------------------------------------------- memory


def large_planned(folder: Path) -> Path:
    """Make, once, the project of `rows_window.window_memory` with three datasets."""
    from app.core.library.project import Project

    place = folder / "large planned"
    if not place.exists():
        shutil.copytree(large_project(folder, CLIPS), place)
        with Project.open_for_editing(place) as project:
            project.add(DATASETS)
    return place


async def memory_of_plan(stage: Stage, folder: Path) -> float:
    """Return the MB of the process with *Plan* shown, after *Clips* was scrolled through.

    The caches are looked into by then.
    """
    import psutil

    await scroll_through(stage, large_planned(folder))
    stage.hand.ctrl("3")
    tab = stage.window.stages.plan
    await stage.until(lambda: tab.source.view is not None, "the plan")
    await stage.until(lambda: tab.caches.work.summary is not None, "the caches")
    await rested()
    return psutil.Process().memory_info().rss / 1e6


@row(
    "plan_memory",
    target=350.0,
    unit="MB",
    limit="the project of window_memory with three datasets: RSS with Plan shown, after Clips",
    at_most=True,
)
def plan_memory(bench: Bench) -> float:
    large_planned(bench.folder)  # here: what its making leaves behind is not the window's
    return float(in_window(bench, "memory_of_plan", "rows_follow"))


# -------------------------------------------------------------------------------------- a drag


async def turns_of_dragging(stage: Stage, folder: Path) -> dict[str, dict[str, list[float]]]:
    """Return the turns of the window's thread while a target is dragged as a person does.

    The hand moves 60 times a second and rests now and then: the rest of *Plan* follows it then.
    """
    from PySide6.QtCore import QPoint

    tab = await opened(stage, folder)
    view, hand = tab.pictures.lengths, stage.hand
    idle = Turns()
    await asyncio.sleep(5)
    found = {"idle": idle.stop()}
    pill = next(pill for pill in view.plot().pills if pill.target.frames == 45)
    start = pill.where.center().toPoint()
    hand.press(view, start)
    await asyncio.sleep(0.3)
    turns = Turns()
    for step in range(_MOVES):
        at = QPoint(start.x() + 3 * step, start.y())
        hand.pull(view, at, at, 1)
        await asyncio.sleep(0.7 if step % 30 == 29 else 0.016)
    found["drag"] = turns.stop()
    view.hand.take_back()
    await asyncio.sleep(1)
    return found


@row(
    "target_drag_follow",
    target=16.0,
    unit="ms",
    limit=f"p99 of a 5 ms timer while a target over {CLIPS:,} clips x 3 datasets is dragged, with "
    "rests in which the plan follows; a quiet machine",
    at_most=True,
)
def target_drag_follow(bench: Bench) -> float:
    planned_project(bench.folder)
    return p99(in_window(bench, "turns_of_dragging", "rows_follow")["drag"]["gaps"])
