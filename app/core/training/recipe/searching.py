"""All options of the trainer as a list: in groups, searched, only what is given, folded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from app.core.training.recipe.options import Option, groups
from app.core.training.recipe.recommending import recommended_in
from app.core.training.recipe.showing import differs, is_advised
from app.core.training.recipe.training_recipe import TrainingRecipe


@dataclass(frozen=True, slots=True)
class GroupLine:
    """The head of a group.

    Attributes:
        group: A name of `options.groups`.
        title: For people.
        count: Options of it that are looked for.
        given: Those of them that the recipe gives.
        folded: Its options are not listed.
    """

    group: str
    title: str
    count: int
    given: int
    folded: bool


@dataclass(frozen=True, slots=True)
class OptionLine:
    """An option in the list.

    Attributes:
        key: Of `options()`.
        option: It.
        value: What the recipe gives; None where it gives none.
        differs: That is another than the trainer's own.
        advice: What we recommend, where the recipe has something else; else None.
    """

    key: str
    option: Option
    value: Any
    differs: bool
    advice: Any


Line = GroupLine | OptionLine


def lines_of(
    known: Mapping[str, Option],
    recipe: TrainingRecipe,
    query: str = "",
    *,
    only_given: bool = False,
    folded: Set[str] = frozenset(),
) -> list[Line]:
    """Return the lines of a list of options.

    Args:
        known: All options, in the order of their groups.
        recipe: Whose values are listed.
        query: Each of its words must be found in a name, a flag, a group or a help text.
        only_given: List only what the recipe gives.
        folded: Groups whose options are not listed; a search looks into them all the same.
    """
    words = query.casefold().split()
    found: dict[str, list[OptionLine]] = {}
    for key, option in known.items():
        if only_given and key not in recipe.values:
            continue
        text = _text_of(option)
        if all(word in text for word in words):
            found.setdefault(option.group, []).append(_line(key, option, recipe))
    return list(_in_groups(found, frozenset() if words else folded))


def _in_groups(found: Mapping[str, list[OptionLine]], folded: Set[str]) -> Iterator[Line]:
    for group, options in found.items():
        given = sum(each.value is not None for each in options)
        yield GroupLine(group, groups()[group], len(options), given, group in folded)
        if group not in folded:
            yield from options


def _line(key: str, option: Option, recipe: TrainingRecipe) -> OptionLine:
    value = recipe.values.get(key)
    advice = None if is_advised(option, recipe) else recommended_in(option, recipe)
    return OptionLine(key, option, value, differs(option, value), advice)


def _text_of(option: Option) -> str:
    name, title = option.name, groups()[option.group]
    english = (option.short, option.why)
    parts = (option.flag, name.replace("_", " "), title, *english, option.does, option.reason)
    return " ".join(parts).casefold()


def best_of(lines: list[Line], query: str) -> int:
    """Return the place of the option that a search most likely means; -1 where none is listed."""
    wanted = query.casefold().strip().removeprefix("--").replace(" ", "_").replace("-", "_")
    places = [place for place, line in enumerate(lines) if isinstance(line, OptionLine)]

    def rank(place: int) -> tuple[int, int]:
        line = lines[place]
        name = line.option.name if isinstance(line, OptionLine) else ""
        if name == wanted:
            return 0, place
        if wanted and name.startswith(wanted):
            return 1, place
        return (2 if wanted and wanted in name else 3), place

    return min(places, key=rank, default=-1)
