"""How a recipe differs from what it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.training.recipe.options import Option, every_option
from app.core.training.recipe.showing import same


@dataclass(frozen=True, slots=True)
class Difference:
    """An option that two recipes do not have alike.

    Attributes:
        was: Its value before; None where it was not given.
        now: Its value now; None where it is not given.
    """

    option: Option
    was: Any
    now: Any

    @property
    def key(self) -> str:
        """The option's, among all."""
        return self.option.key


def differences(was: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return what differs between the values of two recipes, in the order of all options."""
    return tuple(
        Difference(option, was.get(key), now.get(key))
        for key, option in every_option().items()
        if (key in was) != (key in now) or not same(was.get(key), now.get(key))
    )
