"""The stage *Captions* with 10,000 captions: opened, scrolled, filtered, written down the table.

What is measured is the CPU time of the window's thread.
"""

from __future__ import annotations

import asyncio
import shutil
import statistics
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench import Bench, row
from tests.bench.rows_window import in_window

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractItemView

    from tests.tour.stage import Stage

CAPTIONS, FILMS, LONG = 10_000, 4, 40
_FRAMES, _STEP = 200, 40  # of scrolling; px from one to the next
_WORDS = (
    "A large white rabbit stretches in front of its burrow, blinking at the morning light. It "
    "scratches its belly, ears swaying, and looks up as a shadow passes. Lush meadow with a "
    "gnarled tree and soft hills behind, warm early sun. Medium shot, low angle, slow push-in"
)
_ROUNDS = 3


def captioned_project(folder: Path) -> Path:
    """Make, once, a project of four films and 10,000 clips with captions; return its folder."""
    from app.core.cache import Cache
    from app.core.library.edits import adding
    from app.core.library.model import Clip
    from app.core.library.project import FILE, Project
    from app.core.library.sources import add_film
    from tests.films import LARGEST, make_film

    made = folder / "captions"
    if (made / FILE).exists():
        return made
    shutil.rmtree(made, ignore_errors=True)
    numbers = [n % LARGEST for n in range(CAPTIONS // FILMS * 2 + LONG)]
    with Project.create(made, "Captions") as project:
        for number in range(FILMS):
            path = folder / f"captions {number}.mp4"
            if not path.exists():
                options = {"preset": "ultrafast"}
                make_film(path, numbers, size=(320, 180), rate=Fraction(24), options=options)
            source = add_film(project, path, cache=Cache())
            clips = [
                Clip(
                    source=source.id, start=2 * n, end=2 * n + LONG,
                    caption=f"{_WORDS}, number {n}." if n % 5 else "A rabbit.", done=n % 3 == 0,
                )
                for n in range(CAPTIONS // FILMS)
            ]  # fmt: skip
            project.apply(adding(*clips, label="Picks"))
    return made


async def measured(stage: Stage, folder: Path) -> dict[str, Any]:
    """Return what takes how long, ms of CPU."""
    from PySide6.QtCore import Qt

    copy = folder / "captions written"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(captioned_project(folder), copy)
    window, hand = stage.window, stage.hand
    await stage.open(copy)

    def show() -> None:
        window.stages.show("captions")
        window.repaint()

    found: dict[str, Any] = {"open": _ms(show)}
    tab = window.captions
    await stage.until(lambda: tab.entries.settled and len(tab.chosen.listed) == CAPTIONS, "all")
    found["list"] = await _scrolled(stage, tab.lists.list)
    bar = tab.lists.head.filter
    texts = ("lint:any -done", "rabbit shadow", "tokens>40 or words<5", "")
    found["filter"] = [_ms(lambda text=text: bar.set_text(text)) for text in texts]
    tab.lists.toggle_mode()
    await asyncio.sleep(0.5)
    found["table"] = await _scrolled(stage, tab.lists.table)
    hand.key(Qt.Key.Key_Home)
    hand.key(Qt.Key.Key_F2)
    found["next"] = []
    for _ in range(20):
        await asyncio.sleep(0.1)
        hand.type("More. ")
        await asyncio.sleep(0.2)
        found["next"].append(_ms(lambda: hand.key(Qt.Key.Key_Return)))
    return found


async def _scrolled(stage: Stage, view: QAbstractItemView) -> float:
    """Return the slowest frame of scrolling, ms of CPU, each the best of rounds."""
    bar = view.verticalScrollBar()
    start = bar.maximum() // 2

    def frame(place: int) -> float:
        def paint() -> None:
            bar.setValue(place)
            view.viewport().repaint()

        return _ms(paint)

    for place in range(start, start + _FRAMES * _STEP, 300):
        frame(place)
        await stage.until(lambda: not stage.window.parts.thumbnails.busy, "the pictures")
    rounds = []
    for _ in range(_ROUNDS):
        frame(start)
        rounds.append([frame(start + n * _STEP) for n in range(_FRAMES)])
        await asyncio.sleep(0.1)
    return max(min(times) for times in zip(*rounds, strict=True))


def _ms(work: Callable[[], object]) -> float:
    begun = time.thread_time()
    work()
    return 1000 * (time.thread_time() - begun)


_known: dict[str, Any] = {}


def _of(bench: Bench, name: str) -> Any:  # noqa: ANN401 -- JSON
    """Measure once for all rows."""
    if not _known:
        captioned_project(bench.folder)
        _known.update(in_window(bench, "measured", module="rows_captions"))
    return _known[name]


@row(
    "captions_open",
    target=500.0,
    unit="ms",
    limit="CPU: the stage with 10,000 captions made and painted for the first time",
    at_most=True,
)
def captions_open(bench: Bench) -> float:
    return float(_of(bench, "open"))


@row(
    "captions_scroll_list",
    target=33.0,
    unit="ms",
    limit="CPU: the slowest of 200 frames of 40 px among 10,000 captions; each the best of rounds",
    at_most=True,
)
def captions_scroll_list(bench: Bench) -> float:
    return float(_of(bench, "list"))


@row(
    "captions_scroll_table",
    target=33.0,
    unit="ms",
    limit="CPU: the same in the table, whose rows are as high as their words need",
    at_most=True,
)
def captions_scroll_table(bench: Bench) -> float:
    return float(_of(bench, "table"))


@row(
    "captions_filter",
    target=33.0,
    unit="ms",
    limit="CPU: 10,000 captions filtered and listed anew, the slowest of four filters",
    at_most=True,
)
def captions_filter(bench: Bench) -> float:
    return max(_of(bench, "filter"))


@row(
    "captions_next",
    target=33.0,
    unit="ms",
    limit="CPU: Enter in a cell keeps its words and opens the next of 10,000; median of 20",
    at_most=True,
)
def captions_next(bench: Bench) -> float:
    return statistics.median(_of(bench, "next"))
