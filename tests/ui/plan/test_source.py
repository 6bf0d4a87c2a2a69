"""What *Plan* changes of a project: the text of its dataset file."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from app.core.errors import DatasetError
from app.core.planner.text import entry_text
from app.core.training.recipe.presets import read_preset
from app.core.training.recipe.recipe_edits import recipe_edit, recipe_of_project
from tests.ui.plan.conftest import Stage


def test_that_a_changed_entry_changes_its_row_in_one_step(stage: Stage) -> None:
    source = stage.tab.source
    before = source.text
    source.change_entry(
        partial(entry_text.with_value, dataset=0, key="num_repeats", value=7), "Repeats"
    )
    assert stage.document.rows.datasets[0].num_repeats == 7
    assert "num_repeats = 7" in source.text
    assert stage.document.undo_label == "Repeats"
    stage.document.undo()
    assert source.text == before


def test_that_text_that_is_no_toml_changes_nothing(stage: Stage) -> None:
    before = stage.tab.source.text
    with pytest.raises(DatasetError, match="Line 1"):
        stage.tab.source.change_text("x = = 1", "Dataset file")
    assert stage.tab.source.text == before and stage.document.undo_label != "Dataset file"


def test_that_a_setup_is_kept_in_the_project(stage: Stage) -> None:
    source = stage.tab.source
    source.change_setup(replace(source.setup, swap=20), "Blocks to swap")
    assert source.setup.swap == 20
    stage.count()
    assert source.view is not None and source.view.costs.setup.swap == 20
    stage.document.undo()
    assert source.setup.swap == 10


def test_that_the_recipe_of_the_training_goes_along_with_the_setup_in_one_step(
    stage: Stage,
) -> None:
    source, document = stage.tab.source, stage.document
    recipe = read_preset("takenoko-3090").recipe
    document.apply(recipe_edit(document.rows.settings, recipe, "Preset"))
    assert source.setup.swap == 10
    source.change_setup(replace(source.setup, swap=20), "Blocks to swap")
    assert recipe_of_project(document.rows.settings)["train.blocks_to_swap"] == 20
    document.undo()
    assert (source.setup.swap, recipe_of_project(document.rows.settings)) == (10, recipe)
    document.undo()
    assert document.rows.settings.training == ""


def test_that_the_setup_goes_along_with_the_recipe_and_is_counted_with(stage: Stage) -> None:
    document = stage.document
    recipe = read_preset("wan21-16gb").recipe
    document.apply(recipe_edit(document.rows.settings, recipe, "Preset"))
    stage.count()
    view = stage.tab.source.view
    assert view is not None and view.costs.setup.swap == 33
