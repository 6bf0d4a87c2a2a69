"""``[general]`` and the datasets of a dataset file's text, in whatever form they are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from app.core.planner.text.tree import Pair, Table, Tree, Value

GENERAL, DATASETS = "general", "datasets"


@dataclass
class Section:
    """One of them.

    Attributes:
        dataset: Its place among the datasets; None for the general one.
        form: ``table``: under a head; ``inline``: ``{…}``; ``dotted``: ``general.key = …``.
        pairs: Its own keys; without the first name where they are dotted.
        tables: Its table and the ones inside it; empty where it has no head.
        value: The ``{…}`` it is.
        around: The ``[…]`` that it is in.
    """

    dataset: int | None
    form: Literal["table", "inline", "dotted"]
    pairs: list[Pair]
    tables: list[Table] = field(default_factory=list)
    value: Value | None = None
    around: Value | None = None

    @property
    def start(self) -> int:
        """Where it begins: its head, its brace, or its first key."""
        if self.tables:
            return self.tables[0].start
        return self.value.start if self.value else self.pairs[0].start

    def pair(self, key: str) -> Pair | None:
        """Return the pair of a key; None where it has none, or only with further names."""
        skip = 1 if self.form == "dotted" else 0
        for pair in self.pairs:
            if pair.path[skip:] == (key,):
                return pair
        return None


def sections_of(tree: Tree) -> Iterator[Section]:
    """Yield them in the order of the text."""
    count = 0
    current: Section | None = None
    for n, table in enumerate(tree.tables):
        if n == 0:
            for section in _at_the_top(table.pairs):
                if section.form == "inline" and section.around is not None:
                    section.dataset, count = count, count + 1
                yield section
            continue
        if table.path == (DATASETS,) and table.array:
            section, count = Section(count, "table", table.pairs, [table]), count + 1
        elif table.path == (GENERAL,) and not table.array:
            section = Section(None, "table", table.pairs, [table])
        else:
            inside = current is not None and table.path[:1] in ((DATASETS,), (GENERAL,))
            if inside and current is not None and _name(current) == table.path[0]:
                current.tables.append(table)
            continue
        if current is not None:
            yield current
        current = section
    if current is not None:
        yield current


def _name(section: Section) -> str:
    return GENERAL if section.dataset is None else DATASETS


def _at_the_top(pairs: list[Pair]) -> Iterator[Section]:
    """Yield what stands before any head: inline tables, and dotted keys."""
    dotted = [pair for pair in pairs if len(pair.path) > 1 and pair.path[0] == GENERAL]
    if dotted:
        yield Section(None, "dotted", dotted)
    for pair in pairs:
        value = pair.value
        if value is None or len(pair.path) > 1:
            continue
        if pair.path == (GENERAL,) and value.kind == "table":
            yield Section(None, "inline", value.pairs, value=value)
        elif pair.path == (DATASETS,) and value.kind == "list":
            for item in value.items:
                yield Section(0, "inline", item.pairs, value=item, around=value)
