"""The grid in the tour: the filter language, filmstrips, orders, deciding by keys."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.tour.chapters import chapter, click_segment, tile
from tests.tour.hand import Keys
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key


def write(stage: Stage, text: str) -> None:
    """Write a filter in place of the one that is there."""
    stage.hand.ctrl("F")
    stage.hand.type(text)


@chapter
async def filtering(theatre: Theatre, material: Material) -> None:
    """A filter: offers while typing, what is wrong with it, its help, filters with a name."""
    async with theatre.window() as stage:
        hand, shelf = stage.hand, stage.window.clips.shelf
        await stage.open(material.picked("Filter"))
        write(stage, "ra")
        await stage.picture("filter-offers")
        hand.key(Key.Key_Tab)
        await stage.picture("filter-offers-values")
        hand.type("4 len>=abc ")
        await stage.rest()
        await stage.until(lambda: shelf.filter.complaint(), "the complaint")
        await stage.picture("filter-complains")
        write(stage, "len>=45 state:picked -check:cut ")
        hand.key(Key.Key_Return)
        await stage.picture("filter-of-three-terms")
        shelf.filter.explain()
        await stage.picture("filter-help")
        hand.key(Key.Key_Escape)
        shelf.filter.save()
        await stage.picture("filter-name")
        hand.type("Long and clean")
        hand.key(Key.Key_Return)
        await stage.rest()
        stage.window.activateWindow()  # as every system sees to
        await stage.rest()
        shelf.filter.offer_saved()
        await stage.picture("filter-saved")
        hand.key(Key.Key_Escape)
        shelf.filter.saved.change()
        await stage.picture("filters-to-change")
        await stage.leave_dialog()


@chapter
async def strips(theatre: Theatre, material: Material) -> None:
    """Filmstrips, the mouse over one, the badges of checks and their reasons."""
    async with theatre.window() as stage:
        hand, shelf = stage.hand, stage.window.clips.shelf
        await stage.open(material.wrong())
        hand.click(shelf.head.strips)
        await stage.picture("filmstrips")
        hand.hover(shelf.grid.viewport(), tile(stage, 2))
        await stage.picture("filmstrip-under-the-mouse")
        hand.leave(shelf.grid.viewport())
        click_segment(stage, "clip")
        await stage.picture("filmstrips-of-picks")
        hand.click(shelf.head.strips)
        hand.click(shelf.head.larger)
        await stage.picture("picks-with-badges")


@chapter
async def deciding(theatre: Theatre, material: Material) -> None:
    """Picking and rejecting by keys, one after the other, then several at once."""
    async with theatre.window() as stage:
        hand, shelf = stage.hand, stage.window.clips.shelf
        await stage.open(material.picked("Deciding"))
        shelf.grid.setFocus()
        for key in ("U", "A", "A", "R", "A"):
            hand.key(key)
        await stage.picture("decided-by-keys")
        hand.shift(Key.Key_Right)
        hand.shift(Key.Key_Down)
        hand.key("A")
        await stage.picture("several-picked-at-once")
        hand.ctrl("A")
        hand.key("3")
        shelf.order.setCurrentIndex(4)
        hand.key(Key.Key_Home, Keys.NoModifier)
        await stage.picture("most-motion-first")
        hand.key("T", Keys.ShiftModifier)
        await stage.picture("tagging")
