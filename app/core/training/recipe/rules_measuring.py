"""Warnings on what Rushes does around the trainer: metrics, clips held out, how it is started."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.training.recipe.around import holds_out, measures
from app.core.training.recipe.facts import Facts
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.recipe.warning import Warning_, bad, info, warn

_METRICS, _HELD = "rushes.metrics", "rushes.held_out"
_OF_VALIDATION = ("validate_every", "validate_every_steps", "validation_items")


def metrics(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """Whether the trainer lets itself be measured."""
    if measures(recipe) and facts.hooks is False:
        sentence = (
            "This musubi-tuner has not the hooks that metrics need, of May 2026: its own "
            "script runs, without metrics."
        )
        yield warn(_METRICS, sentence, {_METRICS: None}, "Without metrics")


def held_out(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """Whether what is held out is measured, and there is something to measure."""
    if holds_out(recipe):
        if not measures(recipe):
            sentence = "Clips are held out, but without metrics nobody measures them."
            yield warn(_HELD, sentence, {_METRICS: True}, "Measure them")
        elif facts.hooks is False:
            sentence = "Clips are held out, but this musubi-tuner cannot measure them."
            yield warn(_HELD, sentence, {_HELD: None}, "Train them too")
        return
    if measures(recipe):
        sentence = "No clips are held out: the loss of what was never trained is not measured."
        yield info(_HELD, sentence, {_HELD: 5}, "Hold out 5 %")
    said = [name for name in _OF_VALIDATION if recipe.is_set(f"rushes.{name}")]
    if said:
        cure = {f"rushes.{name}": None for name in said}
        sentence = f"No clips are held out: {said[0]} does nothing."
        yield info(f"rushes.{said[0]}", sentence, cure, "Leave it out")


def starting(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """Whether the training can be started so."""
    several = recipe.values.get("launch.num_processes", 1) > 1
    if several and recipe["rushes.launch"] == "python":
        sentence = "Python alone trains on one card: several need accelerate."
        yield bad("rushes.launch", sentence, {"rushes.launch": None}, "Use accelerate")


RULES = (metrics, held_out, starting)
