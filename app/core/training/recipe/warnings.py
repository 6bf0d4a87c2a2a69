"""What is to be said of a recipe: what the trainer refuses, and what is likely not meant."""

from __future__ import annotations

from app.core.training.recipe import (
    rules_keeping,
    rules_learning,
    rules_measuring,
    rules_memory,
    rules_models,
    rules_reaching,
    rules_timesteps,
)
from app.core.training.recipe.facts import NOTHING_KNOWN, Facts
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.recipe.warning import Warning_, all_of

_RULES = (
    *rules_reaching.RULES,
    *rules_models.RULES,
    *rules_memory.RULES,
    *rules_learning.RULES,
    *rules_timesteps.RULES,
    *rules_keeping.RULES,
    *rules_measuring.RULES,
)
_ORDER = ("bad", "warn", "info")


def warnings(recipe: TrainingRecipe, facts: Facts = NOTHING_KNOWN) -> tuple[Warning_, ...]:
    """Return what is to be said of a recipe, the worst first.

    Args:
        recipe: It.
        facts: What is known around it; on what is not known nothing is said.
    """
    found = list(all_of(_RULES, recipe, facts))
    return tuple(sorted(found, key=lambda each: _ORDER.index(each.grade)))
