"""The axes of the plot: round numbers, written as what they are. Imported with pyqtgraph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen

from app.core.training.curves.ticks import Form, log_ticks, short, tick_words, ticks, whole_ticks
from app.ui import theme

_APART = {"left": 44, "bottom": 96}  # px between two numbers, about
_WIDE, _HIGH = 54, 22  # px of the left axis and of the one below


class LossAxis(pg.AxisItem):
    """An axis without a line: numbers alone.

    Args:
        side: "left" or "bottom".
    """

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self._side = side
        self._form: Form = "loss"
        self._log = False
        self.setStyle(
            tickLength=0, tickTextOffset=8, autoExpandTextSpace=False, hideOverlappingLabels=False
        )
        self.setPen(QPen(Qt.PenStyle.NoPen))
        self.follow_theme()

    def follow_theme(self) -> None:
        """Take the colours, the font and the room of the look that is on."""
        self.setTextPen(QPen(theme.color("dim")))
        self.setTickFont(theme.font("small"))
        if self._side == "left":
            self.setWidth(theme.px(_WIDE))
        else:
            self.setHeight(theme.px(_HIGH))

    def show_form(self, form: Form, *, log: bool = False) -> None:
        """Show numbers of a kind; with ``log`` its places are their logarithms."""
        if (form, log) != (self._form, self._log):
            self._form, self._log = form, log
            self.picture = None
            self.update()

    def places(self, low: float, high: float, size: float) -> list[float]:
        """Return where numbers stand on ``size`` px between two places."""
        import math

        most = max(3, int(size / theme.px(_APART[self._side])))
        if self._log:
            return [math.log10(each) for each in log_ticks(10**low, 10**high, most)]
        if self._form in ("step", "epoch"):
            return whole_ticks(low, high, most)
        return ticks(low, high, most)

    def generateDrawSpecs(self, p: QPainter) -> tuple[Any, list[Any], list[Any]] | None:
        """Draw no strokes at the numbers: one of no length leaves a dot."""
        found = super().generateDrawSpecs(p)
        return None if found is None else (found[0], [], found[2])

    def tickValues(
        self, minVal: float, maxVal: float, size: float
    ) -> list[tuple[float, list[float]]]:
        found = self.places(minVal, maxVal, size)
        apart = found[1] - found[0] if len(found) > 1 else 0.0
        return [(apart, found)]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        if self._log:
            return [short(10**each) for each in values]
        return [tick_words(each, self._form, spacing) for each in values]
