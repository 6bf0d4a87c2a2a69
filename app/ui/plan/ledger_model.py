"""The ledger as a model: its lines in an order, and how they differ from a pinned plan."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from app.core.language import tr
from app.core.planner.tables.how_counted import how_counted
from app.core.planner.tables.ledger_table import HEADS, NOTHING, Column, Line, cells, spare
from app.core.planner.tables.pinned import Change, Difference, PinnedRow, pinned_cells, told
from app.ui.tokens import DATASETS
from app.ui.widgets.table import Index, Role
from app.ui.widgets.tips import plain

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView
    from app.core.planner.tables.behind import What

RIGHT = frozenset(Column) - {Column.DATASET}
BEHIND: dict[Column, What] = {
    Column.WINDOWS: "windows",
    Column.COLLIDE: "collide",
    Column.SAMPLES: "samples",
    Column.BATCHES: "samples",
}
"""The columns whose numbers open what is behind them."""

_LONGEST = 4
_ROOT = QModelIndex()


class LedgerModel(QAbstractTableModel):
    """The lines of a ledger; those of a pinned plan that are gone stand before the sums.

    Attributes:
        column: What they are sorted by.
        descending: Which way.
    """

    def __init__(self) -> None:
        super().__init__()
        self.column, self.descending = Column.DATASET, False
        self._view: PlanView | None = None
        self._difference: Difference | None = None
        self._lines: list[Line | PinnedRow] = []
        self._cells: list[list[str]] = []
        self._changes: dict[int, Change] = {}  # by the line's id
        self._heaviest: Line | None = None

    def show_view(self, view: PlanView, difference: Difference | None) -> None:
        """Show another plan, and how it differs from a pinned one."""
        self._view, self._difference = view, difference
        self._lay()

    def sort_by(self, column: Column, *, descending: bool) -> None:
        """Show the lines in the order of a column."""
        self.column, self.descending = column, descending
        self._lay()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)

    def _lay(self) -> None:
        self.beginResetModel()
        lines: list[Line | PinnedRow] = []
        self._changes, self._heaviest = {}, None
        if self._view is not None:
            table = self._view.sums.table
            self._heaviest = table.heaviest
            lines += table.lines(self.column, descending=self.descending)
            if self._difference is not None:
                gone = self._difference.gone
                end = len(lines) - 1 if table.whole is not None else len(lines)
                lines[end:end] = gone
                changes = self._difference.changes
                self._changes = {id(table.buckets[n]): change for n, change in changes.items()}
        self._lines = lines
        self._cells = [pinned_cells(x) if isinstance(x, PinnedRow) else cells(x) for x in lines]
        self._name()
        self.endResetModel()

    def _name(self) -> None:
        """Say what is new and what is gone; a name once for the buckets below it."""
        last: object = None
        for line, shown in zip(self._lines, self._cells, strict=True):
            if isinstance(line, PinnedRow):
                shown[0] = tr("{} · gone").format(line.name)
                continue
            change = self._changes.get(id(line))
            same = self.column == Column.DATASET and line.dataset == last
            last = line.dataset
            if line.grade == "bucket":
                shown[0] = "" if same else line.name
                if change is not None and change.grade == "new":
                    shown[0] = tr("{} · new").format(shown[0]) if shown[0] else tr("new")

    # --------------------------------------------------------------------------------- asking

    def line(self, row: int) -> Line | None:
        """Return a line; None for one that is gone, or no row."""
        found = self._lines[row] if 0 <= row < len(self._lines) else None
        return found if isinstance(found, Line) else None

    def lines(self) -> list[Line]:
        """Return all lines as they stand, without those that are gone."""
        return [line for line in self._lines if isinstance(line, Line)]

    def row_like(self, line: Line | None) -> int:
        """Return the row of another plan's line; -1 where there is none like it."""
        if line is None:
            return -1
        wanted = line.grade, line.dataset, line.bucket
        for row, each in enumerate(self._lines):
            if isinstance(each, Line) and (each.grade, each.dataset, each.bucket) == wanted:
                return row
        return -1

    def spare(self) -> list[Column]:
        """Return the columns that may go where it is narrow, the first to go first."""
        return spare(self._view.sums.table, scrolls=True) if self._view is not None else []

    def longest(self, column: Column) -> list[str]:
        """Return the longest words of a column, few: they decide how wide it must be."""
        return heapq.nlargest(_LONGEST, {shown[column] for shown in self._cells}, key=len)

    def opens(self, index: Index) -> bool:
        """Return whether clips are behind the number of a cell."""
        column = Column(index.column())
        known = column in BEHIND and self._cells[index.row()][column] not in (NOTHING, "0")
        return known and self.line(index.row()) is not None

    # ------------------------------------------------------------------------------------ Qt's

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._cells)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 -- as Qt has it
        if orientation != Qt.Orientation.Horizontal:
            return None
        words, tip = HEADS[Column(section)]
        if role == Qt.ItemDataRole.DisplayRole:
            arrow = " ↓" if self.descending else " ↑"
            return f"{tr(words)}{arrow if section == self.column else ''}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{tr(tip)}\n{tr('Click, or Space on the column, sorts by it.')}"
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        row, column = index.row(), Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells[row][column]
        line = self._lines[row]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(self._tip(line, row, column) or "")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            name = line.name if column == Column.DATASET else self._cells[row][column]
            return f"{tr(HEADS[column][0])}: {self._cells[row][column] or name}"
        if isinstance(line, PinnedRow):
            return self._of_gone(line, column, role)
        if role == Role.TOTAL:
            return True if line.grade == "all" else None
        if role == Role.SWATCH and column == Column.DATASET and line.grade == "bucket":
            return DATASETS[(line.dataset or 0) % len(DATASETS)]
        if role == Role.TONE:
            return self._tone(line, column)
        if role == Role.STRONG:
            return column == Column.GIB and line is self._heaviest
        return None

    def _of_gone(self, line: PinnedRow, column: Column, role: int) -> str | None:
        if role == Role.SWATCH and column == Column.DATASET:
            return DATASETS[line.dataset % len(DATASETS)]
        return "dim" if role == Role.TONE else None

    def _tone(self, line: Line, column: Column) -> str:
        change = self._changes.get(id(line))
        if change is not None and change.grade == "new" and column == Column.DATASET:
            return "good"
        if change is not None and column in change.was:
            return "info"
        if line.grade == "subtotal":
            return "muted"
        if column == Column.COLLIDE:
            return "warn" if line.collisions else "dim"
        return "warn" if column == Column.GIB and line is self._heaviest else "text"

    def _tip(self, line: Line | PinnedRow, row: int, column: Column) -> str | None:
        """Say how a number was counted, what it was when pinned, and what a click does."""
        if isinstance(line, PinnedRow):
            return tr("This bucket was in the pinned plan and is no more.")
        assert self._view is not None, "there are lines only with a plan"
        view = self._view
        parts = [how_counted(view.plan, view.sums.table, line, column, view.costs)]
        change = self._changes.get(id(line))
        if change is not None:
            parts.append(told(change, column, self._cells[row][column]))
        if self.opens(self.index(row, column)):
            parts.append(tr("Click, or Enter, shows the clips behind it."))
        return "\n".join(part for part in parts if part) or None
