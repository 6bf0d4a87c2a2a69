"""Chapters of the tour that need the keyboard only."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.tour.chapters import chapter
from tests.tour.material import Material
from tests.tour.stage import Theatre

Key = Qt.Key


@chapter
async def review(theatre: Theatre, material: Material) -> None:
    """Review mode: one shot fills the stage, one key decides."""
    async with theatre.window() as stage:
        hand = stage.hand
        await stage.open(material.picked("Review"))
        hand.key("E")
        await stage.picture("review")
        for _ in range(3):
            hand.key(Key.Key_Down)
        await stage.picture("review-three-on")
        hand.key("R")
        await stage.picture("review-rejected", busy=True)
        hand.key(Key.Key_Return)
        await stage.picture("review-picked", busy=True)
        hand.key("4")
        await stage.picture("review-rated")
        hand.ctrl("Z")
        hand.ctrl("Z")
        await stage.picture("review-undone")
        hand.key("E")
        await stage.picture("review-left")
