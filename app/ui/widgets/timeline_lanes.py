"""What a timeline draws in its lanes, each kept as a pixmap: ruler, filmstrip, cut scores."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from app.core.timeline import Curve, Film, View, cells, envelope, in_columns, ticks
from app.core.timeline_marks import y_of
from app.ui import theme
from app.ui.widgets.painting import faded, text_width

if TYPE_CHECKING:
    from app.core.library.detection import Foretold
    from app.core.timeline import Floats

Pictures: TypeAlias = Callable[[int], QPixmap | None]
"""Gives the small picture of a frame; None while it is not there yet."""

_POINTS = 6.0  # pixels per frame from which the curve is drawn through points
_WALL = 0.3  # how much of the lane may be filled with full colour
_SOFT = 0.4  # how much of a column shows in the columns beside it
_TINT = 0.13  # opacity of what is below the curve
_KEPT = 600  # scaled pictures
_FILLED = 1.4  # times as wide as its picture a place may be and be filled by it
_NARROWEST, _WIDEST = 0.4, 3.0  # width / height of a place in the filmstrip


class Strip:
    """A lane: its label, its height, and its picture, made anew when something in it changed.

    Args:
        label: For the column at the left.
        height: Pixels at zoom 1.
        least: The same where there is little room; None: it cannot be lower.
        line: A hairline runs below it.

    Attributes:
        squeezed: Whether there is little room.
    """

    squeezed = False

    def __init__(
        self, label: str, height: float, *, least: float | None = None, line: bool = True
    ) -> None:
        self.label = label
        self.line = line
        self._height = height
        self._least = height if least is None else least
        self._pixmap: QPixmap | None = None
        self._drawn: tuple[View, int] | None = None

    @property
    def height(self) -> int:
        """Pixels at the zoom in use."""
        return theme.px(self._least if self.squeezed else self._height)

    @property
    def full_height(self) -> int:
        """The same where there is room enough."""
        return theme.px(self._height)

    def touch(self) -> None:
        """Have the picture made anew at the next painting."""
        self._drawn = None

    def pixmap(self, view: View, widget: QWidget) -> QPixmap:
        """Return the picture of ``view``, as ``widget`` needs it."""
        if self._pixmap is None or self._drawn != (view, self.height):
            self._pixmap = self._made(view, widget.devicePixelRatioF())
            self._drawn = view, self.height
        return self._pixmap

    def _made(self, view: View, ratio: float) -> QPixmap:
        size = QSize(math.ceil(view.width * ratio), math.ceil(self.height * ratio))
        made = self._pixmap
        if made is None or made.size() != size or made.devicePixelRatio() != ratio:
            made = QPixmap(size)
            made.setDevicePixelRatio(ratio)
        made.fill(theme.color("surface"))
        with QPainter(made) as painter:
            painter.setFont(theme.font("small"))
            self.draw(painter, view, QRectF(0, 0, view.width, self.height))
        return made

    def draw(self, painter: QPainter, view: View, area: QRectF) -> None:
        """Draw ``view`` into ``area``, which begins at 0, 0."""
        raise NotImplementedError


class Ruler(Strip):
    """Times."""

    def __init__(self) -> None:
        super().__init__("", 24)
        self.film: Film | None = None

    def draw(self, painter: QPainter, view: View, area: QRectF) -> None:
        """Draw ticks that stand on the lower edge, labels beside the long ones."""
        if self.film is None:
            return
        font = QFont(theme.font("small"))
        font.setPixelSize(theme.px(11))
        painter.setFont(font)
        room = text_width(font, "00:00:00:00") + theme.px(28)
        bottom, marks = area.bottom(), {True: theme.px(12), False: theme.px(4)}
        short: list[QLineF] = []
        long: list[QLineF] = []
        painter.setPen(theme.color("dim"))
        for tick in ticks(self.film, view, room):
            x = math.floor(view.x_of(tick.frame)) + 0.5
            line = QLineF(x, bottom - marks[bool(tick.label)], x, bottom)
            (long if tick.label else short).append(line)
            if tick.label:
                where = QRectF(x + theme.px(5), 0, room, area.height() - theme.px(3))
                painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, tick.label)
        for lines, name in ((short, "line"), (long, "faint")):
            painter.setPen(theme.color(name))
            painter.drawLines(lines)


class FilmStrip(Strip):
    """Small pictures of the film.

    Args:
        pictures: Gives them.
    """

    def __init__(self, label: str, pictures: Pictures) -> None:
        super().__init__(label, 60, least=36, line=False)
        self.aspect = 16 / 9
        self._pictures = pictures
        self._scaled: OrderedDict[tuple[int, int, int], QPixmap] = OrderedDict()

    @property
    def pad(self) -> int:
        """Pixels above and below the pictures."""
        return theme.px(6)

    def forget(self) -> None:
        """Forget all pictures: another film."""
        self._scaled.clear()
        self.touch()

    def draw(self, painter: QPainter, view: View, area: QRectF) -> None:
        """Draw a picture or its placeholder in each place."""
        height = area.height() - 2 * self.pad
        width = round(height * min(_WIDEST, max(_NARROWEST, self.aspect)))
        ratio = painter.device().devicePixelRatio()
        empty = theme.color("raised")
        for cell in cells(view, width):
            left = round(cell.left)
            place = QRectF(left, self.pad, round(cell.left + cell.width) - left - 1, height)
            # A frame a little wider than its picture is filled by it, one much wider is not.
            filled = math.ceil(cell.width) if cell.width <= _FILLED * width else width
            picture = self._picture(cell.frame, QSize(max(width, filled), int(height)), ratio)
            if picture is None or place.width() > picture.deviceIndependentSize().width():
                painter.fillRect(place, empty)
            if picture is not None:
                _put(painter, picture, place)

    def _picture(self, frame: int, size: QSize, ratio: float) -> QPixmap | None:
        picture = self._pictures(frame)
        if picture is None or picture.isNull():
            return None
        key = picture.cacheKey(), size.width(), size.height()
        known = self._scaled.get(key)
        if known is None or known.devicePixelRatio() != ratio:
            wanted = size * ratio
            known = picture.scaled(
                wanted,
                Qt.AspectRatioMode.KeepAspectRatioByExpanding,
                Qt.TransformationMode.SmoothTransformation,
            )
            beside = (known.width() - wanted.width()) // 2, (known.height() - wanted.height()) // 2
            known = known.copy(*beside, wanted.width(), wanted.height())
            known.setDevicePixelRatio(ratio)
            self._scaled[key] = known
        self._scaled.move_to_end(key)
        if len(self._scaled) > _KEPT:
            self._scaled.popitem(last=False)
        return known


def _put(painter: QPainter, picture: QPixmap, place: QRectF) -> None:
    """Draw a picture in the middle of a wider place, or as much of it as a narrower one holds."""
    width = min(place.width(), picture.deviceIndependentSize().width())
    where = QRectF(place.left() + (place.width() - width) / 2, place.top(), width, place.height())
    source = QRectF(0, 0, width * picture.devicePixelRatio(), picture.height())
    painter.drawPixmap(where, picture, source)


class ScoreStrip(Strip):
    """How sure it is at each frame that a shot begins there, and what counts as a cut."""

    def __init__(self, label: str) -> None:
        super().__init__(label, 52, least=28)
        self.scores: Floats | None = None
        self.threshold: float | None = None
        self.foretold: Foretold | None = None

    @property
    def span(self) -> tuple[float, float]:
        """Top and height of the scale 1…0, pixels from the lane's top."""
        top = theme.px(6)
        return top, self.height - top - theme.px(5)

    def draw(self, painter: QPainter, view: View, area: QRectF) -> None:
        """Draw the curve, the threshold over it, and the cuts it would bring or take."""
        if self.scores is not None and len(self.scores):
            self._draw_curve(painter, view, area, self.scores)
        if self.foretold is not None:
            draw_foretold(painter, view, area, self.foretold)
        if self.threshold is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            y = math.floor(y_of(self.threshold, *self.span)) + 0.5
            pen = QPen(faded(theme.color("accent"), 0.7), 1)
            pen.setDashPattern([4, 3])
            painter.setPen(pen)
            painter.drawLine(QLineF(0, y, area.width(), y))

    def _draw_curve(self, painter: QPainter, view: View, area: QRectF, scores: Floats) -> None:
        """Draw in the screen's own pixels: at most one column each."""
        ratio = painter.device().devicePixelRatio()
        fine = replace(view, width=view.width * ratio, scale=view.scale * ratio)
        top, height = (pixels * ratio for pixels in self.span)
        curve = envelope(scores, fine)
        if 1 <= fine.scale < _POINTS and len(curve.x):
            curve = in_columns(curve)
        upper, lower = (top + (1 - part.clip(0, 1)) * height for part in (curve.high, curve.low))
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        if fine.scale < _POINTS and len(curve.x):
            columns = Curve(curve.x, upper, lower + ratio)  # as thick as a line
            image = _columns(columns, math.ceil(area.height() * ratio), top + height)
            painter.drawImage(QPointF(math.floor(curve.x[0]), 0), image)
        elif len(curve.x) > 1:
            _draw_points(painter, curve.x, upper, top + height)
        painter.restore()


def draw_foretold(painter: QPainter, view: View, area: QRectF, foretold: Foretold) -> None:
    """Draw a line where each cut would come, and one where each would go."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for frames, name in ((foretold.go, "bad"), (foretold.come, "accent")):
        shown = frames[bisect_left(frames, view.start) : bisect_left(frames, view.end)]
        places = {math.floor(view.x_of(frame)) + 0.5 for frame in shown}  # one line per pixel
        painter.setPen(QPen(faded(theme.color(name), 0.8), 1))
        painter.drawLines([QLineF(x, 0, x, area.height()) for x in places])


def _columns(curve: Curve, height: int, base: float) -> QImage:
    """Return a curve of one column per pixel, each reaching to the one before it.

    Stroking a path of so many peaks takes Qt a hundred times as long.

    Args:
        curve: Pixels from the top: ``low`` is the upper edge of the line, ``high`` the lower.
        height: Of the image, pixels.
        base: Where the tinted area below the curve ends, pixels from the top.
    """
    import numpy as np

    high, low = curve.low.astype(np.float32), curve.high.astype(np.float32)
    high[1:] = np.minimum(high[1:], low[:-1] - 1)
    low[1:] = np.maximum(low[1:], curve.low[:-1].astype(np.float32) + 1)
    y = np.arange(height, dtype=np.float32)[:, None]
    line = np.minimum(low, y + 1)
    line -= np.maximum(high, y)
    # Peaks that stand as thick as a wall are drawn fainter, so that they stay a curve.
    np.clip(line, 0, 1, out=line)
    line *= 255 * min(1.0, _WALL / max(1e-9, float(line.mean())))
    cover = line.astype(np.uint8)
    soft = (line * np.float32(_SOFT)).astype(np.uint8)
    np.maximum(cover[:, 1:], soft[:, :-1], out=cover[:, 1:])
    np.maximum(cover[:, :-1], soft[:, 1:], out=cover[:, :-1])
    tint = np.uint8(_TINT * 255)
    np.maximum(cover, tint, out=cover, where=(y >= low) & (y < base))
    made = QImage(
        cover.tobytes(), cover.shape[1], height, cover.shape[1], QImage.Format.Format_Indexed8
    ).copy()  # the bytes go
    color = theme.color("info").rgb() & 0xFFFFFF
    made.setColorTable([alpha << 24 | color for alpha in range(256)])
    return made


def _draw_points(painter: QPainter, x: Floats, y: Floats, base: float) -> None:
    """Draw a curve of one point per frame, at least two."""
    line = theme.color("info")
    points = [QPointF(*point) for point in zip(x.tolist(), y.tolist(), strict=True)]
    ends = QPointF(points[0].x(), base), QPointF(points[-1].x(), base)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(line, _TINT))
    painter.drawPolygon(QPolygonF([ends[0], *points, ends[1]]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(line, 1)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.drawPolyline(QPolygonF(points))
