"""Which resolution to give a dataset, on the sizes its pictures really have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.core.amounts import counted
from app.core.language import tr
from app.core.planner.advice.other_values import Sizes
from app.core.planner.buckets import Size, crop_loss
from app.core.planner.plan import Plan
from app.core.planner.resolutions import Candidate, find_resolutions
from app.core.planner.schema import DatasetConfig

_MANY_BUCKETS = 3
_MOST_TRIED = 80
_ALIKE = 0.9  # of the tokens of another size: not worth a line beside it


@dataclass(frozen=True, slots=True)
class SizeAdvice:
    """A resolution for a dataset, and what the trainer makes of it.

    Attributes:
        size: What to write: width, height.
        exact: It has the very shape of most of the pictures.
        aspect_error: Its ``w / h`` over theirs, less 1.
        crop: Share of the pictures' area, 0.0-1.0, that is cut off on the average.
        tokens: Of the largest step that results.
        batch: Samples of that step.
        buckets: Each size that results, with its samples per epoch; the fullest first.
        batch_size: Of the dataset.
    """

    size: Size
    exact: bool
    aspect_error: float
    crop: float
    tokens: int
    batch: int
    buckets: tuple[tuple[Size, int], ...]
    batch_size: int

    @property
    def bucket(self) -> Size:
        """The size that most samples get."""
        return self.buckets[0][0]

    def warnings(self) -> Iterator[str]:
        """Yield what is not as one would think, each a sentence."""
        if self.bucket != self.size:
            width, height = self.bucket
            yield tr(
                "The trainer makes {width}×{height} of it: with buckets it is only an area.",
                width=width,
                height=height,
            )
        if len(self.buckets) > _MANY_BUCKETS:
            yield tr("The sizes fall into {buckets}.", buckets=counted(len(self.buckets), "bucket"))
        small = [count for _, count in self.buckets if count % self.batch_size]
        if self.batch_size > 1 and small:
            yield (
                tr(
                    "{buckets} end with a batch of fewer than {batch_size} samples.",
                    buckets=counted(len(small), "bucket"),
                    batch_size=self.batch_size,
                )
            )


def find_sizes(
    plan: Plan,
    dataset: int,
    *,
    frames: int,
    tokens: int | None = None,
    tolerance: float = 3.0,
    most: int = 80,
) -> list[SizeAdvice]:
    """Return resolutions for a dataset, the costliest first; of equal ones, the least cut.

    Args:
        plan: As it is.
        dataset: Its place in the file, from 0.
        frames: Of its longest window, for which the budget holds.
        tokens: The most a step may have in any bucket that results; None for no limit.
        tolerance: The most the aspect may differ from that of most pictures, percent.
        most: How many.
    """
    sizes = Sizes(plan, dataset)
    if not sizes.counts:
        return []
    (shape, _), *_ = sizes.counts.most_common(1)
    config = plan.datasets[dataset].config
    each = None if tokens is None else max(1, tokens // max(1, config.batch_size))
    found: list[SizeAdvice] = []
    near = find_resolutions(*shape, frames=frames, tokens=each, tolerance=tolerance)
    for candidate in near[:_MOST_TRIED]:
        advice = _advice(config, candidate, sizes)
        if advice is not None and (tokens is None or advice.tokens <= tokens):
            found.append(advice)
        if len(found) >= most:
            break
    return found


def few_of(found: Sequence[SizeAdvice], most: int = 8) -> list[SizeAdvice]:
    """Return a choice: none that costs about as much as another and cuts off as much or more.

    Args:
        found: The costliest first.
        most: How many.
    """
    chosen: list[SizeAdvice] = []
    for one in found:
        worse = any(
            other.crop <= one.crop and one.tokens >= _ALIKE * other.tokens
            for other in found
            if other is not one and other.tokens >= one.tokens
        )
        if not worse and len(chosen) < most:
            chosen.append(one)
    return chosen


def _advice(config: DatasetConfig, candidate: Candidate, sizes: Sizes) -> SizeAdvice | None:
    size = (candidate.width, candidate.height)
    changed = replace(config, resolution=size)
    resulting = sizes.buckets(changed)
    rows = [row for row in sizes.rows(changed, resulting) if row.samples]
    if not rows:
        return None
    buckets: Counter[Size] = Counter()
    for row in rows:
        buckets[row.width, row.height] += row.samples
    heaviest = max(rows, key=lambda row: row.step_tokens)
    return SizeAdvice(
        size,
        candidate.aspect_error == 0,
        float(candidate.aspect_error),
        _mean_crop(sizes.counts, resulting),
        heaviest.step_tokens,
        heaviest.step_batch,
        tuple(buckets.most_common()),
        max(1, config.batch_size),
    )


def _mean_crop(sizes: Counter[Size], buckets: Mapping[Size, Size]) -> float:
    """Return the share of the pictures' area that is cut off on the average."""
    known = {size: count for size, count in sizes.items() if size in buckets}
    lost = sum(count * crop_loss(size, buckets[size]) for size, count in known.items())
    return lost / max(1, sum(known.values()))
