"""What a change would make of the samples, counted by the planner itself: exact, without making it.

Sources whose cache files are their own count alone, so that a change of one is counted by what it
was and becomes; where files may meet, the whole changed dataset file is planned.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from app.core.export.cures import Effect
from app.core.export.cures_picks import samples_of
from app.core.planner.counting import plan_dataset
from app.core.planner.dataset import DatasetPlan
from app.core.planner.facts import DatasetFacts, ImageFact, Source, Sources, VideoFact, shape_of
from app.core.planner.outcome import Windower
from app.core.planner.plan import Plan, Planner
from app.core.planner.schema import DatasetConfig
from app.core.planner.windows import Refused

Fact = VideoFact | ImageFact
_Counts = tuple[int, ...]  # samples per epoch, by dataset
_NEW = -1  # the place of a file that a dataset does not read yet
_MOST_KEPT = 400  # changed entries whose samples are remembered


class FileSwap(NamedTuple):
    """A file of the datasets as it would become.

    Attributes:
        video: It is a clip; else a picture.
        file: Its name as it is now; of one that comes, that of the file beside which it comes, or
            empty where all datasets of its kind will read it.
        fact: What it becomes; None: it goes.
        comes: It is one more file, of a name of its own.
        reads: The datasets that read it then; None: those that read it now.
    """

    video: bool
    file: str
    fact: Fact | None
    comes: bool = False
    reads: frozenset[int] | None = None

    def becomes(self, dataset: int) -> Fact | None:
        """Return what it becomes in a dataset; None where that does not read it then."""
        return self.fact if self.reads is None or dataset in self.reads else None


class Effects:
    """Counts changes of one plan. One thread at a time: it has windowers of its own.

    Args:
        plan: As it is.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._now: _Counts = tuple(own.samples or 0 for own in plan.datasets)
        self._known: dict[tuple[int, DatasetConfig], _Counts | None] = {}
        self._own = [_with_own_windower(own, plan) for own in plan.datasets]
        self._places: dict[int, dict[str, int]] = {}

    def effect(self, dataset: int | None, after: Sequence[int]) -> Effect:
        """Return the numbers of one dataset, or of all, beside those of all."""
        all_before, all_after = sum(self._now), sum(after)
        if dataset is None:
            return Effect(all_before, all_after, all_before, all_after)
        return Effect(self._now[dataset], after[dataset], all_before, all_after)

    # ---------------------------------------------------------------------------- dataset file

    def of_entry(self, dataset: int, config: DatasetConfig) -> Effect | None:
        """Return what another entry in the place of one would make; None where it is refused."""
        key = dataset, config
        if key not in self._known:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            self._known[key] = self._with_entry(dataset, config)
        after = self._known[key]
        return None if after is None else self.effect(dataset, after)

    def _with_entry(self, dataset: int, config: DatasetConfig) -> _Counts | None:
        own = self.plan.datasets[dataset]
        if self._shares_folders:
            entries = list(self.plan.config.datasets)
            entries[dataset] = config
            facts = [each.facts for each in self.plan.datasets]
            planned = self._planned(entries, facts).datasets
            counts = tuple(each.samples for each in planned)
            refused = _new_errors(own, planned[dataset])
        else:
            try:
                windower = Windower(config, self.plan.architecture, self.plan.rules)
            except Refused:
                return None
            made = plan_dataset(own.index, config, own.facts, own.architecture, windower)
            counts = (*self._now[:dataset], made.samples, *self._now[dataset + 1 :])
            refused = _new_errors(own, made)
        return None if refused else tuple(count or 0 for count in counts)

    # ------------------------------------------------------------------------ clips and stills

    def of_files(self, swaps: Sequence[FileSwap]) -> _Counts:
        """Return the samples of each dataset once files have changed: each once, or comes."""
        after = list(self._now)
        for own in self._own:
            mine = list(self._met(own, swaps))
            if not mine or own.buckets is None:
                continue
            special = own.facts.sources.special
            if self._shares_folders or any(place in special for place, _ in mine):
                return self._replanned(swaps)
            after[own.index] += _difference(own, mine)
        return tuple(after)

    def _met(self, own: DatasetPlan, swaps: Iterable[FileSwap]) -> Iterator[tuple[int, FileSwap]]:
        """Yield the swaps of files that a dataset reads, or will read, with their places."""
        places = self._places_of(own.facts.sources)
        video = own.config.kind == "video"
        for swap in swaps:
            place = places.get(swap.file)
            if swap.video != video:
                continue
            if place is not None:
                yield place, swap
            elif swap.reads is not None and own.index in swap.reads:
                yield _NEW, swap

    def _places_of(self, sources: Sources) -> dict[str, int]:
        known = self._places.get(id(sources))
        if known is None:
            known = {source.file: place for place, source in enumerate(sources.items)}
            known[""] = _NEW
            self._places[id(sources)] = known
        return known

    def _replanned(self, swaps: Sequence[FileSwap]) -> _Counts:
        facts = [
            replace(own.facts, sources=_swapped(own, self._met(own, swaps)))
            for own in self.plan.datasets
        ]
        planned = self._planned(self.plan.config.datasets, facts)
        return tuple(own.samples or 0 for own in planned.datasets)

    # ------------------------------------------------------------------------------- the whole

    @cached_property
    def _shares_folders(self) -> bool:
        """Whether datasets have one cache folder in two spellings: then each decides on others."""
        places = Counter(
            os.path.normcase(os.path.normpath(own.config.cache_place))
            for own in self.plan.datasets
            if own.config.cache_place is not None
        )
        return any(count > 1 for count in places.values())

    def _planned(self, entries: Iterable[DatasetConfig], facts: Sequence[DatasetFacts]) -> Plan:
        config = replace(self.plan.config, datasets=tuple(entries))
        return Planner(self.plan.architecture, self.plan.rules).plan(config, facts)


def _new_errors(before: DatasetPlan, after: DatasetPlan) -> bool:
    """Return whether the trainer would stop where it does not now."""
    return bool({error.text for error in after.errors} - {error.text for error in before.errors})


def _with_own_windower(own: DatasetPlan, plan: Plan) -> DatasetPlan:
    if own.windower is None:
        return own
    return replace(own, windower=Windower(own.config, plan.architecture, plan.rules))


def _difference(own: DatasetPlan, swaps: Iterable[tuple[int, FileSwap]]) -> int:
    """Return the samples that sources of their own cache files bring or take."""
    assert own.windower is not None, "there are samples only with it"
    gained = 0
    for place, swap in swaps:
        fact = swap.becomes(own.index)
        if fact is not None:
            gained += samples_of(own, own.windower.outcome(shape_of(fact)))
        if not swap.comes and place != _NEW:
            before = shape_of(own.facts.sources.items[place].fact)
            gained -= samples_of(own, own.windower.outcome(before))
    return gained


def _swapped(own: DatasetPlan, swaps: Iterable[tuple[int, FileSwap]]) -> Sources:
    """Return the files of a dataset after the swaps; one that is new has a name of its own."""
    sources = own.facts.sources
    becomes: dict[int, Fact | None] = {}
    items: list[Source] = []
    for place, swap in swaps:
        fact = swap.becomes(own.index)
        if not swap.comes and place != _NEW:
            becomes[place] = fact
        elif fact is not None:
            items.append(Source(f"\N{WHITE SQUARE}{len(items)}.new", fact))
    for place, source in enumerate(sources.items):
        fact = becomes.get(place, source.fact)
        if fact is not None:
            items.append(replace(source, fact=fact))
    return Sources(items, fold_case=sources.fold_case)
