"""Where the cells of a grid of samples lie: pixels of the grid's contents."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect

from app.ui import theme

GAP, HEAD = 8, 22  # px at zoom 1: between cells; a prompt's line above its row


@dataclass(frozen=True, slots=True)
class SampleLayout:
    """Rows of cells of one size, a line of words above each.

    Attributes:
        width: Of a cell, px.
        shape: Height of a cell for each px of its width.
    """

    rows: int = 0
    columns: int = 0
    width: int = 1
    shape: float = 0.6

    @property
    def height(self) -> int:
        """Of a cell, px."""
        return max(1, round(self.width * self.shape))

    @property
    def whole(self) -> tuple[int, int]:
        """Width and height of all, px."""
        gap = theme.px(GAP)
        wide = self.columns * (self.width + gap) - gap
        high = self.rows * (self.height + theme.px(HEAD) + gap) - gap
        return max(0, wide), max(0, high)

    def cell(self, row: int, column: int) -> QRect:
        """Return where a cell lies."""
        gap = theme.px(GAP)
        top = row * (self.height + theme.px(HEAD) + gap) + theme.px(HEAD)
        return QRect(column * (self.width + gap), top, self.width, self.height)

    def head(self, row: int) -> QRect:
        """Return where the line above a row lies; its left edge follows the scrolling."""
        top = self.cell(row, 0).top() - theme.px(HEAD)
        return QRect(0, top, self.whole[0], theme.px(HEAD))

    def at(self, point: QPoint) -> tuple[int, int] | None:
        """Return the cell at a point; None where none is."""
        column = point.x() // (self.width + theme.px(GAP))
        row = point.y() // (self.height + theme.px(HEAD) + theme.px(GAP))
        inside = 0 <= row < self.rows and 0 <= column < self.columns
        return (row, column) if inside and self.cell(row, column).contains(point) else None

    def row_at(self, point: QPoint) -> int | None:
        """Return the row whose words are at a point; None where none are."""
        row = point.y() // (self.height + theme.px(HEAD) + theme.px(GAP))
        return row if 0 <= row < self.rows and self.head(row).contains(0, point.y()) else None

    def columns_in(self, left: int, right: int) -> range:
        """Return the columns of which something lies in ``[left, right)``."""
        step = self.width + theme.px(GAP)
        return range(max(0, left // step), max(0, min(self.columns, -(-right // step))))

    def rows_in(self, top: int, bottom: int) -> range:
        """Return the rows of which something lies in ``[top, bottom)``."""
        step = self.height + theme.px(HEAD) + theme.px(GAP)
        return range(max(0, top // step), max(0, min(self.rows, -(-bottom // step))))
