"""What a dataset's cache folder holds now, compared with its plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.amounts import counted
from app.core.language import tr
from app.core.planner.cache import Endings
from app.core.planner.facts import shape_of
from app.core.planner.findings import Finding, listed

if TYPE_CHECKING:
    from app.core.planner.dataset import DatasetPlan


@dataclass(frozen=True)
class CacheState:
    """A cache folder compared with a plan; names of files, sorted.

    Attributes:
        cached: Planned and there.
        missing: Planned and not there.
        stale: There from an earlier plan of these sources; the next caching removes them, and
            until then training uses them.
        orphan: There from sources that are gone; likewise.
        foreign: No cache files, only named like some: the next caching removes them, and training
            stops on them.
        captions_missing: Caption cache files that are not there; training passes over their
            samples.
    """

    cached: tuple[str, ...]
    missing: tuple[str, ...]
    stale: tuple[str, ...]
    orphan: tuple[str, ...]
    foreign: tuple[str, ...]
    captions_missing: tuple[str, ...] = ()


def unplanned(plan: DatasetPlan) -> CacheState:
    """Return what lies in the cache folder unplanned; ``cached`` and ``missing`` are left empty."""
    there, foreign = plan.facts.cache.by_stem(plan.architecture, video=plan.config.kind == "video")
    known = plan.facts.sources.by_stem
    orphan = [stem + ending for stem in there.keys() - known.keys() for ending in there[stem]]
    return CacheState((), (), tuple(sorted(_stale(plan, there))), tuple(sorted(orphan)), foreign)


def _stale(plan: DatasetPlan, there: Endings) -> Iterator[str]:
    if not there:
        return
    sources = plan.facts.sources
    for shape, _, places in plan.shapes():
        planned = plan.endings(shape)
        for place in places:
            stem = sources.items[place].stem
            found = there.get(stem)
            if found and not found <= planned and place not in sources.special:
                yield from (stem + ending for ending in found - planned)
    for stem in {sources.items[place].stem for place in sources.special}.intersection(there):
        shapes = [shape_of(sources.items[place].fact) for place in sources.by_stem[stem]]
        planned = frozenset().union(*map(plan.endings, shapes))
        yield from (stem + ending for ending in there[stem] - planned)


def cache_state(plan: DatasetPlan) -> CacheState:
    """Return the whole comparison of a cache folder with the plan."""
    left = unplanned(plan)
    there, planned = set(plan.facts.cache.names), plan.cache_names()
    return CacheState(
        tuple(sorted(planned & there)),
        tuple(sorted(planned - there)),
        left.stale,
        left.orphan,
        left.foreign,
        tuple(sorted(plan.text_names() - there)),
    )


def find_leftovers(plan: DatasetPlan) -> Iterator[Finding]:
    """Yield warnings about files in the cache folder that the plan does not make."""
    if plan.windower is None or not plan.facts.cache_seen:
        return
    state = unplanned(plan)
    if state.foreign:
        yield _warning(
            plan,
            tr(
                "{foreign} in the cache folder, no cache but named like one: caching deletes "
                "it and training stops on it; move it away",
                foreign=listed(state.foreign),
            ),
        )
    old = len(state.stale) + len(state.orphan)
    if old:
        yield _warning(
            plan,
            tr(
                "{cache_files} of an earlier plan in the cache folder would be trained too; "
                "cache again without --keep_cache",
                cache_files=counted(old, "cache file"),
            ),
        )


def _warning(plan: DatasetPlan, what: str) -> Finding:
    return Finding(
        stage="cache_latents",
        dataset=plan.index,
        key="cache_directory",
        message=tr("{sentence}.", sentence=what),
    )
