"""The blocks of a timeline's lanes: shots, clips, and what each dataset takes of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
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
        """Return the span under ``x``; beside them one that begins or ends within ``reach`` px."""
        for nudge in (0.0, -reach, reach):
            found = self.at(view.frame_at(x + nudge))
            if found is not None:
                return found
        return None

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


def track_of(blocks: Iterable[Block]) -> tuple[list[Block], Track]:
    """Return blocks by start, and their track; a block that begins inside another is cut short."""
    ordered = sorted(blocks, key=lambda block: (block.start, block.end))
    spans: list[tuple[int, int]] = []
    kept: list[Block] = []
    for block in ordered:
        start = max(block.start, spans[-1][1]) if spans else block.start
        if start < block.end:
            spans.append((start, block.end))
            kept.append(block)
    return kept, Track(spans)


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
