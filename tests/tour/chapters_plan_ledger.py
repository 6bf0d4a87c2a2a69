"""The tour of the ledger: the author's mix, sorted, its clips, a plan pinned and gone back to."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from PySide6.QtCore import QPoint, Qt

from app.core.library.edits import adding, changing
from app.core.library.model import Clip, Dataset, Still
from app.core.library.project import Project
from app.core.library.sources import add_film
from app.core.media.geometry import Crop
from app.core.planner.tables.ledger_table import Column
from tests.tour.chapters import chapter
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key
_CLIPS, _STILLS = 240, 120
_SHORTEST = 67  # frames of the film at 24 fps that are 45 at 16
_SIZES = ((16, 9), (4, 3), (1, 1), (3, 4), (9, 16), (21, 9), (2, 1), (3, 2))


@chapter
async def ledger(theatre: Theatre, material: Material) -> None:
    """The author's dataset: its numbers, the clips behind them, and another plan beside it."""
    async with theatre.window() as stage:
        hand, tab = stage.hand, stage.window.plan
        await stage.open(author(material))
        hand.ctrl("3")
        await stage.until(lambda: tab.source.view is not None, "the plan")
        await stage.picture("ledger")
        await _point(stage)
        await _behind(stage)
        tab.ledger.sort_by(Column.GIB)
        tab.ledger.setFocus()
        hand.key(Key.Key_Down)
        await stage.picture("ledger-sorted")
        tab.ledger.sort_by(Column.DATASET)
        await _pin(stage)


@chapter
async def ledger_many(theatre: Theatre, material: Material) -> None:
    """Hundreds of buckets."""
    async with theatre.window() as stage:
        tab = stage.window.plan
        await stage.open(_many_shapes(material))
        stage.hand.ctrl("3")
        await stage.until(lambda: tab.source.view is not None, "the plan")
        await stage.picture("ledger-many-buckets")
        tab.ledger.sort_by(Column.SAMPLES)
        tab.ledger.verticalScrollBar().setValue(400)
        await stage.picture("ledger-many-scrolled")


async def _point(stage: Stage) -> None:
    table = stage.window.plan.ledger
    row = table.ledger.index(4, Column.SAMPLES)
    stage.hand.hover(table.viewport(), table.visualRect(row).center())
    await stage.picture("ledger-number-pointed-at")
    stage.hand.leave(table.viewport())


async def _behind(stage: Stage) -> None:
    hand, table, card = stage.hand, stage.window.plan.ledger, stage.window.plan.ledger_card
    hand.click(table.viewport(), table.visualRect(table.ledger.index(4, Column.COLLIDE)).center())
    await stage.until(lambda: card.behind and card.behind.list.behind.rowCount() == 2, "clips")
    await stage.picture("ledger-behind-collisions")
    assert card.behind is not None
    card.behind.tabs.choose("samples")
    await stage.until(lambda: card.behind and card.behind.list.behind.rowCount() == 240, "clips")
    await stage.picture("ledger-behind-samples")
    hand.type("00:01")
    await stage.picture("ledger-behind-filtered")
    hand.key(Key.Key_Escape)
    hand.key(Key.Key_Escape)


async def _pin(stage: Stage) -> None:
    hand, tab, document = stage.hand, stage.window.plan, stage.window.document
    hand.leave(tab.ledger.viewport())
    hand.key(Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    await stage.picture("ledger-pinned")
    stills, head, _ = document.rows.datasets
    document.apply(changing(head, dataclasses.replace(head, target_frames=(1, 29), num_repeats=2)))
    document.apply(changing(stills, dataclasses.replace(stills, batch_size=4)))
    await stage.picture("ledger-beside-the-pinned")
    table = tab.ledger
    where = table.visualRect(table.ledger.index(1, Column.SAMPLES)).center()
    hand.hover(table.viewport(), where + QPoint(2, 0))
    await stage.picture("ledger-changed-number")
    hand.leave(table.viewport())
    tab.figures.pin_line.back_button.click()
    await stage.picture("ledger-gone-back")


def author(material: Material) -> Path:
    """Return a project with the author's three datasets over 240 clips and 120 stills."""
    folder = material.folder / "author"
    with Project.create(folder, material.words.project) as project:
        film = add_film(project, material.film, cache=material.cache)
        lengths = [0 if n in (3, 7) else 2 + n % 62 for n in range(_CLIPS)]
        clips = [
            Clip(source=film.id, start=n * 6, end=n * 6 + _SHORTEST + more, caption="a rabbit")
            for n, more in enumerate(lengths)
        ]
        stills = [
            Still(source=film.id, frame=10 + n * 14, caption="a rabbit") for n in range(_STILLS)
        ]
        settings = project.settings
        project.change(settings, dataclasses.replace(settings, still_size=(768, 768)))
        project.apply(adding(*clips, *stills, *_mix(), label="Picks"))
    return folder


def _mix() -> list[Dataset]:
    head = Dataset(
        position=1, name="Clips head", kind="video", resolution=(768, 416), target_frames=(1, 21)
    )
    uniform = Dataset(
        position=2,
        name="Clips uniform",
        kind="video",
        resolution=(384, 208),
        target_frames=(45,),
        frame_extraction="uniform",
        frame_sample=2,
    )
    return [Dataset(position=0, name="Stills", kind="image", resolution=(768, 768)), head, uniform]


def _many_shapes(material: Material) -> Path:
    """Return a project whose clips are of many shapes and lengths."""
    folder = material.folder / "many shapes"
    with Project.create(folder, material.words.project) as project:
        film = add_film(project, material.film, cache=material.cache)
        clips = []
        for n in range(24):
            across, down = _SIZES[n % len(_SIZES)]
            side = min(film.width / across, film.height / down)
            crop = Crop(int(across * side) // 2 * 2, int(down * side) // 2 * 2, 0, 0)
            clips.append(
                Clip(
                    source=film.id,
                    start=n * 40,
                    end=n * 40 + 100 + n * 3,
                    caption="a rabbit",
                    crop=crop,
                )
            )
        full = Dataset(
            position=0, name="full", kind="video", resolution=(384, 208), frame_extraction="full"
        )
        targets = tuple(range(5, 66, 4))
        head = Dataset(
            position=1, name="head", kind="video", resolution=(512, 288), target_frames=targets
        )
        project.apply(adding(*clips, full, head, label="Picks"))
    return folder
