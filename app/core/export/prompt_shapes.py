"""How large and long sample prompts begin: as a bucket that is trained, so never heavier than it.

Of the longest windows the bucket with most samples: motion is seen, as it is mostly learned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from app.core.planner.facts import Shape
from app.core.planner.outcome import Windower
from app.core.planner.rules import ARCHITECTURES, DEFAULT, SIZE_STEP
from app.core.planner.windows import Refused, round_frames

if TYPE_CHECKING:
    from app.core.export.starter import Material
    from app.core.planner.plan import Plan
    from app.core.planner.schema import Config


class PromptShape(NamedTuple):
    """Width and height in pixels, whole steps of 16; frames, 4n+1."""

    width: int
    height: int
    frames: int


def planned_shape(plan: Plan) -> PromptShape | None:
    """Return the shape that a plan gives sample prompts; None where it trains no clips."""
    counts: Counter[PromptShape] = Counter()
    for dataset in plan.datasets:
        for bucket in dataset.buckets or () if dataset.config.kind == "video" else ():
            counts[PromptShape(bucket.width, bucket.height, bucket.frames)] += bucket.samples
    return _most_of_the_longest(counts)


def shape_of_files(
    config: Config, files: Sequence[Sequence[Material]], architecture: str
) -> PromptShape | None:
    """Return the shape that files give sample prompts; None where no clips are trained.

    Args:
        config: The dataset file.
        files: What each of its datasets reads.
        architecture: What is trained; the usual for what nobody knows.
    """
    rules = ARCHITECTURES.get(architecture, ARCHITECTURES["wan"])
    counts: Counter[PromptShape] = Counter()
    for dataset, read in zip(config.datasets, files, strict=False):
        if dataset.kind != "video":
            continue
        try:
            windower = Windower(dataset, rules, DEFAULT)
        except Refused:  # the plan says so
            continue
        for each in read:
            outcome = windower.outcome(Shape(each.frames, *each.size, "", False))
            repeats = max(0, dataset.num_repeats)
            for _, (_, frames) in outcome.distinct:
                counts[PromptShape(*outcome.group, frames)] += repeats
    return _most_of_the_longest(counts)


def _most_of_the_longest(counts: Counter[PromptShape]) -> PromptShape | None:
    there = [shape for shape, samples in counts.items() if samples > 0]
    if not there:
        return None
    most = max(there, key=lambda shape: (shape.frames, counts[shape], shape))
    width, height = (max(SIZE_STEP, side // SIZE_STEP * SIZE_STEP) for side in most[:2])
    return PromptShape(width, height, max(1, round_frames(most.frames)))
