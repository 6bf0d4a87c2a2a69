"""What each dataset makes of a picture's size: the bucket that results, and what is lost.

It asks the planner's own buckets, those the windows of the plan have.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from app.core.cropping import shape_words
from app.core.language import enumerated, tr
from app.core.media.geometry import Size

if TYPE_CHECKING:
    from app.core.export.planned import ProjectPlan

_NOTHING = 0.0005  # share of a picture that nobody misses: what rounding to pixels gives


@dataclass(frozen=True, slots=True)
class Fit:
    """What one dataset makes of a picture.

    Attributes:
        dataset: Its place in the plan.
        name: Its name.
        bucket: The size it is trained at; 0x0 where the trainer cannot resize it.
        lost: Share of the picture, 0.0-1.0, that the trainer's centre crop cuts off.
        across: It is cut off left and right; else above and below.
        scale: What a side is multiplied by; above 1 it is enlarged.
    """

    dataset: int
    name: str
    bucket: Size
    lost: float
    across: bool
    scale: Fraction

    @property
    def whole(self) -> bool:
        """Whether nothing is cut off."""
        return self.lost < _NOTHING

    @property
    def enlarged(self) -> bool:
        """Whether there are fewer pixels than the bucket has."""
        return self.scale > 1

    @property
    def words(self) -> str:
        """What is lost, in a word or two."""
        if not min(self.bucket):
            return tr("too small")
        lost = tr("no loss") if self.whole else tr("{lost:.1f} % lost", lost=100 * self.lost)
        return f"{lost} · ×{float(self.scale):.2f}" if self.enlarged else lost

    @property
    def sentence(self) -> str:
        """What becomes of the picture, in a sentence."""
        if not min(self.bucket):
            return tr("{name}: the trainer cannot resize so small a picture.", name=self.name)
        size = f"{self.bucket.width}×{self.bucket.height} (×{float(self.scale):.2f})"
        if self.enlarged:
            size = tr("enlarged to {size}", size=size)
        elif self.scale < 1:
            size = tr("scaled down to {size}", size=size)
        else:
            size = tr("kept at {size}", size=size)
        if self.whole:
            return tr("{name}: {size}, and nothing is cut off.", name=self.name, size=size)
        lost = 100 * self.lost
        if self.across:
            return tr(
                "{name}: {size}, and {lost:.1f} % left and right is cut off.",
                name=self.name,
                size=size,
                lost=lost,
            )
        return tr(
            "{name}: {size}, and {lost:.1f} % above and below is cut off.",
            name=self.name,
            size=size,
            lost=lost,
        )


def fits_of(
    plan: ProjectPlan | None, size: Size, kind: Literal["video", "image"] = "video"
) -> list[Fit]:
    """Return what each dataset of a kind makes of a picture of ``size``, in the plan's order."""
    if plan is None:
        return []
    return [
        fit_in(number, name, size, Size(*dataset.windower.caching.of(size)))
        for number, (name, dataset) in enumerate(zip(plan.names, plan.plan.datasets, strict=False))
        if dataset.windower is not None and dataset.config.kind == kind
    ]


def fit_in(dataset: int, name: str, size: Size, bucket: Size) -> Fit:
    """Return what becomes of a picture that a dataset trains at ``bucket``."""
    across, down = (Fraction(new, old) for new, old in zip(bucket, size, strict=True))
    scale = max(across, down)  # it covers the bucket, and what juts out is cut off
    lost = 1 - min(across, down) / scale if scale else Fraction(0)
    return Fit(dataset, name, bucket, float(lost), across < down, scale)


# ----------------------------------------------------------------------------- shapes to lock to

_USUAL = tuple(map(Fraction, ("16/9", "4/3", "1", "9/16")))


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape that a crop can be locked to.

    Attributes:
        text: For people.
        ratio: Width over height; None is free.
    """

    text: str
    ratio: Fraction | None


def shapes(picture: Size, fits: Iterable[Fit]) -> list[Shape]:
    """Return the shapes to choose from: free, the film's, usual ones, and those of buckets.

    Args:
        picture: The whole upright picture.
        fits: What the datasets make of it; a crop of a bucket's shape loses nothing there.
    """
    found = [Shape(tr("Free shape"), None)]
    found.append(
        Shape(
            tr("As the film, {shape_words}", shape_words=shape_words(picture)), Fraction(*picture)
        )
    )
    found += [Shape(shape_words(Size(*ratio.as_integer_ratio())), ratio) for ratio in _USUAL]
    names: dict[Size, list[str]] = {}
    for fit in fits:
        if min(fit.bucket):
            names.setdefault(fit.bucket, []).append(fit.name)
    return found + [
        Shape(f"{size.width}×{size.height} · {enumerated(of)}", Fraction(*size))
        for size, of in names.items()
    ]
