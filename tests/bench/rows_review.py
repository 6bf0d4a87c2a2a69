"""Review mode: how soon the next shot is on screen after the key that decided."""

from __future__ import annotations

import asyncio
import shutil
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench import Bench, row
from tests.bench.media import DEMO, demo_1080p
from tests.bench.rows_window import in_window

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from tests.tour.stage import Stage

DECISIONS = 36
_PACE = 1.2  # seconds somebody looks at a shot, at least
_PATIENCE = 10.0
_KEYS = "Return", "R"


def review_project(folder: Path) -> Path:
    """Make a project anew of two 1080p films, of one and of half a second's key frames."""
    from app.core.cache import Cache
    from app.core.finding import find_shots
    from app.core.library.edits import adding, removing
    from app.core.library.model import Shot
    from app.core.library.project import Project
    from app.core.library.sources import add_film

    films = [demo_1080p(folder, gop=gop) for gop in (250, 12)]
    project_folder = folder / "review"
    shutil.rmtree(project_folder, ignore_errors=True)
    with Project.create(project_folder, "Review") as project:
        small = add_film(project, DEMO, cache=Cache())
        find_shots(project, small, cache=Cache())
        spans = [(shot.start, shot.end) for shot in project.shots(small)]
        project.apply(removing(small))
        for film in films:  # the same pictures, so the same shots
            source = add_film(project, film, cache=Cache())
            shots = [Shot(source=source.id, start=start, end=end) for start, end in spans]
            project.apply(adding(*shots, label="Shots"))
    return project_folder


class Eye:
    """Notes when the player has painted a picture, and which."""

    def __init__(self) -> None:
        from app.ui.widgets.player_screen import Screen

        self.painted: list[tuple[float, int]] = []  # when; the source frame
        paint = Screen.paintEvent
        painted = self.painted

        def noted(screen: Screen, event: QPaintEvent) -> None:
            paint(screen, event)
            picture = screen.picture()
            if picture is not None:
                painted.append((time.perf_counter(), picture.frame))

        Screen.paintEvent = noted  # type: ignore[method-assign]


async def decide(stage: Stage, folder: Path) -> dict[str, Any]:
    """Return ms from key to picture, and how many were decoded before, of `DECISIONS` shots."""
    from PySide6.QtCore import Qt

    eye = Eye()
    window, hand = stage.window, stage.hand
    await stage.open(review_project(folder))
    clips = window.clips
    clips.shelf.grid.setFocus()
    hand.key(Qt.Key.Key_Home)
    hand.key("E")
    await stage.until(lambda: eye.painted, "the first picture")
    waits: list[float] = []
    for number in range(DECISIONS):
        await asyncio.sleep(_PACE)
        key = Qt.Key[f"Key_{_KEYS[number % 2]}"]
        eye.painted.clear()
        begun = time.perf_counter()
        hand.key(key)
        mark = clips.marking.mark
        assert mark is not None and clips.review.on
        shown = range(mark.start, mark.end)
        while not (here := [at for at, frame in eye.painted if frame in shown]):
            assert time.perf_counter() - begun < _PATIENCE, (number, mark)
            await asyncio.sleep(0)
        waits.append(1000 * (here[0] - begun))
    met = clips.viewing.player.met
    return {"waits": waits, "met": met}


@row(
    "review",
    target=100.0,
    unit="ms",
    limit=f"key to the next shot's picture on screen, 1080p, median of {DECISIONS} decisions",
    at_most=True,
)
def review(bench: Bench) -> float:
    return statistics.median(_decided(bench)["waits"])


@row(
    "review_ahead",
    target=0.9,
    unit="share",
    limit=f"of {DECISIONS} shots whose first pictures were decoded before the key",
)
def review_ahead(bench: Bench) -> float:
    return float(_decided(bench)["met"]) / DECISIONS


_known: dict[str, Any] = {}


def _decided(bench: Bench) -> dict[str, Any]:
    """Measure once for both rows."""
    if not _known:
        _known.update(in_window(bench, "decide", module="rows_review"))
    return _known
