"""Constant or variable: the rate that a list of presentation times really has."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from app.core.media.packets import Ints


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
    for rate in _candidates(pts, time_base, declared):
        if _fits(pts, time_base, rate):
            return rate, False
    span = int(pts[-1] - pts[0]) + (int(durations[-1]) or int(pts[-1] - pts[-2]))
    return Fraction(len(pts)) / (span * time_base), True


def _candidates(pts: Ints, time_base: Fraction, declared: Fraction) -> list[Fraction]:
    """Return rates to try: the declared one, then the usual ones near the average."""
    if len(pts) < 2:
        return [declared]
    average = (len(pts) - 1) / (int(pts[-1] - pts[0]) * time_base)
    whole = Fraction(max(1, round(average)))
    film = Fraction(max(1, round(average * 1001 / 1000)) * 1000, 1001)
    return [declared, whole, film, average.limit_denominator(1001), average]


def _fits(pts: Ints, time_base: Fraction, rate: Fraction) -> bool:
    """Return whether frame ``i`` is shown at ``i / rate``, give or take one unit's rounding."""
    interval = 1 / (rate * time_base)
    steps = np.arange(len(pts), dtype=object) * interval.numerator
    off = np.abs((pts - pts[0]).astype(object) * interval.denominator - steps)
    return bool(off.max() <= min(interval.denominator, interval.numerator // 2))
