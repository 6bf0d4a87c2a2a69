"""How a tile of the grid looks: picture, badges, length, title, stars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.core.browsing.tile import Key, Tile, scrub_frames, short_clock, strip_frames
from app.core.language import tr
from app.ui import theme
from app.ui.widgets import tile_painting as parts
from app.ui.widgets.grid_cells import Cells
from app.ui.widgets.grid_model import TileModel
from app.ui.widgets.painting import box, faded
from app.ui.widgets.thumbnails import Thumbnails

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

_INSIDE, _BADGE_GAP = 6, 4  # px at zoom 1: in the picture, between badges
_REJECTED, _DIM_STARS = 0.35, 0.5  # how much of a rejected tile is left
_RADIUS = 7


class TileDelegate(QStyledItemDelegate):
    """Paints tiles; asks for their pictures while painting.

    Attributes:
        cells: Where things are; set by the grid.
        films: The indexes of the films, by source id.
        hovered: The tile under the mouse.
        place: How far the mouse is across it, one of its `scrub_frames`; None: not scrubbing.
    """

    def __init__(self, model: TileModel, thumbnails: Thumbnails, parent: QObject) -> None:
        super().__init__(parent)
        self.cells = Cells.filling(800, 160)
        self.films: Mapping[int, FrameIndex] = {}
        self.hovered: Key | None = None
        self.place: int | None = None
        self._model = model
        self._thumbnails = thumbnails
        self._pictures = parts.TilePictures()
        theme.changes().changed.connect(self._pictures.clear)

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return self.cells.size

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        tile = self._model.tiles[index.row()]
        cell: QRect = option.rect
        state: QStyle.StateFlag = option.state
        picture = self.cells.picture(cell)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_picture(painter, tile, picture)
        self._draw_corners(painter, tile, picture)
        if self.place is not None and tile.key == self.hovered:
            self._draw_place(painter, tile, picture)
        self._draw_frame(painter, tile, picture, state)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        self._draw_title(painter, tile, self.cells.title(cell), selected)

    def tile(self, index: QModelIndex) -> Tile:
        """Return the tile of a row."""
        return self._model.tiles[index.row()]

    # ------------------------------------------------------------------ the picture

    def make_room(self, area: QSize, ratio: float) -> None:
        """Keep as many painted pictures as an area of tiles needs, in px of such a screen."""
        self._pictures.make_room(area.width() * area.height() * ratio**2)

    def fetch_only(self, tiles: Iterable[Tile], ratio: float) -> None:
        """Fetch no pictures but those of ``tiles``, at ``ratio`` device pixels per px."""
        wanted: list[tuple[FrameIndex, int, int]] = []
        for tile in tiles:
            film = self.films.get(tile.source)
            if film is not None:
                frames = scrub_frames(tile) if tile.key == self.hovered else ()
                wanted += [(film, each, self._width(ratio)) for each in (*self._of(tile), *frames)]
        self._thumbnails.retain(self, wanted)

    def _of(self, tile: Tile) -> tuple[int, ...]:
        """Return the frames a tile shows side by side."""
        return (tile.frame,) if self.cells.across == 1 else strip_frames(tile, self.cells.across)

    def _width(self, ratio: float) -> int:
        """Return the device pixels a picture is wide on a screen with that pixel ratio."""
        return round(self.cells.picture_width * ratio / self.cells.across)

    def _draw_picture(self, painter: QPainter, tile: Tile, where: QRect) -> None:
        device = painter.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        pictures = self._shown(tile, self._width(ratio))
        if not any(pictures):
            self._draw_missing(painter, tile, where, self._width(ratio))
            return
        shape = parts.Shape(where.size(), ratio, theme.px(_RADIUS), self._kept(tile))
        if tile.state == "rejected":
            painter.setOpacity(_REJECTED)
        painter.drawPixmap(where.topLeft(), self._pictures.finished(pictures, shape))
        painter.setOpacity(1.0)

    def _shown(self, tile: Tile, width: int) -> list[QPixmap | None]:
        """Return the pictures a tile shows side by side, None for those that are not there."""
        film, frames = self.films.get(tile.source), self._of(tile)
        if film is None:
            return [None]
        pictures = [self._picture(film, frame, width) for frame in frames]
        if self.place is not None and tile.key == self.hovered:
            part = self.place * len(frames) // len(scrub_frames(tile))
            pictures[part] = self._scrubbed(film, tile, width) or pictures[part]
        return pictures

    def _picture(self, film: FrameIndex, frame: int, width: int) -> QPixmap | None:
        if self._thumbnails.is_damaged(film, frame, width):
            return None
        return self._thumbnails.pixmap(film, frame, width, asker=self)

    def _scrubbed(self, film: FrameIndex, tile: Tile, width: int) -> QPixmap | None:
        """Return the picture at the mouse, or the nearest there is; None where there is none."""
        frames, place = scrub_frames(tile), self.place or 0
        best: tuple[int, QPixmap] | None = None
        for number, frame in enumerate(frames):
            picture = self._thumbnails.pixmap(film, frame, width, asker=self, now=True)
            far = abs(number - place)
            if picture is not None and (best is None or far < best[0]):
                best = far, picture
        return None if best is None else best[1]

    def _kept(self, tile: Tile) -> tuple[float, float, float, float] | None:
        """Return the part of the picture that is kept: x, y, width, height in shares."""
        film = self.films.get(tile.source)
        if tile.crop is None or film is None:
            return None
        width, height = film.display_width, film.display_height
        crop = tile.crop
        return crop.x / width, crop.y / height, crop.width / width, crop.height / height

    def _draw_missing(self, painter: QPainter, tile: Tile, where: QRect, width: int) -> None:
        """Draw a tile without a picture: not there yet, or damaged."""
        box(painter, QRectF(where), fill=theme.color("inset"), edge=theme.color("line_soft"))
        film = self.films.get(tile.source)
        if film is not None and self._thumbnails.is_damaged(film, tile.frame, width):
            painter.setFont(theme.font("small"))
            painter.setPen(theme.color("bad"))
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter, self.tr("damaged here"))

    # ------------------------------------------------------------------ what stands on it

    def _draw_corners(self, painter: QPainter, tile: Tile, picture: QRect) -> None:
        inset = theme.px(_INSIDE)
        inside = picture.adjusted(inset, inset, -inset, -inset)
        left = inside.x()
        for pill in self._badges(painter, tile, inside.width()):
            painter.drawPixmap(left, inside.y(), pill)
            left += parts.width(pill) + theme.px(_BADGE_GAP)
        if tile.length is not None and tile.kind != "still":
            pill = self._pictures.length(self.tr("{} f").format(tile.length), painter)
            size = pill.deviceIndependentSize().toSize()
            painter.drawPixmap(
                inside.right() - size.width() + 1, inside.bottom() - size.height() + 1, pill
            )

    def _badges(self, painter: QPainter, tile: Tile, room: int) -> list[QPixmap]:
        """Return the badges that fit into ``room`` px; "+2" stands for those that do not.

        Of those of checks the worst is shown.
        """
        gap = theme.px(_BADGE_GAP)
        checks = tile.problems
        badges = [*(badge for badge in tile.badges if not badge.check), *checks[:1]]
        pills = [self._pictures.badge(tr(each.text), each.tone, painter) for each in badges]
        for left_out in range(len(pills)):
            shown = pills[: len(pills) - left_out]
            rest = left_out + len(checks[1:])
            if rest:
                shown.append(self._pictures.badge(f"+{rest}", "neutral", painter))
            if sum(map(parts.width, shown)) + gap * (len(shown) - 1) <= room:
                return shown
        return pills[:1]

    def _draw_place(self, painter: QPainter, tile: Tile, picture: QRect) -> None:
        """Draw how far the mouse is across the tile."""
        places = len(scrub_frames(tile))
        height, inset = theme.px(3), theme.px(_RADIUS)
        line = QRectF(picture.adjusted(inset, 0, -inset, 0))
        line.setTop(picture.bottom() - height)
        line.setHeight(height)
        box(painter, line, fill=faded(theme.color("scrim"), 0.7), radius=height)
        line.setWidth(line.width() * ((self.place or 0) + 1) / places)
        box(painter, line, fill=theme.color("accent"), radius=height)

    def _draw_frame(
        self, painter: QPainter, tile: Tile, picture: QRect, state: QStyle.StateFlag
    ) -> None:
        if state & QStyle.StateFlag.State_Selected:
            color, width = theme.color("accent"), theme.px(2)
        elif state & QStyle.StateFlag.State_HasFocus:
            color, width = theme.color("muted"), theme.px(2)
        elif tile.key == self.hovered:
            color, width = faded(theme.color("text"), 0.55), 1
        else:
            return
        painter.setPen(QPen(QColor(color), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = width / 2
        radius = theme.px(_RADIUS) - half
        painter.drawRoundedRect(QRectF(picture).adjusted(half, half, -half, -half), radius, radius)

    # ------------------------------------------------------------------ what stands under it

    def _draw_title(self, painter: QPainter, tile: Tile, where: QRect, selected: bool) -> None:
        dim = tile.state == "rejected" and not selected
        time, room = short_clock(tile.begins), where.width()
        if tile.stars:
            painter.setOpacity(_DIM_STARS if dim else 1.0)
            room -= self._draw_stars(painter, tile.stars, time, where) + theme.px(6)
            painter.setOpacity(1.0)
        painter.setPen(theme.color("text" if selected else "dim" if dim else "muted"))
        painter.setFont(theme.font("small"))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        text = parts.title(tile.film, time, room)
        painter.drawText(where, int(flags), text)

    def _draw_stars(self, painter: QPainter, count: int, time: str, where: QRect) -> int:
        """Draw stars at the right, as "3★" where there is little room; return their width."""
        stars = self._pictures.stars(count, painter)
        if parts.width(stars) + parts.time_width(time) > where.width():
            stars = self._pictures.few_stars(count, painter)
        size = stars.deviceIndependentSize().toSize()
        top = where.y() + (where.height() - size.height()) // 2
        painter.drawPixmap(where.right() + 1 - size.width(), top, stars)
        return size.width()
