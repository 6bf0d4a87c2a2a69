"""One pane of the plot: its axes, its curves, what lies under and over them."""

from __future__ import annotations

import pyqtgraph as pg

from app.core.training.curves.charts import Chart, Pane
from app.core.training.curves.stretch import Stretch, height_of
from app.ui.train.loss_axes import LossAxis
from app.ui.train.loss_traces import Over, Trace, Under, tone_color


class LossPane:
    """A pane; its parts are in a layout of pyqtgraph.

    Attributes:
        box: What has the curves.
        left: Its axis.
    """

    def __init__(self) -> None:
        self.box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self.box.disableAutoRange()
        self.left = LossAxis("left")
        self.left.linkToView(self.box)
        self._under, self._over = Under(), Over()
        self.box.addItem(self._under, ignoreBounds=True)
        self.box.addItem(self._over, ignoreBounds=True)
        self._traces: list[Trace] = []
        self._pane = Pane("", "loss")
        self._height: tuple[float, float] | None = None
        self._log = False

    def show_pane(self, pane: Pane, chart: Chart, stretch: Stretch, *, log: bool) -> None:
        """Show curves between two places of the axis."""
        if log != self._log or pane.title != self._pane.title:
            self._height = None
        self._pane, self._log = pane, log
        self._height = height_of(pane.lines, stretch, log=log, now=self._height)
        self.left.show_form(pane.form, log=log)
        self.box.setRange(
            xRange=(stretch.low, stretch.high), yRange=self._height, padding=0, update=True
        )
        while len(self._traces) < len(pane.lines):
            trace = Trace()
            self.box.addItem(trace, ignoreBounds=True)
            self._traces.append(trace)
        pixels = max(50, int(self.box.width()))
        for trace, line in zip(self._traces, pane.lines, strict=False):
            trace.show_line(line, stretch.low, stretch.high, pixels, log=log)
        for place, trace in enumerate(self._traces):
            trace.setVisible(place < len(pane.lines))
        self._under.show_at(self.left.places(*self._height, self.box.height()))
        self._over.show_marks(chart.marks)

    def forget_height(self) -> None:
        """Let the next stretch have a height of its own."""
        self._height = None

    def show_cursor(self, x: float | None) -> None:
        """Show the cursor and a dot where it crosses each clear curve; None: none is."""
        if x is None:
            self._over.show_cursor(None)
            return
        from math import isfinite, log10

        dots = []
        for line in self._pane.lines:
            value = line.at(x)
            if line.kind != "line" or not isfinite(value) or (self._log and value <= 0):
                continue
            dots.append((log10(value) if self._log else value, tone_color(line.tone)))
        self._over.show_cursor(x, dots)

    def show_band(self, band: tuple[float, float] | None) -> None:
        """Show what would be zoomed to; None: nothing."""
        self._over.show_band(band)

    def set_visible(self, on: bool) -> None:
        """Show it, or not."""
        self.box.setVisible(on)
        self.left.setVisible(on)
