"""A warning: what is to be said of a recipe, and what would cure it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from app.core.training.recipe.facts import Facts
from app.core.training.recipe.training_recipe import TrainingRecipe

if TYPE_CHECKING:
    from app.core.library.model import Prompt

Grade = Literal["bad", "warn", "info"]
Cure = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Warning_:
    """What is to be said of a recipe.

    Attributes:
        grade: ``bad``: the trainer fails, or trains something else than what was asked for.
        key: The option it is about; None: the recipe as a whole.
        sentence: For people.
        cure: Values to set, by key; None takes an option out. None as a whole: no value cures it.
        label: What the cure does, for a button.
        prompts: Sample prompts of the project, by their ids, as large as the cure makes them.
    """

    grade: Grade
    key: str | None
    sentence: str
    cure: Cure | None = None
    label: str = ""
    prompts: tuple[Prompt, ...] = ()

    @property
    def curable(self) -> bool:
        """Whether something cures it."""
        return self.cure is not None or bool(self.prompts)

    def cured(self, recipe: TrainingRecipe) -> TrainingRecipe:
        """Return a recipe with the cure in it."""
        return recipe.with_values(self.cure or {})


Rule = Callable[[TrainingRecipe, Facts], Iterator[Warning_]]


def bad(key: str | None, sentence: str, cure: Cure | None = None, label: str = "") -> Warning_:
    """Return a warning of what makes the training fail, or another one than what was meant."""
    return Warning_("bad", key, sentence, cure, label)


def warn(key: str | None, sentence: str, cure: Cure | None = None, label: str = "") -> Warning_:
    """Return a warning of what is likely not meant."""
    return Warning_("warn", key, sentence, cure, label)


def info(key: str | None, sentence: str, cure: Cure | None = None, label: str = "") -> Warning_:
    """Return what is good to know."""
    return Warning_("info", key, sentence, cure, label)


def out(*names: str) -> dict[str, Any]:
    """Return the cure that takes options of ``train`` out."""
    return dict.fromkeys(f"train.{name}" for name in names)


def all_of(rules: Iterable[Rule], recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """Yield what rules have to say, in their order."""
    for rule in rules:
        yield from rule(recipe, facts)
