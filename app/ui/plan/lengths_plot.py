"""Where the parts of the histogram of lengths lie."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF, QSize

from app.core.planner.pictures.lengths_chart import Bar, LengthsChart, Target
from app.ui import theme
from app.ui.widgets.painting import text_width

HIGH, AXIS, PILL, PILL_GAP, SIDE, REACH = 150, 22, 19, 3, 6, 4  # px
_RING = 2  # px around a pill that the keyboard is on
TICKS = (1, 2, 4, 5, 10, 20, 40, 50, 100, 200, 400, 500, 1000, 2000, 5000, 10000)


@dataclass(frozen=True, slots=True)
class Pill:
    """Where a target's length is written.

    Attributes:
        line: Where its line stands, px from the left.
        row: 0 is nearest to the top.
    """

    target: Target
    where: QRectF
    line: int
    row: int


class Plot:
    """A chart laid out in a widget of a size.

    Args:
        chart: It.
        size: Of the widget, px.
        addable: There is a pill that adds a target.
    """

    def __init__(self, chart: LengthsChart, size: QSize, *, addable: bool = False) -> None:
        self.chart = chart
        self.width, self.height = size.width(), size.height()
        self._addable = addable
        self._side = theme.px(SIDE)
        self._span = max(1, chart.high - chart.low)
        self._room = max(1, self.width - 2 * self._side)

    def x_of(self, frames: float) -> int:
        """Return where the bar of a length begins, px; lengths off the axis are at its ends."""
        place = self._side + round((frames - self.chart.low) / self._span * self._room)
        return min(max(self._side, place), self._side + self._room)

    def frames_at(self, x: float) -> float:
        """Return the length that begins at ``x`` px; also beyond the axis."""
        return self.chart.low + (x - self._side) / self._room * self._span

    @property
    def floor(self) -> int:
        """Where the bars stand, px from the top."""
        return self.height - theme.px(AXIS)

    @cached_property
    def top(self) -> int:
        """Where the highest bar ends, px from the top."""
        rows = 1 + max((pill.row for pill in self.pills), default=0)
        return _RING + theme.px(rows * (PILL + PILL_GAP) + PILL_GAP)

    def bar_rect(self, bar: Bar) -> QRectF:
        """Return the box of a bar, on whole pixels."""
        left, right = self.x_of(bar.start), self.x_of(bar.end)
        gap = 2 if right - left >= 7 else 1 if right - left >= 3 else 0
        highest = max(1, self.chart.highest)
        height = max(2, round((self.floor - self.top) * bar.clips / highest))
        return QRectF(left + gap // 2, self.floor - height, max(1, right - left - gap), height)

    def bar_at(self, x: float) -> int | None:
        """Return the place of the bar at ``x`` px; None where there is none."""
        for place, bar in enumerate(self.chart.bars):
            if self.x_of(bar.start) <= x < max(self.x_of(bar.end), self.x_of(bar.start) + 1):
                return place
        return None

    @cached_property
    def plus(self) -> QRectF:
        """The pill that adds a target, at the right; nothing where none can be added."""
        width = theme.px(26) if self._addable else 0
        return QRectF(self.width - width, _RING, width, theme.px(PILL))

    @cached_property
    def pills(self) -> list[Pill]:
        """Where the targets are written; those that would touch stand in another row."""
        made: list[Pill] = []
        beside: dict[int, int] = {}
        ends: list[float] = []
        for target in self.chart.targets:
            pill = self.pill(target, beside.get(target.frames, 0))
            left = pill.where.left()
            row = next((n for n, end in enumerate(ends) if end < left), len(ends))
            ends[row : row + 1] = [pill.where.right() + theme.px(3)]
            beside[target.frames] = beside.get(target.frames, 0) + 1
            made.append(self.pill(target, beside[target.frames] - 1, row))
        return made

    def pill(self, target: Target, beside: int = 0, row: int = 0) -> Pill:
        """Return where a target is written.

        Args:
            target: It.
            beside: How many of the same length there are before it.
            row: From the top.
        """
        width = max(theme.px(34), text_width(theme.font("small"), words_of(target)) + theme.px(18))
        line = self.x_of(target.frames)
        most = self.width - width - (self.plus.width() + theme.px(4) if row == 0 else 0)
        left = min(max(0.0, line - width / 2), max(0.0, most))
        top = _RING + theme.px(row * (PILL + PILL_GAP))
        where = QRectF(left, top, width, theme.px(PILL))
        return Pill(target, where, line + 3 * beside, row)

    def pill_at(self, spot: QPointF) -> Pill | None:
        """Return the target whose pill or line is at a spot; None where there is none."""
        for pill in self.pills:
            if pill.where.adjusted(-1, -1, 1, 1).contains(spot):
                return pill
        if self.top <= spot.y() <= self.floor:
            near = [pill for pill in self.pills if abs(pill.line - spot.x()) <= theme.px(REACH)]
            return min(near, key=lambda pill: abs(pill.line - spot.x()), default=None)
        return None

    def tick_step(self, room: float) -> int:
        """Return how many frames lie between two numbers that need ``room`` px each."""
        per_frame = self._room / self._span
        return next((tick for tick in TICKS if tick * per_frame >= room), TICKS[-1])

    @cached_property
    def wanted_height(self) -> int:
        """The height it should have, px."""
        rows = 1 + max((pill.row for pill in self.pills), default=0)
        return _RING + theme.px(HIGH + AXIS + rows * (PILL + PILL_GAP))


def words_of(target: Target) -> str:
    """Return what stands on a pill: the longest window of whole clips is a limit."""
    return f"≤ {target.frames}" if target.full else f"{target.frames}"
