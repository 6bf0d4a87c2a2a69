"""Sizes to train at: near a source's shape, divisible by 16, and what the trainer makes of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from app.core.planner.buckets import Buckets, Size, crop_loss
from app.core.planner.rules import FRAME_STEP, SIZE_STEP
from app.core.planner.windows import round_frames

LEAST_SIDE = 128  # pixels; smaller pictures teach the model little


@dataclass(frozen=True, slots=True)
class Candidate:
    """A resolution to write into a dataset file.

    Attributes:
        width, height: Pixels.
        aspect_error: Its ``w / h`` over the source's, less 1; 0 is exact.
        crop: Share of the source, 0.0-1.0, that the centre crop cuts off.
        tokens: What a sample costs the model: latent frames x (w / 16) x (h / 16).
        bucket: The size the trainer really uses for this source with bucketing on.
        bucket_crop: Share of the source cut off there.
        bucket_tokens: What a sample costs there.
    """

    width: int
    height: int
    aspect_error: Fraction
    crop: float
    tokens: int
    bucket: Size
    bucket_crop: float
    bucket_tokens: int


def tokens_of(size: Size, frames: int) -> int:
    """Return the tokens of a sample; ``frames`` is rounded down to 4n + 1."""
    latent_frames = (round_frames(frames) - 1) // FRAME_STEP + 1
    return latent_frames * (size[0] // SIZE_STEP) * (size[1] // SIZE_STEP)


def find_resolutions(
    width: int,
    height: int,
    *,
    frames: int = 1,
    tokens: int | None = None,
    tolerance: float = 3.0,
) -> list[Candidate]:
    """Return sizes no larger than the source and near its shape, the costliest first.

    Args:
        width: Of the source, pixels.
        height: Of the source, pixels.
        frames: Length of a sample; rounded down to 4n + 1.
        tokens: The most a sample may cost, as written and in the bucket that results.
        tolerance: The most the aspect may differ, percent.
    """
    limit = Fraction(tolerance) / 100
    found = []
    buckets: dict[int, Size] = {}  # by area: the trainer looks at nothing else of a size
    for size in _near(width, height, limit):
        area = size[0] * size[1]
        if area not in buckets:
            buckets[area] = Buckets(size, enabled=True, no_upscale=False).of((width, height))
        bucket = buckets[area]
        cost = tokens_of(size, frames), tokens_of(bucket, frames)
        if tokens is None or max(cost) <= tokens:
            found.append(
                Candidate(
                    *size,
                    _aspect_error(size, (width, height)),
                    crop_loss((width, height), size),
                    cost[0],
                    bucket,
                    crop_loss((width, height), bucket),
                    cost[1],
                )
            )
    return sorted(found, key=lambda one: (-one.tokens, one.crop, one.width))


def _near(width: int, height: int, limit: Fraction) -> Iterator[Size]:
    """Yield the sizes whose aspect is off by no more than ``limit``, a share of 1."""
    if limit < 0:
        return
    for w in range(_up(LEAST_SIDE), width + 1, SIZE_STEP):
        exact = Fraction(w * height, width)
        least = max(_up(LEAST_SIDE), _up(math.ceil(exact / (1 + limit))))
        most = height if limit >= 1 else min(height, math.floor(exact / (1 - limit)))
        for h in range(least, most + 1, SIZE_STEP):
            yield w, h


def _up(pixels: int) -> int:
    return -(-pixels // SIZE_STEP) * SIZE_STEP


def _aspect_error(size: Size, source: Size) -> Fraction:
    return Fraction(size[0] * source[1], size[1] * source[0]) - 1


def resolutions_json(candidates: list[Candidate]) -> list[dict[str, object]]:
    """Return the sizes as ``rushes resolutions --json`` prints them; shares in percent."""
    return [
        {
            "width": one.width,
            "height": one.height,
            "exact": one.aspect_error == 0,
            "aspect_error": round(100 * float(one.aspect_error), 2),
            "crop": round(100 * one.crop, 2),
            "tokens": one.tokens,
            "bucket": list(one.bucket),
            "bucket_crop": round(100 * one.bucket_crop, 2),
            "bucket_tokens": one.bucket_tokens,
        }
        for one in candidates
    ]
