"""Which size a picture gets: the trainer's buckets, integer for integer.

(From musubi-tuner 0.3.4: ``bucket.BucketSelector``, ``media_utils.resize_image_to_bucket``.)
"""

from __future__ import annotations

import math

from app.core.language import tr
from app.core.planner.rules import SIZE_STEP
from app.core.planner.windows import Refused

Size = tuple[int, int]  # width, height

_MOST_PIXELS = 1 << 32  # no picture of this size can be held, and its buckets take minutes to list


def _down(pixels: int) -> int:
    return pixels - pixels % SIZE_STEP


class Buckets:
    """The sizes one dataset may use, and the choice among them.

    With bucketing ``resolution`` is an area: every pair of multiples of 16 of about that area is a
    candidate, and the one whose ``w / h`` is nearest to the picture's is taken (the ratio itself is
    compared, so tall pictures are resolved less finely than wide ones).

    Args:
        resolution: Width and height as configured.
        enabled: Use buckets; otherwise ``resolution`` is the only size, unrounded.
        no_upscale: Keep pictures smaller than the area at their own size, rounded down to 16.

    Raises:
        Refused: The trainer stops on this resolution.
    """

    def __init__(self, resolution: Size, *, enabled: bool, no_upscale: bool) -> None:
        self.area = resolution[0] * resolution[1]
        self.keeps_small = enabled and no_upscale
        self.candidates = _candidates(resolution) if enabled else [resolution]
        try:
            self._ratios = [width / height for width, height in self.candidates]
        except ZeroDivisionError:
            raise Refused(tr("resolution has no height"), "resolution") from None
        self._known: dict[Size, Size] = {}

    def of(self, size: Size) -> Size:
        """Return the bucket of a picture of ``size``."""
        bucket = self._known.get(size)
        if bucket is None:
            bucket = self._known[size] = self._choose(size)
        return bucket

    def enlarges(self, size: Size) -> bool:
        """Return whether a picture of ``size`` has fewer pixels than the resolution."""
        return size[0] * size[1] < self.area

    def _choose(self, size: Size) -> Size:
        width, height = size
        if self.keeps_small and width * height <= self.area:
            return _down(width), _down(height)
        ratio = width / height
        errors = [abs(candidate - ratio) for candidate in self._ratios]
        return self.candidates[errors.index(min(errors))]


def _candidates(resolution: Size) -> list[Size]:
    area = resolution[0] * resolution[1]
    if not 0 <= area <= _MOST_PIXELS:
        width, height = resolution
        raise Refused(
            tr(
                "resolution {width:,}x{height:,} is no size of a picture; mend it",
                width=width,
                height=height,
            ),
            "resolution",
        )
    root = int(math.sqrt(area))
    least = _down(root // 2)
    if least == 0:
        width, height = resolution
        raise Refused(
            tr(
                "resolution {width}x{height} is too small for buckets of multiples of {step}; "
                "choose at least 32x32",
                width=width,
                height=height,
                step=SIZE_STEP,
            ),
            "resolution",
        )
    found: set[Size] = set()
    for side in range(least, root + SIZE_STEP, SIZE_STEP):
        other = _down(area // side)
        found |= {(side, other), (other, side)}
    return sorted(found)


def resized(size: Size, bucket: Size) -> Size:
    """Return the size that resizing a picture to ``bucket`` gives.

    Raises:
        Refused: The trainer cannot resize it.
    """
    if size == bucket:
        return size
    scale = max(bucket[0] / size[0], bucket[1] / size[1])
    scaled = int(size[0] * scale + 0.5), int(size[1] * scale + 0.5)
    if min(scaled) <= 0:
        raise Refused(
            tr(
                "{width}x{height} pixels cannot be resized to {to_width}x{to_height}; use a "
                "larger picture, or leave out bucket_no_upscale",
                width=size[0],
                height=size[1],
                to_width=bucket[0],
                to_height=bucket[1],
            )
        )
    return bucket


def crop_loss(size: Size, bucket: Size) -> float:
    """Return the share of a picture, 0.0-1.0, that the centre crop to ``bucket`` cuts off."""
    scale = max(bucket[0] / size[0], bucket[1] / size[1])
    return 1 - bucket[0] * bucket[1] / (size[0] * scale * size[1] * scale)
