"""The tour, chapter by chapter: each opens a window of its own and does real work in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QListView, QWidget

from app.core.language import tr
from app.ui.widgets.button import Button
from tests.tour.hand import Keys
from tests.tour.material import Material
from tests.tour.second import other_window
from tests.tour.stage import Stage, Theatre

Key = Qt.Key


@dataclass(frozen=True)
class Chapter:
    """A part of the tour that stands alone."""

    name: str
    tell: Callable[[Theatre, Material], Awaitable[None]]


CHAPTERS: list[Chapter] = []


def chapter(
    tell: Callable[[Theatre, Material], Awaitable[None]],
) -> Callable[[Theatre, Material], Awaitable[None]]:
    """Add a function to the tour under its own name."""
    CHAPTERS.append(Chapter(tell.__name__, tell))
    return tell


# --------------------------------------------------------------------------- where things are


def tile(stage: Stage, place: int) -> QPoint:
    """Return the middle of a tile of the grid that is in sight."""
    grid = stage.window.clips.shelf.grid
    return grid.visualRect(grid.model().index(place, 0)).center()


def click_tile(stage: Stage, place: int, modifiers: Keys = Keys.NoModifier) -> None:
    grid = stage.window.clips.shelf.grid
    grid.setFocus(Qt.FocusReason.MouseFocusReason)
    stage.hand.click(grid.viewport(), tile(stage, place), modifiers)


def click_segment(stage: Stage, key: str) -> None:
    """Click one of the words Shots, Picks, Stills: the nth third of their place."""
    segments = stage.window.clips.shelf.segments
    number = ("shot", "clip", "still").index(key)
    at = QPoint(segments.sizeHint().width() * (2 * number + 1) // 6, segments.height() // 2)
    stage.hand.click(segments, at)
    stage.window.clips.shelf.grid.setFocus()
    if segments.current() != key:
        stage.note(f"a click on {key} chose {segments.current()}")


def button(parent: QWidget, text: str) -> Button:
    """Return the button with an English text, or what it is now, that is in sight."""
    said = tr(text)
    return next(b for b in parent.findChildren(Button) if b.isVisible() and b.text() == said)


def line_place(stage: Stage, frame: int) -> QPoint:
    """Return where a frame's edge is in the lane of marked ranges."""
    line = stage.window.clips.viewing.timeline
    row = next(row for strip, row in line.rows() if strip is line.marks)
    view = line.view
    assert view is not None
    return QPoint(line.left + round(view.x_of(frame)), row.center().y())


# ----------------------------------------------------------------------------------- beginning


@chapter
async def welcome(theatre: Theatre, material: Material) -> None:
    """The first page: nothing yet, then with projects, one of which is gone."""
    kept, lost = material.picked("Picked"), material.folder / "Lost project"
    async with theatre.window() as stage:
        await stage.picture("welcome-empty")
        stage.hand.ctrl("N")
        await stage.picture("new-project")
        await stage.leave_dialog()
        stage.hand.ctrl("K")
        await stage.picture("welcome-palette")
        stage.hand.key(Key.Key_Escape)
        preferences = stage.window.preferences
        preferences.put(preferences.value.opened(lost).opened(kept))
    async with theatre.window() as stage:
        await stage.picture("welcome-recent")
        stage.hand.key(Key.Key_Tab)
        stage.hand.key(Key.Key_Tab)
        stage.hand.key(Key.Key_Tab)
        stage.hand.key(Key.Key_Tab)
        await stage.picture("welcome-by-keyboard")


@chapter
async def films(theatre: Theatre, material: Material) -> None:
    """An empty project, a film dropped on it, its shots found."""
    material.forget_what_is_known()
    async with theatre.window() as stage:
        window, jobs = stage.window, stage.window.jobs
        await stage.open(material.empty())
        await stage.picture("empty-project")
        stage.hand.drop([material.film])
        await stage.until(lambda: window.document.rows.sources, "the film")
        await stage.until(
            lambda: (now := jobs.running) and jobs.last and isinstance(now.about, int), "the scan"
        )
        await stage.until(lambda: not jobs.last or jobs.last.progress.fraction > 0.3, "a third")
        await stage.picture("finding-shots", busy=True)
        if jobs.running is not None:
            stage.hand.click(button(window.job_bar, window.job_bar.tr("Pause")))
            await stage.picture("finding-shots-paused", busy=True)
            stage.hand.click(button(window.job_bar, window.job_bar.tr("Go on")))
        await window.clips.work.settled()
        await stage.picture("shots-found")


# ------------------------------------------------------------------------------------- marking


@chapter
async def marking(theatre: Theatre, material: Material) -> None:
    """A shot plays; its range is marked by keys and by hand."""
    async with theatre.window() as stage:
        hand, viewing = stage.hand, stage.window.clips.viewing
        await stage.open(material.picked("Marking"))
        await stage.picture("first-shot")
        grid = stage.window.clips.shelf.grid
        hand.hover(grid.viewport(), tile(stage, 2))
        await stage.picture("hover-scrub")
        hand.leave(grid.viewport())
        place = _open_shot(stage)
        click_tile(stage, place)
        hand.key(Key.Key_Space)
        for _ in range(4):
            hand.shift(Key.Key_Right) if _ == 0 else hand.key(Key.Key_Right)
        hand.key("I")
        await stage.picture("in-moved")
        hand.key(Key.Key_Left)
        hand.key("N")
        await stage.picture("snap-off")
        start, end = viewing.timeline.marks.marked or (0, 1)
        edge, goal = line_place(stage, end), line_place(stage, (start + end) // 2)
        hand.press(viewing.timeline, edge)
        hand.pull(viewing.timeline, edge, goal)
        await stage.picture("dragging-the-end", busy=True)
        hand.let_go(viewing.timeline, goal)
        hand.key("N")
        await stage.picture("range-dragged")
        hand.wheel(viewing.timeline, goal, 6, Keys.ControlModifier)
        await stage.picture("zoomed-in")
        hand.key("X")
        await stage.picture("whole-shot-again")


def _open_shot(stage: Stage) -> int:
    """Return the place of the longest shot in sight that nothing is picked of."""
    tiles = stage.window.clips.shelf.grid.tiles[:8]
    places = [n for n, each in enumerate(tiles) if each.state == "open"]
    return max(places, key=lambda n: tiles[n].end - tiles[n].start)


# ------------------------------------------------------------------------------------- picking


@chapter
async def picking(theatre: Theatre, material: Material) -> None:
    """Pick, caption, rate, tag, reject, and take back."""
    words = material.words
    async with theatre.window() as stage:
        hand, inspector = stage.hand, stage.window.clips.inspector
        await stage.open(material.picked("Picking"))
        click_tile(stage, _open_shot(stage))
        await stage.picture("to-be-picked")
        hand.key(Key.Key_Return)
        await stage.picture("picked-caption-next")
        hand.type(words.caption)
        await stage.picture("caption-typed")
        hand.key(Key.Key_Return)
        await stage.picture("caption-kept-on-to-next")
        click_tile(stage, 0)
        hand.key("5")
        for place in (1, 2, 4):
            click_tile(stage, place, Keys.ControlModifier)
        hand.key("4")
        inspector.tags.open_field()
        hand.type(words.tags[0])
        await stage.picture("typing-a-tag")
        hand.key(Key.Key_Return)
        hand.key(Key.Key_Escape)
        await stage.picture("many-rated-and-tagged")
        stage.window.clips.shelf.grid.setFocus()
        hand.key("R")
        await stage.picture("rejected")
        hand.ctrl("Z")
        await stage.picture("undone")
        for _ in range(3):
            hand.ctrl("Z")
        await stage.picture("undone-four-steps")
        for _ in range(4):
            hand.ctrl("Y")
        await stage.picture("done-again")


@chapter
async def shelf(theatre: Theatre, material: Material) -> None:
    """Picks, stills, filter and order."""
    async with theatre.window() as stage:
        hand, parts = stage.hand, stage.window.clips.shelf
        await stage.open(material.picked("Shelf"))
        click_segment(stage, "clip")
        await stage.picture("picks")
        hand.key("S")
        await stage.picture("a-frame-is-a-still-now")
        click_segment(stage, "still")
        await stage.picture("stills")
        click_segment(stage, "clip")
        parts.search.setFocus()
        hand.type(material.words.tags[0])
        await stage.picture("filtered")
        hand.type(" zzz")
        await stage.picture("nothing-found")
        hand.key(Key.Key_Escape)
        click_segment(stage, "shot")
        hand.click(parts.order)
        await stage.picture("orders")
        hand.key(Key.Key_Down)
        hand.key(Key.Key_Return)
        await stage.picture("longest-first")
        parts.grid.setFocus()
        for _ in range(3):
            hand.wheel(parts.grid.viewport(), tile(stage, 0), 1, Keys.ControlModifier)
        await stage.picture("larger-tiles")


@chapter
async def checks(theatre: Theatre, material: Material) -> None:
    """What is wrong with clips: bars, a cut inside, black."""
    async with theatre.window() as stage:
        await stage.open(material.wrong())
        click_segment(stage, "clip")
        for name in ("letterbox", "cut-inside", "black"):
            await stage.picture(f"check-{name}")
            stage.hand.key(Key.Key_Down)


# ---------------------------------------------------------------------------------- whole work


@chapter
async def export(theatre: Theatre, material: Material) -> None:
    """Export what is picked."""
    async with theatre.window() as stage:
        jobs = stage.window.jobs
        await stage.open(material.picked("Exporting"))
        stage.hand.ctrl("E")
        await stage.until(lambda: jobs.last and jobs.last.progress.fraction > 0.2, "the export")
        await stage.picture("exporting", busy=True)
        await stage.until(lambda: jobs.running is None, "the end of the export")
        await stage.picture("exported", says=["sample_prompts.txt"])


@chapter
async def commands(theatre: Theatre, material: Material) -> None:
    """Palette, keys, settings, a film's menu."""
    async with theatre.window() as stage:
        hand = stage.hand
        await stage.open(material.picked("Commands"))
        hand.ctrl("K")
        await stage.picture("palette")
        hand.type(material.words.letters)
        await stage.picture("palette-letters")
        hand.type("qqq")
        await stage.picture("palette-nothing")
        hand.key(Key.Key_Escape)
        hand.key(Key.Key_F1, Keys.ShiftModifier)
        await stage.sheet()
        await stage.picture("keys")
        await stage.leave_dialog()
        hand.ctrl(Key.Key_Comma)
        await stage.picture("settings")
        await stage.leave_dialog()
        hand.ctrl("K")
        hand.type("about rushes")
        hand.key(Key.Key_Return)
        await stage.picture("about")
        await stage.leave_dialog()


@chapter
async def plan(theatre: Theatre, material: Material) -> None:
    """The plan, and how it follows an edit."""
    async with theatre.window() as stage:
        window, hand = stage.window, stage.hand
        await stage.open(material.picked("Planning"))
        action = window.findChild(type(window.actions_["view.clips"]), "view.plan")
        if action is None:
            return
        action.trigger()
        await stage.picture("plan")
        hand.ctrl("1")
        click_segment(stage, "clip")
        click_tile(stage, 0)
        hand.key("R")
        action.trigger()
        await stage.picture("plan-after-an-edit")
        hand.ctrl("Z")
        await stage.picture("plan-after-undo")


@chapter
async def many(theatre: Theatre, material: Material) -> None:
    """Many films, and thousands of shots."""
    async with theatre.window() as stage:
        await stage.open(material.many())
        await stage.picture("many-films")
        stage.hand.key(Key.Key_End)
        await stage.picture("many-films-end")
        click_segment(stage, "clip")
        await stage.picture("many-picks")


# ------------------------------------------------------------------------------------- trouble


@chapter
async def trouble(theatre: Theatre, material: Material) -> None:
    """Films that are gone, damaged or none at all."""
    async with theatre.window() as stage:
        await stage.open(material.troubled())
        await stage.picture("films-with-trouble")
        for row, name in ((2, "missing-film"), (3, "damaged-film")):
            _choose_film(stage, row)
            await stage.picture(name)
        said = [path.name for path in material.unreadable()]
        stage.hand.drop(material.unreadable())
        await stage.picture("unreadable-files", says=said)


def _choose_film(stage: Stage, row: int) -> None:
    films = stage.window.clips.sources.findChildren(QListView)[0]
    stage.hand.click(films.viewport(), films.visualRect(films.model().index(row, 0)).center())
    stage.window.clips.shelf.grid.setFocus()
    stage.hand.key(Key.Key_Home)


@chapter
async def read_only(theatre: Theatre, material: Material) -> None:
    """A project that another window has open."""
    folder = material.picked("Read only")
    async with other_window(folder), theatre.window() as stage:
        await stage.open(folder)
        await stage.picture("read-only", says=["only"])


@chapter
async def fault(theatre: Theatre, material: Material) -> None:
    """A fault of the program itself."""
    async with theatre.window() as stage:
        await stage.open(material.picked("Fault"))
        stage.window.actions_["play.end"].triggered.connect(_fail)
        stage.hand.shift("O")
        await stage.picture("fault", faults=1)
        await stage.leave_dialog()


def _fail() -> None:
    raise ZeroDivisionError("raised by the tour, to see what it looks like")
