"""Paints what becomes of a caption: what goes struck in red, what comes in green."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from app.core.captions.differing import Run
from app.ui import icons, theme
from app.ui.captions.difference_lines import BETWEEN, LINES, laid_out, shown_runs
from app.ui.widgets.painting import box, line_box

Index = QModelIndex | QPersistentModelIndex
RUNS = Qt.ItemDataRole.UserRole + 1
CHECK_WIDTH = 40  # px at zoom 1, of the place that a click ticks
_PAD, _SIDE = 10, 16


class RewordingDelegate(QStyledItemDelegate):
    """A box, and some lines of the difference about its first change."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self._lines = LINES

    def fit(self, differences: Iterable[Sequence[Run]]) -> None:
        """Have as many lines as these need, where all rows of the list are as high."""
        needed = (self._lines_of(each) for each in differences)
        self._lines = max(needed, default=LINES)

    def _lines_of(self, difference: Sequence[Run]) -> int:
        width = self._view.viewport().width() - theme.px(CHECK_WIDTH + _PAD)
        return laid_out(shown_runs(difference), width).lineCount()

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        line = QFontMetricsF(theme.font("body")).lineSpacing() + theme.px(BETWEEN)
        alike = self._view.uniformItemSizes()
        lines = self._lines if alike else max(1, self._lines_of(index.data(RUNS)))
        return QSize(theme.px(200), round(lines * line) + 2 * theme.px(_PAD))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        where = QRectF(option.rect).adjusted(0, 1, 0, -1)
        painter.save()
        line_box(painter, where, option.state)
        wanted = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        self._draw_check(painter, where, wanted)
        inside = where.adjusted(theme.px(CHECK_WIDTH), theme.px(_PAD), -theme.px(_PAD), 0)
        layout = laid_out(shown_runs(index.data(RUNS)), inside.width())
        painter.setPen(theme.color("text"))
        painter.setOpacity(1.0 if wanted else 0.4)
        layout.draw(painter, inside.topLeft())
        painter.restore()

    def _draw_check(self, painter: QPainter, where: QRectF, on: bool) -> None:
        side = theme.px(_SIDE)
        left, top = where.left() + theme.px(12), where.top() + theme.px(_PAD) + 1
        mark = QRectF(left, top, side, side)
        fill, edge = ("accent", "accent") if on else ("inset", "line_strong")
        box(painter, mark, fill=theme.color(fill), edge=theme.color(edge), radius=4)
        if on:
            icons.draw(painter, mark.adjusted(2, 2, -2, -2), "check", "on_accent")
