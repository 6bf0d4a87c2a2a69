"""The tour of lints: counts, a list of those with one, cures of one and of all, a trigger set."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from app.core.captions.writing import write_each
from app.core.library.project import Project
from tests.tour.chapters import chapter
from tests.tour.hand import Keys
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key
_GOOD = (
    "A large grey rabbit stands in a sunny meadow with its paws pressed together and looks down. "
    "Soft pink clouds on the horizon. Medium shot, static camera."
)
_SPOILED = (
    f"The video shows a rabbit that appears to be sad. {_GOOD}",
    f"**Subject:** {_GOOD} In the last frame it seems to smile. 柔和的光线.",
    "I'm sorry, but I can't assist with that request.",
    "",
    "In this scene, a squirrel throws a nut.",
    f"{_GOOD} In studio style.",
    "이른 아침 숲, 커다란 회색 토끼가 굴 앞에서 기지개를 켜며 아침 햇살에 눈을 깜빡인다. "
    "천천히 다가가는 화면.",
    f"{_GOOD} " * 14,
    _GOOD,
    _GOOD,
)


def spoiled(material: Material, name: str) -> Path:
    """Make a project whose captions have everything wrong with them that can be."""
    folder = material.picked(name)
    with Project.open_for_editing(folder) as project:
        clips = project.clips()
        project.apply(write_each(zip(clips, _SPOILED, strict=False), "Captions"))
    return folder


async def _shown(stage: Stage) -> None:
    tab = stage.window.captions
    await stage.until(lambda: tab.entries.settled, "judged")
    await stage.rest()


@chapter
async def lints(theatre: Theatre, material: Material) -> None:
    """What is wrong is counted, gone through with F8, and cured: one by one, and all at once."""
    async with theatre.window() as stage:
        hand, window = stage.hand, stage.window
        await stage.open(spoiled(material, "Lints"))
        hand.ctrl("2")
        await _shown(stage)
        await stage.picture("counted")
        hand.ctrl(Key.Key_Period)
        await stage.picture("the-worst-cured")
        hand.key(Key.Key_F8)
        await stage.picture("the-next-problem")
        hand.ctrl(Key.Key_Period)
        hand.ctrl(Key.Key_Period)
        hand.ctrl(Key.Key_Period)
        await stage.picture("cured-in-steps")
        for _ in range(4):
            hand.key(Key.Key_F8)
        await stage.picture("too-many-tokens")
        window.captions.chosen.choose(("clip", 7))
        await stage.picture("korean")
        panel = window.captions.lints
        hand.click(panel.rows["opener"])
        panel.show_filter("lint:opener")
        await stage.picture("listed-by-a-lint")
        hand.key(Key.Key_F8, Keys.ShiftModifier)
        hand.click(panel.cure)
        await stage.sheet()
        await stage.picture("before-all-are-cured")
        hand.key(Key.Key_Return)
        window.activateWindow()
        await stage.until(lambda: not panel.rows["opener"].count, "cured")
        await stage.picture("all-cured")
