"""Measures in the cache: by film, range, crop and rate."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction

from app.core.cache import Cache
from app.core.checks.measure import Measure
from app.core.media.conform import TARGET_RATE
from app.core.media.geometry import Crop

_KIND = "checks-2"


@dataclass(frozen=True, slots=True)
class Range:
    """What is measured: source frames ``[start, end)``, as cropped and at a rate."""

    start: int
    end: int
    crop: Crop | None = None
    rate: Fraction = TARGET_RATE


def known_measure(cache: Cache, film: str, part: Range) -> Measure | None:
    """Return the measure of a part of a film, given by its key's id; None where none is kept."""
    data = cache.load(_KIND, _name(film, part))
    return None if data is None else Measure.unpack(data)


def keep_measure(cache: Cache, film: str, part: Range, measure: Measure) -> None:
    """Keep a measure for `known_measure`."""
    cache.save(_KIND, _name(film, part), measure.pack())


def _name(film: str, part: Range) -> str:
    text = f"{film} {part.start} {part.end} {part.crop} {part.rate}"
    return hashlib.blake2b(text.encode(), digest_size=20).hexdigest()
