"""The tour of recipes, and of datasets that read only some clips."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt

from app.core.language import tr
from app.core.library.edits import changing, removing
from app.core.library.project import Project
from app.ui.plan.plan_tab import PlanTab
from app.ui.plan.recipe_panel import RecipePanel
from tests.tour.chapters import chapter
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key


async def planned(stage: Stage) -> PlanTab:
    """Go to *Plan* and wait until it is counted."""
    stage.hand.ctrl("3")
    tab = stage.window.plan
    await stage.until(lambda: tab.datasets.isVisible() and tab.datasets.cards, "the cards")
    await stage.rest()
    return tab


async def opened(stage: Stage, tab: PlanTab) -> RecipePanel:
    """Open the recipes and wait until all are planned."""
    tab.recipes.open()
    await stage.until(lambda: tab.recipes.panel and tab.recipes.panel.rows, "the recipes")
    panel = tab.recipes.panel
    assert panel is not None
    await stage.until(lambda: all(row.outcome for row in panel.rows), "what each would give")
    return panel


@chapter
async def plan_recipes(theatre: Theatre, material: Material) -> None:
    """Recipes looked through and put, a rate that is left wrong and cured; one's own saved."""
    async with theatre.window() as stage:
        await stage.open(material.picked("Recipes"))
        tab = await planned(stage)
        stage.window.document.apply(removing(*stage.window.document.rows.datasets))
        await stage.until(lambda: tab.datasets.use_button.isVisible(), "the proposal")
        await stage.rest()
        await stage.picture("recipes-proposed")
        await opened(stage, tab)
        await stage.picture("recipes-open", may_scroll=True)
        panel = tab.recipes.panel
        assert panel is not None
        panel.open_row(4)
        await stage.picture("recipes-wan22", may_scroll=True)
        panel.open_row(5)
        await stage.picture("recipes-another-rate", may_scroll=True)
        panel.rows[5].rate_box.click()
        await stage.until(lambda: panel.rows[5].outcome, "its plan at the project's rate")
        panel.rows[5].use_button.click()
        await stage.rest()
        await stage.picture("recipes-rate-told-with-its-cure")
        tab.recipes.fit_rate()
        await stage.rest()
        await stage.picture("recipes-rate-cured")
        tab.recipes.save()
        await stage.rest()
        await stage.picture("recipes-a-name-is-asked-for")
        stage.hand.type("비 오는 날 · rain only")
        stage.hand.key(Key.Key_Return)
        await stage.rest()
        await opened(stage, tab)
        await stage.picture("recipes-of-ones-own", may_scroll=True)


@chapter
async def plan_reads(theatre: Theatre, material: Material) -> None:
    """A dataset reads a tag, then a filter that is typed, wrong and right."""
    folder = material.picked("Reads")
    with Project.open(folder) as project:
        for clip in project.clips(state="picked")[:3]:
            project.apply(changing(clip, replace(clip, tags=("rain", "close-up"), rating=4)))
    async with theatre.window() as stage:
        await stage.open(folder)
        tab = await planned(stage)
        tab.datasets.accepted.emit()
        await stage.rest()
        await stage.picture("reads-all")
        row = tab.choices.of(1)
        place = row.choice.findText(tr("tag {}").format("rain"))
        row.choice.setCurrentIndex(place)
        row.choice.activated.emit(place)
        await stage.rest()
        await stage.picture("reads-a-tag")
        row = tab.choices.of(2)
        row.choice.setCurrentIndex(1)
        row.choice.activated.emit(1)
        stage.hand.type("rating>=3 le")
        await stage.picture("reads-a-filter-with-offers")
        stage.hand.key(Key.Key_Escape)
        stage.hand.type("ng:x ")
        stage.hand.key(Key.Key_Return)
        await stage.picture("reads-a-filter-refused")
        row.field.selectAll()
        stage.hand.type("rating>=3 len>=33 ")
        stage.hand.key(Key.Key_Return)
        await stage.rest()
        await stage.picture("reads-a-filter")
