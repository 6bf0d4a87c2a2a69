"""A chapter of the tour: what is lost, by reason, and its cures."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from PySide6.QtCore import Qt

from app.core.export.lengths import end_of_length
from app.core.library.edits import Edit, adding, changing, removing, several
from app.core.library.model import Clip, Dataset
from app.core.library.project import Project
from app.core.media.index import index_file
from tests.tour.chapters import chapter
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key


@chapter
async def plan_losses(theatre: Theatre, material: Material) -> None:
    """Clips of exactly 45 frames, short ones, one without words: read, folded, cured, undone."""
    folder = _losing(material)
    async with theatre.window() as stage:
        window, hand = stage.window, stage.hand
        await stage.open(folder)
        window.actions_["view.plan"].trigger()
        losses = window.stages.plan.losses
        await stage.until(lambda: losses.table.losses.rowCount(), "the losses")
        await _found(stage)
        _into_sight(stage)
        await stage.picture("losses")
        losses.table.setFocus()
        losses.table.select(1)
        await stage.picture("losses-by-keyboard")
        losses.table.cures_asked.emit(
            1,
            losses.table.viewport().mapToGlobal(
                losses.table.spots(1).button.bottomLeft().toPoint()
            ),
        )
        await stage.picture("losses-menu")
        hand.key(Key.Key_Escape)
        before = window.document.undo_label
        hand.key(Key.Key_Return)
        await stage.until(lambda: window.document.undo_label != before, "the cure")
        await _found(stage)
        _into_sight(stage)
        await stage.picture("losses-one-cured")
        losses.cure_all()
        await _found(stage)
        _into_sight(stage)
        await stage.picture("losses-all-cured")
        hand.ctrl("Z")
        hand.ctrl("Z")


async def _found(stage: Stage) -> None:
    losses = stage.window.stages.plan.losses
    await stage.until(lambda: not losses.finder.busy, "the cures")


def _into_sight(stage: Stage) -> None:
    """Scroll the column to the list, if it has to be."""
    losses = stage.window.stages.plan.losses
    area = losses.parentWidget().parentWidget().parentWidget()
    area.ensureWidgetVisible(losses)  # type: ignore[attr-defined]


def _losing(material: Material) -> Path:
    folder = material.picked("Losing")
    index = index_file(material.film, cache=material.cache)
    with Project.open(folder) as project:
        clips = project.clips(state="picked")
        rate = project.settings.rate
        edits: list[Edit] = []
        for n, frames in enumerate((45, 45, 17, 19, 20)):
            clip = clips[n]
            end = end_of_length(index, clip.start, frames, rate, limit=len(index))
            if end is not None:
                edits.append(changing(clip, dataclasses.replace(clip, end=end)))
        edits.append(changing(clips[6], dataclasses.replace(clips[6], caption="")))
        source = project.sources()[0]
        edits.append(adding(Clip(source=source.id, start=len(index) - 20, end=len(index) + 30)))
        edits.append(removing(*project.datasets()))
        head = Dataset(
            position=0,
            name="Clips · head",
            kind="video",
            resolution=(768, 416),
            target_frames=(1, 21),
        )
        uniform = dataclasses.replace(
            head,
            position=1,
            name="Clips · uniform",
            resolution=(384, 208),
            frame_extraction="uniform",
            target_frames=(45,),
            frame_sample=2,
        )
        stills = Dataset(position=2, name="Stills", kind="image", resolution=(768, 768))
        edits.append(adding(stills, head, uniform))
        project.apply(several("Losses", edits))
    return folder
