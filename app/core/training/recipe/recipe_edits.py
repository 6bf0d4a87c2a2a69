"""Edits of a project's recipe of training; what Plan estimates for follows, and the other way."""

from __future__ import annotations

from dataclasses import replace

from app.core.library.edits import Change, Edit, changing
from app.core.library.model import Settings
from app.core.library.rows import table_of
from app.core.planner.costs.setups import setup_of
from app.core.training.recipe.presets import DEFAULT, read_preset
from app.core.training.recipe.setups import recipe_with_setup, setup_of_recipe
from app.core.training.recipe.training_recipe import TrainingRecipe, recipe_of

_TABLE = table_of(Settings).name


def recipe_of_project(settings: Settings) -> TrainingRecipe:
    """Return what a project trains: its own recipe, else the default preset at Plan's setup."""
    if settings.training:
        return recipe_of(settings.training)
    recipe = read_preset(DEFAULT).recipe
    return recipe_with_setup(recipe, setup_of(settings.setup)) if settings.setup else recipe


def recipe_edit(settings: Settings, recipe: TrainingRecipe, label: str) -> Edit:
    """Return the edit that gives a project a recipe, with what Plan estimates for."""
    now = replace(
        settings,
        training=recipe.to_json(),
        setup=setup_of_recipe(recipe, setup_of(settings.setup)).to_json(),
    )
    return changing(settings, now, label=label)


def following(edit: Edit, settings: Settings) -> Edit:
    """Return an edit that, where it changes what Plan estimates for, changes the recipe as well.

    A project without a recipe of its own gets none.

    Args:
        edit: It; one that changes the recipe itself is left as it is.
        settings: Of the project, before it.
    """
    if not settings.training:
        return edit
    changed = tuple(_following(change, settings) for change in edit.changed)
    return edit if changed == edit.changed else replace(edit, changed=changed)


def _following(change: Change, settings: Settings) -> Change:
    values = change.values
    if change.table != _TABLE or "setup" not in values or "training" in values:
        return change
    before, recipe = setup_of(settings.setup), recipe_of(settings.training)
    made = recipe_with_setup(recipe, setup_of(str(values["setup"])), before)
    if made == recipe:
        return change
    return replace(change, values={**values, "training": made.to_json()})
