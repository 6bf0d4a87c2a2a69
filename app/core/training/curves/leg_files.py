"""The files of one run that curves are made of, read as they grow."""

from __future__ import annotations

import numpy as np

from app.core.training.curves.columns import Columns
from app.core.training.curves.events import EventFolder
from app.core.training.curves.json_lines import JsonLines
from app.core.training.curves.lineage import Leg
from app.core.training.curves.metrics import MetricsFile
from app.core.training.curves.series import Series, are_steps
from app.core.training.curves.view import GpuSeries
from app.core.training.folder import EVENTS, GPU_FILE, METRICS_FILE, PACE_FILE


class NumberLines:
    """A file with a list of numbers on each line, null where one is not known.

    Args:
        file: It.
        width: Numbers of a line; other lines are passed over.
    """

    def __init__(self, file: JsonLines, width: int) -> None:
        self._file, self._width = file, width
        self.rows = Columns(*(np.float64,) * width)

    def poll(self) -> bool:
        """Read what is new; return whether anything was."""
        lines = self._file.poll()
        if self._file.began_again:
            self.rows = Columns(*(np.float64,) * self._width)
        good = [line for line in lines if self._is_row(line)]
        if good:
            self.rows.add(*np.array(good, np.float64).T)
        return bool(good)

    def _is_row(self, line: object) -> bool:
        if not isinstance(line, list) or len(line) != self._width:
            return False
        return all(
            each is None or (isinstance(each, int | float) and abs(each) < 1e300) or each != each
            for each in line
        )


class LegFiles:
    """What there is of one run.

    Attributes:
        leg: The run, and what was before it.
        events: TensorBoard's files.
        metrics: What our script wrote.
    """

    def __init__(self, leg: Leg) -> None:
        self.leg = leg
        self.events = EventFolder(leg.folder / EVENTS)
        self.metrics = MetricsFile(leg.folder / METRICS_FILE)
        self._pace = NumberLines(JsonLines(leg.folder / PACE_FILE), 4)
        self._gpu = NumberLines(JsonLines(leg.folder / GPU_FILE), 6)

    def poll(self) -> bool:
        """Read what is new; return whether anything was."""
        looks = (self.events, self.metrics, self._pace, self._gpu)
        return any([each.poll() for each in looks])

    @property
    def damaged(self) -> int:
        """Places of event files that could not be read."""
        return sum(file.damaged for file in self.events.files)

    @property
    def pace(self) -> tuple[Series, Series]:
        """The trainer's mean loss and its seconds per step, from its log."""
        times, steps, loss, seconds = (self._pace.rows.column(n) for n in range(4))
        good = np.isfinite(times) & are_steps(steps)
        means = Series(steps, loss, times).where(good & np.isfinite(loss))
        return means, Series(steps, seconds, times).where(good & np.isfinite(seconds))

    @property
    def gpu(self) -> GpuSeries:
        """What the card did."""
        return GpuSeries(*(self._gpu.rows.column(n) for n in range(6)))
