"""What each dataset makes of a picture's size: the bucket that results, and what is lost.

It asks the planner's own buckets, those the windows of the plan have.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from app.core.cropping import shape_words
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
            return "too small"
        lost = "no loss" if self.whole else f"{100 * self.lost:.1f} % lost"
        return f"{lost} · ×{float(self.scale):.2f}" if self.enlarged else lost

    @property
    def sentence(self) -> str:
        """What becomes of the picture, in a sentence."""
        if not min(self.bucket):
            return f"{self.name}: the trainer cannot resize so small a picture."
        how = "enlarged to" if self.enlarged else "scaled down to" if self.scale < 1 else "kept at"
        where = f"{self.bucket.width}×{self.bucket.height} (×{float(self.scale):.2f})"
        sides = "left and right" if self.across else "above and below"
        cut = "nothing" if self.whole else f"{100 * self.lost:.1f} % {sides}"
        return f"{self.name}: {how} {where}, and {cut} is cut off."


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
    found = [Shape("Free shape", None)]
    found.append(Shape(f"As the film, {shape_words(picture)}", Fraction(*picture)))
    found += [Shape(shape_words(Size(*ratio.as_integer_ratio())), ratio) for ratio in _USUAL]
    names: dict[Size, list[str]] = {}
    for fit in fits:
        if min(fit.bucket):
            names.setdefault(fit.bucket, []).append(fit.name)
    return found + [
        Shape(f"{size.width}×{size.height} · {', '.join(of)}", Fraction(*size))
        for size, of in names.items()
    ]
