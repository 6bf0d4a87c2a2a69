"""What a recipe says of what Rushes does around the trainer: the options that are ours."""

from __future__ import annotations

from app.core.training.model import OF_A_TRAINING, StepName
from app.core.training.recipe.training_recipe import TrainingRecipe

USUAL: tuple[StepName, ...] = tuple(step for step in OF_A_TRAINING if step != "smoke")
SMOKE_STEPS = 2  # the optimizer has its memory only after the first
TIMESTEPS = (100, 300, 500, 700, 900)  # of 1000, at which what is held out is measured


def measures(recipe: TrainingRecipe) -> bool:
    """Return whether our script runs around the trainer's."""
    return recipe.is_set("rushes.metrics")


def holds_out(recipe: TrainingRecipe) -> int:
    """Return how many percent are kept out of training; 0: none."""
    return int(recipe.values.get("rushes.held_out", 0))


def steps_of(recipe: TrainingRecipe) -> tuple[StepName, ...]:
    """Return the steps of a training, in order."""
    return tuple(step for step in OF_A_TRAINING if step != "smoke" or recipe.is_set("rushes.smoke"))


def validates_every(recipe: TrainingRecipe, steps_per_epoch: int) -> int:
    """Return after how many steps what is held out is measured again, 1 or more."""
    steps = recipe.values.get("rushes.validate_every_steps")
    epochs = int(recipe["rushes.validate_every"])
    return max(1, int(steps) if steps else epochs * steps_per_epoch)
