"""Warnings on what Rushes does around the trainer: metrics, clips held out, how it is started."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.language import tr
from app.core.training.recipe.around import holds_out, measures
from app.core.training.recipe.facts import Facts
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.recipe.warning import Warning_, bad, info, warn

_METRICS, _HELD = "rushes.metrics", "rushes.held_out"
_OF_VALIDATION = ("validate_every", "validate_every_steps", "validation_items")


def metrics(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """Whether the trainer lets itself be measured."""
    if measures(recipe) and facts.hooks is False:
        sentence = tr(
            "This musubi-tuner has not the hooks that metrics need, of May 2026: its own "
            "script runs, without metrics."
        )
        yield warn(_METRICS, sentence, {_METRICS: None}, tr("Without metrics"))


def held_out(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """Whether what is held out is measured, and there is something to measure."""
    if holds_out(recipe):
        if not measures(recipe):
            sentence = tr("Clips are held out, but without metrics nobody measures them.")
            yield warn(_HELD, sentence, {_METRICS: True}, tr("Measure them"))
        elif facts.hooks is False:
            sentence = tr("Clips are held out, but this musubi-tuner cannot measure them.")
            yield warn(_HELD, sentence, {_HELD: None}, tr("Train them too"))
        return
    if measures(recipe):
        sentence = tr("No clips are held out: the loss of what was never trained is not measured.")
        yield info(_HELD, sentence, {_HELD: 5}, tr("Hold out 5 %"))
    said = [name for name in _OF_VALIDATION if recipe.is_set(f"rushes.{name}")]
    if said:
        cure = {f"rushes.{name}": None for name in said}
        sentence = tr("No clips are held out: {option} does nothing.", option=said[0])
        yield info(f"rushes.{said[0]}", sentence, cure, tr("Leave it out"))


def starting(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """Whether the training can be started so."""
    several = recipe.values.get("launch.num_processes", 1) > 1
    if several and recipe["rushes.launch"] == "python":
        sentence = tr("Python alone trains on one card: several need accelerate.")
        yield bad(
            "rushes.launch",
            sentence,
            {"rushes.launch": None},
            tr("Use {value}", value="accelerate"),
        )


RULES = (metrics, held_out, starting)
