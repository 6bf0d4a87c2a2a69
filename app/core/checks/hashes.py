"""Fingerprints of pictures: alike for pictures that look alike, whatever their size and quality.

63 bits: which of the lowest frequencies of the picture (8x8 of its cosine transform, without the
mean) are above their median.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

_SIDE = 8
_BLANK = 4.0  # standard deviation of levels; a picture with less has no look of its own

Floats = npt.NDArray[np.float32]


def hash_of(luma: Floats) -> int | None:
    """Return the fingerprint of a picture of levels 0-255, any shape; None for a blank one."""
    if min(luma.shape) < _SIDE or float(luma.std()) < _BLANK:
        return None
    height, width = luma.shape
    coefficients = (_waves(height) @ luma @ _waves(width).T).ravel()[1:]
    bits = np.packbits(coefficients > np.median(coefficients), bitorder="little")
    return int.from_bytes(bits.tobytes(), "little")


@lru_cache(maxsize=64)
def _waves(length: int) -> Floats:
    """Return the first cosines over so many samples, shape (8, length)."""
    place = (np.arange(length, dtype=np.float32) + 0.5) / length
    waves: Floats = np.cos(np.pi * np.arange(_SIDE, dtype=np.float32)[:, None] * place)
    return waves.astype(np.float32)
