"""The timeline of a film of two hours with 30,000 shots: paint, a new cut, the X-ray of a drag."""

from __future__ import annotations

import dataclasses
import itertools
import os
import random
import statistics
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from app.core.export.project_plan import ProjectPlanner
from app.core.library.model import Clip, Shot
from app.core.timeline_blocks import FilmBlocks, Lane, Run
from app.core.xray import Xray
from tests.bench import Bench, row
from tests.bench.rows_plan import project_of_clips

if TYPE_CHECKING:
    from app.ui.widgets.timeline import Timeline

FRAMES, SHOTS = 2 * 3600 * 24, 30_000
WIDTH, HEIGHT = 1500, 320  # pixels


def shots() -> list[Shot]:
    edges = [0, *sorted(random.Random(1).sample(range(1, FRAMES), SHOTS - 1)), FRAMES]
    pairs = itertools.pairwise(edges)
    return [Shot(id=n, source=1, start=a, end=b) for n, (a, b) in enumerate(pairs, 1)]


def shown(blocks: FilmBlocks) -> Timeline:
    """Return a timeline with everything in it, on an offscreen screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QApplication

    from app.ui import theme
    from app.ui.widgets.timeline import Timeline

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.apply(application)
    picture = QPixmap(96, 54)
    picture.fill(Qt.GlobalColor.gray)
    line = Timeline(lambda _: picture)
    line.resize(WIDTH, HEIGHT)
    line.set_film(FRAMES)
    line.set_editable(True)
    line.set_shots(blocks.shots)
    line.set_clips(blocks.clips)
    line.set_scores(np.random.default_rng(1).random(FRAMES).astype(np.float32) ** 8, 0.5)
    line.set_range((80_000, 80_067))
    runs = tuple(Run(80_000 + n, 80_067 + n, "45", collides=n > 30) for n in range(0, 40, 4))
    line.set_lanes([Lane("slide", "info", runs), Lane("uniform", "violet", runs)])
    line.show()
    application.processEvents()
    return line


def ms(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begun)


def drawn_anew(line: Timeline) -> None:
    for strip in line.strips:
        strip.touch()
    line.grab()


@row(
    "timeline_paint",
    target=16.0,
    unit="ms",
    limit="every lane of two hours and 30,000 shots drawn anew, the slowest of six zooms",
    at_most=True,
)
def timeline_paint(bench: Bench) -> float:
    blocks = FilmBlocks()
    blocks.follow(shots(), [])
    line = shown(blocks)
    worst = 0.0
    for notches in (0, 5, 10, 15, 20, 30):
        line.fit_film()
        line.zoom(notches, WIDTH / 2)
        drawn_anew(line)
        times = [ms(lambda: drawn_anew(line)) for _ in range(max(5, bench.rounds))]
        worst = max(worst, statistics.median(times))
    line.close()
    return worst


@row(
    "timeline_cut",
    target=16.0,
    unit="ms",
    limit="the same film after a cut was put in or taken away: blocks, lane and paint",
    at_most=True,
)
def timeline_cut(bench: Bench) -> float:
    whole, blocks = shots(), FilmBlocks()
    place = next(n for n in range(SHOTS // 2, SHOTS) if whole[n].end - whole[n].start > 9)
    first = dataclasses.replace(whole[place], end=whole[place].start + 4)
    second = dataclasses.replace(whole[place], id=SHOTS + 1, start=first.end)
    parted = [*whole[:place], first, second, *whole[place + 1 :]]
    clips = [Clip(id=n, source=1, start=s.start, end=s.end) for n, s in enumerate(whole[::30], 1)]
    blocks.follow(whole, clips)
    line = shown(blocks)

    def change(rows: list[Shot]) -> None:
        assert blocks.follow(rows, clips) is None
        line.set_shots(blocks.shots)
        line.grab()

    line.grab()
    times = [ms(lambda n=n: change([parted, whole][n % 2])) for n in range(10)]
    line.close()
    return statistics.median(times)


@row(
    "xray_drag",
    target=8.0,
    unit="ms",
    limit="what 3 datasets take of a dragged range among 30,000 clips, median of 40 places",
    at_most=True,
)
def xray_drag(bench: Bench) -> float:
    with project_of_clips(bench.folder / "project_plan") as (project, films):
        plan = ProjectPlanner(films).update(project)
        clip, xray = project.clip(500), Xray()
        film = films.of(clip.source)
        dragged = [dataclasses.replace(clip, end=clip.start + 90 + n) for n in range(40)]
        xray.lanes(plan, dragged[0], film)
        times = [ms(lambda one=one: xray.lanes(plan, one, film)) for one in dragged]
        return statistics.median(times)


@row(
    "xray_first",
    target=16.0,
    unit="ms",
    limit="the same, the first time after a plan was made",
    at_most=True,
)
def xray_first(bench: Bench) -> float:
    with project_of_clips(bench.folder / "project_plan") as (project, films):
        planner, xray = ProjectPlanner(films), Xray()
        clip = project.clip(500)
        film = films.of(clip.source)
        times = []
        for number in range(max(4, bench.rounds)):
            plan = planner.update(project)
            one = dataclasses.replace(clip, end=clip.start + 60 + number)
            times.append(ms(lambda plan=plan, one=one: xray.lanes(plan, one, film)))
        return statistics.median(times[1:])
