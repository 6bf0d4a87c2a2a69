"""Many captions in the tour: find and replace, many changes, spelling, completion."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt

from app.core.captions.writing import write_each
from app.core.library.project import Project
from app.ui.captions.bulk_dialog import BulkDialog
from app.ui.captions.completing import Completing
from app.ui.captions.spelling_marks import SpellingMarks
from tests.tour.chapters import chapter
from tests.tour.hand import Keys
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key
BOTH = Keys.ControlModifier | Keys.ShiftModifier

_TEXTS = (
    "A big rabbit stretches in front of its burrow, blinking at the morning light. Static camera.",
    "The big rabbit sniffs a pink flower; a butterfly circles the big rabbit. Slow push-in.",
    "Close-up of the Big Rabbit. Its eyes narrow and the ears fold back. Static camera.",
    "Three rodents peer over a mossy log and duck away ,giggling. static camera",
    "A big rabbit walks through tall grass, camera tracking left, warm morning light behind"
    " the old gnarled tree and soft hills; leaves drift down and a squirrel chatters, then the"
    " big rabbit stops.\nMedium shot.",
    "three rodents peer over a mossy log and duck away ,giggling. Static camera.",
    "이른 아침 숲, big rabbit 토끼가 나뭇가지를 당긴다.",
)


def _written(material: Material, name: str) -> Path:
    """Return a project of the demo's picks with captions to change."""
    folder = material.picked(name)
    with Project.open(folder) as project:
        first = project.clips()[0]
        more = [
            replace(first, id=0, start=first.start + n, end=first.end + n, caption="")
            for n in range(1, 8)
        ]
        project.add(more)
        clips = [clip for clip in project.clips() if clip.state == "picked"]
        project.apply(write_each(zip(clips, _TEXTS * 4, strict=False), "Captions"))
    return folder


async def _at_captions(stage: Stage, material: Material, name: str) -> None:
    await stage.open(_written(material, name))
    stage.hand.ctrl("2")
    await stage.rest()


@chapter
async def find_and_replace(theatre: Theatre, material: Material) -> None:
    """A search as it is typed, its options, what is wrong with one, every change, done."""
    async with theatre.window() as stage:
        hand, work = stage.hand, stage.window.stages.captions.replace
        await _at_captions(stage, material, "Replace")
        await stage.picture("captions-before-a-search")
        hand.ctrl("H")
        hand.type("big rabbit")
        await stage.until(lambda: work.replacing.hits, "the hits")
        await stage.picture("find")
        hand.key(Key.Key_F3)
        await stage.picture("find-next-hit")
        hand.key(Key.Key_Tab)
        hand.type("large white rabbit")
        hand.key(Key.Key_Return)
        await stage.sheet()
        await stage.picture("replace-preview")
        hand.key(Key.Key_Down)
        hand.key(Key.Key_Space)
        await stage.picture("replace-one-left-out")
        hand.key(Key.Key_Return)
        stage.window.activateWindow()
        await stage.until(lambda: len(work.replacing.hits) == 1, "the change")
        await stage.picture("replace-done")
        hand.ctrl("H")
        hand.click(work.panel.phrase.expression)
        work.panel.phrase.setFocus()
        work.panel.phrase.selectAll()
        hand.type("(big")
        await stage.until(lambda: work.replacing.trouble, "what is wrong")
        await stage.picture("find-what-is-no-expression")


@chapter
async def change_many(theatre: Theatre, material: Material) -> None:
    """The dialog that changes many captions, way by way."""
    async with theatre.window() as stage:
        hand = stage.hand
        await _at_captions(stage, material, "Many")
        hand.key("H", BOTH)
        await stage.sheet()
        hand.type("close-up")
        await stage.picture("many-in-front")
        many = stage.window.findChild(BulkDialog)
        assert many is not None
        for place, name in ((2, "sentence"), (4, "same"), (5, "capitals"), (6, "punctuation")):
            many.ways.setCurrentRow(place)
            await stage.rest()
            if place == 2:
                many.kinds[2].table.selectRow(0)
            await stage.picture(f"many-{name}")
        hand.click(many.apply)
        await stage.rest()
        await stage.picture("many-done")
        await stage.leave_dialog()


@chapter
async def spelling(theatre: Theatre, material: Material) -> None:
    """Words that no dictionary knows, what is offered for one, words that are completed."""
    async with theatre.window() as stage:
        await _at_captions(stage, material, "Spelling")
        hand, tab = stage.hand, stage.window.stages.captions
        text = tab.stage.editor.text
        tab.stage.write()
        hand.ctrl(Key.Key_A)
        hand.type("A large wite rabbit strecthes in front of its burow, Totoro-like. Soft lihgt. ")
        await stage.until(lambda: tab.help.spelling.wrong(text.toPlainText()), "the mistakes")
        await stage.picture("spelling")
        hand.ctrl(Key.Key_Home)
        hand.key(Key.Key_F7)
        await stage.rest()
        found = text.textCursor()
        at = text.viewport().mapToGlobal(text.cursorRect(found).bottomLeft())
        marks = text.findChild(SpellingMarks)
        assert marks is not None
        marks.offer(found, at)
        await stage.picture("spelling-menu")
        hand.key(Key.Key_Escape)
        stage.window.activateWindow()
        await stage.rest()
        tab.stage.write()
        hand.ctrl(Key.Key_End)
        hand.type("In the mor")
        completing = text.findChild(Completing)
        assert completing is not None
        await stage.until(lambda: completing.offers, "the offers")
        await stage.picture("completion")
        hand.key(Key.Key_Down)
        hand.key(Key.Key_Down)
        await stage.picture("completion-chosen")
        hand.key(Key.Key_Return)
        await stage.picture("completion-taken")
        hand.ctrl(",")
        await stage.sheet()
        await stage.picture("settings-of-captions")
        await stage.leave_dialog()
