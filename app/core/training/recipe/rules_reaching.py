"""Warnings on what a recipe does beyond the training, as long as nobody has agreed to it."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.language import tr
from app.core.training.recipe.facts import Facts
from app.core.training.recipe.reaching import reaches
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.recipe.warning import Warning_, bad


def beyond(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """What it loads, sends, or writes elsewhere."""
    if facts.trusted is None:
        return
    for each in reaches(recipe, facts.trusted):
        yield bad(each.key, each.sentence, {each.key: None}, tr("Leave it out"))


RULES = (beyond,)
