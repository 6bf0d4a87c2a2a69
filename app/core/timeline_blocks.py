"""The blocks of a timeline's lanes: shots, clips, and what each dataset takes of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.timeline import View

if TYPE_CHECKING:
    from app.core.library.model import State

LEAST = 4.0  # pixels: narrower neighbours are drawn as one


@dataclass(frozen=True, slots=True)
class Block:
    """A shot or a clip: ``[start, end)`` in source frames and what a person decided on it."""

    id: int
    start: int
    end: int
    state: State = "open"


@dataclass(frozen=True, slots=True)
class Run:
    """Source frames ``[start, end)`` that a dataset takes.

    Attributes:
        label: Short, drawn where it has room.
        collides: Something is wrong with it; it is drawn so.
    """

    start: int
    end: int
    label: str = ""
    collides: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """What one dataset takes.

    Attributes:
        label: In the column at the left.
        color: Role of its colour in the theme, like ``info``.
        runs: In any order; they may overlap.
    """

    label: str
    color: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A block on screen: what it covers, and which spans, ``[first, last)``, it stands for."""

    left: float
    right: float
    first: int
    last: int


class Track:
    """Spans that do not overlap, by start.

    Args:
        spans: ``(start, end)``, ascending, none empty.
    """

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def __len__(self) -> int:
        return len(self._starts)

    def at(self, frame: int) -> int | None:
        """Return which span holds ``frame``."""
        place = bisect_right(self._starts, frame) - 1
        return place if place >= 0 and frame < self._ends[place] else None

    def near(self, view: View, x: float, reach: float = LEAST) -> int | None:
        """Return the span under ``x``, else the first one that is within ``reach`` pixels."""
        found = self.at(view.frame_at(x))
        if found is not None:
            return found
        first, last = view.frame_at(x - reach), view.frame_at(x + reach)
        place = bisect_right(self._ends, first)
        return place if place < len(self) and self._starts[place] <= last else None

    def placed(self, view: View, least: float = LEAST) -> list[Placed]:
        """Return the blocks on screen.

        Neighbours that together are narrower than ``least`` pixels are one block, so that there
        are never many more of them than the screen has room for.
        """
        blocks: list[Placed] = []
        starts, ends = self._starts, self._ends
        place = bisect_right(ends, view.start)
        stop = bisect_left(starts, view.end)
        reach = least / view.scale
        while place < stop:
            # All that ends within reach of its start, itself in any case.
            last = max(place + 1, bisect_right(ends, starts[place] + reach, place, stop))
            left, right = view.x_of(starts[place]), view.x_of(ends[last - 1])
            blocks.append(Placed(left, right, place, last))
            place = last
        return blocks


class Rows:
    """Spans that may overlap, in as few rows as keep them apart.

    Args:
        spans: ``(start, end)``, in any order, none empty.
    """

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._rows = rows_of(spans)
        self._tracks = [Track([spans[place] for place in row]) for row in self._rows]

    def __len__(self) -> int:
        return len(self._rows)

    def at(self, row: int, view: View, x: float) -> int | None:
        """Return the place in the spans of the one at ``x`` of a row; see `Track.near`."""
        if not 0 <= row < len(self._rows):
            return None
        found = self._tracks[row].near(view, x)
        return None if found is None else self._rows[row][found]

    def placed(self, view: View) -> Iterator[tuple[int, Placed, list[int]]]:
        """Yield row, block and the places in the spans that it stands for."""
        for number, (row, track) in enumerate(zip(self._rows, self._tracks, strict=True)):
            for block in track.placed(view):
                yield number, block, row[block.first : block.last]


def cuts_of(blocks: Iterable[Block]) -> list[int]:
    """Return the frames at which blocks begin or end, ascending."""
    return sorted({frame for block in blocks for frame in (block.start, block.end)})


def rows_of(spans: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return spans as rows in which none overlaps another: places in ``spans``, by start."""
    rows: list[list[int]] = []
    for place in sorted(range(len(spans)), key=lambda n: spans[n]):
        start = spans[place][0]
        row = next((row for row in rows if spans[row[-1]][1] <= start), None)
        if row is None:
            rows.append([place])
        else:
            row.append(place)
    return rows
