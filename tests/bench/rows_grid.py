"""The grid with 100,000 shots: making its tiles, opening it, scrolling through it; its memory."""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.browsing.choosing import ordered
from app.core.browsing.making import shot_tiles
from app.core.browsing.tile import Film, Tile
from app.core.library.model import Shot
from app.core.media.index import FrameIndex, index_file
from tests.bench import Bench, cpu_seconds, row
from tests.films import make_film

if TYPE_CHECKING:
    from app.ui.widgets.grid import Grid

SHOTS, FILMS, FRAMES = 100_000, 10, 480
SIZE = 1528, 600  # px of the grid: a tall one in a window of 1600x1000


def index_of(bench: Bench) -> FrameIndex:
    film = bench.folder / "grid.mp4"
    if not film.exists():
        make_film(film, FRAMES, size=(640, 360))
    return index_file(film)


def shots(count: int) -> list[Shot]:
    """Return shots of ten films, of 20 to 99 frames."""
    made = []
    for n in range(count):
        start = n * 37 % (FRAMES - 100)
        one = Shot(id=n + 1, source=n * FILMS // count, start=start, end=start + 20 + n % 80)
        made.append(one)
    return made


def tiles(index: FrameIndex, count: int) -> list[Tile]:
    films = {n: Film(f"Film {n}", Fraction(24), index) for n in range(FILMS)}
    made = shot_tiles(shots(count), films, Fraction(16))
    return [tile._replace(rating=n % 6) for n, tile in enumerate(made)]


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@row(
    "grid_tiles",
    target=150.0,
    unit="ms",
    limit="CPU: tiles of 100,000 shots made and sorted by length; no collector, as in the window",
    at_most=True,
)
def grid_tiles(bench: Bench) -> float:
    films = {n: Film(f"Film {n}", Fraction(24), index_of(bench)) for n in range(FILMS)}
    rows = shots(SHOTS)

    def work() -> None:
        ordered(shot_tiles(rows, films, Fraction(16)), "length")

    gc.disable()
    try:
        return 1000 * statistics.median(cpu_seconds(work) for _ in range(bench.rounds))
    finally:
        gc.enable()


def shown_grid(index: FrameIndex) -> Grid:
    """Return an empty grid on an offscreen screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from app.ui import theme
    from app.ui.widgets.grid import Grid
    from app.ui.widgets.thumbnails import Thumbnails

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.apply(application)
    thumbnails = Thumbnails()
    grid = Grid(thumbnails)
    thumbnails.setParent(grid)
    grid.set_films(dict.fromkeys(range(FILMS), index))
    grid.resize(*SIZE)
    grid.show()
    application.processEvents()
    return grid


def settle(grid: Grid) -> None:
    """Let all pictures in sight arrive."""
    from PySide6.QtWidgets import QApplication

    from app.ui.widgets.thumbnails import Thumbnails

    (thumbnails,) = grid.findChildren(Thumbnails)
    QApplication.processEvents()
    while thumbnails.busy:
        QApplication.processEvents()
        time.sleep(0.001)


def done_with(grid: Grid) -> None:
    """Stop the threads."""
    from app.ui.widgets.thumbnails import Thumbnails

    grid.findChildren(Thumbnails)[0].close()
    grid.close()


@row(
    "grid_open",
    target=1.0,
    unit="s",
    limit="100,000 tiles set and painted for the first time",
    at_most=True,
)
def grid_open(bench: Bench) -> float:
    index = index_of(bench)
    many = tiles(index, SHOTS)

    def opening() -> float:
        grid = shown_grid(index)

        def work() -> None:
            grid.set_tiles(many)
            grid.viewport().repaint()

        try:
            return seconds(work)
        finally:
            done_with(grid)

    return statistics.median(opening() for _ in range(bench.rounds))


@row(
    "grid_scroll",
    target=33.0,
    unit="ms",
    limit="the slowest of 300 frames of 40 px among 100,000 tiles; each the best of rounds",
    at_most=True,
)
def grid_scroll(bench: Bench) -> float:
    from app.ui import theme

    index = index_of(bench)
    grid = shown_grid(index)
    grid.set_tiles(tiles(index, SHOTS))
    bar = grid.verticalScrollBar()
    start = bar.maximum() // 2
    for place in range(start, start + 300 * 40, SIZE[1] // 2):  # all pictures there
        bar.setValue(place)
        grid.viewport().repaint()
        settle(grid)

    def frame(place: int) -> None:
        bar.setValue(place)
        grid.viewport().repaint()

    passes: list[list[float]] = []
    for _ in range(bench.rounds):
        theme.changes().changed.emit()  # what was painted before is forgotten
        frame(start)
        passes.append([seconds(partial(frame, start + 40 * step)) for step in range(300)])
    done_with(grid)
    spent = [min(times) for times in zip(*passes, strict=True)]  # without what others took
    return 1000 * max(spent)


@row(
    "grid_memory",
    target=350.0,
    unit="MB",
    limit="RSS of a process with 30,000 tiles, scrolled through with pictures",
    at_most=True,
)
def grid_memory(bench: Bench) -> float:
    index_of(bench)
    code = f"from tests.bench import rows_grid; rows_grid.report_memory({str(bench.folder)!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def report_memory(folder: str) -> None:
    """Print the MB this process takes with a grid that was scrolled through."""
    import psutil

    index = index_of(Bench(Path(folder)))
    grid = shown_grid(index)
    grid.set_tiles(tiles(index, 30_000))
    settle(grid)  # it lays its tiles out when there is time
    bar = grid.verticalScrollBar()
    for place in range(0, bar.maximum(), bar.maximum() // 40):
        bar.setValue(place)
        grid.viewport().repaint()
        settle(grid)
    print(psutil.Process().memory_info().rss / 1e6)
    done_with(grid)
