"""Constant or variable: the rate that a list of presentation times really has."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from app.core.media.packets import Ints

_SAME = Fraction(1, 2500)  # rates closer than that are one rate written in two ways; 24 and 23.976
# are 1/1000 apart


def rate_of(
    pts: Ints, time_base: Fraction, durations: Ints, declared: Fraction
) -> tuple[Fraction, bool]:
    """Return a film's rate in frames per second, and whether it varies.

    A constant rate is one that puts every frame where it is, to the rounding of the time base.
    For a variable one the average is given.

    Args:
        pts: Presentation times, strictly increasing.
        time_base: Seconds per unit of ``pts`` and ``durations``.
        durations: Of each frame; 0 = unknown.
        declared: What the header says.
    """
    if len(pts) < 2:
        return usual(declared), False
    average = (len(pts) - 1) / (int(pts[-1] - pts[0]) * time_base)
    for rate in (usual(declared), declared, usual(average), average.limit_denominator(1001)):
        if _fits(pts, time_base, rate):
            return rate, False
    span = int(pts[-1] - pts[0]) + (int(durations[-1]) or int(pts[-1] - pts[-2]))
    return Fraction(len(pts)) / (span * time_base), True


def usual(rate: Fraction) -> Fraction:
    """Return the whole rate, or the whole rate / 1.001, that ``rate`` stands for; else itself."""
    whole = Fraction(max(1, round(rate)))
    film = Fraction(max(1, round(rate * 1001 / 1000)) * 1000, 1001)
    near = min((whole, film), key=lambda known: abs(known - rate))
    return near if abs(near - rate) <= _SAME * rate else rate


def nominal(pts: Ints, time_base: Fraction) -> Fraction:
    """Return the rate that most intervals of at least two frames keep to; gaps do not count."""
    gaps = np.diff(pts)
    ordinary = gaps[gaps <= np.median(gaps) * 1.5]
    return usual(Fraction(len(ordinary)) / (int(ordinary.sum()) * time_base))


def _fits(pts: Ints, time_base: Fraction, rate: Fraction) -> bool:
    """Return whether frame ``i`` is shown at ``i / rate``, give or take one unit's rounding.

    Where a unit is a good part of an interval, nothing is given: a frame left out would pass too.
    """
    interval = 1 / (rate * time_base)
    span = int(pts[-1] - pts[0])
    largest = max(span * interval.denominator, len(pts) * interval.numerator)
    exact = np.int64 if largest < 1 << 62 else object
    steps = np.arange(len(pts), dtype=exact) * interval.numerator
    off = np.abs((pts - pts[0]).astype(exact) * interval.denominator - steps)
    return bool(off.max() <= (interval.denominator if interval >= 4 else 0))
