"""Numbers that come one after the other, as columns that grow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]

Mask: TypeAlias = npt.NDArray[np.bool_]

NOTHING: Floats = np.empty(0)


def no_floats() -> Floats:
    """Return an empty column, as the default of a field."""
    return NOTHING


def no_mask() -> Mask:
    """Return a mask of nothing."""
    return np.empty(0, np.bool_)


def no_ints() -> Ints:
    """Return an empty column of whole numbers."""
    return np.empty(0, np.int64)


class Columns:
    """A table with a few columns of one length.

    What was read of it stays as it is while more is added.

    Args:
        types: Of each column.
    """

    def __init__(self, *types: npt.DTypeLike) -> None:
        self._kept: list[npt.NDArray[Any]] = [np.empty(0, each) for each in types]
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, *columns: Sequence[Any] | npt.NDArray[Any]) -> None:
        """Add rows: as many values to each column."""
        wanted = self._count + len(columns[0])
        if wanted > len(self._kept[0]):
            size = max(1024, 2 * wanted)
            for place, old in enumerate(self._kept):
                self._kept[place] = np.empty(size, old.dtype)
                self._kept[place][: self._count] = old[: self._count]
        for kept, new in zip(self._kept, columns, strict=True):
            kept[self._count : wanted] = new
        self._count = wanted

    def column(self, place: int) -> npt.NDArray[Any]:
        """Return a column as it is now; not to be written to."""
        return self._kept[place][: self._count]
