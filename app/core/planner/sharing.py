"""Datasets that share a cache folder behind the trainer's back.

The trainer refuses two entries with the same cache folder by comparing the texts; ``cache`` and
``cache/`` slip through. Then each caching removes what the one before wrote, and every one of
them trains what the last one left.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from app.core.language import tr
from app.core.planner.cache import read_name
from app.core.planner.counting import Tally
from app.core.planner.dataset import DatasetPlan
from app.core.planner.findings import Finding, numbered


def share_caches(plans: Sequence[DatasetPlan]) -> tuple[DatasetPlan, ...]:
    """Return the plans with the training of those that share a folder counted anew."""
    folders: dict[str, list[int]] = {}
    for plan in plans:
        if plan.config.cache_place is not None:
            folders.setdefault(_normal(plan.config.cache_place), []).append(plan.index)
    planned = list(plans)
    for members in folders.values():
        texts = {plans[index].config.cache_place for index in members}
        if len(texts) > 1:
            for index in members:
                planned[index] = _recounted(plans[index], [plans[other] for other in members])
    return tuple(planned)


def sharing_warnings(plans: Sequence[DatasetPlan]) -> Iterator[Finding]:
    """Yield a warning for each dataset whose cache folder a later one has in another spelling."""
    for plan, later in combinations(plans, 2):
        own, other = plan.config.cache_place, later.config.cache_place
        if own is None or other is None or own == other or _normal(own) != _normal(other):
            continue
        yield Finding(
            stage="cache_latents",
            dataset=later.index,
            key="cache_directory",
            message=tr(
                "caching it deletes the cache of {dataset}, because both have the same "
                "cache folder; give each its own cache_directory.",
                dataset=numbered(plan.index),
            ),
        )


def _normal(place: str) -> str:
    return os.path.normcase(os.path.normpath(place))


def _recounted(plan: DatasetPlan, sharers: Sequence[DatasetPlan]) -> DatasetPlan:
    """Return a plan whose training reads the folder as the last caching leaves it."""
    if plan.windower is None or plan.buckets is None:
        return plan
    last = sharers[-1]
    captions = {source.stem for sharer in sharers for source in sharer.facts.sources.items}
    tally = Tally()
    sizes = {window.cache_file: window.bucket for window in last.windows}
    for name in sorted(last.cache_names()) if plan.facts.cache_seen else ():
        try:
            read = read_name(name, video=plan.config.kind == "video")
        except ValueError:
            return replace(plan, errors=(*plan.errors, _unreadable(plan, last, name)), buckets=None)
        if read.stem in captions and not name.startswith("."):
            group = (plan.windower.training.of(read.size), read.frames)
            tally.groups[group] += max(0, plan.config.num_repeats)
            tally.shapes.setdefault(group, set()).add(sizes.get(name, read.size))
    return replace(plan, buckets=tuple(tally.buckets(plan.config.batch_size)))


def _unreadable(plan: DatasetPlan, last: DatasetPlan, name: str) -> Finding:
    return Finding(
        stage="train",
        dataset=plan.index,
        key="cache_directory",
        message=tr(
            "its cache folder is that of {dataset} too, and training stops on {file}; "
            "give each its own cache_directory.",
            dataset=numbered(last.index),
            file=name,
        ),
        fatal=True,
    )
