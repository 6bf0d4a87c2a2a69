"""Blur: how much of a picture's contrast is between neighbouring pixels.

Across a crisp edge neighbours differ nearly as much as pixels five apart; across a blurred one far
less. That ratio does not depend on contrast or brightness. Blur is judged at the size videos are
trained at (`views.LARGEST`), and a picture counts as sharp as its sharpest parts: a soft background
is meant so.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.core.checks.views import Plane

_TILE = 40  # pixels
_APART = 5  # pixels; odd, so that both differences can be laid on one another
_CONTRAST = 6.0  # root mean square difference of pixels so far apart that a tile must have
_FEWEST = 4  # tiles with contrast without which nothing can be said
_BEST = 90  # percentile of tiles
_USUAL = 75  # percentile of frames: some may be blurred by motion
_FLAT, _CRISP = 1 / _APART**2, 1 / _APART  # the ratio across a ramp, and across a step

Floats = npt.NDArray[np.float32]


def sharpness_of(luma: Plane) -> float | None:
    """Return how sharp the sharpest parts of a picture are, 0-1; None where it has no contrast."""
    height, width = (side // _TILE * _TILE for side in luma.shape)
    if not height or not width:
        return None
    levels = luma[:height, :width].astype(np.int16)
    ratios, contrast = np.zeros((2, height // _TILE, width // _TILE), np.float32)
    for axis in (0, 1):
        near, far = _energy(levels, 1, axis), _energy(levels, _APART, axis)
        known = far > _CONTRAST**2
        ratios[known] = np.maximum(ratios[known], near[known] / far[known])
        contrast += known
    found = ratios[contrast > 0]
    if len(found) < _FEWEST:
        return None
    ratio = float(np.percentile(found, _BEST))
    return min(1.0, max(0.0, (ratio - _FLAT) / (_CRISP - _FLAT)))


def usual(values: Sequence[float | None]) -> float | None:
    """Return the sharpness of a clip from those of some of its frames."""
    known = [value for value in values if value is not None]
    return float(np.percentile(known, _USUAL)) if known else None


def _energy(levels: npt.NDArray[np.int16], lag: int, axis: int) -> Floats:
    """Return the mean squared difference of pixels ``lag`` apart along ``axis``, per tile."""
    height, width = levels.shape
    squares = np.zeros((height, width), np.float32)
    ahead, here, middle = ([slice(None)] * 2 for _ in range(3))
    length, margin, skipped = levels.shape[axis], _APART // 2, (_APART - lag) // 2
    middle[axis] = slice(margin, length - margin - 1)  # the same places for every lag
    here[axis] = slice(skipped, length - _APART + skipped)
    ahead[axis] = slice(skipped + lag, length - _APART + skipped + lag)
    difference = levels[tuple(ahead)] - levels[tuple(here)]
    np.multiply(difference, difference, out=squares[tuple(middle)], dtype=np.float32)
    tiles = squares.reshape(height // _TILE, _TILE, width // _TILE, _TILE)
    means: Floats = tiles.mean((1, 3))
    return means
