"""The keyboard on the plot: a cursor that goes from point to point, zoom, the scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.core.training.curves.reading import nearest

if TYPE_CHECKING:
    from app.ui.train.loss_plot import LossPlot

_FAR, _ALL = 50, 10**9  # points of a long step; to an end
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Home: -_ALL,
    Qt.Key.Key_End: _ALL,
}
_NOTCHES = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}


def press(plot: LossPlot, event: QKeyEvent) -> bool:
    """Do what a key does; return whether it does anything."""
    key = Qt.Key(event.key())
    shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return False
    if key in _STEPS:
        _step(plot, _STEPS[key] * (_FAR if shift else 1))
    elif key in _NOTCHES:
        middle = (plot.stretch.low + plot.stretch.high) / 2
        plot.zoom(_NOTCHES[key], middle if plot.cursor_at is None else plot.cursor_at)
    elif key == Qt.Key.Key_R:
        plot.look_at_all()
    elif key == Qt.Key.Key_L:
        plot.log_asked.emit()
    elif key == Qt.Key.Key_Escape and plot.cursor_at is not None:
        plot.point_at(None)
    else:
        return False
    return True


def _step(plot: LossPlot, points: int) -> None:
    """Move the cursor by points; the plot goes along where it would leave it."""
    chart, stretch = plot.chart(), plot.stretch
    if not chart.panes:
        return
    at = nearest(chart, stretch.high if plot.cursor_at is None else plot.cursor_at, points)
    if not stretch.low <= at <= stretch.high:
        plot.look_at(stretch.moved(at - (stretch.low + stretch.high) / 2, chart))
    plot.point_at(at)
