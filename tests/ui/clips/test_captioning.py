from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from tests.ui.rig import InWindow, Rig


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
