"""Which part of a chart is seen: a stretch of its axis, and how high that must be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from app.core.training.curves.charts import Chart, Line
from app.core.training.curves.columns import Floats
from app.core.training.curves.decimating import bulk, visible

_ROOM = 0.02  # of the axis, behind the last point: it is moved seldom while points come
_AIR = 0.07  # of the height, above and below
_SMALLEST = 1e-3  # of the whole axis


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of an axis; without ends, or as long as the curves, it grows with them.

    Attributes:
        low: Where it begins, with ``high`` where it ends.
        whole: All that there is, and what will come.
    """

    low: float = 0.0
    high: float = 1.0
    whole: bool = True

    def following(self, chart: Chart, before: float) -> Stretch:
        """Return it after points came: at the end it goes on with them.

        Args:
            chart: With the points.
            before: Where the curves ended until now.
        """
        if self.whole:
            return whole_of(chart, self)
        width = self.high - self.low
        if before < self.high and chart.end > self.high:
            end = chart.end + _ROOM * width
            return replace(self, low=end - width, high=end)
        return self

    def zoomed(self, factor: float, at: float, chart: Chart) -> Stretch:
        """Return a stretch ``factor`` times as long, where ``at`` stays where it is."""
        length = (self.high - self.low) * factor
        part = (at - self.low) / (self.high - self.low)
        low = at - part * length
        return self.between(low, low + length, chart)

    def moved(self, by: float, chart: Chart) -> Stretch:
        """Return it moved along the axis, never beyond its ends."""
        full = whole_of(chart)
        by = min(max(by, full.low - self.low), full.high - self.high)
        return replace(self, low=self.low + by, high=self.high + by)

    def between(self, low: float, high: float, chart: Chart) -> Stretch:
        """Return what lies between two places, within the axis; all of it where it is as long."""
        full = whole_of(chart)
        length = full.high - full.low
        low, high = max(full.low, min(low, high)), min(full.high, max(low, high))
        if high - low >= length * (1 - 1e-9):
            return full
        least = _SMALLEST * length
        if high - low < least:
            middle = (low + high) / 2
            low, high = middle - least / 2, middle + least / 2
        return Stretch(low, high, whole=False)


def whole_of(chart: Chart, now: Stretch | None = None) -> Stretch:
    """Return all of a chart, with some room behind; ``now`` where that still does."""
    length = chart.end - chart.start
    if now is not None and now.whole and now.low == chart.start and length > 0:
        room = (now.high - chart.end) / length
        if 0 <= room <= 2 * _ROOM:
            return now
    high = chart.end + _ROOM * length if length > 0 else chart.start + 1
    return Stretch(chart.start, high)


def height_of(
    lines: Iterable[Line], stretch: Stretch, *, log: bool, now: tuple[float, float] | None = None
) -> tuple[float, float]:
    """Return the lowest and the highest value that must be seen; logarithms to 10 with ``log``.

    Of a faint curve nearly all, of the others all. ``now`` where that still does: a scale that
    trembles cannot be read.
    """
    found = [pair for line in lines if (pair := _reach(line, stretch, log=log)) is not None]
    if not found:
        return now or ((-1.0, 0.0) if log else (0.0, 1.0))
    low, high = min(pair[0] for pair in found), max(pair[1] for pair in found)
    size = high - low
    if size <= 0:
        size = abs(high) or 1.0
    if now is not None:
        spare = (now[1] - now[0]) - (high - low)
        if now[0] <= low and high <= now[1] and spare <= 0.4 * size:
            return now
    under = low - _AIR * size
    if not log and low >= 0 and under < 0:
        under = 0.0
    return under, high + _AIR * size


def _reach(line: Line, stretch: Stretch, *, log: bool) -> tuple[float, float] | None:
    inside = visible(line.x, stretch.low, stretch.high)
    y = line.y[inside]
    if not len(y):
        return None
    if line.kind == "faint":
        pair = bulk(y if not log else y[y > 0])
    else:
        error: Floats = np.nan_to_num(line.error[inside]) if len(line.error) else np.zeros(1)
        pair = float((y - error).min()), float((y + error).max())
    if pair is None or not log:
        return pair
    above = y[y > 0]
    if not len(above):
        return None
    return float(np.log10(max(pair[0], above.min()))), float(np.log10(max(pair[1], above.min())))
