"""Chapters of the tour in which the mouse is not touched."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.core.library.model import Clip
from app.core.library.project import Project
from app.core.library.sources import add_film
from tests.tour.chapters import chapter
from tests.tour.hand import Keys
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key
_PICKS = 50
_ROOMY = 26  # frames of a clip that are enough for two
_WINDOW = 33  # frames, the first of the usual lengths


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


@chapter
async def keyboard(theatre: Theatre, material: Material) -> None:
    """From a film to fifty exported clips by the keyboard alone, the sheet of keys read first."""
    folder = material.folder / "By keyboard"
    with Project.create(folder, material.words.project) as project:
        add_film(project, material.film, cache=material.cache)
    async with theatre.window() as stage:
        hand = stage.hand
        await stage.open(folder)
        hand.type("?")
        await stage.picture("keyboard-keys")
        hand.key(Key.Key_Escape)
        hand.key("D")
        await stage.until(lambda: stage.window.clips.shelf.grid.tiles, "the shots")
        await stage.rest()
        await _review_all(stage)
        await _pick_more_of_long_shots(stage)
        await _split_clips(stage)
        await _export(stage)
    found = sorted(path.name for path in (folder / "dataset" / "clips").glob("*.mp4"))
    if len(found) != _PICKS:
        stage.note(f"{len(found)} clips were exported, {_PICKS} were picked")


def _picks(stage: Stage) -> int:
    """How many picks the shelf says there are."""
    return stage.window.document.rows.picked_of(Clip)


async def _known(stage: Stage) -> None:
    """Wait until the player knows the frames it shows."""
    player = stage.window.clips.viewing.player
    await stage.until(lambda: player.news.frames or player.news.error, "the frames")


async def _review_all(stage: Stage) -> None:
    """Pick every shot but the shortest in review mode; change one's mind on the way."""
    hand, clips = stage.hand, stage.window.clips
    hand.key("E")
    await stage.picture("keyboard-review")
    for number in range(len(clips.shelf.grid.tiles)):
        await _known(stage)
        if number == 3:
            hand.key(Key.Key_Space)
            hand.shift(Key.Key_Right)
            hand.key("I")  # begins a second later
            await _known(stage)
            await stage.picture("keyboard-review-trimmed")
        if number % 5 == 1:
            hand.key(str(2 + number % 4))
        if number == 6:
            hand.key("R")
            await stage.picture("keyboard-review-rejected", busy=True)
            hand.ctrl("Z")
            await stage.picture("keyboard-review-undone")
        hand.key(Key.Key_Return if number % 2 else "A")
        if number == 9:
            await stage.picture("keyboard-review-picked", busy=True)
    await stage.picture("keyboard-review-end")
    hand.key(Key.Key_Escape)
    await stage.picture("keyboard-shots-picked")


async def _pick_more_of_long_shots(stage: Stage) -> None:
    """Make the first clips of long shots short, and pick others behind them."""
    hand, clips = stage.hand, stage.window.clips
    grid = clips.shelf.grid
    hand.key(Key.Key_Home)
    for number in range(len(grid.tiles)):
        await _known(stage)
        tile = grid.current_tile()
        if tile is not None and (tile.length or 0) >= 2 * _WINDOW and _picks(stage) < _PICKS - 4:
            hand.key("1", Keys.AltModifier)
            for _ in range((tile.length or 0) // _WINDOW - 1):
                await _known(stage)
                hand.key(Key.Key_Return, Keys.ShiftModifier)
        if number == 2:
            await stage.picture("keyboard-more-of-a-shot")
        hand.key(Key.Key_Right)
    await stage.picture("keyboard-more-clips")


async def _split_clips(stage: Stage) -> None:
    """Split clips in the middle until there are enough."""
    hand, clips = stage.hand, stage.window.clips
    grid = clips.shelf.grid
    hand.ctrl(Key.Key_Tab)  # from the shots to the picks
    if clips.shelf.kind != "clip":
        clips.shelf.show_kind("clip")
        stage.note("Ctrl+Tab does not lead from the shots to the picks")
    grid.setFocus()
    hand.key(Key.Key_Home)
    first = True
    for _ in range(2 * _PICKS):
        if _picks(stage) >= _PICKS:
            break
        await _known(stage)
        tile = grid.current_tile()
        if tile is not None and (tile.length or 0) >= _ROOMY:
            hand.key("K")
            hand.shift("I")
            for _ in range((tile.length or 0) // 2):
                hand.key(Key.Key_Period)
            hand.ctrl("B")
            await _known(stage)
            if first:
                await stage.picture("keyboard-clip-split")
                first = False
        hand.key(Key.Key_Right)
    await stage.picture("keyboard-fifty-picks")
    if _picks(stage) != _PICKS:
        stage.note(f"{_picks(stage)} picks were made, not {_PICKS}")


async def _export(stage: Stage) -> None:
    jobs = stage.window.jobs
    stage.hand.ctrl("E")
    await stage.until(lambda: jobs.running is not None, "the export")
    await stage.until(lambda: jobs.running is None, "the end of the export")
    await stage.picture("keyboard-exported", says=["sample_prompts.txt", "stills", "caption of"])
