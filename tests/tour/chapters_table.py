"""Chapters of the tour in which captions are listed, filtered, and written in the table."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from app.core.library.edits import changing, several
from app.core.library.project import Project
from tests.tour.chapters import chapter
from tests.tour.hand import Keys
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key
_WRITTEN = (
    "A large grey rabbit steps out of its burrow and stretches; wide shot, static camera.",
    "이른 아침 숲, 토끼가 나뭇가지를 당긴다. 중간 거리, 고정된 화면.",
    "A butterfly lands on a pink flower; close-up, shallow focus, slow push-in.",
    "다람쥐가 도토리를 던지며 웃는다. 풀밭 위로 바람이 분다.",
)


@chapter
async def caption_table(theatre: Theatre, material: Material) -> None:
    """Caption the demo's picks in the table by key presses, and find one's way in the list."""
    folder = _wordless(material)
    async with theatre.window() as stage:
        hand, tab = stage.hand, stage.window.captions
        await stage.open(folder)
        hand.ctrl("2")
        await stage.picture("list-nothing-written")
        hand.ctrl("T")
        await stage.picture("table-nothing-written")
        await _write(stage)
        hand.ctrl("D")
        await stage.picture("table-first-done")
        await _filter(stage)
        hand.ctrl("T")
        await stage.picture("list-some-written")
        hand.key(Key.Key_End)
        hand.shift(Key.Key_Up)
        hand.shift(Key.Key_Up)
        await stage.picture("list-three-selected")
        await _copy_and_paste(stage)
        hand.hover(tab.lists.list.viewport(), QPoint(60, 60))
        await stage.picture("list-hovered")
        tab.lists.head.offer_orders()
        await stage.picture("list-orders")
        hand.key(Key.Key_Escape)
        stage.window.actions_["browse.help"].trigger()
        await stage.picture("captions-filter-help")
        hand.key(Key.Key_Escape)
        hand.ctrl("1")
        await stage.picture("table-back-in-clips")


async def _write(stage: Stage) -> None:
    """Write in the cells, Enter leading from one to the next."""
    hand, chosen = stage.hand, stage.window.captions.chosen
    hand.key(Key.Key_Home)
    hand.key(Key.Key_F2)
    hand.type(_WRITTEN[0][:40])
    await stage.picture("table-typing")
    hand.type(_WRITTEN[0][40:])
    for text in _WRITTEN[1:]:
        hand.key(Key.Key_Return)
        hand.type(text)
    await stage.picture("table-four-written")
    hand.key(Key.Key_Tab)
    hand.type(" ".join(_WRITTEN[:1] * 6))
    hand.key(Key.Key_Return, Keys.AltModifier)
    hand.type("A second line.")
    await stage.picture("table-long-caption")
    hand.key(Key.Key_Escape)
    await stage.picture("table-long-caption-left")
    written = [row.caption for row in chosen.rows(chosen.listed[:4])]
    if written != [*_WRITTEN]:
        stage.note(f"the table kept {written}")
    hand.key(Key.Key_Home)


async def _filter(stage: Stage) -> None:
    hand = stage.hand
    hand.ctrl("F")
    hand.type("sta")
    await stage.picture("captions-filter-offers")
    hand.key(Key.Key_Tab)
    hand.type("wri")
    hand.key(Key.Key_Return)
    hand.key(Key.Key_Return)
    await stage.picture("table-filtered")
    hand.ctrl("F")
    hand.type("lint:bogus ")
    await asyncio.sleep(0.8)
    await stage.picture("captions-filter-complains")
    hand.ctrl("F")
    hand.type("nothing-is-like-this")
    hand.key(Key.Key_Return)
    await stage.picture("captions-filter-finds-nothing")
    hand.ctrl("F")
    hand.key(Key.Key_Escape)
    stage.window.activateWindow()  # as every system does when what was offered is gone
    await asyncio.sleep(0.05)
    hand.key(Key.Key_Escape)


async def _copy_and_paste(stage: Stage) -> None:
    hand = stage.hand
    hand.key(Key.Key_Home)
    hand.key("C", Keys.ControlModifier | Keys.ShiftModifier)
    hand.key(Key.Key_End)
    hand.key("V", Keys.ControlModifier | Keys.ShiftModifier)
    await stage.picture("list-pasted", busy=True)
    if _WRITTEN[0] not in QApplication.clipboard().text():
        stage.note("the caption is not on the clipboard")


@chapter
async def captions_of_nothing(theatre: Theatre, material: Material) -> None:
    """A project in which nothing is picked."""
    async with theatre.window() as stage:
        await stage.open(material.empty())
        stage.hand.ctrl("2")
        await stage.picture("list-no-picks")
        stage.hand.ctrl("T")
        await stage.picture("table-no-picks")


@chapter
async def captions_of_many(theatre: Theatre, material: Material) -> None:
    """Some hundred picks in list and table."""
    async with theatre.window() as stage:
        await stage.open(material.many())
        stage.hand.ctrl("2")
        await stage.picture("list-many")
        stage.hand.ctrl("T")
        await stage.picture("table-many")


def _wordless(material: Material) -> Path:
    """Return the demo's picks without a word."""
    folder = material.picked("Captions in the table")
    with Project.open(folder) as project:
        rows = [*project.clips(), *project.stills()]
        project.apply(several("Empty", (changing(row, replace(row, caption="")) for row in rows)))
    return folder
