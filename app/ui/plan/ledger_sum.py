"""The last row of a table that scrolls, kept in sight at the bottom."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from app.ui import theme
from app.ui.widgets.table import Table


class SumRow(QWidget):
    """Paints the last row over the rows that are scrolled; the mouse sees the table through it.

    Scrolled to the end it lies on that row itself, so nothing is ever covered for good.
    """

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._table = table
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        for bar in (table.verticalScrollBar(), table.horizontalScrollBar()):
            bar.valueChanged.connect(self.update)
        table.verticalScrollBar().rangeChanged.connect(self.place)
        table.selectionModel().selectionChanged.connect(self.update)
        theme.changes().changed.connect(self.update)

    def place(self) -> None:
        """Be where the table ends, where it scrolls at all."""
        view, tall = self._table.viewport().geometry(), self._table.row_height()
        self.setGeometry(view.left(), view.bottom() + 1 - tall, view.width(), tall)
        self.setVisible(self._table.verticalScrollBar().maximum() > 0)
        self.raise_()
        self.update()

    def row_at(self, at: QPoint) -> int:
        """Return the row it shows where it covers a place of the viewport; else -1."""
        top = self._table.viewport().height() - self._table.row_height()
        covers = not self.isHidden() and top <= at.y() < self._table.viewport().height()
        return self._table.model().rowCount() - 1 if covers else -1

    def paintEvent(self, _: QPaintEvent) -> None:
        painter, table = QPainter(self), self._table
        painter.fillRect(self.rect(), theme.color("surface"))
        row, model = table.model().rowCount() - 1, table.model()
        for column in range(model.columnCount() if row >= 0 else 0):
            if table.isColumnHidden(column):
                continue
            option = QStyleOptionViewItem()
            left, wide = table.columnViewportPosition(column), table.columnWidth(column)
            option.rect = QRect(left, 0, wide, self.height())
            if table.selectionModel().isRowSelected(row):
                option.state |= QStyle.StateFlag.State_Selected
            table.itemDelegate().paint(painter, option, model.index(row, column))
        painter.fillRect(0, 0, self.width(), 1, theme.color("line"))
