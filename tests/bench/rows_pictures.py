"""The pictures of a plan of 30,000 clips in three datasets: targets dragged, frames counted."""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.planner.pictures.coverage import coverage
from app.core.planner.pictures.lengths_chart import Target, lengths_chart
from app.core.planner.pictures.other_lengths import Trials
from app.core.planner.plan import Plan, Planner
from tests.bench import Bench, cpu_seconds, row
from tests.bench.rows_plan import CLIPS, clips, config
from tests.bench.rows_window import in_window

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint

    from app.ui.plan.lengths import LengthsView
    from tests.tour.hand import Hand
    from tests.tour.stage import Stage

_MOVES = 120  # of the mouse, one for each frame of two seconds


def planned(seed: int = 1) -> Plan:
    short, long = clips("clips", (30, 120), seed), clips("films", (20, 300), seed + 1)
    return Planner().plan(config(), [short, short, long])


@row(
    "coverage",
    target=0.3,
    unit="s",
    limit="frames that 0, 1, 2, 3 datasets train, of 30,000 clips x 3 datasets; another thread's",
    at_most=True,
)
def coverage_row(bench: Bench) -> float:
    plans = [planned(seed) for seed in range(bench.rounds)]
    return statistics.median(cpu_seconds(lambda plan=plan: coverage(plan)) for plan in plans)


@row(
    "target_trial",
    target=4.0,
    unit="ms",
    limit="what one more length would do to 30,000 clips x 3 datasets, the slowest of 90",
    at_most=True,
)
def target_trial(bench: Bench) -> float:
    trials = Trials(planned())
    worst = 0.0
    for dataset, old in ((0, 21), (1, 45), (2, 33)):
        line = trials.line(dataset, old)
        line.at(old)
        for frames in range(5, 125, 4):
            worst = max(worst, cpu_seconds(lambda line=line, n=frames: line.at(n)))
    return 1000 * worst


def shown(plan: Plan) -> LengthsView:
    """Return the histogram of a plan, on an offscreen screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from app.ui import theme
    from app.ui.plan.lengths import LengthsView

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.apply(application)
    view = LengthsView()
    lengths = [n.fact.frames for d in plan.datasets for n in d.facts.sources.items]  # type: ignore[union-attr]
    targets = [Target(d.index, frames) for d in plan.datasets for frames in d.config.targets]
    view.hand.set_plan(plan, ("short", "spread", "films"))
    view.show_chart(lengths_chart(lengths, targets))
    view.resize(1000, view.sizeHint().height())
    view.show()
    view.hand.set_trials(Trials(plan))
    application.processEvents()
    return view


def moved(hand: Hand, view: LengthsView, at: QPoint) -> None:
    hand.pull(view, at, at, 1)
    view.grab()


@row(
    "target_drag",
    target=16.0,
    unit="ms",
    limit="CPU of a move of a target over 30,000 clips x 3 datasets: tried, painted; the slowest",
    at_most=True,
)
def target_drag(bench: Bench) -> float:
    view = shown(planned())
    from PySide6.QtCore import QPoint
    from PySide6.QtTest import QTest

    from tests.tour.hand import Hand

    hand, plot = Hand(view), view.plot()
    pill = next(pill for pill in plot.pills if pill.target.frames == 45)
    start = pill.where.center().toPoint()
    hand.press(view, start)
    worst = 0.0
    for step in range(_MOVES):
        at = QPoint(start.x() + 4 * step, start.y())
        worst = max(worst, 1000 * cpu_seconds(lambda at=at: moved(hand, view, at)))
    view.hand.take_back()
    QTest.qWait(0)
    view.close()
    return worst


async def beat_of_drag(stage: Stage, folder: Path) -> list[float]:
    """Return what the window's thread did at each move of a target in *Plan*, ms of its CPU."""
    from PySide6.QtCore import QPoint

    from tests.bench.rows_plan import project_of_clips

    with project_of_clips(folder / "dragged") as (project, _):
        place = project.folder
    window, hand = stage.window, stage.hand
    hand.drop([place])
    await stage.until(lambda: window.document.is_open, "the project")
    hand.ctrl("3")
    tab = window.stages.plan
    await stage.until(lambda: tab.source.view is not None, "the plan")
    for _ in range(200):
        if window.jobs.running is not None and not window.jobs.paused:
            window.jobs.toggle_pause()
        await asyncio.sleep(0.02)
    view = tab.pictures.lengths
    pill = next(pill for pill in view.plot().pills if pill.target.frames == 45)
    start = pill.where.center().toPoint()
    hand.press(view, start)
    await asyncio.sleep(0.3)
    spent: list[float] = []
    for step in range(_MOVES):
        at, begun = QPoint(start.x() + 3 * step, start.y()), time.thread_time()
        hand.pull(view, at, at, 1)
        await asyncio.sleep(0.004)  # it does not rest, whatever else the machine does
        spent.append(1000 * (time.thread_time() - begun))
    view.hand.take_back()
    await asyncio.sleep(1)
    return spent


@row(
    "target_drag_window",
    target=16.0,
    unit="ms",
    limit=f"CPU of the window's thread at a move of a target over {CLIPS:,} clips in *Plan*: p95",
    at_most=True,
)
def target_drag_window(bench: Bench) -> float:
    spent = sorted(in_window(bench, "beat_of_drag", "rows_pictures"))
    return spent[int(len(spent) * 0.95)]
