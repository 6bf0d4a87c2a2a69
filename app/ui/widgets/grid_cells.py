"""Where the tiles of a grid and their parts are."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFontMetrics

from app.ui import theme

STRIP = 4  # pictures side by side in a filmstrip
_STRIP_WIDTH = 2.5  # of a filmstrip, in widths of a single picture
_GAP, _LINE_GAP = 10, 5  # px at zoom 1: between tiles, over the title


@dataclass(frozen=True, slots=True)
class Cells:
    """Where tiles and their parts are; all in px, zoomed.

    Attributes:
        columns: Tiles side by side.
        width: Of a cell: a tile and the gap beside it; ``height`` likewise.
        line: Height of the title.
        across: Pictures side by side in a tile.
    """

    columns: int
    width: int
    height: int
    line: int
    across: int = 1

    @classmethod
    def filling(cls, available: int, tile: int, *, strips: bool = False) -> Cells:
        """Return cells that fill ``available`` px evenly, each picture at least ``tile`` wide.

        Filmstrips are wider, their pictures narrower.
        """
        gap, line = theme.px(_GAP), QFontMetrics(theme.font("small")).height()
        across = STRIP if strips else 1
        wanted = round(tile * _STRIP_WIDTH) if strips else tile
        columns = max(1, available // (wanted + gap))
        width = max(available // columns, gap + 16)
        below = theme.px(_LINE_GAP) + line + theme.px(14)
        return cls(columns, width, _height(width - gap, across) + below, line, across)

    @property
    def size(self) -> QSize:
        """Size of a cell."""
        return QSize(self.width, self.height)

    @property
    def picture_width(self) -> int:
        """Width of a tile's picture, or of its whole filmstrip."""
        return self.width - theme.px(_GAP)

    def top(self, row: int) -> int:
        """Return how far a row of the model is below the first."""
        return row // self.columns * self.height

    def rows(self, top: int, bottom: int, count: int) -> tuple[int, int]:
        """Return which of ``count`` rows of the model can be seen between ``top`` and ``bottom``.

        The first, and one past the last.
        """
        first, last = top // self.height, bottom // self.height + 1
        return first * self.columns, min(last * self.columns, count)

    def picture(self, cell: QRect) -> QRect:
        """Return where the picture is in ``cell``."""
        width = self.picture_width
        left = cell.x() + (self.width - width) // 2
        return QRect(left, cell.y(), width, _height(width, self.across))

    def title(self, cell: QRect) -> QRect:
        """Return where title and stars are in ``cell``."""
        picture = self.picture(cell)
        top = picture.y() + picture.height() + theme.px(_LINE_GAP)
        inset = theme.px(1)
        return QRect(picture.x() + inset, top, picture.width() - 2 * inset, self.line)


def _height(width: int, across: int) -> int:
    """Return how high so many pictures of 16:9 side by side are."""
    return round(width / across * 9 / 16)
