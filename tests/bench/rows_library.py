"""A project with 100,000 shots: opening it, scrolling through it, changing it."""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path

from app.core.library.model import Clip, Shot, Source
from app.core.library.project import Project
from tests.bench import Bench, row

SHOTS, FILMS, SCREEN = 100_000, 10, 60  # a screen shows some sixty thumbnails


def large_project(folder: Path) -> Path:
    """Make the project."""
    shutil.rmtree(folder, ignore_errors=True)
    with Project.create(folder, "large") as project:
        films = project.add(
            [
                Source(
                    path=f"film {number}.mkv",
                    size=1,
                    mtime_ns=1,
                    quick_hash="",
                    frames=200_000,
                    rate=Fraction(24000, 1001),
                    width=1920,
                    height=1040,
                )
                for number in range(FILMS)
            ]
        )
        shots = range(SHOTS // FILMS)
        for film in films:
            project.add([Shot(source=film.id, start=20 * n, end=20 * n + 20) for n in shots])
    return folder


def wall_seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@row(
    "library_open",
    target=1.0,
    unit="s",
    limit="100,000 shots: open, check, count them, list the films and one film's first shots",
    at_most=True,
)
def library_open(bench: Bench) -> float:
    folder = large_project(bench.folder / "library")

    def work() -> None:
        with Project.open(folder) as project:
            assert project.count(Shot) == SHOTS
            assert len(project.shots(project.sources()[3], limit=SCREEN)) == SCREEN

    return statistics.median(wall_seconds(work) for _ in range(bench.rounds))


@row(
    "library_page",
    target=33.0,
    unit="ms",
    limit="the slowest of 200 screens of shots read while scrolling through all 100,000",
    at_most=True,
)
def library_page(bench: Bench) -> float:
    folder = large_project(bench.folder / "library")
    with Project.open(folder) as project:
        return 1000 * max(
            wall_seconds(partial(project.shots, limit=SCREEN, offset=start))
            for start in range(0, SHOTS, SHOTS // 200)
        )


@row(
    "library_edit",
    target=33.0,
    unit="ms",
    limit="one caption changed, committed and logged: the median of 100",
    at_most=True,
)
def library_edit(bench: Bench) -> float:
    folder = large_project(bench.folder / "library")
    with Project.open(folder) as project:
        clip = project.add([Clip(source=1, start=0, end=9)])[0]
        spent: list[float] = []
        for number in range(100):
            now = Clip(id=clip.id, source=1, start=0, end=9, caption=str(number))
            spent.append(wall_seconds(partial(project.change, clip, now)))
    return 1000 * statistics.median(spent)
