"""Fewer points that look the same: what a curve of 100,000 points is on a few hundred pixels."""

from __future__ import annotations

import numpy as np

from app.core.training.curves.columns import Floats

_SAMPLE = 4096


def visible(x: Floats, low: float, high: float) -> slice:
    """Return which points lie on a stretch of the axis, with one more at either side."""
    start = int(np.searchsorted(x, low, side="left"))
    end = int(np.searchsorted(x, high, side="right"))
    return slice(max(0, start - 1), min(len(x), end + 1))


def peaks(x: Floats, y: Floats, low: float, high: float, pixels: int) -> tuple[Floats, Floats]:
    """Return the visible part of a curve, at most some four points to a pixel.

    Where there are more, each pixel or half of one keeps its lowest and its highest point. They
    stay where they are and in their order. Which points share a pixel does not change as more are
    added, so that a growing curve stands still.

    Args:
        x: Ascending; points may share a place.
        y: All numbers.
        low: Where the visible stretch of the axis begins; ``high`` where it ends.
        high: See ``low``.
        pixels: Its width.
    """
    where = visible(x, low, high)
    count = where.stop - where.start
    size = 1
    while count > 2 * size * max(1, pixels):
        size *= 2
    if size < 4:
        return x[where], y[where]
    start, end = where.start - where.start % size, where.stop // size * size
    if end - start < 2 * size:
        return x[where], y[where]
    blocks = y[start:end].reshape(-1, size)
    ends = np.stack([blocks.argmin(1), blocks.argmax(1)], 1)
    ends.sort(1)
    places = (ends + np.arange(start, end, size)[:, None]).ravel()
    rest = slice(end, where.stop)
    return np.concatenate([x[places], x[rest]]), np.concatenate([y[places], y[rest]])


def bulk(y: Floats, share: float = 0.01) -> tuple[float, float] | None:
    """Return between which values nearly all lie: all but a share at either end; None of none.

    A single value far off does not press all others flat. Of many values some are looked at.
    """
    if not len(y):
        return None
    some = y[:: max(1, len(y) // _SAMPLE)]
    low, high = np.quantile(some, [share, 1 - share])
    return float(low), float(high)
