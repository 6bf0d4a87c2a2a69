"""Values of options as they are shown, stepped by a key, and compared."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from app.core.language import tr
from app.core.training.recipe.options import Option
from app.core.training.recipe.recommending import recommended_in
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.recipe.values import trouble_of, typed_value, value_text

_SERIES = (1.0, 2.0, 5.0)


def shown_text(value: Any) -> str:  # noqa: ANN401 -- of any option
    """Return a value for people, in one line; "" for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    if isinstance(value, tuple | list):
        return " ".join(map(value_text, value))
    return value_text(value)


def typed_list(option: Option, text: str) -> tuple[object, ...]:
    """Return the values of a list that is typed, one a line: each may hold blanks.

    Raises:
        ValueError: One of them can be none; the message is a sentence.
    """
    each = replace(option, kind="value")
    made = tuple(typed_value(each, line.strip()) for line in text.splitlines() if line.strip())
    if made and (trouble := trouble_of(option, made)):
        raise ValueError(trouble)
    return made


def default_text(option: Option) -> str:
    """Return what the trainer does without an option, in a word; "" where it has no value then."""
    return tr("off") if option.kind == "flag" else shown_text(option.default)


def same(one: Any, other: Any) -> bool:  # noqa: ANN401 -- of any option
    """Return whether two values are one to the trainer: 3 and 3.0 are, True and 1 are not."""
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, bool) != isinstance(other, bool):
        return False
    return bool(one == other)


def differs(option: Option, value: Any) -> bool:  # noqa: ANN401 -- of any option
    """Return whether a value is another than the trainer's own.

    None never is, nor is what the program fills in.
    """
    if value is None or (option.ours and value == ""):
        return False
    return not same(value, option.kind != "flag" and option.default)


def is_advised(option: Option, recipe: TrainingRecipe) -> bool:
    """Return whether a recipe has what we recommend for an option; where nothing is, it has."""
    wanted = recommended_in(option, recipe)
    value = recipe.values.get(option.key)
    now = value if value is not None else option.kind != "flag" and option.default
    return wanted is None or same(wanted, now)


def stepped(option: Option, value: Any, *, up: bool) -> Any:  # noqa: ANN401 -- of any option
    """Return the next value up or down; the same where an option has no steps, or it ends there.

    Whole numbers go by one, others by a half; below 1 they go 0.5, 0.2, 0.1, 0.05, …
    """
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if option.kind != "value" or option.type not in ("int", "float") or not number:
        return value
    wanted: float = value + (1 if up else -1)
    if option.type == "float":
        wanted = _next(float(value), up=up)
    low = -math.inf if option.least is None else option.least
    high = math.inf if option.most is None else option.most
    return wanted if low <= wanted <= high else value


def _next(value: float, *, up: bool) -> float:
    if value >= 1.5 or (value >= 1 and up):
        return round(value + (0.5 if up else -0.5), 6)
    if value <= 0:
        return value
    power = math.floor(math.log10(value))
    steps = [float(f"{s}e{p}") for p in (power - 1, power, power + 1) for s in _SERIES]
    if up:
        return next(step for step in steps if step > value * 1.0001)
    return next(step for step in reversed(steps) if step < value * 0.9999)
