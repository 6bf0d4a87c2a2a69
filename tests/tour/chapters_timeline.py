"""The tour of the timeline: cuts by hand, the threshold, in and out, the X-ray."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from app.ui.widgets.timeline import Timeline
from app.ui.widgets.timeline_blocks import RunStrip
from app.ui.widgets.timeline_lanes import Strip
from tests.tour.chapters import chapter, click_tile
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key


def place(line: Timeline, strip: Strip, frame: float) -> QPoint:
    """Return where a frame begins in a lane."""
    row = next(row for each, row in line.rows() if each is strip)
    view = line.view
    assert view is not None
    return QPoint(line.left + round(view.x_of(frame)), row.center().y())


def _run_place(line: Timeline, strip: RunStrip, run: int) -> QPoint:
    """Return the middle of a run, in its row of the lane."""
    lane = next(row for each, row in line.rows() if each is strip)
    view, (top, tall) = line.view, strip.row()
    assert view is not None
    for number, block, places in strip.rows.placed(view):
        if run in places:
            x = line.left + round((block.left + block.right) / 2)
            return QPoint(x, round(lane.top() + top + (number + 0.5) * tall))
    raise LookupError("the run is not in sight")


@chapter
async def timeline(theatre: Theatre, material: Material) -> None:
    """Move, remove and put in cuts; drag the threshold and a range; look through the X-ray."""
    async with theatre.window() as stage:
        line = stage.window.clips.viewing.timeline
        await stage.open(material.picked("Timeline"))
        click_tile(stage, 4)
        await stage.rest()
        await _cuts(stage, line)
        await _threshold(stage, line)
        await _xray(stage, line)


async def _cuts(stage: Stage, line: Timeline) -> None:
    hand, rows = stage.hand, stage.window.document.rows
    shots, marked = line.shots.shots, line.marks.marked
    assert marked is not None
    number = next(n for n, shot in enumerate(shots) if shot.start >= marked[0])
    cut = shots[number].end
    start, end = place(line, line.shots, cut), place(line, line.shots, cut - 14)
    hand.hover(line, start)
    await stage.picture("cut-under-the-mouse")
    hand.press(line, start)
    hand.pull(line, start, end)
    await stage.picture("dragging-a-cut", busy=True)
    hand.let_go(line, end)
    await stage.picture("cut-moved")
    before = len(rows.shots)
    hand.double_click(line, place(line, line.shots, (shots[number].start + cut) / 2))
    if len(rows.shots) != before + 1:
        stage.note(f"a double click made {len(rows.shots) - before} shots")
    await stage.picture("cut-put-in")
    menu = stage.window.clips.cutting.menu(shots[number].start + 9, 0)
    assert isinstance(menu, QMenu)
    menu.popup(line.mapToGlobal(place(line, line.shots, shots[number].start + 9)))
    await stage.picture("menu-of-a-shot")
    menu.close()
    hand.key(Key.Key_Backspace)
    await stage.picture("cut-removed")


async def _threshold(stage: Stage, line: Timeline) -> None:
    hand = stage.hand
    stage.window.actions_["view.fit_film"].trigger()
    top, height = line.scores.span
    row = next(row for strip, row in line.rows() if strip is line.scores)
    at = [
        QPoint(line.left + 400, row.top() + round(top + (1 - score) * height))
        for score in (line.scores.threshold or 0.5, 0.04)
    ]
    hand.press(line, at[0])
    hand.pull(line, *at)
    await stage.until(lambda: line.scores.foretold is not None, "what is foretold")
    await stage.picture("dragging-the-threshold", busy=True)
    hand.let_go(line, at[1])
    await stage.until(lambda: line.scores.foretold is None, "the new cuts")
    await stage.picture("cut-at-another-threshold")
    hand.ctrl("Z")


async def _xray(stage: Stage, line: Timeline) -> None:
    hand, window = stage.hand, stage.window
    click_tile(stage, 5)
    await stage.rest()
    click_tile(stage, 14)
    await stage.picture("x-ray")
    marked = line.marks.marked
    assert marked is not None
    hand.key("N")
    start, end = place(line, line.marks, marked[1]), place(line, line.marks, marked[1] - 33)
    hand.press(line, start)
    hand.pull(line, start, end)
    await stage.picture("dragging-the-end-of-a-range", busy=True)
    hand.key(Key.Key_Escape)
    hand.let_go(line, end)
    hand.key("N")
    click_tile(stage, 6)
    await stage.rest()
    strip = next(strip for strip in line.runs if strip.lane.runs)
    run = next(n for n, run in enumerate(strip.lane.runs) if not run.dropped and run.frames > 1)
    hand.click(line, _run_place(line, strip, run))
    await stage.until(lambda: window.clips.viewing.player.part, "the part")
    await stage.picture("playing-a-window")
    hand.key("S")
    stage.window.clips.marking.choose_row("still", window.document.rows.stills[-1].id)
    await stage.picture("x-ray-of-a-still")
