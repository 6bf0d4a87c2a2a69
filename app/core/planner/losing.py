"""Who loses samples, and how many: what `ledger.losses` lists, counted shape by shape."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.core.planner.dataset import DatasetPlan
from app.core.planner.facts import Source, Sources, VideoFact
from app.core.planner.losses import find_shared_starts, vain_targets


class Losing(NamedTuple):
    """What a dataset loses.

    Attributes:
        lost: Samples per epoch.
        places: The sources whose windows are too few or overwrite one another.
        doubles: Sources whose files another one of their name overwrites.
    """

    lost: int
    places: frozenset[int]
    doubles: tuple[Source, ...]


def losing_of(plan: DatasetPlan) -> Losing:
    """Return what a dataset loses; it takes a moment, however many sources there are."""
    config = plan.config
    windows = config.frame_sample if config.mode == "uniform" else 1
    repeats = max(0, config.num_repeats)
    short = max(0, windows) * repeats
    lost, places = 0, set[int]()
    for _, outcome, members in plan.shapes():
        vain = vain_targets(plan, outcome)
        shared = list(find_shared_starts(plan, outcome))
        if vain or shared:
            each = short * len(vain) + sum(start.lost for start in shared)
            lost += each * len(members)
            places.update(members)
    doubles: list[Source] = []
    for owners in plan.shared_names.values():
        lost += (len(owners) - 1) * repeats
        doubles += owners[:-1]
    return Losing(lost, frozenset(places), tuple(doubles))


def losing_files(parts: Iterable[tuple[DatasetPlan, Losing]]) -> dict[str, int]:
    """Return the frames of each file that loses samples in some dataset, by its base name."""
    places: dict[int, tuple[Sources, set[int]]] = {}
    doubles: list[Source] = []
    for plan, losing in parts:
        sources = plan.facts.sources
        places.setdefault(id(sources), (sources, set()))[1].update(losing.places)
        doubles += losing.doubles
    found: dict[str, int] = {}
    for sources, own in places.values():
        items = sources.items
        for place in own:
            source = items[place]
            found[source.file] = _frames(source)
    found |= {source.file: _frames(source) for source in doubles}
    return found


def _frames(source: Source) -> int:
    fact = source.fact
    return fact.frames if isinstance(fact, VideoFact) else 1
