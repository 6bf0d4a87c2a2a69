"""The window: how soon it is there, how smooth it stays, what a large project costs in it."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core import paths
from tests.bench import Bench, row

if TYPE_CHECKING:
    from tests.tour.stage import Stage

HEAVY = ("av", "cv2", "torch", "scenedetect", "pyqtgraph", "numpy")
FILMS, FRAMES = 10, 40_000  # films; frames of each
CLIPS, SHOTS = 30_000, 100_000

_FIRST_PAINT = """
import json, os, sys, time
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
class Eye(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            heavy = [name for name in HEAVY if name in sys.modules]
            print(json.dumps([time.process_time(), heavy]), flush=True)
            os._exit(0)
        return False
HEAVY = sys.argv.pop().split()
app = QApplication(sys.argv[:1])
eye, show = Eye(), QWidget.show
def watched_show(self):
    if self.isWindow():
        self.installEventFilter(eye)
    show(self)
QWidget.show = watched_show
"""
"""The window alone is watched: to tell a filter on all what an object is whose class PySide does
not know, it makes all the classes it does know, which no start of the program does."""
_EMPTY = "window = QWidget(); window.resize(1600, 1000); window.show(); app.exec()"
_OURS = "import runpy; runpy.run_module('app', run_name='__main__', alter_sys=True)"


def first_paint(bench: Bench, code: str) -> tuple[float, list[str]]:
    """Return CPU seconds from the start of a process to its first paint, and what is imported."""
    own = {
        "QT_QPA_PLATFORM": "offscreen",
        "RUSHES_SETTINGS": str(bench.folder / "no settings"),
        "RUSHES_CACHE": str(bench.folder / "cache"),
        "PYTHONDONTWRITEBYTECODE": "",  # a program is compiled once, not at every start
        "PYTHONPYCACHEPREFIX": str(bench.folder / "compiled"),
    }
    command = [sys.executable, "-c", _FIRST_PAINT + code, " ".join(HEAVY)]
    environment = {**os.environ, **own}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    spent, heavy = json.loads(done.stdout)
    return float(spent), list(heavy)


@row(
    "start",
    target=2.0,
    unit="ratio",
    limit="CPU to the first paint of `python -m app` / of an empty PySide6 window",
    at_most=True,
)
def start(bench: Bench) -> float:
    first_paint(bench, _OURS)  # so that all is compiled
    ratios = []
    for _ in range(max(bench.rounds, 5)):
        empty = first_paint(bench, _EMPTY)[0]
        ratios.append(first_paint(bench, _OURS)[0] / empty)
    return statistics.median(ratios)


@row(
    "start_heavy",
    target=0.0,
    unit="count",
    limit=f"of {', '.join(HEAVY)}: imported by then",
    at_most=True,
)
def start_heavy(bench: Bench) -> float:
    return len(first_paint(bench, _OURS)[1])


# ------------------------------------------------------------------------------- in the window


def in_window(bench: Bench, work: str, module: str = "rows_window") -> Any:  # noqa: ANN401 -- JSON
    """Run ``work``, a function of a module of benchmarks, in a window of its own process."""
    code = (
        f"import json; from pathlib import Path; from tests.bench import rows_window, {module}\n"
        f"print(json.dumps(rows_window.shown(Path({str(bench.folder)!r}), {module}.{work})))"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def shown(folder: Path, work: Callable[[Stage, Path], Awaitable[object]]) -> object:
    """Open the window, do ``work`` in it, close it."""
    import qasync

    from app.core import settings
    from app.core.settings import Preferences
    from app.ui.start import make_app
    from tests.tour.stage import Theatre

    os.environ["RUSHES_CACHE"] = str(folder / "window cache")
    os.environ["RUSHES_SETTINGS"] = str(folder / "window settings")
    settings.save(Preferences())
    app = make_app()
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    theatre = Theatre(app, folder, (1600, 1000))
    app.removeEventFilter(theatre.flashes)  # it would be asked about every event

    async def live() -> object:
        await theatre.begin()
        async with theatre.window() as stage:
            return await work(stage, folder)

    with loop:
        return loop.run_until_complete(live())


class Beat:
    """How far apart the beats of a 5 ms timer really are, ms."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._note)
        self._last = time.perf_counter()
        self.gaps: list[float] = []
        self._timer.start(5)

    def _note(self) -> None:
        now = time.perf_counter()
        self.gaps.append(1000 * (now - self._last))
        self._last = now

    def stop(self) -> list[float]:
        self._timer.stop()
        return self.gaps


async def beat_of_work(stage: Stage, folder: Path) -> dict[str, list[float]]:
    """Return the gaps while the demo film is scanned, and while its picks are exported."""
    from app.core.demo import make_demo

    demo = folder / "window demo"
    shutil.rmtree(demo, ignore_errors=True)
    make_demo(demo, cache=stage.window.parts.films.cache)
    shutil.rmtree(demo / "dataset", ignore_errors=True)
    window = stage.window
    await stage.open(demo)
    gaps: dict[str, list[float]] = {}
    idle = Beat()
    await asyncio.sleep(3)
    gaps["idle"] = idle.stop()
    for name in ("scan", "export"):
        shutil.rmtree(paths.cache_folder(), ignore_errors=True)
        beat = Beat()
        stage.hand.key("D") if name == "scan" else stage.hand.ctrl("E")
        await stage.until(lambda: window.jobs.running, "the work")
        await stage.until(lambda: window.jobs.running is None, "its end")
        gaps[name] = beat.stop()
    return gaps


@row(
    "gui_jitter",
    target=12.0,
    unit="ms",
    limit="p99 of a 5 ms timer in the window, the worse of a scan and an export; a shot plays",
    at_most=True,
)
def gui_jitter(bench: Bench) -> float:
    rounds = [in_window(bench, "beat_of_work") for _ in range(bench.rounds)]
    worst = [max(p99(each["scan"]), p99(each["export"])) for each in rounds]
    return statistics.median(worst)


def p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


# -------------------------------------------------------------------------------- large projects


def large_project(folder: Path, shots: int) -> Path:
    """Make, once, a project of ten films with so many shots and 30,000 clips; return its folder.

    The films are one small film under ten names.
    """
    from app.core.cache import Cache
    from app.core.library.edits import adding
    from app.core.library.model import Clip, Shot
    from app.core.library.project import FILE, Project
    from app.core.library.sources import add_film
    from tests.films import LARGEST, make_film

    project_folder = folder / f"large {shots}"
    if (project_folder / FILE).exists():
        return project_folder
    film = folder / "large.mp4"
    if not film.exists():
        numbers = (n % LARGEST for n in range(FRAMES))
        make_film(film, numbers, size=(64, 48), rate=Fraction(24), options={"preset": "ultrafast"})
    with Project.create(project_folder, "Large") as project:
        for number in range(FILMS):
            path = folder / f"large {number}.mp4"
            if not path.exists():
                os.link(film, path)
            source = add_film(project, path, cache=Cache())
            long, step = FILMS * FRAMES // shots, FILMS * FRAMES // CLIPS
            found = [
                Shot(source=source.id, start=n, end=n + long)
                for n in range(0, long * (shots // FILMS), long)
            ]
            picks = [
                Clip(source=source.id, start=n, end=n + step, caption="A rabbit walks.")
                for n in range(0, step * (CLIPS // FILMS), step)
            ]
            project.apply(adding(*found, *picks, label="Shots"))
    return project_folder


async def scroll_through(stage: Stage, project: Path) -> None:
    """Open a project, let no long work run beside it, and scroll through its clips."""
    window = stage.window
    stage.hand.drop([project])
    await stage.until(lambda: window.document.is_open, "the project")
    await asyncio.sleep(3)
    for _ in range(2000):
        if window.jobs.running is not None and not window.jobs.paused:
            window.jobs.toggle_pause()
        await asyncio.sleep(0.01)
    bar = window.clips.shelf.grid.verticalScrollBar()
    for step in range(40):
        bar.setValue(bar.maximum() * step // 40)
        await asyncio.sleep(0.05)


async def memory(stage: Stage, folder: Path) -> float:
    """Return the MB of the process after the large project was scrolled through."""
    import psutil

    await scroll_through(stage, large_project(folder, CLIPS))  # as many shots as clips
    return psutil.Process().memory_info().rss / 1e6


@row(
    "window_memory",
    target=350.0,
    unit="MB",
    limit="RSS of the window with 30,000 clips of 30,000 shots in ten films, scrolled through",
    at_most=True,
)
def window_memory(bench: Bench) -> float:
    large_project(bench.folder, CLIPS)  # here: what its making leaves behind is not the window's
    return float(in_window(bench, "memory"))


async def picks(stage: Stage, folder: Path) -> dict[str, list[float]]:
    """Return, in ms, what twenty picks take until the key returns, and the longest gap after."""
    from PySide6.QtCore import Qt

    project = folder / "large picked"
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(large_project(folder, SHOTS), project)
    window, hand = stage.window, stage.hand
    stage.hand.drop([project])
    await stage.until(lambda: window.document.is_open, "the project")
    await asyncio.sleep(3)
    window.clips.shelf.grid.setFocus()
    hand.key(Qt.Key.Key_End)  # the last shots: the clips end before them
    spent: dict[str, list[float]] = {"key": [], "after": []}
    for _ in range(20):
        if window.jobs.running is not None and not window.jobs.paused:
            window.jobs.toggle_pause()
        hand.key(Qt.Key.Key_Up)
        await asyncio.sleep(0.5)
        begun = time.perf_counter()
        hand.key(Qt.Key.Key_Return)
        spent["key"].append(1000 * (time.perf_counter() - begun))
        beat = Beat()
        await asyncio.sleep(1.5)
        spent["after"].append(max(beat.stop()))
        window.clips.shelf.grid.setFocus()
    return spent


@row(
    "window_edit",
    target=16.0,
    unit="ms",
    limit="Enter picks a shot among 100,000 shots and 30,000 clips: the window waits, median of 20",
    at_most=True,
)
def window_edit(bench: Bench) -> float:
    return statistics.median(in_window(bench, "picks")["key"])


async def opening(stage: Stage, folder: Path) -> float:
    """Return the longest turn of the loop while a project is opened and its films are read.

    The stage is there before, as when one chooses a project in the window.
    """
    from tests.scale.measuring import Beat as CpuBeat

    project, films = large_project(folder, SHOTS), stage.window.parts.films
    assert stage.window.clips.shelf is not None
    await asyncio.sleep(0.5)
    beat = CpuBeat()
    stage.hand.drop([project])
    await stage.until(lambda: len(films.indexes) == FILMS, "the films")
    await asyncio.sleep(3)
    return beat.stop()


@row(
    "window_open",
    target=150.0,
    unit="ms",
    limit="CPU: 100,000 shots and 30,000 clips in ten films are opened: the longest turn",
    at_most=True,
)
def window_open(bench: Bench) -> float:
    large_project(bench.folder, SHOTS)
    rounds = [float(in_window(bench, "opening")) for _ in range(bench.rounds)]
    return statistics.median(rounds)
