"""What the buckets cut off: each size of picture in each dataset, and what is left of it.

The trainer scales a picture until it covers its bucket and cuts the middle out; a clip's frames
are resized while they are decoded, and the bucket of the result is chosen once more.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.core.language import tr
from app.core.planner.buckets import Size, crop_loss
from app.core.planner.dataset import DatasetPlan
from app.core.planner.outcome import Outcome
from app.core.planner.plan import Plan
from app.core.planner.schema import Kind


@dataclass(frozen=True, slots=True)
class Crop:
    """What becomes of the pictures of one size in one dataset.

    Attributes:
        dataset: Its place in the file, from 0.
        size: Width and height as they are, pixels.
        bucket: Width and height they are trained at; (0, 0) where the trainer stops on them.
        kept: Shares of the width and of the height that are left, 0.0-1.0; cut at both sides alike.
        cut: Share of the picture that is cut off, 0.0-1.0.
        scale: Sides in the bucket over sides as they are; more than 1 is enlarged.
        sources: How many clips or stills of the dataset have the size.
        refused: Why the trainer stops on them; empty where it does not.
    """

    dataset: int
    kind: Kind
    size: Size
    bucket: Size
    kept: tuple[float, float]
    cut: float
    scale: float
    sources: int
    refused: str = ""

    @property
    def enlarged(self) -> bool:
        """Whether the trainer makes up pixels."""
        return self.scale > 1


def crops(plan: Plan) -> tuple[Crop, ...]:
    """Return what is cut off, the worst first: refused, most cut off, most enlarged, most files."""
    found = [crop for dataset in plan.datasets for crop in _of(dataset)]
    return tuple(
        sorted(
            found,
            key=lambda crop: (
                not crop.refused,
                -round(crop.cut, 4),
                -round(max(1.0, crop.scale), 4),
                -crop.sources,
                crop.dataset,
                crop.size,
            ),
        )
    )


def _of(dataset: DatasetPlan) -> list[Crop]:
    counts: dict[tuple[Size, str], int] = {}
    outcomes: dict[tuple[Size, str], Outcome] = {}
    for shape, outcome, places in dataset.shapes():
        key = (shape.width, shape.height), outcome.refused
        counts[key] = counts.get(key, 0) + len(places)
        outcomes.setdefault(key, outcome)
    return [_crop(dataset, size, outcomes[size, why], n) for (size, why), n in counts.items()]


def _crop(dataset: DatasetPlan, size: Size, outcome: Outcome, sources: int) -> Crop:
    kind = dataset.config.kind
    if outcome.refused or min(*size, *outcome.bucket) <= 0:
        refused = outcome.refused or tr("there is nothing left of it")
        return Crop(dataset.index, kind, size, (0, 0), (1.0, 1.0), 0.0, 1.0, sources, refused)
    # A picture keeps its own size in its name; a clip is already resized when it is named.
    steps = [outcome.bucket] if kind == "image" else [outcome.named, outcome.bucket]
    now, scale, left = size, 1.0, 1.0
    for bucket in steps:
        left *= 1 - crop_loss(now, bucket)
        scale *= max(bucket[0] / now[0], bucket[1] / now[1])
        now = bucket
    kept = min(1.0, now[0] / scale / size[0]), min(1.0, now[1] / scale / size[1])
    return Crop(dataset.index, kind, size, now, kept, max(0.0, 1 - left), scale, sources)
