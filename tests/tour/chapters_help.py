"""Chapters of the tour: the guide beside the work, and the sheets over the stages."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.ui.help.help_window import HelpWindow
from tests.tour.chapters import chapter, click_tile
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key
_SEARCHES = ("memory runs out", "메모리 부족")  # what a person may look for; the second: by pairs


async def guide_of(stage: Stage) -> HelpWindow:
    """Wait until the guide shows a page with its pictures."""
    window = stage.window.findChildren(HelpWindow)[-1]
    await stage.until(lambda: window.isVisible() and window.view.page, "the guide")
    await stage.rest()
    return window


@chapter
async def guide(theatre: Theatre, material: Material) -> None:
    """F1 on every stage, contents, links, search, back."""
    async with theatre.window() as stage:
        hand = stage.hand
        await stage.open(material.picked("Guide"))
        for name, key in (("clips", "1"), ("captions", "2"), ("plan", "3"), ("train", "4")):
            stage.window.activateWindow()
            await stage.until(stage.window.isActiveWindow, "the keys to come back")
            hand.ctrl(key)
            await stage.rest()
            hand.key(Key.Key_F1)
            await guide_of(stage)
            await stage.picture(f"guide-of-{name}")
        window = await guide_of(stage)
        for page in window.guide.pages if window.guide is not None else ():
            window.show_page(page)
            await stage.picture(f"guide-{page}")
        hand.ctrl("F")
        hand.type(_SEARCHES[0])
        await stage.picture("guide-found")
        hand.key(Key.Key_Down)
        hand.key(Key.Key_Return)
        await stage.picture("guide-hit-shown")
        window.search.clear()
        hand.type(_SEARCHES[1])
        await stage.picture("guide-nothing-found")
        window.search.clear()
        window.go_back()
        await stage.picture("guide-back")
        await stage.leave_dialog()


@chapter
async def sheets(theatre: Theatre, material: Material) -> None:
    """What is shown says what it is for and its keys; any key takes the sheet away."""
    async with theatre.window() as stage:
        hand = stage.hand
        hand.type("?")
        await stage.picture("sheet-projects")
        hand.key(Key.Key_Escape)
        await stage.open(material.picked("Sheets"))
        click_tile(stage, 0)
        hand.type("?")
        await stage.picture("sheet-clips")
        hand.key(Key.Key_Space)
        await stage.picture("sheet-gone")
        hand.key("E")
        hand.type("?")
        await stage.picture("sheet-review")
        hand.key(Key.Key_Escape)
        hand.key("E")
        for name, key in (("captions", "2"), ("plan", "3"), ("train", "4")):
            hand.ctrl(key)
            await stage.rest()
            hand.key(Key.Key_F1, Qt.KeyboardModifier.ControlModifier)
            await stage.picture(f"sheet-{name}")
            hand.key(Key.Key_Escape)
        hand.key(Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
        await stage.sheet()
        await stage.picture("all-keys")
        await stage.leave_dialog()
