"""The tour of checks and stills: cures, twins side by side, stills and their sizes."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Qt

from app.core.library.edits import adding
from app.ui.clips.stills_dialog import StillsDialog
from app.ui.clips.twins_dialog import TwinsDialog
from tests.tour.chapters import chapter, click_segment, click_tile
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key


@chapter
async def cures(theatre: Theatre, material: Material) -> None:
    """A problem stands beside its cures; a key cures the worst."""
    async with theatre.window() as stage:
        await stage.open(material.wrong())
        await stage.picture("shots-checked")
        click_segment(stage, "clip")
        click_tile(stage, 1)
        await stage.until(lambda: stage.window.clips.inspector.checks._cures, "cures")
        await stage.picture("cures")
        stage.hand.shift("C")
        await stage.picture("cured")
        stage.hand.shift("C")
        await stage.picture("cured-again")


@chapter
async def twins(theatre: Theatre, material: Material) -> None:
    """Clips that show the same, side by side."""
    async with theatre.window() as stage:
        await stage.open(material.picked("Twins"))
        document = stage.window.document
        pairs = [clip for clip in document.rows.clips[:3]]
        again = [
            dataclasses.replace(clip, id=0, start=clip.start + 4, caption="", rating=n)
            for n, clip in enumerate(pairs)
        ]
        document.apply(adding(*again, label="Picks"))
        await stage.rest()
        click_segment(stage, "clip")
        click_tile(stage, 0)
        await stage.picture("overlaps")
        dialog = await _twins(stage)
        await stage.until(lambda: dialog._beat.running, "both playing")
        stage.hand.key(Key.Key_Space)
        await stage.picture("side-by-side")
        stage.hand.key(Key.Key_Space)
        stage.hand.key(Key.Key_Down)
        await stage.picture("the-next-pair")
        stage.hand.key(Key.Key_Left)
        stage.hand.key("B")
        stage.hand.key(Key.Key_Right)
        await stage.picture("nothing-left-to-compare")
        await stage.leave_dialog()
        await stage.picture("after-comparing")


async def _twins(stage: Stage) -> TwinsDialog:
    stage.window.actions_["pick.twins"].trigger()
    found: list[TwinsDialog] = []

    def there() -> bool:
        found[:] = [each for each in stage.window.findChildren(TwinsDialog) if each.isVisible()]
        return bool(found)

    await stage.until(there, "the dialog")
    return found[0]


@chapter
async def stills(theatre: Theatre, material: Material) -> None:
    """The sharpest frame near here; a still of every pick; how large they are."""
    async with theatre.window() as stage:
        window = stage.window
        await stage.open(material.picked("Stills"))
        click_segment(stage, "clip")
        click_tile(stage, 3)
        await stage.rest()
        count = len(window.document.rows.stills)
        stage.hand.shift("S")
        await stage.until(lambda: len(window.document.rows.stills) > count, "the still")
        await stage.picture("sharpest-near-here")
        window.actions_["pick.stills"].trigger()
        await stage.until(lambda: window.findChildren(StillsDialog), "the question")
        await stage.picture("stills-from-picks")
        dialog = window.findChildren(StillsDialog)[0]
        dialog.frame.choose("middle")
        dialog.still_size.choose((1024, 1024))
        await stage.picture("stills-larger-than-the-film")
        dialog.accept()
        stage.window.activateWindow()
        await stage.until(lambda: len(window.document.rows.stills) > count + 1, "the stills")
        click_segment(stage, "still")
        click_tile(stage, 2)
        await stage.picture("a-still-too-small")
        window.actions_["edit.still_size"].trigger()
        await stage.picture("size-of-stills")
        await stage.leave_dialog()
