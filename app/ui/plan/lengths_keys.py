"""The keyboard on the histogram of lengths: what it is on, and what its keys do there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QToolTip

from app.core.planner.pictures.lengths_chart import LengthsChart, Target
from app.ui.widgets.painting import KEYBOARD

if TYPE_CHECKING:
    from app.ui.plan.lengths import LengthsView

BARS, PLUS = -1, -2  # what it can be on, besides the place of a target
_STEPS = {
    Qt.Key.Key_Left: -4,
    Qt.Key.Key_Right: 4,
    Qt.Key.Key_PageDown: -20,
    Qt.Key.Key_PageUp: 20,
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
PASSING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class LengthsKeys:
    """Tab goes to the bars, then to each target, then to the pill that adds one.

    Attributes:
        on: `BARS`, `PLUS`, or the place of a target in the chart.
        ring: Whether the ring is drawn: the keyboard brought one here.
    """

    def __init__(self, view: LengthsView) -> None:
        self._view, self._hand = view, view.hand
        self.on, self.ring = BARS, False

    @property
    def target(self) -> Target | None:
        """The target it is on."""
        targets = self._view.chart().targets
        return targets[self.on] if 0 <= self.on < len(targets) else None

    @property
    def ringed(self) -> str:
        """What has the ring: "bars", "target", "plus", or "" without the keyboard."""
        if not self.ring:
            return ""
        return {BARS: "bars", PLUS: "plus"}.get(self.on, "target")

    def follow(self, chart: LengthsChart, wanted: Target | None) -> bool:
        """Stay where it makes sense in another chart; return whether it is on ``wanted``."""
        found = wanted in chart.targets
        if found and wanted is not None and self.on != BARS:
            self.on = chart.targets.index(wanted)
        elif self.on >= len(chart.targets):
            self.on = BARS
        return found

    def came(self, reason: Qt.FocusReason) -> None:
        """Begin at the end that the keyboard came from."""
        self.ring = reason in KEYBOARD or (self.ring and reason in PASSING)
        if reason == Qt.FocusReason.TabFocusReason:
            self.on = BARS
        elif reason == Qt.FocusReason.BacktabFocusReason:
            self.on = self._stops()[-1]

    def step(self, *, forward: bool) -> bool:
        """Go on to the next thing; return whether there was one."""
        stops = self._stops()
        place = stops.index(self.on) if self.on in stops else 0
        wanted = place + (1 if forward else -1)
        if not 0 <= wanted < len(stops):
            return False
        self._hand.take_back()
        self.on, self.ring = stops[wanted], True
        return True

    def _stops(self) -> list[int]:
        targets = range(len(self._view.chart().targets))
        return [BARS, *targets, *([PLUS] if self._hand.able else [])]

    def press(self, key: Qt.Key) -> bool:
        """Do what a key does where the keyboard is; return whether it does anything."""
        target = self.target
        if target is not None:
            return self._hand.able and self._press_on(target, key)
        if self.on == PLUS and key in (*_ENTER, Qt.Key.Key_Space):
            self._view.menu.add_menu().popup(self._view.mapToGlobal(self.spot().toPoint()))
            return True
        bars = len(self._view.chart().bars)
        if self.on != BARS or key not in (Qt.Key.Key_Left, Qt.Key.Key_Right) or not bars:
            return False
        step, lit = (-1 if key == Qt.Key.Key_Left else 1), self._view.lit
        place = (0 if step > 0 else bars - 1) if lit is None else lit + step
        self._view.light(min(max(place, 0), bars - 1))
        self._say(self._view.says(self._view.chart().bars[self._view.lit or 0]))
        return True

    def _press_on(self, target: Target, key: Qt.Key) -> bool:
        if key in _STEPS:
            self._hand.take(target, keys=True)
            place = self._hand.place
            assert place is not None, "taken"
            self._hand.move(max(1, place.frames + _STEPS[key]))
        elif key in _ENTER and self._hand.held is not None:
            self._hand.drop()
        elif key not in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            return False
        elif not self._hand.remove(target):
            self._say(self._view.menu.stays(target))
        return True

    def spot(self) -> QPointF:
        """Return where the keyboard is, px."""
        plot = self._view.plot()
        if self.on == PLUS:
            return plot.plus.bottomLeft()
        if 0 <= self.on < len(plot.pills):
            return plot.pills[self.on].where.bottomLeft()
        bars = plot.chart.bars
        return plot.bar_rect(bars[self._view.lit or 0]).topRight() if bars else QPointF()

    def _say(self, text: str) -> None:
        QToolTip.showText(self._view.mapToGlobal(self.spot().toPoint()), text, self._view)
