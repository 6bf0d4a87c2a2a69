"""The tour of the dataset file's text on *Plan*: written in, wrong, no TOML, searched."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt

from tests.tour.chapters import chapter
from tests.tour.hand import Keys
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key
_FOREIGN = """\
# 다른 사람의 설정, 그대로 붙여넣기
datasets = [
  { video_directory = 'D:\\films\\clips', target_frames = [21, 45] },  # hers
  { image_directory = "D:/films/stills", cache_directory = "D:/c", batch_size = 2 },
]
"""


@chapter
async def plan_text(theatre: Theatre, material: Material) -> None:
    """The dataset file as text: completed, wrong, no TOML, found in, pasted over, undone."""
    async with theatre.window() as stage:
        hand, window = stage.hand, stage.window
        await stage.open(material.picked("Text"))
        hand.ctrl("3")
        await stage.rest()
        window.plan.datasets.use_button.click()
        await stage.rest()
        await stage.picture("text-at-rest", may_scroll=True)
        window.actions_["plan.text"].trigger()
        await stage.picture("text-entered", may_scroll=True)
        await _wrong(stage)
        await _no_toml(stage)
        panel = window.plan.toml
        hand.key("F", Keys.ControlModifier)
        hand.type("directory")
        hand.key(Key.Key_Return)
        await stage.picture("text-found", may_scroll=True)
        hand.key(Key.Key_Escape)
        panel.text.selectAll()
        panel.text.insertPlainText(_FOREIGN)
        await _settled(stage)
        await stage.picture("text-of-another-person", may_scroll=True)
        window.actions_["edit.undo"].trigger()
        await _settled(stage)
        await stage.picture("text-taken-back", may_scroll=True)


async def _wrong(stage: Stage) -> None:
    """Write keys that the trainer refuses, and look at what is said of them."""
    hand, window = stage.hand, stage.window
    _behind(stage, 'frame_extraction = "head"')
    hand.key(Key.Key_Return)
    hand.type("so")
    await asyncio.sleep(0.1)
    await stage.picture("text-offers", busy=True, may_scroll=True)
    hand.key(Key.Key_Escape)
    hand.type("urce_fps = 30")
    hand.key(Key.Key_Return)
    hand.type("frame_smaple = 2  # two")
    await _settled(stage)
    await stage.picture("text-wrong-lines", may_scroll=True)
    window.actions_["plan.next_mark"].trigger()
    await stage.picture("text-next-mark", may_scroll=True)
    window.actions_["edit.undo"].trigger()
    await _settled(stage)


async def _no_toml(stage: Stage) -> None:
    """Write what cannot be read, and take it back."""
    panel = stage.window.plan.toml
    panel.text.setFocus()
    _behind(stage, "[general]")
    stage.hand.key(Key.Key_Return)
    stage.hand.type("resolution = 768x416")
    await _settled(stage)
    await stage.picture("text-no-toml", may_scroll=True)
    panel.waiting.acted.emit()


def _behind(stage: Stage, words: str) -> None:
    text = stage.window.plan.toml.text
    place = text.toPlainText().index(words) + len(words)
    text.select(place, place)


async def _settled(stage: Stage) -> None:
    """Let typing rest, and the plan be counted."""
    await asyncio.sleep(0.8)
    await stage.rest()
