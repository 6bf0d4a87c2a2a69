"""What would become of one dataset with other values, without planning it: for advice.

Counted by shape with the trainer's own arithmetic; only windows of two files of one name, which
overwrite each other, are counted twice.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

from app.core.planner.buckets import Size
from app.core.planner.dataset import DatasetPlan
from app.core.planner.facts import Shape
from app.core.planner.ledger import Row, sample_tokens, section_of
from app.core.planner.outcome import Windower
from app.core.planner.plan import Plan
from app.core.planner.rules import FRAME_STEP
from app.core.planner.schema import DatasetConfig
from app.core.planner.windows import Intake, Refused


def try_config(plan: Plan, dataset: int, config: DatasetConfig) -> tuple[Row, ...]:
    """Return the rows of the ledger that a dataset would have.

    Args:
        plan: As it is.
        dataset: Its place in the file, from 0.
        config: What its entry would be.
    """
    of = plan.datasets[dataset]
    try:
        windower = Windower(config, plan.architecture, plan.rules)
    except Refused:
        return ()
    cut: Counter[tuple[int, int, int]] = Counter()
    kept: Counter[tuple[int, int, int]] = Counter()
    for shape, places in of.facts.sources.groups.items():
        outcome = windower.outcome(shape)
        if outcome.refused:
            continue
        for _, frames in outcome.runs:
            cut[(*outcome.group, frames)] += len(places)
        for _, (_, frames) in outcome.distinct:
            kept[(*outcome.group, frames)] += len(places)
    return tuple(_row(of, config, group, cut[group], kept[group]) for group in sorted(cut))


class Sizes:
    """The sizes of a dataset's pictures, to be tried with many resolutions.

    How windows are cut does not depend on the resolution, and buckets do not depend on lengths: so
    that thirty thousand clips of ten sizes are as fast as ten clips.

    Args:
        plan: As it is.
        dataset: Its place in the file, from 0.

    Attributes:
        counts: How many pictures or clips have each size.
    """

    def __init__(self, plan: Plan, dataset: int) -> None:
        self._plan, self._of = plan, plan.datasets[dataset]
        self.counts: Counter[Size] = Counter()
        self._shapes: dict[Size, Shape] = {}
        self._cut: dict[Size, Counter[int]] = {}  # windows by length that are not overwritten
        for shape, outcome, places in self._of.shapes():
            size = (shape.width, shape.height)
            if outcome.refused or min(size) <= 0:
                continue
            self.counts[size] += len(places)
            self._shapes.setdefault(size, shape)
            cut = self._cut.setdefault(size, Counter())
            for _, (_, frames) in outcome.distinct:
                cut[frames] += len(places)

    def buckets(self, config: DatasetConfig) -> dict[Size, Size]:
        """Return the size in training that pictures of each size would get."""
        try:
            windower = Windower(config, self._plan.architecture, self._plan.rules)
        except Refused:
            return {}
        found = ((size, windower.outcome(shape)) for size, shape in self._shapes.items())
        return {size: outcome.group for size, outcome in found if not outcome.refused}

    def rows(self, config: DatasetConfig, buckets: Mapping[Size, Size]) -> list[Row]:
        """Return the rows of the ledger with those buckets; ``config`` cuts the same windows."""
        kept: Counter[tuple[int, int, int]] = Counter()
        for size, bucket in buckets.items():
            for frames, windows in self._cut[size].items():
                kept[(*bucket, frames)] += windows
        return [_row(self._of, config, group, count, count) for group, count in kept.items()]


def _row(
    plan: DatasetPlan, config: DatasetConfig, group: tuple[int, int, int], cut: int, kept: int
) -> Row:
    width, height, frames = group
    section, size = section_of(plan, config), max(1, config.batch_size)
    parts = max(1, (frames - 1) // FRAME_STEP // section) if section else 1
    samples = kept * parts * max(0, config.num_repeats)
    return Row(
        dataset=plan.index,
        name="",
        kind=config.kind,
        width=width,
        height=height,
        frames=frames,
        windows=cut,
        collisions=cut - kept,
        repeats=config.num_repeats,
        samples=samples,
        batches=math.ceil(samples / size),
        share=0.0,
        tokens=sample_tokens((width, height), frames, section),
        batch_size=size,
        section=section,
    )


def lengths_of(plan: Plan, dataset: int, end: int | None = None) -> Counter[int]:
    """Return how many clips of each length a dataset has: frames held, at the model's rate.

    Args:
        plan: It.
        dataset: Its place in the file, from 0.
        end: Only frames before this one are read, as `head` does; None: all.
    """
    of = plan.datasets[dataset]
    try:
        intake = Intake(of.config.source_fps, plan.architecture.rate, end)
    except Refused:
        return Counter()
    lengths: Counter[int] = Counter()
    for shape, places in of.facts.sources.groups.items():
        held = _held(intake, shape)
        if held > 0:
            lengths[held] += len(places)
    return lengths


def _held(intake: Intake, shape: Shape) -> int:
    try:
        return intake.held(shape.frames, fault=shape.fault, ahead=not shape.pictures)
    except Refused:
        return 0


def sizes_of(plan: Plan, dataset: int) -> Counter[Size]:
    """Return how many pictures or clips of each size, in pixels, a dataset has."""
    sizes: Counter[Size] = Counter()
    for shape, places in plan.datasets[dataset].facts.sources.groups.items():
        if shape.width > 0 and shape.height > 0:
            sizes[shape.width, shape.height] += len(places)
    return sizes
