"""The ledger as a table: a row for each bucket of each dataset, subtotals, and the sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem

from app.core.language import tr
from app.core.planner.tables.ledger_table import HEADS, Column, as_markdown, as_tsv
from app.ui import theme
from app.ui.plan.ledger_model import BEHIND, RIGHT, LedgerModel
from app.ui.plan.ledger_sum import SumRow
from app.ui.widgets.painting import text_width
from app.ui.widgets.table import Index, Role, Table, TableDelegate

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView
    from app.core.planner.tables.behind import What
    from app.core.planner.tables.ledger_table import Line
    from app.core.planner.tables.pinned import Difference

_PAD = 10  # px beside the words of a head, as the style sheet has it
_SWATCH = 16  # px of the square before a name, and the gap
_MOST_ROWS = 16  # that are shown at once; more are scrolled
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Delegate(TableDelegate):
    """Underlines the number that Enter would open, or a click."""

    def __init__(self, table: LedgerTable) -> None:
        super().__init__(table)
        self._ledger = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        here = self._ledger.hasFocus() and self._ledger.currentIndex() == index
        hot = self._ledger.hot() == (index.row(), index.column())
        if not (here or hot):
            return
        words = str(index.data())
        bold = index.data(Role.TOTAL) or index.data(Role.STRONG)
        font = theme.font("strong" if bold else "body")
        where = QRectF(option.rect).adjusted(theme.px(_PAD), 0, -theme.px(_PAD), 0)
        width = min(where.width(), text_width(font, words) or theme.px(12))
        left = where.right() - width if index.column() in RIGHT else where.left()
        under = round(where.center().y() + theme.px(9))
        ink = theme.color("accent" if here else "muted")
        painter.fillRect(QRectF(left, under, width, 1), ink)


class LedgerTable(Table):
    """As high as its rows, up to some; a click on a head sorts, one on a number shows its clips.

    Left and Right choose a column, Space sorts by it, Enter shows what is behind its number.

    Signals:
        behind_asked: A `Line`, which of its numbers, and where the cell is, px of the screen:
            the clips behind it are to be shown.
        copied: What was put into the clipboard.
        menu_asked: Where, px of the screen.
    """

    behind_asked = Signal(object, str, QPoint)
    copied = Signal(str)
    menu_asked = Signal(QPoint)

    _sum: SumRow | None = None  # Qt asks for places while the table is still made

    def __init__(self) -> None:
        super().__init__(numeric=RIGHT, name=QCoreApplication.translate("Ledger", "Ledger"))
        self._fitting: list[int] = []  # the least width of each column
        self._hot = (-1, -1)  # row and column of the number the mouse is on
        self._pressed = (-1, -1)
        self._model = LedgerModel()
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self._sum = SumRow(self)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.horizontalHeader().sectionClicked.connect(self.sort_by)

    @property
    def ledger(self) -> LedgerModel:
        """Its lines."""
        return self._model

    def show_view(self, view: PlanView, difference: Difference | None = None) -> None:
        """Show a plan's ledger, and how it differs from a pinned one; what is current stays so."""
        line, top = self.current_line(), self.verticalScrollBar().value()
        column = max(0, self.currentIndex().column())
        self._hot = (-1, -1)
        self._model.show_view(view, difference)
        self.fit_columns()
        self.fit_height()
        self._go_to(line, column)
        self.verticalScrollBar().setValue(top)

    def current_line(self) -> Line | None:
        """Return the line that is current; None where none is."""
        return self._model.line(self.currentIndex().row())

    def sort_by(self, section: int) -> None:
        """Sort by a column: numbers from the largest; the same column again the other way."""
        column, model = Column(section), self._model
        again = column == model.column
        line, at = self.current_line(), max(0, self.currentIndex().column())
        descending = not model.descending if again else column != Column.DATASET
        model.sort_by(column, descending=descending)
        self.fit_columns()
        self.fit_height()
        self._go_to(line, at)

    def sort_by_current(self) -> None:
        """Sort by the column that is current."""
        self.sort_by(max(0, self.currentIndex().column()))

    def ask_behind(self) -> None:
        """Ask for the clips behind the current number; where there is none, behind the samples."""
        index = self.currentIndex()
        if not index.isValid():
            index = self._model.index(self._model.rowCount() - 1, Column.SAMPLES)
        if index.isValid():
            self._ask(index)

    def _ask(self, index: Index) -> None:
        line = self._model.line(index.row())
        if line is not None:
            what: What = BEHIND.get(Column(index.column()), "samples")
            at = self.viewport().mapToGlobal(self.visualRect(index).bottomRight())
            self.behind_asked.emit(line, what, at)

    def copy(self, *, markdown: bool = False) -> None:
        """Put the table into the clipboard: the selected lines where several are, else all."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        chosen = [line for line in map(self._model.line, rows) if line is not None]
        lines = chosen if len(chosen) > 1 else self._model.lines()
        text = as_markdown(lines) if markdown else as_tsv(lines)
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(text)

    def hot(self) -> tuple[int, int]:
        """Return row and column of the number the mouse is on; -1 both for none."""
        return self._hot

    def _go_to(self, line: Line | None, column: int) -> None:
        row = self._model.row_like(line)
        if row >= 0:
            self.setCurrentIndex(self._model.index(row, column))

    # ------------------------------------------------------------------------------ its size

    def fit_columns(self, stretch: int = Column.DATASET) -> None:
        """Make each column as wide as its cells; what is left over is shared by all."""
        self._stretch = None
        for column in Column:
            self.setColumnHidden(column, False)
        self._fitting = [self._fit(column) for column in Column]
        self._share_width()

    def _fit(self, column: Column) -> int:
        """Return the least width of a column: of its head, and of its longest words in bold."""
        head, cell = theme.font("small"), theme.font("strong")
        title = tr(HEADS[column][0])
        title += " ↓" if column == self._model.column else ""
        wide = max((text_width(cell, text) for text in self._model.longest(column)), default=0)
        wide += theme.px(_SWATCH) if column == Column.DATASET else 0
        return max(wide, text_width(head, title) + 2) + 2 * theme.px(_PAD)

    def fit_height(self) -> None:
        """Be as high as the rows, up to some, and what it takes to scroll sideways."""
        rows, policy = self._model.rowCount(), Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if rows > _MOST_ROWS:
            rows, policy = _MOST_ROWS, Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        self.setVerticalScrollBarPolicy(policy)
        height = self.horizontalHeader().sizeHint().height() + rows * self.row_height()
        if self._needed() > self.viewport().width():
            height += self.horizontalScrollBar().sizeHint().height() + theme.px(2)
        self.setFixedHeight(height)

    def _share_width(self) -> None:
        if not self._fitting:
            return
        self._hide_spare()
        shown = [column for column in sorted(RIGHT) if not self.isColumnHidden(column)]
        rest = max(0, self.viewport().width() - self._needed())
        each = int(rest * 0.6 / len(shown))
        for column in shown:
            self.setColumnWidth(column, self._fitting[column] + each)
        name = self._fitting[Column.DATASET]
        self.setColumnWidth(Column.DATASET, name + rest - each * len(shown))

    def _hide_spare(self) -> None:
        """Hide as many columns as must go for the others to fit."""
        over = sum(self._fitting) - self.viewport().width()
        hidden = set()
        for column in self._model.spare():
            if over > 0:
                hidden.add(column)
                over -= self._fitting[column]
        for column in Column:
            self.setColumnHidden(column, column in hidden)

    def _needed(self) -> int:
        """Return the least width of the columns that are shown, px."""
        return sum(
            width for column, width in enumerate(self._fitting) if not self.isColumnHidden(column)
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitting and event.size().width() != event.oldSize().width():
            self.fit_height()
        if self._sum is not None:
            self._sum.place()

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = -1 if self._sum is None else self._sum.row_at(point)
        if row < 0:
            return super().indexAt(point)
        return self._model.index(row, self.columnAt(point.x()))

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        super().scrollTo(index, hint)
        if self._sum is None or self._sum.isHidden() or index.row() == self._model.rowCount() - 1:
            return
        end = self.viewport().height() - self.row_height()
        under = self.visualRect(index).bottom() + 1 - end
        if under > 0:  # the sums would cover it
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + under)

    def _renew_sizes(self) -> None:
        super()._renew_sizes()
        if self._fitting:
            self.fit_columns()
            self.fit_height()

    # ---------------------------------------------------------------------------------- hand

    def _number_at(self, at: QPoint) -> tuple[int, int]:
        index = self.indexAt(at)
        known = index.isValid() and self._model.opens(index)
        return (index.row(), index.column()) if known else (-1, -1)

    def _heat(self, cell: tuple[int, int]) -> None:
        if cell != self._hot:
            self._hot = cell
            shape = Qt.CursorShape.PointingHandCursor
            self.viewport().setCursor(shape if cell[0] >= 0 else Qt.CursorShape.ArrowCursor)
            self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._heat(self._number_at(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._heat((-1, -1))
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        left = event.button() == Qt.MouseButton.LeftButton and plain
        self._pressed = self._number_at(event.position().toPoint()) if left else (-1, -1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        cell, self._pressed = self._pressed, (-1, -1)
        if cell[0] >= 0 and cell == self._number_at(event.position().toPoint()):
            self._ask(self._model.index(*cell))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in _ENTER and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.ask_behind()
        elif event.key() == Qt.Key.Key_Space:
            self.sort_by_current()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(event.globalPos())
