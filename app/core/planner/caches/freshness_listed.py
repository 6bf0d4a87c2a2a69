"""The planned files of a cache folder, counted; each is made an object only when it is asked for.

Thousands of clips have files of the same endings in the same states: what is said of them is one
`Judgement`, and a name is a clip's stem and an ending.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from app.core.planner.caches.freshness_files import (
    STATES,
    Cached,
    CacheFile,
    State,
    Verdict,
)
from app.core.planner.facts import Source

RANKS = {state: rank for rank, state in enumerate(STATES)}


class Judgement(NamedTuple):
    """How the files of a source stand; one object for all sources of which this holds.

    Attributes:
        lines: What follows the stem in the name of each file, and how it stands.
        worst: The worst state of them.
    """

    lines: tuple[tuple[str, Verdict], ...]
    worst: State

    def files(
        self, source: Source, there: Mapping[str, Cached], state: State | None = None
    ) -> Iterator[CacheFile]:
        """Yield the files of a source, or those in a state.

        Args:
            source: One of those it holds of.
            there: What is in the folder, by name.
            state: None for all.
        """
        for ending, verdict in self.lines:
            if state is None or verdict.state == state:
                name = source.stem + ending
                cached = there.get(name)
                size, written = cached[:2] if cached else (-1, 0)
                yield CacheFile(
                    name, verdict.state, verdict.reason, source.file, verdict.said, size, written
                )


class PlannedFiles:
    """The planned files of one dataset, each name once, as a look found them; it never changes.

    Args:
        items: The sources.
        judged: A judgement of each; None where ``shared`` has its files.
        shared: Files of the sources that may have names in common, by name.
        there: What is in the folder, by name.
    """

    def __init__(
        self,
        items: Sequence[Source] = (),
        judged: Sequence[Judgement | None] = (),
        shared: Mapping[str, CacheFile] | None = None,
        there: Mapping[str, Cached] | None = None,
    ) -> None:
        self._items, self._judged = items, judged
        self._shared, self._there = shared or {}, there or {}
        self._counts = Counter(map(id, judged))
        self._one = {
            id(judgement): (source, judgement)
            for source, judgement in zip(reversed(items), reversed(judged), strict=True)
            if judgement is not None
        }

    def files(self, state: State) -> Iterator[CacheFile]:
        """Yield the files in a state, in no order."""
        wanted = {key for key, (_, judgement) in self._one.items() if _has(judgement, state)}
        if wanted:
            for source, judgement in zip(self._items, self._judged, strict=True):
                if judgement is not None and id(judgement) in wanted:
                    yield from judgement.files(source, self._there, state)
        yield from (each for each in self._shared.values() if each.state == state)

    def alike(self, state: State) -> Iterator[tuple[CacheFile, int]]:
        """Yield, of all files in a state that differ in their stems only, one and their number."""
        for key, (source, judgement) in self._one.items():
            for each in judgement.files(source, self._there, state):
                yield each, self._counts[key]
        yield from ((each, 1) for each in self._shared.values() if each.state == state)

    def sources(self, state: State) -> set[str]:
        """Return the base names of the sources that have a file in a state."""
        wanted = {key for key, (_, judgement) in self._one.items() if _has(judgement, state)}
        found = {
            source.file
            for source, judgement in zip(self._items, self._judged, strict=True)
            if id(judgement) in wanted
        }
        return found.union(each.file for each in self._shared.values() if each.state == state)

    def names(self) -> set[str]:
        """Return the names of all files."""
        found = set(self._shared)
        for source, judgement in zip(self._items, self._judged, strict=True):
            if judgement is not None:
                found.update(source.stem + ending for ending, _ in judgement.lines)
        return found

    def worst(self) -> dict[str, State]:
        """Return the worst state of the files of each source, by base name."""
        found: dict[str, State] = {
            source.file: judgement.worst
            for source, judgement in zip(self._items, self._judged, strict=True)
            if judgement is not None
        }
        for each in self._shared.values():
            before = found.get(each.file)
            if before is None or RANKS[each.state] < RANKS[before]:
                found[each.file] = each.state
        return found


def _has(judgement: Judgement, state: State) -> bool:
    return any(verdict.state == state for _, verdict in judgement.lines)


NO_FILES = PlannedFiles()
