"""What cut detection needs to know of each frame, computed while thumbnails stream by.

A thumbnail is 64x36 luma with 32x18 chroma, as the scaler gives it. Here it is halved once more, to
32x18 luma and 2x16x9 chroma, which takes out the scaler's aliasing and most grain. Distances are
root mean squares over those samples, in 8-bit steps.

Rows count in *steps*: every frame up to 40 frames per second, every second one up to 80, and so
on, so that films of all rates look alike. Thumbnails are dropped at once; 104 bytes per step stay.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from app.core.shots.samples import Floats, Samples

WIDTH, HEIGHT = 64, 36
NEAR = 6  # distances to each of the next 6 steps
SPANS = (8, 12, 16, 24, 32, 48, 64)  # lengths at which dissolves are looked for, steps
# Quarters, halves and wholes of the spans, and every second step to follow a dissolve's course.
LAGS = tuple(sorted({3, 9, *range(2, 33, 2), *range(36, 65, 4)}))
REACH = LAGS[-1]
EDGE = 5  # a block's change is compared with those up to 5 steps away

_CHUNK = 128  # steps computed at a time
_EVERY_LAG = sorted({*range(1, NEAR + 1), *LAGS})

Thumbnail = npt.NDArray[np.uint8]
Halves = npt.NDArray[np.float16]


def step_of(rate: Fraction) -> int:
    """Return how many frames make a step at ``rate`` frames per second."""
    step = 1
    while rate > 40 * step:
        step *= 2
    return step


@dataclass(frozen=True, eq=False)
class Features:
    """One row per step; a distance to a step that does not exist is 0.

    Attributes:
        near_luma, near_chroma: Distance to the next 1 … `NEAR` steps, shape (n, `NEAR`).
        far: Distance, luma and chroma together, to the steps `LAGS` later.
        far_luma: Luma distance to the steps `SPANS` later.
        mean: Luma, 0-255.
        spread: Standard deviation of luma; 0 = a blank picture.
        colour: Standard deviation of chroma; 0 = a grey picture.
        detail: Variance of luma that halving the thumbnail takes away: sharpness, texture.
        sudden: Share of the 16x9 blocks that change far more at this step than shortly before and
            after; 0-1.
        restless: Mean over the blocks of their greatest change shortly before and after.
        change: Distance from the frame before; one row per *frame*.
    """

    near_luma: Halves
    near_chroma: Halves
    far: Halves
    far_luma: Halves
    mean: Halves
    spread: Halves
    colour: Halves
    detail: Halves
    sudden: Halves
    restless: Halves
    change: Halves

    @classmethod
    def empty(cls, frames: int, step: int) -> Features:
        """Return the table for as many frames, all 0."""
        rows = -(-frames // step)
        widths = {"near_luma": NEAR, "near_chroma": NEAR, "far": len(LAGS), "far_luma": len(SPANS)}
        shapes = {field.name: (rows, *_width(widths, field.name)) for field in fields(cls)}
        shapes["change"] = (frames,)
        return cls(**{name: np.zeros(shape, np.float16) for name, shape in shapes.items()})

    def __len__(self) -> int:
        return len(self.mean)

    def first(self, frames: int, step: int) -> Features:
        """Return the features of the first so many frames only."""
        rows = -(-frames // step)
        arrays = {field.name: getattr(self, field.name)[:rows] for field in fields(self)}
        return Features(**arrays | {"change": self.change[:frames]})


def _width(widths: dict[str, int], name: str) -> tuple[int, ...]:
    return (widths[name],) if name in widths else ()


class FeatureStream:
    """Fills rows of a shared table from thumbnails that come in display order.

    Several streams may fill one table from parts of a film, each the rows from ``first`` up to
    ``end``. When all have got their thumbnails, each is closed with the one behind it.
    """

    def __init__(self, table: Features, step: int, first: int, end: int) -> None:
        """Begin.

        Args:
            table: Where to write.
            step: Frames per row.
            first: First row to write; the first thumbnail is that of frame ``first * step``.
            end: The row after the last to write; `REACH` rows behind ``first`` at least, unless
                it is the table's end.
        """
        self._table, self._step = table, step
        self._row, self._end = first, end
        self._waiting = np.empty((_CHUNK * step, HEIGHT * 3 // 2, WIDTH), np.uint8)
        self._filled = 0
        self._last: Samples | None = None  # the last frame's
        self._past: Samples | None = None  # those of the last REACH rows
        self._head: Samples | None = None  # those of the first rows, as many
        self._blocks = Blocks(table, first, end)

    def push(self, thumbnail: Thumbnail) -> None:
        """Take the next frame's thumbnail, shape (54, 64): luma above the two chroma planes."""
        self._waiting[self._filled] = thumbnail
        self._filled += 1
        if self._filled == len(self._waiting):
            self._compute()

    def close(self, following: FeatureStream | None = None) -> None:
        """Write what is left.

        Args:
            following: The stream of the next part, which has got all its thumbnails; None where the
                film ends here.
        """
        self._compute()
        if following is not None:
            following._compute()
            if following._head is not None:
                self._take(following._head[:1], following._head)
        self._blocks.close()

    def _compute(self) -> None:
        if self._filled:
            frames = Samples.of(self._waiting[: self._filled])
            self._filled = 0
            self._take(frames, frames[:: self._step])

    def _take(self, frames: Samples, rows: Samples) -> None:
        """Write what becomes known with new frames and those of them that are rows."""
        self._write_changes(frames)
        self._last = frames[-1:]
        known = rows if self._past is None else Samples.joined(self._past, rows)
        if self._head is None or len(self._head) < REACH:
            self._head = known[:REACH]
        self._write_levels(rows)
        self._write_distances(known, len(rows))
        self._blocks.push(known, len(rows))
        self._past = known[-REACH:]
        self._row += len(rows)

    def _write_changes(self, frames: Samples) -> None:
        start = self._row * self._step + (self._last is None)
        known = frames if self._last is None else Samples.joined(self._last, frames)
        change = np.sqrt(sum(known.squares(1)))
        stop = min(start + len(change), self._end * self._step + 1, len(self._table.change))
        self._table.change[start:stop] = change[: max(0, stop - start)]

    def _write_levels(self, rows: Samples) -> None:
        stop = max(self._row, min(self._row + len(rows), self._end))
        for name in ("mean", "spread", "colour", "detail"):
            getattr(self._table, name)[self._row : stop] = getattr(rows, name)[: stop - self._row]

    def _write_distances(self, known: Samples, new: int) -> None:
        """Write the distances of all pairs of rows whose later one is among the ``new`` last."""
        table, old = self._table, len(known) - new
        for lag in _EVERY_LAG:
            skip = max(0, old - lag)
            start = self._row - old + skip
            count = min(len(known) - lag - skip, self._end - start)
            if count <= 0:
                continue
            luma, chroma = known[skip : skip + count + lag].squares(lag)
            rows = slice(start, start + count)
            if lag <= NEAR:
                table.near_luma[rows, lag - 1] = np.sqrt(luma)
                table.near_chroma[rows, lag - 1] = np.sqrt(chroma)
            if lag in LAGS:
                table.far[rows, LAGS.index(lag)] = np.sqrt(luma + chroma)
            if lag in SPANS:
                table.far_luma[rows, SPANS.index(lag)] = np.sqrt(luma)


class Blocks:
    """The part of `FeatureStream` that looks at where in the picture something changes."""

    def __init__(self, table: Features, first: int, end: int) -> None:
        self._table = table
        self._start = first  # the row of _changes[0]
        self._changes = np.zeros((0, 144), np.float32)
        # A part's first rows lack those before them: the part before writes them.
        self._next = 0 if first == 0 else first + EDGE + 1
        self._end = end + EDGE + 1

    def push(self, known: Samples, new: int) -> None:
        """Take rows, the last ``new`` of which are new."""
        if len(known) == new:
            change = np.concatenate([np.zeros((1, 144), np.float32), known.block_changes()])
        else:
            change = known[-new - 1 :].block_changes()
        self._changes = np.concatenate([self._changes, change])
        self._write(self._start + len(self._changes) - EDGE)

    def close(self) -> None:
        """Write the film's last rows."""
        self._write(self._start + len(self._changes))

    def _write(self, stop: int) -> None:
        """Write the rows before ``stop``; `EDGE` rows behind it are there, or there are none."""
        stop = min(stop, self._end, len(self._table))
        if stop <= self._next:
            return
        here = slice(self._next - self._start, stop - self._start)
        change, around = self._changes[here], self._around()[here]
        rows = slice(self._next, stop)
        self._table.sudden[rows] = (change > 1.5 * around + 4).mean(1)
        self._table.restless[rows] = around.mean(1)
        self._next = stop
        dropped = max(0, stop - EDGE - self._start)
        self._changes, self._start = self._changes[dropped:], self._start + dropped

    def _around(self) -> Floats:
        """Return each block's greatest change at the `EDGE` rows before and after."""
        around = np.zeros_like(self._changes)
        for lag in range(1, EDGE + 1):
            np.maximum(around[lag:], self._changes[:-lag], out=around[lag:])
            np.maximum(around[:-lag], self._changes[lag:], out=around[:-lag])
        return around
