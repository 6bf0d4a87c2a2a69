"""The tour of the player: shuttle, source frames, as trained, a window alone, full screen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt

from app.core.library.edits import changing
from app.core.library.model import Clip
from app.core.media.geometry import Crop
from tests.tour.chapters import chapter, click_segment, click_tile
from tests.tour.hand import Keys
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key


@chapter
async def player(theatre: Theatre, material: Material) -> None:
    """A clip is played at speeds, in both kinds of frames, as it is trained, and full screen."""
    async with theatre.window() as stage:
        hand, viewing = stage.hand, stage.window.clips.viewing
        await stage.open(material.picked("Player"))
        click_segment(stage, "clip")
        click_tile(stage, 2)
        await stage.rest()
        hand.key("K")
        await _shuttled(stage)
        hand.key("F")
        await stage.picture("source-frames")
        hand.key(".")
        await stage.picture("one-source-frame-on")
        hand.key("F")
        hand.key("V")
        await stage.picture("as-trained")
        hand.click(viewing.chips.look)
        await stage.picture("ways-to-look")
        hand.key(Key.Key_Escape)
        hand.key("V")
        await stage.picture("as-trained-in-the-next-dataset")
        viewing.play_part(0, 21)
        hand.key("K")
        await stage.picture("a-window-alone")
        hand.key(Key.Key_Return, Keys.AltModifier)
        await stage.picture("full-screen")
        hand.key(Key.Key_Escape)
        hand.key("G")
        hand.type("+500000x")
        hand.key(Key.Key_Return)
        await stage.picture("no-such-place")
        hand.key(Key.Key_Escape)
        hand.ctrl(Key.Key_Right)
        await stage.picture("at-the-next-cut")
        _crop(stage)
        for _ in viewing.player.looks.all:
            if not viewing.player.dimmed:
                hand.key("V")
        await stage.picture("whole-picture-with-its-crop")


async def _shuttled(stage: Stage) -> None:
    player = stage.window.clips.viewing.player
    for _ in range(3):
        stage.hand.key("J")
    before = player.position
    await stage.until(lambda: player.position != before, "a frame before")
    await stage.picture("four-times-backwards", busy=True)
    stage.hand.key("K")


def _crop(stage: Stage) -> None:
    clip = stage.window.clips.marking.row
    if isinstance(clip, Clip):
        cropped = replace(clip, crop=Crop(640, 480, 320, 120))
        stage.window.document.apply(changing(clip, cropped, label="Crop"))
