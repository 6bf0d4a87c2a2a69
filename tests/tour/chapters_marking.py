"""The tour's chapters on lengths, several clips of a shot, and crops."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt

from tests.tour.chapters import chapter, click_segment, click_tile
from tests.tour.hand import Keys
from tests.tour.material import Material
from tests.tour.stage import Theatre

Key = Qt.Key
_ALT = Keys.AltModifier


@chapter
async def lengths(theatre: Theatre, material: Material) -> None:
    """Usual lengths, the best window, another clip of the shot, a clip in two."""
    async with theatre.window() as stage:
        hand = stage.hand
        await stage.open(material.picked("Lengths"))
        click_tile(stage, 11)  # a long one, of which a clip was picked
        hand.key("1", _ALT)
        await stage.picture("33-frames")
        hand.key("W")
        await stage.picture("best-window")
        hand.key("W")
        await stage.picture("next-best-window")
        hand.key(Key.Key_Left, _ALT | Keys.ShiftModifier)
        await stage.picture("slid-back")
        hand.shift(Key.Key_Return)
        await stage.picture("another-clip-of-the-shot")
        hand.shift(Key.Key_Return)
        hand.shift(Key.Key_Return)
        await stage.picture("no-room-for-more")
        hand.key(Key.Key_Up, _ALT)
        await stage.picture("the-clip-before")
        for _ in range(8):
            hand.key(Key.Key_Period)
        hand.ctrl("B")
        await stage.picture("clip-in-two")
        hand.ctrl("Z")
        await stage.picture("one-clip-again")


@chapter
async def crops(theatre: Theatre, material: Material) -> None:
    """The crop tool: by hand, by keys, locked to a bucket, typed, applied to many."""
    async with theatre.window() as stage:
        hand, clips = stage.hand, stage.window.clips
        await stage.open(material.picked("Crops"))
        click_segment(stage, "clip")
        click_tile(stage, 1)
        hand.key("C")
        await stage.picture("crop-begun")
        frame = clips.cropping.frame
        corner = frame.frame_rect().bottomRight().toPoint()
        goal = corner - QPoint(corner.x() // 3, corner.y() // 4)
        hand.press(frame, corner)
        hand.pull(frame, corner, goal)
        await stage.picture("crop-sized")
        hand.let_go(frame, goal)
        for _ in range(6):
            hand.shift(Key.Key_Right)
        hand.key(Key.Key_Down)
        await stage.picture("crop-moved-by-keys")
        bar = clips.cropping.bar
        bar.shape.setCurrentIndex(bar.shape.count() - 1)
        bar.shape.activated.emit(bar.shape.currentIndex())
        hand.key("R")
        bar.shape.activated.emit(bar.shape.currentIndex())
        await stage.picture("crop-locked-to-a-bucket")
        hand.key(Key.Key_Return)
        await stage.picture("crop-kept")


@chapter
async def typed_crops(theatre: Theatre, material: Material) -> None:
    """Crops typed, and applied to many; one of a still."""
    async with theatre.window() as stage:
        hand, clips = stage.hand, stage.window.clips
        await stage.open(material.picked("Typed crops"))
        click_segment(stage, "clip")
        click_tile(stage, 1)
        field = clips.inspector.crop.field
        field.setFocus()
        field.selectAll()
        hand.type("9999x20")
        hand.key(Key.Key_Return)
        await stage.picture("crop-typed-wrong")
        field.selectAll()
        hand.type("1024x576")
        hand.key(Key.Key_Return)
        await stage.picture("crop-typed")
        stage.window.actions_["crop.film"].trigger()
        await stage.picture("crop-of-all-clips")
        click_segment(stage, "still")
        click_tile(stage, 0)
        hand.key("C")
        await stage.picture("crop-of-a-still")
        hand.key(Key.Key_Escape)
        await stage.picture("crop-dropped")


@chapter
async def letterbox(theatre: Theatre, material: Material) -> None:
    """Black bars: found by the checks, cropped by one button."""
    async with theatre.window() as stage:
        await stage.open(material.wrong())
        click_segment(stage, "clip")
        await stage.rest()
        stage.hand.key("C")
        await stage.picture("letterbox-offered")
        stage.hand.click(stage.window.clips.cropping.bar.letterbox)
        await stage.picture("letterbox-framed")
        stage.hand.key(Key.Key_Return)
        await stage.picture("letterbox-cropped")
