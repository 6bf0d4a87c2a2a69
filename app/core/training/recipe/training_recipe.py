"""The recipe of a training: which options it sets to what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.core.training.recipe.options import Script, every_option
from app.core.training.recipe.values import kept_value

_HUGE = 4 * 1024 * 1024  # letters of a recipe that nobody wrote


@dataclass(frozen=True, slots=True)
class TrainingRecipe:
    """What a training is to be.

    Attributes:
        preset: The name of what it was made from; may be empty.
        values: By key of an option, only what is set, in the order of the command line. A flag is
            True, a list a tuple. A path or name that the program fills in is an empty text.
    """

    preset: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 -- as the option's type is
        """Return what an option is: its value here, or the trainer's default; None: neither."""
        if key in self.values:
            return self.values[key]
        option = every_option().get(key)
        return option.default if option is not None else None

    def is_set(self, key: str) -> bool:
        """Return whether the recipe says something on an option."""
        return key in self.values

    def of(self, script: Script) -> Mapping[str, Any]:
        """Return what is set of a script's options, by name."""
        start = f"{script}."
        return {k.removeprefix(start): v for k, v in self.values.items() if k.startswith(start)}

    def with_value(self, key: str, value: object) -> TrainingRecipe:
        """Return it with an option set; one that was set keeps its place, a new one comes last.

        None and, for a flag, False take it out.
        """
        if value is None or value is False:
            return self.without(key)
        kept = tuple(value) if isinstance(value, list) else value
        return replace(self, values={**self.values, key: kept})

    def with_values(self, values: Mapping[str, object]) -> TrainingRecipe:
        """Return it with several options set, as `with_value` does."""
        made = self
        for key, value in values.items():
            made = made.with_value(key, value)
        return made

    def without(self, *keys: str) -> TrainingRecipe:
        """Return it without some options."""
        return replace(self, values={k: v for k, v in self.values.items() if k not in keys})

    def to_json(self) -> str:
        """Return it as text."""
        return json.dumps({"preset": self.preset, "values": dict(self.values)}, ensure_ascii=False)


def recipe_of(text: str) -> TrainingRecipe:
    """Return the recipe of such a text; what no option could be is left out."""
    try:
        value = json.loads(text) if text and len(text) < _HUGE else {}
    except (ValueError, RecursionError):
        return TrainingRecipe()
    if not isinstance(value, dict):
        return TrainingRecipe()
    preset, values = value.get("preset"), value.get("values")
    return TrainingRecipe(
        preset if isinstance(preset, str) else "",
        known_values(values) if isinstance(values, dict) else {},
    )


def known_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of some values that their options could have, in their order."""
    known = every_option()
    kept = {key: kept_value(known[key], value) for key, value in values.items() if key in known}
    return {key: value for key, value in kept.items() if value is not None}
