"""The pictures of a plan in the tour: one clip, 3, 300 and 30,000 of them, and none."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

from PySide6.QtCore import QPoint, Qt

from app.core.library.edits import adding
from app.core.library.model import Clip, Dataset, Still
from app.core.library.project import Project
from app.core.library.sources import add_film
from app.core.media.geometry import Crop
from app.ui.plan.pictures import PICTURES, PicturesCard
from tests.tour.chapters import chapter
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key
_CROPS = (None, None, None, Crop(1280, 544, 0, 88), Crop(720, 720, 280, 0), Crop(405, 720, 400, 0))
_DATASETS = (
    Dataset(position=0, name="Stills", kind="image", resolution=(768, 768)),
    Dataset(position=1, name="Head", kind="video", resolution=(768, 416), target_frames=(1, 21)),
    Dataset(
        position=2, name="Uniform", kind="video", resolution=(384, 208), target_frames=(45,),
        frame_extraction="uniform", frame_sample=2,
    ),
)  # fmt: skip


def _project(material: Material, clips: int, *, stills: int = 4) -> Path:
    """Return a project of so many clips of one film, lengths and crops drawn."""
    folder = material.folder / f"{clips} clips"
    if folder.exists():
        return folder
    drawn = random.Random(7)
    with Project.create(folder, material.words.project) as project:
        film = add_film(project, material.film, cache=material.cache)
        made = [
            Clip(
                source=film.id,
                start=(start := drawn.randrange(1300)),
                end=start + min(130, round(drawn.gammavariate(6, 9)) + 46),
                crop=drawn.choice(_CROPS),
                caption=material.words.caption,
            )
            for _ in range(clips)
        ]
        project.apply(
            adding(
                *made,
                *(Still(source=film.id, frame=90 * n, caption="a") for n in range(stills)),
                *_DATASETS,
                label="Picks",
            )
        )
    return folder


def _card(stage: Stage) -> PicturesCard:
    return stage.window.stages.plan.pictures


async def _every_picture(stage: Stage, name: str, *, busy: bool = False) -> None:
    for picture in PICTURES:
        _card(stage).choose(picture)
        await asyncio.sleep(1.5 if busy else 0)
        await stage.picture(f"pictures-{name}-{picture}", busy=busy)
    _card(stage).choose(PICTURES[0])


async def _planned(stage: Stage, folder: Path) -> None:
    await stage.open(folder)
    stage.hand.ctrl("3")
    source = stage.window.stages.plan.source
    await stage.until(lambda: source.view is not None, "the plan")
    await stage.rest()


def _pill(stage: Stage, frames: int) -> QPoint:
    plot = _card(stage).lengths.plot()
    pill = next(pill for pill in plot.pills if pill.target.frames == frames)
    return pill.where.center().toPoint()


@chapter
async def pictures(theatre: Theatre, material: Material) -> None:
    """A few hundred clips in every picture; a target dragged, moved by keys, taken back, added."""
    async with theatre.window() as stage:
        await _planned(stage, _project(material, 300))
        card, hand = _card(stage), stage.hand
        await _every_picture(stage, "300")
        view, start = card.lengths, _pill(stage, 45)
        hand.hover(view, start)
        hand.press(view, start)
        end = QPoint(view.plot().x_of(77), start.y())
        hand.pull(view, start, end)
        await asyncio.sleep(0.6)
        await stage.picture("target-held")
        hand.let_go(view, end)
        await stage.picture("target-dropped")
        hand.ctrl("Z")
        await stage.rest()
        view.clearFocus()
        view.setFocus(Qt.FocusReason.TabFocusReason)
        for _ in range(3):
            hand.key(Key.Key_Tab)
        for _ in range(6):
            hand.key(Key.Key_Right)
        await asyncio.sleep(0.4)
        await stage.picture("target-by-keys")
        hand.key(Key.Key_Escape)
        hand.shift(Key.Key_Tab)
        for _ in range(5):
            hand.key(Key.Key_Left)
        await stage.picture("target-meets-another")
        hand.key(Key.Key_Escape)
        view.menu.menu(view.chart().targets[1], 61).popup(view.mapToGlobal(QPoint(300, 60)))
        await stage.picture("target-menu")
        hand.key(Key.Key_Escape)


@chapter
async def pictures_few(theatre: Theatre, material: Material) -> None:
    """Three clips, one, and none at all."""
    async with theatre.window() as stage:
        await _planned(stage, _project(material, 3))
        await _every_picture(stage, "3")
    async with theatre.window() as stage:
        await _planned(stage, _project(material, 1))
        await _every_picture(stage, "1")
    async with theatre.window() as stage:
        await _planned(stage, _project(material, 0))
        await _every_picture(stage, "0")


@chapter
async def pictures_many(theatre: Theatre, material: Material) -> None:
    """Thirty thousand clips in every picture, and a target that is dragged over them."""
    async with theatre.window() as stage:
        window, jobs = stage.window, stage.window.jobs
        stage.hand.drop([_project(material, 30_000)])
        await stage.until(lambda: window.document.is_open, "the project")
        stage.hand.ctrl("3")
        source = window.stages.plan.source
        await stage.until(lambda: source.view is not None, "the plan")
        jobs.pause()  # the checks would take hours
        await _every_picture(stage, "30000", busy=True)
        view, start = _card(stage).lengths, _pill(stage, 45)
        stage.hand.press(view, start)
        end = QPoint(view.plot().x_of(69), start.y())
        stage.hand.pull(view, start, end)
        await asyncio.sleep(2)
        await stage.picture("target-held-30000", busy=True)
        stage.hand.let_go(view, end)
        await asyncio.sleep(2)
        await stage.picture("target-dropped-30000", busy=True)
