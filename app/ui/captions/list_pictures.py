"""The pictures of clips beside their captions, and the pills under them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from app.core.browsing import Tile
from app.ui import theme
from app.ui.theme import Tone
from app.ui.widgets import tile_painting as parts
from app.ui.widgets.painting import box
from app.ui.widgets.thumbnails import Thumbnails

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

_RADIUS, _GAP = 5, 6  # px at zoom 1


class ClipPictures:
    """Paints them; what is not at hand comes later, and `Thumbnails.loaded` tells.

    Args:
        asker: Who paints; see `Thumbnails.retain`.
        films: The indexes of the films, by source; grows.
    """

    def __init__(
        self, thumbnails: Thumbnails, films: Mapping[int, FrameIndex], asker: Hashable
    ) -> None:
        self._thumbnails, self._films, self._asker = thumbnails, films, asker
        self._parts = parts.TilePictures()
        theme.changes().changed.connect(self._parts.clear)

    def draw(self, painter: QPainter, where: QRect, tile: Tile, missing: str) -> None:
        """Draw the middle frame of a clip, cropped as it is; ``missing``: what a damaged one says.

        The corners are round, and the picture keeps its shape.
        """
        film = self._films.get(tile.source)
        ratio = painter.device().devicePixelRatioF()
        width = round(where.width() * ratio)
        picture = None
        damaged = film is not None and self._thumbnails.is_damaged(film, tile.frame, width)
        if film is not None and not damaged:
            picture = self._thumbnails.pixmap(film, tile.frame, width, asker=self._asker)
        if picture is None:
            box(painter, QRectF(where), fill=theme.color("inset"), edge=theme.color("line_soft"))
            if damaged:
                painter.setFont(theme.font("small"))
                painter.setPen(theme.color("bad"))
                painter.drawText(where, Qt.AlignmentFlag.AlignCenter, missing)
            return
        shape = parts.Shape(where.size(), ratio, theme.px(_RADIUS), self._kept(tile))
        painter.drawPixmap(where.topLeft(), self._parts.finished([picture], shape))

    def fetch_only(self, tiles: Iterable[Tile], width: int) -> None:
        """Fetch no pictures but those of ``tiles``, ``width`` device pixels wide."""
        films = self._films
        wanted = [(films[tile.source], tile.frame, width) for tile in tiles if tile.source in films]
        self._thumbnails.retain(self._asker, wanted)

    def make_room(self, area: QSize, ratio: float) -> None:
        """Keep as many painted pictures as such an area can show, px."""
        self._parts.make_room(area.width() * area.height() * ratio**2)

    def pills(self, painter: QPainter, where: QRect, chips: Iterable[tuple[str, Tone]]) -> int:
        """Draw pills from the left, as many as there is room for; return where they end, px."""
        left = where.left()
        for text, tone in chips:
            pill = self._parts.badge(text, tone, painter)
            if left > where.left() and left + parts.width(pill) > where.right():
                break
            top = where.top() + (where.height() - _height(pill)) // 2
            painter.drawPixmap(left, top, pill)
            left += parts.width(pill) + theme.px(_GAP)
        return left

    def _kept(self, tile: Tile) -> tuple[float, float, float, float] | None:
        """Return the part of the picture that is kept: x, y, width, height in shares."""
        film = self._films.get(tile.source)
        if tile.crop is None or film is None:
            return None
        wide, high, crop = film.display_width, film.display_height, tile.crop
        return crop.x / wide, crop.y / high, crop.width / wide, crop.height / high


def _height(pill: QPixmap) -> int:
    return round(pill.deviceIndependentSize().height())
