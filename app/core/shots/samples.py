"""Thumbnails as rows of numbers: what cut detection measures distances between."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Samples:
    """Some pictures in display order, one row each.

    Attributes:
        luma: 32x18 samples less 128, shape (n, 576).
        chroma: 2x16x9 samples less 128, shape (n, 288).
        luma_power, chroma_power: Their mean squares.
        mean: Luma, 0-255.
        spread: Standard deviation of luma.
        colour: Standard deviation of chroma, both planes together.
        detail: Variance of luma that halving the thumbnail took away.
    """

    luma: Floats
    chroma: Floats
    luma_power: Floats
    chroma_power: Floats
    mean: Floats
    spread: Floats
    colour: Floats
    detail: Floats

    @classmethod
    def of(cls, thumbnails: npt.NDArray[np.uint8]) -> Samples:
        """Return the samples of thumbnails, shape (n, 54, 64): luma above both chroma planes."""
        count = len(thumbnails)
        full = thumbnails[:, :36]
        luma = _halved(full).reshape(count, 576)
        planes = _halved(thumbnails[:, 36:].reshape(count, 36, 32)).reshape(count, 2, 144)
        chroma = planes.reshape(count, 288)
        luma_power, chroma_power = _dots(luma, luma), _dots(chroma, chroma)
        mean = luma.mean(1)
        centred = full.reshape(count, -1).astype(np.float32) - 128
        tint = planes.mean(2)
        return cls(
            luma=luma,
            chroma=chroma,
            luma_power=luma_power,
            chroma_power=chroma_power,
            mean=mean + 128,
            spread=_root(luma_power - mean**2),
            colour=_root(2 * chroma_power - (tint**2).sum(1)),
            detail=np.maximum(0, _dots(centred, centred) - luma_power),
        )

    @classmethod
    def joined(cls, before: Samples, after: Samples) -> Samples:
        """Return two runs of pictures as one."""
        pairs = {f.name: (getattr(before, f.name), getattr(after, f.name)) for f in fields(cls)}
        return cls(**{name: np.concatenate(pair) for name, pair in pairs.items()})

    def __len__(self) -> int:
        return len(self.luma)

    def __getitem__(self, rows: slice) -> Samples:
        return Samples(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    def squares(self, lag: int) -> tuple[Floats, Floats]:
        """Return the mean squared luma and chroma differences of the rows ``i`` and ``i + lag``."""
        return (
            _squares(self.luma, self.luma_power, lag),
            _squares(self.chroma, self.chroma_power, lag),
        )

    def block_changes(self) -> Floats:
        """Return how far each of 16x9 blocks changes from row to row, shape (n - 1, 144).

        The mean absolute luma difference and those of both chroma planes, added.
        """
        luma = np.abs(np.diff(self.luma, axis=0)).reshape(-1, 9, 2, 32).sum(2)
        change = (luma[..., 0::2] + luma[..., 1::2]).reshape(-1, 144) / 4
        chroma = np.abs(np.diff(self.chroma, axis=0))
        total: Floats = change + chroma[:, :144] + chroma[:, 144:]
        return total


def _halved(planes: npt.NDArray[np.uint8]) -> Floats:
    """Return the means of 2x2 samples, less 128."""
    rows = planes[:, 0::2].astype(np.uint16)
    rows += planes[:, 1::2]
    sums = rows[..., 0::2] + rows[..., 1::2]
    return sums.astype(np.float32) * np.float32(0.25) - np.float32(128)


def _squares(samples: Floats, power: Floats, lag: int) -> Floats:
    # |a - b|² = |a|² + |b|² - 2ab: less memory to walk through than the differences.
    product = _dots(samples[lag:], samples[:-lag])
    squares: Floats = np.maximum(0, power[lag:] + power[:-lag] - 2 * product)
    return squares


def _dots(a: Floats, b: Floats) -> Floats:
    """Return the mean of the products of each row."""
    products: Floats = np.einsum("ij,ij->i", a, b) / np.float32(a.shape[1])
    return products


def _root(variance: Floats) -> Floats:
    root: Floats = np.sqrt(np.maximum(0, variance))
    return root
