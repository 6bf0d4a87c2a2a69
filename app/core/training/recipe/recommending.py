"""What we recommend for an option, where that goes by others of the recipe."""

from __future__ import annotations

from app.core.training.recipe.options import Option
from app.core.training.recipe.training_recipe import TrainingRecipe

_STATES = 2  # that are kept


def recommended_in(option: Option, recipe: TrainingRecipe) -> object:
    """Return what is recommended for an option of a recipe; None: nothing.

    The alpha is to be as large as the rank, accelerate to be told what the script is told, and the
    newest two states to be kept.
    """
    if option.key == "train.network_alpha":
        return recipe.values.get("train.network_dim", option.recommended)
    if option.key == "launch.mixed_precision":
        return recipe.values.get("train.mixed_precision", option.recommended)
    if option.key == "train.save_last_n_steps_state":
        every = recipe.values.get("train.save_every_n_steps")
        return _STATES * every if every is not None and recipe.is_set("train.save_state") else None
    return option.recommended
