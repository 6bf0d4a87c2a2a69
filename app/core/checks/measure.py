"""What is measured of a range of a film, as the cache keeps it."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from app.core.media.geometry import Crop
from app.core.shots.cuts import Cut

Halves = npt.NDArray[np.float16]
Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int32]

SERIES = ("mean", "spread", "top", "moved", "away")


class Bars(NamedTuple):
    """Black bars at the sides of a picture, pixels of the upright picture."""

    top: int = 0
    bottom: int = 0
    left: int = 0
    right: int = 0

    def removed(self, window: Crop) -> Crop:
        """Return what is left of ``window`` without the bars; sides and corner even.

        Rounding takes away a line of the picture rather than leaving a line of a bar.
        """
        x, y = _up(window.x + self.left), _up(window.y + self.top)
        right = window.x + window.width - self.right
        bottom = window.y + window.height - self.bottom
        return Crop((right - x) // 2 * 2, (bottom - y) // 2 * 2, x, y)


NO_BARS = Bars()
_NOTHING = Crop(0, 0, 0, 0)


def _up(number: int) -> int:
    return number + number % 2


@dataclass(frozen=True, eq=False, kw_only=True)
class Measure:
    """Numbers about the frames that a range conforms to.

    Attributes:
        length: Conformed frames.
        repeated: Those that show the frame before them again.
        window: What was looked at: the crop, or the whole upright picture.
        frames: The different source frames, ascending.
        series: One row per name in `SERIES`, one column per frame; read them by their names.
        cuts: What changes of shot a look at these frames alone gives, sure or not.
        lead_in: The first frame behind a fade in at the beginning; ``frames[0]`` = there is none.
        lead_out: The first frame of a fade out at the end; None = there is none.
        bars: Black bars that are surely no picture.
        sharpness: How sharp the sharpest parts are, 0 (no detail at all) to 1 (crisp); None where
            there is nothing to judge by.
        hashes: Fingerprints of every eighth frame, 63 bits each; blank ones left out.
        damage: Why the frames cannot be read; then all else is empty.
        damaged_at: The first frame that cannot be had.
    """

    length: int = 0
    repeated: int = 0
    window: Crop = _NOTHING
    frames: Places = field(default_factory=lambda: np.zeros(0, np.int32))
    series: Halves = field(default_factory=lambda: np.zeros((len(SERIES), 0), np.float16))
    cuts: tuple[Cut, ...] = ()
    lead_in: int = 0
    lead_out: int | None = None
    bars: Bars = NO_BARS
    sharpness: float | None = None
    hashes: tuple[int, ...] = ()
    damage: str = ""
    damaged_at: int | None = None

    @property
    def mean(self) -> Floats:
        """Mean level of luma: 0 (black) to 255, whatever the film's own range, as all levels."""
        return self._row("mean")

    @property
    def spread(self) -> Floats:
        """Standard deviation of levels; 0 = a blank picture."""
        return self._row("spread")

    @property
    def top(self) -> Floats:
        """The brightest of 18x32 blocks."""
        return self._row("top")

    @property
    def moved(self) -> Floats:
        """Share of the picture that differs visibly from the frame before, 0-1; 0 at first."""
        return self._row("moved")

    @property
    def away(self) -> Floats:
        """How far the mean of any of 9x16 blocks is from what it was in the first frame."""
        return self._row("away")

    @property
    def motion(self) -> float:
        """Mean share of the picture that changes from one frame to the next, 0-1."""
        return float(self.moved[1:].mean()) if len(self.frames) > 1 else 0.0

    def _row(self, name: str) -> Floats:
        row: Floats = self.series[SERIES.index(name)].astype(np.float32)
        return row

    def pack(self) -> bytes:
        """Return it as bytes for the cache: one line of JSON, then frames and series."""
        facts: dict[str, Any] = {each.name: getattr(self, each.name) for each in _FIELDS}
        frames, series = facts.pop("frames"), facts.pop("series")
        facts["cuts"] = [dataclasses.astuple(cut) for cut in self.cuts]
        head = json.dumps({**facts, "count": len(frames)}).encode()
        return b"\n".join((head, frames.tobytes() + series.tobytes()))

    @classmethod
    def unpack(cls, data: bytes) -> Measure:
        """Return what `pack` packed."""
        head, _, rest = data.partition(b"\n")
        facts = json.loads(head)
        count = facts.pop("count")
        facts["cuts"] = tuple(Cut(*cut) for cut in facts["cuts"])
        facts["window"], facts["bars"] = Crop(*facts["window"]), Bars(*facts["bars"])
        facts["hashes"] = tuple(facts["hashes"])
        frames = np.frombuffer(rest, np.int32, count)
        series = np.frombuffer(rest, np.float16, offset=4 * count)
        return cls(frames=frames, series=series.reshape(len(SERIES), count), **facts)


_FIELDS = dataclasses.fields(Measure)
