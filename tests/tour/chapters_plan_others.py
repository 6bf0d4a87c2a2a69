"""The tour of exporting for another trainer: its question, for each of them, and what it says."""

from __future__ import annotations

from app.core.export.others.trainers import TRAINERS
from app.ui.plan.others_dialog import OthersDialog
from tests.tour.chapters import chapter
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre


async def asked(stage: Stage) -> OthersDialog:
    """Open the dialog and wait for its counts."""
    stage.window.plan.others.ask()
    await stage.sheet()
    dialog = stage.window.findChild(OthersDialog)
    assert isinstance(dialog, OthersDialog)
    await stage.until(lambda: dialog.export.isEnabled(), "the counts")
    await stage.rest()
    return dialog


@chapter
async def plan_others(theatre: Theatre, material: Material) -> None:
    """The dialog for two trainers, the export with its toast, and the button beside Export."""
    async with theatre.window() as stage:
        window = stage.window
        await stage.open(material.picked("Others"))
        stage.hand.ctrl("3")
        await stage.rest()
        dialog = await asked(stage)
        await stage.picture("others-diffusion-pipe", may_scroll=True)
        dialog.choice.setCurrentIndex(list(TRAINERS).index("diffsynth"))
        await stage.until(lambda: dialog.export.isEnabled(), "the counts")
        await stage.rest()
        await stage.picture("others-diffsynth", may_scroll=True)
        dialog.choice.setCurrentIndex(list(TRAINERS).index("ai-toolkit"))
        await stage.until(lambda: dialog.export.isEnabled(), "the counts")
        await stage.rest()
        await stage.picture("others-ai-toolkit", may_scroll=True)
        dialog.export.click()
        await stage.until(lambda: window.jobs.busy, "the export")
        window.activateWindow()  # as every system sees to
        await stage.until(lambda: not window.jobs.busy, "the end of the export")
        await stage.picture("others-written", may_scroll=True)
