"""Tables: hairlines, no grid, numbers at the right with digits of one width.

A model of the caller's own gives the cells; besides Qt's roles `Table` reads those of `Role`.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionHeader,
    QStyleOptionViewItem,
    QTableView,
)

from app.ui import icons, theme
from app.ui.widgets.painting import box, faded, text_width, words

Index = QModelIndex | QPersistentModelIndex
_PAD = 10
_SWATCH = 8


class Role(IntEnum):
    """What a cell may say besides its text."""

    TONE = Qt.ItemDataRole.UserRole + 101
    """Name of a colour: a `theme.Tone`, "muted", "dim"."""
    SWATCH = Qt.ItemDataRole.UserRole + 102
    """Name of a colour of the square before the text."""
    TOTAL = Qt.ItemDataRole.UserRole + 103
    """True in every cell of the row of sums: bold."""
    MARKED = Qt.ItemDataRole.UserRole + 104
    """True in every cell of a row that is lit in the accent (the chosen checkpoint)."""
    STRONG = Qt.ItemDataRole.UserRole + 105
    """True for a cell in bold."""


class RowFacts(NamedTuple):
    """What is the same in all cells of a row.

    Attributes:
        marked: `Role.MARKED`; ``total``: `Role.TOTAL`.
        total_next: The row below is one of sums.
        last: No row is below.
    """

    marked: bool
    total: bool
    total_next: bool
    last: bool


class TableDelegate(QStyledItemDelegate):
    """Paints a cell of a `Table`; subclass it for cells that hold more than words."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        font = theme.font("strong" if _bold(index) else "body")
        width = text_width(font, _text(index)) + 2 * theme.px(_PAD)
        width += theme.px(_SWATCH + 8) * (index.data(Role.SWATCH) is not None)
        icon = index.data(Qt.ItemDataRole.DecorationRole)
        width += theme.px(22) * isinstance(icon, str)
        return QSize(width, self._table.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        where = QRectF(option.rect)
        painter.save()
        self.draw_back(painter, where, option, index)
        inside = where.adjusted(theme.px(_PAD), 0, -theme.px(_PAD), -1)
        inside = self._draw_leading(painter, inside, index)
        bold = self._table.row_facts(index.row()).total or index.data(Role.STRONG)
        painter.setFont(theme.font("strong" if bold else "body"))
        ink = _ink(index.data(Role.TONE) or "text") if self._table.isEnabled() else _ink("faint")
        right = index.column() in self._table.numeric()
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        words(painter, inside, _text(index), ink, side)
        painter.restore()

    def draw_back(
        self, painter: QPainter, where: QRectF, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Fill the row's colour and draw its hairline."""
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        row = self._table.row_facts(index.row())
        if row.marked:
            painter.fillRect(where, theme.color("accent_fill"))
        if selected:
            painter.fillRect(where, theme.color("raised"))
        elif index.row() == self._table.hovered_row():
            painter.fillRect(where, faded(theme.color("raised"), 0.55))
        if not (row.last and row.total):
            line = theme.color("line" if row.total_next else "line_soft")
            painter.fillRect(QRectF(where.left(), where.bottom() - 1, where.width(), 1), line)
        if selected and index.column() == 0 and self._table.hasFocus():
            bar = QRectF(where.left(), where.top(), theme.px(2), where.height() - 1)
            painter.fillRect(bar, theme.color("accent"))

    def _draw_leading(self, painter: QPainter, inside: QRectF, index: Index) -> QRectF:
        swatch = index.data(Role.SWATCH)
        if swatch is not None:
            side = theme.px(_SWATCH)
            top = round(inside.center().y() - side / 2)
            spot = QRectF(inside.left(), top, side, side)
            box(painter, spot, fill=_ink(swatch, "solid"), radius=2)
            inside.setLeft(inside.left() + side + theme.px(8))
        icon = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(icon, str):
            side = theme.px(15)
            tone = _ink(index.data(Role.TONE) or "muted")
            icons.draw(
                painter, QRectF(inside.left(), inside.top(), side, inside.height()), icon, tone
            )
            inside.setLeft(inside.left() + side + theme.px(7))
        return inside


class _Header(QHeaderView):
    """Heads stand over their column as its cells do."""

    def __init__(self, table: Table) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setMinimumSectionSize(theme.px(40))

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, logicalIndex: int) -> None:
        super().initStyleOptionForIndex(option, logicalIndex)
        right = logicalIndex in self._table.numeric()
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        option.textAlignment = side | Qt.AlignmentFlag.AlignVCenter

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.px(32))


class Table(QTableView):
    """A table of whole rows: arrows move, Enter activates, the row under the mouse is lit.

    ``numeric`` are the columns whose cells stand at the right.
    """

    def __init__(self, *, numeric: frozenset[int] = frozenset(), name: str = "") -> None:
        super().__init__()
        self._numeric, self._hovered = numeric, -1
        self._facts: dict[int, RowFacts] = {}  # while it is painted
        self._stretch: tuple[int, int] | None = None  # column, its least width
        self.setAccessibleName(name)
        self.setHorizontalHeader(_Header(self))
        theme.set_font(self.horizontalHeader(), "small")
        theme.set_font(self.horizontalHeader().viewport(), "small")  # what it is painted with
        self.setItemDelegate(TableDelegate(self))
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(self.row_height())
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        theme.changes().changed.connect(self._renew_sizes)

    def numeric(self) -> frozenset[int]:
        """Return the columns whose cells stand at the right."""
        return self._numeric

    def set_numeric(self, columns: frozenset[int]) -> None:
        """Change which columns stand at the right."""
        self._numeric = columns
        self.viewport().update()

    def row_height(self) -> int:
        """Return the height of a row in px, zoomed."""
        return theme.px(31)

    def hovered_row(self) -> int:
        """Return the row under the mouse, or -1."""
        return self._hovered

    def row_facts(self, row: int) -> RowFacts:
        """Return what is equal in all cells of a row; asked of once while it is painted."""
        facts = self._facts.get(row)
        if facts is None:
            first, model = self.model().index(row, 0), self.model()
            facts = self._facts[row] = RowFacts(
                bool(first.data(Role.MARKED)),
                bool(first.data(Role.TOTAL)),
                bool(model.index(row + 1, 0).data(Role.TOTAL)),
                row == model.rowCount() - 1,
            )
        return facts

    def paintEvent(self, event: QPaintEvent) -> None:
        self._facts.clear()
        super().paintEvent(event)

    def fit_columns(self, stretch: int = 0) -> None:
        """Make each column as wide as its cells and let column ``stretch`` take the rest.

        Where there is no rest the table scrolls sideways: no cell is cut.
        """
        self.resizeColumnsToContents()
        self._stretch = (stretch, self.columnWidth(stretch))
        self._share_width()

    def _share_width(self) -> None:
        if self._stretch is None or not self.model():
            return
        column, least = self._stretch
        others = self.horizontalHeader().length() - self.columnWidth(column)
        self.setColumnWidth(column, max(least, self.viewport().width() - others))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def fit_height(self) -> None:
        """Be exactly as high as all rows; for small tables inside a card."""
        rows = self.model().rowCount() if self.model() else 0
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows * self.row_height())
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _renew_sizes(self) -> None:
        self.horizontalHeader().setMinimumSectionSize(theme.px(40))
        self.verticalHeader().setDefaultSectionSize(self.row_height())

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(int(event.position().y())))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)


def _text(index: Index) -> str:
    value = index.data(Qt.ItemDataRole.DisplayRole)
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def _bold(index: Index) -> bool:
    return bool(index.data(Role.TOTAL) or index.data(Role.STRONG))


def _ink(name: str, part: theme.Part = "text") -> QColor:
    if name in theme.TONES:
        return theme.tone_color(name, part)
    return theme.color(name)
