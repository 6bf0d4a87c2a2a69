"""Levels, motion and cuts of frame after frame, computed from small pictures as they come."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.core.checks.measure import Halves
from app.core.checks.views import HEIGHT, WIDTH, Plane
from app.core.shots.features import Features, FeatureStream
from app.core.shots.judge import Scores, judge

_CHUNK = 64  # pictures computed at a time
_VISIBLE = 6.0  # levels by which a pixel of 64x36 must change to be seen to
_GRID = (9, 16)  # blocks in which motion is looked for, rows and columns

Floats = npt.NDArray[np.float32]


class Series:
    """Takes the small pictures of a clip in order; holds some dozens of them at a time."""

    def __init__(self, frames: int, kept: tuple[slice, slice]) -> None:
        """Begin.

        Args:
            frames: How many different frames will come.
            kept: Rows and columns of a small picture's luma that matter.
        """
        self._half = tuple(slice(part.start // 2, -(-part.stop // 2)) for part in kept)
        self._table = Features.empty(frames, 1)
        self._stream = FeatureStream(self._table, 1, 0, frames)
        self._waiting = np.empty((_CHUNK, HEIGHT * 3 // 2, WIDTH), np.uint8)
        self._filled = 0
        self._first: Floats | None = None
        self._last: Floats | None = None
        self._rows: list[Floats] = []

    def push(self, small: Plane) -> None:
        """Take the next picture, shape (108, 128): luma above both chroma planes."""
        self._waiting[self._filled] = small
        self._filled += 1
        if self._filled == _CHUNK:
            self._compute()

    def close(self) -> tuple[Halves, Scores]:
        """Return the rows of `measure.SERIES`, and where shots change, counted in pictures."""
        self._compute()
        self._stream.close()
        rows = np.concatenate(self._rows, axis=1).astype(np.float16)
        return rows, judge(self._table, 1)

    def _compute(self) -> None:
        if not self._filled:
            return
        small = self._waiting[: self._filled]
        thumbnails = _halved(small)
        self._filled = 0
        for thumbnail in thumbnails:
            self._stream.push(thumbnail)
        luma = thumbnails[:, : HEIGHT // 2]
        levels = as_levels(luma[(slice(None), *self._half)])
        before = levels[:1] if self._last is None else self._last
        change = np.abs(np.diff(np.concatenate([before, levels]), axis=0))
        self._last = levels[-1:]
        blocks = _blocks(levels)
        self._first = blocks[:1] if self._first is None else self._first
        self._rows.append(
            np.stack(
                [
                    levels.mean((1, 2)),
                    levels.std((1, 2)),
                    _blocks(levels, (18, 32)).max(1),
                    (change > _VISIBLE).mean((1, 2)),
                    np.abs(blocks - self._first).max(1),
                ]
            )
        )


def as_levels(luma: Plane) -> Floats:
    """Return limited-range luma as levels from 0 (black) to 255."""
    levels: Floats = (luma.astype(np.float32) - 16) * np.float32(255 / 219)
    return np.maximum(levels, 0, out=levels)


def brightest(levels: Floats) -> float:
    """Return the mean of the brightest of 18x32 blocks of a picture of levels."""
    return float(_blocks(levels[None], (18, 32)).max())


def _halved(small: Plane) -> Plane:
    """Return pictures at half the size, (n, 54, 64): each plane by itself."""
    count = len(small)
    luma = _means(small[:, :HEIGHT])
    chroma = small[:, HEIGHT:].reshape(count, HEIGHT, WIDTH // 2)
    halves = _means(chroma).reshape(count, HEIGHT // 4, WIDTH // 2)
    return np.concatenate([luma, halves], axis=1)


def _means(planes: Plane) -> Plane:
    sums = planes[:, 0::2].astype(np.uint16)
    sums += planes[:, 1::2]
    total = sums[..., 0::2] + sums[..., 1::2]
    total += 2
    total >>= 2
    return total.astype(np.uint8)


def _blocks(values: Floats, grid: tuple[int, int] = _GRID) -> Floats:
    """Return the means of blocks, shape (n, blocks); blocks are never smaller than a pixel."""
    height, width = values.shape[1:]
    rows, columns = (min(most, side) for most, side in zip(grid, (height, width), strict=True))
    tops = np.arange(rows) * height // rows
    lefts = np.arange(columns) * width // columns
    sums = np.add.reduceat(np.add.reduceat(values, tops, axis=1), lefts, axis=2)
    areas = np.outer(np.diff(tops, append=height), np.diff(lefts, append=width))
    means: Floats = (sums / areas).reshape(len(values), -1).astype(np.float32)
    return means
