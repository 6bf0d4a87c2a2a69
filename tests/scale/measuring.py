"""What is done in a library, and what it takes: each library in a process of its own.

Times are those of the processor that the work takes, but for opening: so they are about the same on
a machine that others use too.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app.core.library.project import FILE
from tests.scale.library import make_library

if TYPE_CHECKING:
    from tests.tour.stage import Stage

FILTER = 'len>=10 rating>=1 tag:rain source:"Film 4"'
PICKS, LENGTH = 7, 1  # picks; place of the order by length


class Row(NamedTuple):
    """One thing that is measured.

    Attributes:
        what: In a few words.
        most: Bound of the ratio to a library a tenth as large; None: there is none.
    """

    name: str
    what: str
    unit: str
    most: float | None


ROWS = (
    Row("read", "the project opened and all its rows read, CPU", "s", 12),
    Row("filter", f"tiles through {FILTER}, CPU", "ms", 12),
    Row("sort", "tiles by length, CPU", "ms", 14),
    Row("plan", "what the trainer makes of all clips, films known, CPU", "s", 12),
    Row("replan", "the same after one caption", "ms", 12),
    Row("listing", "which files an export writes, CPU", "s", 12),
    Row("open", "in the window: from the drop to the first tiles", "s", 12),
    Row("freeze", "the longest the window stands still until all is there", "ms", 12),
    Row("memory", "RSS of the window then", "MB", 10),
    Row("scroll", "the worst of 200 frames of the grid", "ms", 1.6),
    Row("narrow", "Filter typed: the window waits until it is shown", "ms", 12),
    Row("order", "Sorted by length: the window waits", "ms", 14),
    Row("pick", "Enter picks a shot: the window waits, median", "ms", 1.6),
    Row("after", "the longest it stands still after that, median", "ms", 12),
    Row("undo", "Ctrl+Z takes it back: the window waits, median", "ms", 1.6),
    Row("close", "the project closed: the window waits", "ms", 12),
)

Measures = dict[str, float]


def measured(folder: Path, shots: int) -> Measures:
    """Make a library and measure it in a process of its own; return what by name."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "RUSHES_CACHE": str(folder / "window cache"),  # where `shown` looks
        "RUSHES_SETTINGS": str(folder / "settings"),
    }
    code = (
        "import json; from pathlib import Path; from tests.scale import measuring; "
        f"print(json.dumps(measuring.measure(Path({str(folder)!r}), {shots})))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    found: Measures = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(folder: Path, shots: int) -> Measures:
    """Measure a library in this process."""
    library = make_library(folder, shots)
    gc.disable()  # as in the window, which collects when it is idle
    found = of_core(library)
    gc.enable()
    gc.collect()
    working = folder / f"working {shots}"
    shutil.rmtree(working, ignore_errors=True)
    working.mkdir()
    shutil.copyfile(library / FILE, working / FILE)
    return found | of_window(folder, working)


# ------------------------------------------------------------------------------------ core


def cpu(work: Callable[[], object], rounds: int = 3) -> float:
    """Return the CPU seconds of some work, the least of some rounds."""

    def spent() -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    return min(spent() for _ in range(rounds))


def of_core(library: Path) -> Measures:
    """Measure what needs no window."""
    from app.core.browsing import Catalogue, Facts, Filter, ordered
    from app.core.cache import Cache
    from app.core.export.manifest import Manifest
    from app.core.export.project_plan import ProjectPlanner
    from app.core.export.wanted import wanted_files
    from app.core.library.edits import changing
    from app.core.library.project import Project
    from app.core.library.snapshot import Snapshot

    found: Measures = {}

    def read() -> None:
        with Project.open(library, to_read=True) as opened:
            Snapshot.of(opened)

    found["read"] = cpu(read, 1)
    with Project.open(library) as project:
        rows = Snapshot.of(project)
        tiles = Catalogue(rows, {}).tiles("shot")
        tiles = [tile._replace(length=(tile.end - tile.start) * 2 // 3) for tile in tiles]
        facts = Facts(rows, lambda _: None)
        wanted = Filter(text=FILTER, facts=facts)
        found["filter"] = 1000 * cpu(lambda: wanted.of(tiles))
        found["sort"] = 1000 * cpu(lambda: ordered(tiles, "length", facts=facts))
        planner = ProjectPlanner(cache=Cache())
        planner.films.load(project, project.sources())
        found["plan"] = cpu(lambda: planner.update(project), 1)
        clip = rows.clips[len(rows.clips) // 2]
        edit = project.apply(changing(clip, replace(clip, caption="another")))
        found["replan"] = 1000 * cpu(lambda: planner.update(project, edit), 1)
        project.undo()
        manifest = Manifest.load(library / "dataset")
        found["listing"] = cpu(lambda: wanted_files(project, manifest, project.settings), 1)
    return found


# ---------------------------------------------------------------------------------- window


def of_window(folder: Path, library: Path) -> Measures:
    """Measure the window with a copy of the library."""
    from tests.bench.rows_window import shown

    async def work(stage: Stage, _: Path) -> object:
        return await _in_window(stage, library)

    found = shown(folder, work)
    assert isinstance(found, dict)
    return found


class Beat:
    """How much CPU the window's thread takes from one beat of a 5 ms timer to the next, ms.

    For so long it stands still on a machine that has nothing else to do.
    """

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._note)
        self._last = time.thread_time()
        self._gaps = [0.0]
        self._timer.start(5)

    def _note(self) -> None:
        now = time.thread_time()
        self._gaps.append(1000 * (now - self._last))
        self._last = now

    def stop(self) -> float:
        """Return the longest."""
        self._note()
        self._timer.stop()
        return max(self._gaps)


def _ms(act: Callable[[], object]) -> float:
    """Return the CPU ms that the window's thread takes for something."""
    begun = time.thread_time()
    act()
    return 1000 * (time.thread_time() - begun)


async def _in_window(stage: Stage, library: Path) -> Measures:
    import psutil

    window, found = stage.window, Measures()
    shelf = window.clips.shelf
    beat, begun = Beat(), time.perf_counter()
    stage.hand.drop([library])
    await _until(lambda: bool(shelf.grid.tiles))
    found["open"] = time.perf_counter() - begun
    await _until(lambda: len(window.parts.films.indexes) == len(window.document.rows.sources))
    await _quiet(stage)
    found["freeze"] = beat.stop()
    found["memory"] = psutil.Process().memory_info().rss / 1e6
    found["scroll"] = await _scrolled(stage)
    found["narrow"] = await _waited(lambda: shelf.filter.set_text(FILTER), stage)
    shelf.filter.set_text("")
    await _quiet(stage)
    found["order"] = await _waited(lambda: shelf.order.setCurrentIndex(LENGTH), stage)
    shelf.order.setCurrentIndex(0)
    await _quiet(stage)
    found |= await _picked(stage)
    found["close"] = await _waited(window.document.close, stage)
    return found


async def _until(holds: Callable[[], bool], seconds: float = 900.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        await asyncio.sleep(0.02)


async def _quiet(stage: Stage) -> None:
    """Wait until the window has nothing more to do of itself; work in the queue is paused."""
    jobs = stage.window.jobs
    calm = 0
    while calm < 8:
        if jobs.running is not None and not jobs.paused:
            jobs.toggle_pause()
        begun = time.thread_time()
        await asyncio.sleep(0.1)
        calm = calm + 1 if time.thread_time() - begun < 0.03 else 0


async def _waited(act: Callable[[], object], stage: Stage) -> float:
    """Return the ms for which the window stands still because of something."""
    beat = Beat()
    spent = _ms(act)
    await asyncio.sleep(0.8)
    return max(spent, beat.stop())


async def _scrolled(stage: Stage) -> float:
    grid = stage.window.clips.shelf.grid
    bar = grid.verticalScrollBar()
    start = bar.maximum() // 2

    def show(place: int) -> None:
        bar.setValue(place)
        grid.viewport().repaint()

    def frame(place: int) -> float:
        return _ms(lambda: show(place))

    passes: list[list[float]] = []
    for _ in range(3):
        passes.append([frame(start + 40 * step) for step in range(200)])
        await _quiet(stage)
    return max(min(times) for times in zip(*passes, strict=True))


async def _picked(stage: Stage) -> Measures:
    from PySide6.QtCore import Qt

    window, hand = stage.window, stage.hand
    grid = window.clips.shelf.grid
    grid.setFocus()
    hand.key(Qt.Key.Key_End)
    await _quiet(stage)
    spent: dict[str, list[float]] = {"pick": [], "after": [], "undo": []}
    for _ in range(PICKS):
        grid.setFocus()
        hand.key(Qt.Key.Key_Left)
        await _quiet(stage)
        spent["pick"].append(_ms(lambda: hand.key(Qt.Key.Key_Return)))
        beat = Beat()
        await asyncio.sleep(1.0)
        spent["after"].append(beat.stop())
        await _quiet(stage)
        spent["undo"].append(_ms(lambda: hand.ctrl("Z")))
        await _quiet(stage)
    return {name: statistics.median(values) for name, values in spent.items()}
