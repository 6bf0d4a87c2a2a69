"""The page *Advice* of the stage *Plan*: setup, memory, ladder, windows, resolution, runs."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.tour.chapters import chapter
from tests.tour.hand import Keys
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key
BOTH = Keys.ControlModifier | Keys.ShiftModifier


async def _at_advice(stage: Stage, material: Material, name: str) -> None:
    await stage.open(material.picked(name))
    stage.hand.ctrl("3")
    await stage.rest()
    stage.hand.key(Key.Key_A, BOTH)
    page = stage.window.stages.plan.advice
    await stage.until(lambda: page.advice() is not None, "the estimate")


@chapter
async def advice(theatre: Theatre, material: Material) -> None:
    """What the plan costs, a card it does not fit, and the steps down the ladder."""
    async with theatre.window() as stage:
        await _at_advice(stage, material, "Advice")
        page = stage.window.stages.plan.advice
        await stage.picture("advice")
        before = page.memory.sentence.text()
        page.form.card_gib.setText("10")
        page.form.card_gib.editingFinished.emit()
        page.folds["setup"].head.click()
        await stage.until(lambda: page.memory.sentence.text() != before, "the other card")
        await stage.picture("advice-on-a-small-card")
        for section in ("ladder", "windows", "sizes", "measured"):
            page.ask_for(section)
            await stage.rest()
            await stage.picture(f"advice-{section}")
            page.folds[section].head.click()
        page.ask_for("measured")
        await stage.rest()
        page.measured.gib.setText("12.5")
        page.measured.seconds.setText("9.5")
        stage.hand.click(page.measured.keep_button)
        await stage.until(lambda: page.measured.list.shown(), "the run")
        await stage.picture("advice-of-a-run")
