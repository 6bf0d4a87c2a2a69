from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from app.core.library.edits import adding
from app.core.library.model import Clip
from app.core.library.project import Project
from tests.ui.rig import FRAMES, InWindow, Rig, until


def test_that_the_caption_is_in_sight_in_a_low_window(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        rig.window.resize(1280, 800)
        await rig.open(project)
        rig.clips.picking.pick()
        await rig.window.idle()
        text, inspector = rig.clips.inspector.caption.text, rig.clips.inspector
        where = QRect(text.mapTo(inspector, QPoint(0, 0)), text.size())
        assert inspector.rect().contains(where)
        assert not text.visibleRegion().isEmpty()
        assert text.visibleRegion().boundingRect() == text.rect()
        assert text.height() >= 3 * text.fontMetrics().lineSpacing()

    in_window(scenario)


def test_that_a_project_without_a_trigger_offers_one_where_captions_are_written(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        chip = rig.clips.inspector.caption.ask_trigger
        assert chip.isVisible() and "begins every caption" in chip.toolTip()
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
        dialog = await rig.dialog()
        await rig.active()
        QTest.keyClicks(dialog.focusWidget(), "Ghibli")
        dialog.accept()
        await rig.window.idle()
        assert rig.document.rows.settings.trigger == "Ghibli"
        assert not chip.isVisible()
        assert rig.clips.inspector.caption._trigger.text() == "Ghibli"

    in_window(scenario)


@pytest.fixture
def picked(project: Path) -> Path:
    with Project.open(project) as opened:
        opened.apply(adding(Clip(source=1, start=0, end=FRAMES, caption="A fox")))
    return project


async def typing(rig: Rig, project: Path) -> None:
    """Type at the caption of the only clip, and do not leave it: a menu takes no keys from it."""
    await rig.open(project)
    rig.clips.marking.choose_clip(1)
    rig.trigger("pick.caption")
    await until(rig.clips.inspector.caption.text.hasFocus)
    rig.press(" runs")
    assert rig.clip().caption == "A fox"


def test_that_a_clip_removed_while_its_caption_is_typed_comes_back_with_the_words(
    in_window: InWindow, picked: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await typing(rig, picked)
        rig.trigger("pick.remove")
        assert not rig.document.rows.clips
        rig.trigger("edit.undo")
        assert rig.clip().caption == "A fox runs"

    in_window(scenario)


def test_that_what_is_made_of_a_clip_has_the_words_that_are_being_typed(
    in_window: InWindow, picked: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await typing(rig, picked)
        rig.clips.picking.add_still(3)
        assert [still.caption for still in rig.document.rows.stills] == ["A fox runs"]
        rig.press(" on")
        rig.clips.picking.split_clip(FRAMES // 2)
        assert [clip.caption for clip in rig.document.rows.clips] == ["A fox runs on"] * 2
        rig.trigger("edit.undo")
        assert [clip.caption for clip in rig.document.rows.clips] == ["A fox runs on"]

    in_window(scenario)
