"""What is painted in a pane of the plot: curves, the lines behind them, what lies over them.

All is painted in pixels: pyqtgraph's own curves take five times as long for a faint curve of
100,000 points, and ten for a smooth one that is antialiased. Imported with pyqtgraph, when the
first plot is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
import shiboken6
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.core.training.curves.charts import Line
from app.core.training.curves.columns import NOTHING, Floats
from app.core.training.curves.decimating import peaks
from app.ui import theme

_WIDE, _DOT, _FAINT = 2.0, 4.0, 0.3  # px, px, share of the tone in a faint curve
_RING = 1.5  # px
_RINGED = 60  # points: more are drawn without
_HUGE = 1e5  # px: beyond any pane


def tone_color(tone: str) -> QColor:
    """Return the colour of a clear curve."""
    return QColor(theme.tokens().tone_solid(tone))  # type: ignore[arg-type]


def faint_color(tone: str) -> QColor:
    """Return the colour of a faint curve: the tone, mixed with what it lies on."""
    clear, under = tone_color(tone), theme.color("surface")
    pairs = ((clear.redF(), under.redF()), (clear.greenF(), under.greenF()))
    red, green = (_FAINT * a + (1 - _FAINT) * b for a, b in pairs)
    return QColor.fromRgbF(red, green, _FAINT * clear.blueF() + (1 - _FAINT) * under.blueF())


class Painted(pg.UIGraphicsItem):
    """Something that fills its pane and is painted in pixels."""

    def paint(self, painter: QPainter, *_: object) -> None:
        place = painter.transform()
        if not (place.m11() and place.m22()):
            return
        box = place.mapRect(self.boundingRect())
        painter.save()
        try:
            painter.resetTransform()
            self.draw(painter, box, _Place(place.m11(), place.dx(), place.m22(), place.dy()))
        finally:
            painter.restore()  # a painter that is left otherwise takes the process with it

    def draw(self, painter: QPainter, box: QRectF, place: _Place) -> None:
        """Paint it; ``box`` is the pane in pixels."""
        raise NotImplementedError


class _Place:
    """From places of the axes to pixels."""

    def __init__(self, wide: float, left: float, high: float, top: float) -> None:
        self._wide, self._left, self._high, self._top = wide, left, high, top

    def x(self, x: Floats) -> Floats:
        return x * self._wide + self._left

    def y(self, y: Floats) -> Floats:
        return y * self._high + self._top


class Trace(Painted):
    """A curve."""

    def __init__(self) -> None:
        super().__init__()
        self._line = Line("", "accent", "line")
        self._x, self._y, self._error = NOTHING, NOTHING, NOTHING
        self._log = False

    def show_line(self, line: Line, low: float, high: float, pixels: int, *, log: bool) -> None:
        """Show the part of a curve between two places of the axis, ``pixels`` wide."""
        self._line, self._log = line, log
        if line.kind == "dots":
            self._x, self._y, self._error = line.x, line.y, line.error
        else:
            fewer = pixels if line.kind == "faint" else pixels // 3
            self._x, self._y = peaks(line.x, line.y, low, high, fewer)
        self.setZValue({"faint": 0, "line": 1, "dots": 2}[line.kind])
        self.update()

    def _scaled(self, y: Floats) -> Floats:
        if not self._log:
            return y
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(y > 0, np.log10(y), np.nan)

    def draw(self, painter: QPainter, box: QRectF, place: _Place) -> None:
        y = self._scaled(self._y)
        good = np.isfinite(y)
        x, y = (self._x, y) if good.all() else (self._x[good], y[good])
        if not len(x):
            return
        if self._line.kind == "dots":
            self._draw_dots(painter, place)
        elif self._line.kind == "faint":
            _draw_faint(painter, place.x(x), place.y(y), faint_color(self._line.tone))
        else:
            _draw_clear(painter, place.x(x), place.y(y), tone_color(self._line.tone))

    def _draw_dots(self, painter: QPainter, place: _Place) -> None:
        heights = self._scaled(self._y)
        good = np.isfinite(heights)
        x, y = place.x(self._x[good]), place.y(heights[good])
        if not len(x):
            return
        color, error = tone_color(self._line.tone), np.nan_to_num(self._error[good])
        top = place.y(self._scaled(self._y[good] + error))
        bottom = place.y(self._scaled(self._y[good] - error))
        bottom = np.where(np.isfinite(bottom), bottom, 1e5)  # of a bar to 0 or below, as logarithm
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color, theme.px(_WIDE)))
        _drawn(painter.drawLines, np.stack([x, top, x, bottom], 1), QLineF)
        gap = float(np.diff(x).min()) if len(x) > 1 else 99.0
        wide = 2 * max(1.5, min(theme.px(_DOT), gap / 3))
        points, under = np.stack([x, y], 1), theme.color("surface")
        if wide > 6 and len(x) <= _RINGED:
            _draw_points(painter, points, under, wide + 2 * _RING)
        _draw_points(painter, points, color, wide)
        if len(self._line.hollow) == len(good):
            _draw_points(painter, points[self._line.hollow[good]], under, wide - 2 * _RING)


def _draw_points(painter: QPainter, points: Floats, color: QColor, wide: float) -> None:
    painter.setPen(QPen(color, wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    _drawn(painter.drawPoints, points, QPointF)


def _draw_faint(painter: QPainter, x: Floats, y: Floats, color: QColor) -> None:
    """Draw a thin line; where there is more than one point to a pixel, columns of pixels."""
    sparse = len(x) < 8 or len(x) <= float(x[-1] - x[0])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, sparse)
    if sparse:
        painter.setPen(QPen(color, 1))
        _drawn(painter.drawLines, _segments(x, y), QLineF)
        return
    column = np.floor(x)
    begins = np.flatnonzero(np.diff(column, prepend=column[0] - 1))
    top, bottom = np.minimum.reduceat(y, begins), np.maximum.reduceat(y, begins)
    before = slice(None, -1)
    low, high = top.copy(), bottom.copy()
    low[1:] = np.minimum(top[1:], bottom[before])  # each touches the one before
    high[1:] = np.maximum(bottom[1:], top[before])
    left = column[begins]
    boxes = np.stack([left, np.floor(low), left, np.ceil(high)], 1)  # ends are within a QRect
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    _drawn(painter.drawRects, np.clip(boxes, -_HUGE, _HUGE).astype(np.int32), QRect)


def _draw_clear(painter: QPainter, x: Floats, y: Floats, color: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(color, _WIDE * theme.zoom())
    pen.setCapStyle(Qt.PenCapStyle.RoundCap if len(x) < 300 else Qt.PenCapStyle.SquareCap)
    painter.setPen(pen)
    if len(x) == 1:
        painter.setBrush(color)
        painter.drawEllipse(QPointF(float(x[0]), float(y[0])), _WIDE, _WIDE)
        return
    _drawn(painter.drawLines, _segments(x, y), QLineF)


def _segments(x: Floats, y: Floats) -> Floats:
    """Return pieces of a line as rows of x, y, x, y: a whole line takes Qt ten times as long."""
    return np.stack([x[:-1], y[:-1], x[1:], y[1:]], 1)


def _drawn(draw: Any, rows: npt.NDArray[Any], kind: type) -> None:  # noqa: ANN401
    """Let a method of the painter draw all rows at once, without an object for each."""
    if len(rows):
        kept = np.ascontiguousarray(rows)
        draw(shiboken6.wrapInstance(kept.ctypes.data, kind), len(kept))


class Under(Painted):
    """Faint lines at the numbers of the axis at the left."""

    def __init__(self) -> None:
        super().__init__()
        self._at: Sequence[float] = ()
        self.setZValue(-10)

    def show_at(self, places: Sequence[float]) -> None:
        """Show lines at places of the axis."""
        self._at = places
        self.update()

    def draw(self, painter: QPainter, box: QRectF, place: _Place) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(theme.color("line_soft"), 1))
        for y in place.y(np.array(self._at, float)).tolist():
            painter.drawLine(QLineF(box.left(), round(y), box.right(), round(y)))


class Over(Painted):
    """Where attempts began, what the mouse spans, and the cursor with a dot on each curve."""

    def __init__(self) -> None:
        super().__init__()
        self._marks: Sequence[float] = ()
        self._cursor: float | None = None
        self._dots: Sequence[tuple[float, QColor]] = ()
        self._band: tuple[float, float] | None = None
        self.setZValue(20)

    def show_marks(self, marks: Sequence[float]) -> None:
        """Show where attempts began."""
        self._marks = marks
        self.update()

    def show_cursor(self, at: float | None, dots: Sequence[tuple[float, QColor]] = ()) -> None:
        """Show the cursor and heights on it; None: none is."""
        self._cursor, self._dots = at, dots
        self.update()

    def show_band(self, band: tuple[float, float] | None) -> None:
        """Show what would be zoomed to; None: nothing."""
        self._band = band
        self.update()

    def draw(self, painter: QPainter, box: QRectF, place: _Place) -> None:
        if self._band is not None:
            left, right = place.x(np.array(sorted(self._band))).tolist()
            shade = QColor(theme.color("accent"))
            shade.setAlphaF(0.16)
            painter.fillRect(QRectF(left, box.top(), right - left, box.height()), shade)
        for x in place.x(np.array(self._marks, float)).tolist():
            _dashed(painter, x, box, theme.color("dim"))
        if self._cursor is not None:
            at = float(place.x(np.array([self._cursor]))[0])
            _dashed(painter, at, box, theme.color("muted"))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("surface"), _RING))
            heights = place.y(np.array([y for y, _ in self._dots], float)).tolist()
            for y, (_, color) in zip(heights, self._dots, strict=True):
                painter.setBrush(color)
                painter.drawEllipse(QPointF(at, y), theme.px(_DOT), theme.px(_DOT))


def _dashed(painter: QPainter, x: float, box: QRectF, color: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    pen = QPen(color, 1)
    pen.setDashPattern([3, 3])
    painter.setPen(pen)
    painter.drawLine(QLineF(round(x), box.top(), round(x), box.bottom()))
