"""What Rushes does around the training, in the tour: metrics, clips held out, the smoke test."""

from __future__ import annotations

from app.ui.train.recipe_measuring import HELD, METRICS, SMOKE
from tests.tour.chapters import chapter
from tests.tour.chapters_train_form import at_recipe
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre


@chapter
async def train_held(theatre: Theatre, material: Material) -> None:
    """Metrics, clips held out with their list, the smoke test; their options."""
    async with theatre.window() as stage:
        await stage.open(material.picked("Held out"))
        pane = await at_recipe(stage)
        for key in (METRICS, HELD, SMOKE):
            stage.hand.click(pane.measuring.boxes[key])
            await stage.rest()
        await stage.until(lambda: pane.measuring.choice, "which clips")
        pane._scrolled.ensureWidgetVisible(pane.start)
        await stage.rest()
        await stage.picture("train-measuring")
        pane.measuring.show_list()
        await stage.rest()
        await stage.picture("train-held-out", may_scroll=True)
        panel = pane.measuring.panel
        assert panel is not None
        panel.close()
        await stage.rest()
        await options(stage)


async def options(stage: Stage) -> None:
    """Look at the group of options."""
    pane = stage.window.train.recipe
    pane.show_options()
    await stage.sheet()
    dialog = pane.dialog
    assert dialog is not None
    dialog.list.choose("rushes.held_out")
    await stage.rest()
    await stage.picture("options-measuring", may_scroll=True)
    dialog.reject()
    await stage.leave_dialog()
