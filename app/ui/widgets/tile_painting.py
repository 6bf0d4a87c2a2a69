"""The parts of a tile, painted once and kept: rounded pictures, pills, stars, titles cut to fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPixmap, QPolygonF

from app.ui import theme
from app.ui.theme import Tone
from app.ui.widgets.painting import box, faded, text_width
from app.ui.widgets.pixmap_cache import PixmapCache

_NEAR = 1.1  # pictures this little off the tile's shape fill it and lose their edges
_PILL_HEIGHT, _PILL_PAD, _STAR, _LEAST_NAME = 19, 7, 11, 44  # px at zoom 1
_LEAST_ROOM = 4 << 20  # bytes of finished pictures
_BADGE_FILL, _LENGTH_FILL = 0.88, 0.78  # how opaque


class Shape(NamedTuple):
    """How a picture is made ready.

    Attributes:
        size: Of the tile's picture, or of all side by side, px.
        ratio: Device pixels per px.
        radius: Of its corners, px.
        part: Which part of each is shown: x, y, width, height in shares of the sides; None: all.
    """

    size: QSize
    ratio: float
    radius: int
    part: tuple[float, float, float, float] | None

    @property
    def key(self) -> tuple[object, ...]:
        """The shape as something that can be looked up."""
        return self.size.width(), self.size.height(), self.ratio, self.radius, self.part


class TilePictures:
    """Painted parts; for the GUI thread. `clear` after a change of theme."""

    def __init__(self) -> None:
        self._finished: PixmapCache[tuple[object, ...]] = PixmapCache(2000, _LEAST_ROOM)
        self._pills: PixmapCache[tuple[object, ...]] = PixmapCache(2000, 8 << 20)

    def clear(self) -> None:
        """Drop all."""
        self._finished.clear()
        self._pills.clear()
        title.cache_clear()

    def make_room(self, pixels: float) -> None:
        """Keep the pictures of two screens full, of so many device pixels each."""
        self._finished.limit(max(_LEAST_ROOM, round(2 * 4 * pixels)))

    def finished(self, pictures: Sequence[QPixmap | None], shape: Shape) -> QPixmap:
        """Return pictures side by side, as large as their tile, with round corners."""
        key = (*(each.cacheKey() if each is not None else 0 for each in pictures), *shape.key)
        found = self._finished.get(key)
        if found is None:
            found = _finish(pictures, shape)
            self._finished.put(key, found)
        return found

    def badge(self, text: str, tone: Tone, painter: QPainter) -> QPixmap:
        """Return a badge for ``painter``'s device."""
        ratio = _ratio(painter)
        key = text, tone, ratio
        found = self._pills.get(key)
        if found is None:
            t = theme.tokens()
            fill = faded(QColor(t.tone_fill(tone)), _BADGE_FILL)
            colors = fill, QColor(t.tone_edge(tone)), QColor(t.tone_text(tone))
            found = _pill(text, colors, _PILL_HEIGHT, ratio)
            self._pills.put(key, found)
        return found

    def length(self, text: str, painter: QPainter) -> QPixmap:
        """Return the pill that tells a length."""
        ratio = _ratio(painter)
        key = text, ratio
        found = self._pills.get(key)
        if found is None:
            fill = faded(theme.color("scrim"), _LENGTH_FILL)
            found = _pill(text, (fill, None, theme.color("on_scrim")), 5, ratio)
            self._pills.put(key, found)
        return found

    def stars(self, count: int, painter: QPainter) -> QPixmap:
        """Return a row of ``count`` stars."""
        ratio = _ratio(painter)
        key = count, ratio
        found = self._pills.get(key)
        if found is None:
            found = _stars(count, ratio)
            self._pills.put(key, found)
        return found

    def few_stars(self, count: int, painter: QPainter) -> QPixmap:
        """Return a number and one star, for where there is little room."""
        ratio = _ratio(painter)
        key = "few", count, ratio
        found = self._pills.get(key)
        if found is None:
            found = _few_stars(count, ratio)
            self._pills.put(key, found)
        return found


def width(picture: QPixmap) -> int:
    """Return a picture's width in px."""
    return round(picture.deviceIndependentSize().width())


def time_width(time: str) -> int:
    """Return the room a time needs, and the gap behind it, px."""
    return text_width(theme.font("small"), time) + theme.px(6)


@lru_cache(2000)
def title(film: str, time: str, room: int) -> str:
    """Return film and time; in ``room`` px too few the film is cut in its middle, or left out."""
    font = theme.font("small")
    metrics = QFontMetrics(font)
    tail = f" · {time}"
    left = room - text_width(font, tail)
    if metrics.horizontalAdvance(film) <= left:
        return film + tail
    if left < theme.px(_LEAST_NAME):
        return time
    return metrics.elidedText(film, Qt.TextElideMode.ElideMiddle, left) + tail


def _ratio(painter: QPainter) -> float:
    device = painter.device()
    return device.devicePixelRatioF() if device is not None else 1.0


def _blank(size: QSizeF, ratio: float) -> QPixmap:
    made = QPixmap((size * ratio).toSize())
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    return made


def _finish(pictures: Sequence[QPixmap | None], shape: Shape) -> QPixmap:
    size = (QSizeF(shape.size) * shape.ratio).toSize()
    made = QPixmap(size)
    made.fill(Qt.GlobalColor.transparent)
    where = QRectF(QPointF(), QSizeF(size))
    radius = shape.radius * shape.ratio
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("inset"))
        painter.drawRoundedRect(where, radius, radius)
        for part, picture in zip(_parts(size, len(pictures)), pictures, strict=True):
            if picture is None:
                continue
            scaled = _scaled(_cropped(picture, shape), part.size())
            corner = QRectF(part).center() - QRectF(scaled.rect()).center()
            left, top = round(corner.x()), round(corner.y())
            painter.setBrushOrigin(left, top)
            painter.setBrush(QBrush(scaled))
            painter.setClipRect(part & QRect(left, top, scaled.width(), scaled.height()))
            painter.drawRoundedRect(where, radius, radius)
    made.setDevicePixelRatio(shape.ratio)
    return made


def _parts(size: QSize, count: int) -> list[QRect]:
    """Return where each of ``count`` pictures is in a tile, with a gap of a pixel between."""
    edges = [size.width() * n // count for n in range(count + 1)]
    return [
        QRect(left, 0, right - left - (right < size.width()), size.height())
        for left, right in pairwise(edges)
    ]


def _cropped(picture: QPixmap, shape: Shape) -> QPixmap:
    if shape.part is None:
        return picture
    x, y, across, down = shape.part
    wide, high = picture.width(), picture.height()
    kept = QRectF(x * wide, y * high, across * wide, down * high).toAlignedRect()
    return picture.copy(kept.intersected(picture.rect()))


def _scaled(picture: QPixmap, size: QSize) -> QPixmap:
    """Return a picture that fills ``size``, or lies in it whole where the shapes differ much."""
    off = picture.width() * size.height() / max(1, picture.height() * size.width())
    near = 1 / _NEAR <= off <= _NEAR
    mode = Qt.AspectRatioMode
    return picture.scaled(
        size,
        mode.KeepAspectRatioByExpanding if near else mode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


def _pill(
    text: str, colors: tuple[QColor, QColor | None, QColor], radius: float, ratio: float
) -> QPixmap:
    fill, edge, ink = colors
    font = theme.font("small")
    size = QSizeF(text_width(font, text) + 2 * theme.px(_PILL_PAD), theme.px(_PILL_HEIGHT))
    made = _blank(size, ratio)
    where = QRectF(QPointF(), size)
    with QPainter(made) as painter:
        box(painter, where, fill=fill, edge=edge, radius=radius)
        painter.setFont(font)
        painter.setPen(ink)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(where, int(flags), text)
    return made


def _stars(count: int, ratio: float) -> QPixmap:
    side = theme.px(_STAR)
    step = side + theme.px(1)
    made = _blank(QSizeF(step * count, side), ratio)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        for number in range(count):
            painter.drawPolygon(_star(number * step, side))
    return made


def _few_stars(count: int, ratio: float) -> QPixmap:
    font, star = theme.font("small"), _stars(1, ratio)
    room = text_width(font, str(count)) + theme.px(2)
    made = _blank(QSizeF(room + width(star), QFontMetrics(font).height()), ratio)
    height = made.deviceIndependentSize().height()
    with QPainter(made) as painter:
        painter.setFont(font)
        painter.setPen(theme.color("accent"))
        painter.drawText(QRectF(0, 0, room, height), int(Qt.AlignmentFlag.AlignVCenter), str(count))
        top = round((height - star.deviceIndependentSize().height()) / 2)
        painter.drawPixmap(room, top, star)
    return made


def _star(left: float, side: float) -> QPolygonF:
    outer, inner = side * 0.53, side * 0.22
    points = [
        QPointF(
            left + side / 2 + radius * math.sin(turn * math.pi / 5),
            side * 0.54 - radius * math.cos(turn * math.pi / 5),
        )
        for turn in range(10)
        for radius in [inner if turn % 2 else outer]
    ]
    return QPolygonF(points)
