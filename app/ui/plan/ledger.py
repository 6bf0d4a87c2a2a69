"""The ledger as a table: a row for each bucket of each dataset, and the sums."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, Qt
from PySide6.QtGui import QResizeEvent

from app.core.export.plan_view import PlanView
from app.core.planner.ledger import Ledger, Row
from app.ui import theme
from app.ui.plan.figures import token_sum
from app.ui.tokens import DATASETS
from app.ui.widgets.painting import text_width
from app.ui.widgets.table import Index, Role, Table

_COLUMNS = (
    ("dataset", "The [[datasets]] entry of the trainer's file"),
    ("size", "Width × height the windows are cached at"),
    ("frames", "Length of a window; 1 for stills"),
    ("windows", "What the caching step cuts, whatever collides"),
    ("collide", "Windows whose cache file another window overwrites"),
    ("repeats", "How often each is trained per epoch"),
    ("samples", "Per epoch: windows less collisions, times repeats"),
    ("batches", "Steps per epoch: samples divided by the batch size, rounded up"),
    ("share", "Part of all samples of an epoch"),
    ("tokens", "What one sample costs the model: latent frames × width/16 × height/16"),
)
_NAME, _WINDOWS, _COLLIDE, _REPEATS, _BATCHES, _SHARE, _TOKENS = 0, 3, 4, 5, 7, 8, 9
_RIGHT = frozenset(range(1, len(_COLUMNS)))
_ROOT = QModelIndex()
_PAD = 10  # px beside the words of a head, as the style sheet has it


def _tr(text: str) -> str:
    return QCoreApplication.translate("Ledger", text)


class LedgerModel(QAbstractTableModel):
    """The rows of a `Ledger`, and one of sums where there are several."""

    def __init__(self) -> None:
        super().__init__()
        self._ledger = Ledger((), (), None, None)
        self._cells: list[list[str]] = []

    def show_ledger(self, ledger: Ledger) -> None:
        """Show another ledger."""
        self.beginResetModel()
        self._ledger = ledger
        self._cells = [_cells(row, ledger) for row in ledger.rows]
        if self._cells:
            self._cells.append(_total(ledger))
        self._blank_repeated_names()
        self.endResetModel()

    def _blank_repeated_names(self) -> None:
        rows = self._ledger.rows
        for n in range(1, len(rows)):
            if rows[n].dataset == rows[n - 1].dataset:
                self._cells[n][_NAME] = ""

    def spare(self) -> list[int]:
        """Return the columns that may go where it is narrow, the first to go first.

        Those that say nothing first; then what is on the cards too, or follows from the others.
        """
        rows = self._ledger.rows
        trivial = {
            _COLLIDE: not self._ledger.collisions,
            _REPEATS: all(row.repeats == 1 for row in rows),
            _BATCHES: all(row.batches == row.samples for row in rows),
        }
        idle = [column for column, says_nothing in trivial.items() if says_nothing]
        others = (_SHARE, _REPEATS, _BATCHES, _WINDOWS)
        return idle + [column for column in others if column not in idle]

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._cells)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 -- as Qt has it
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return _tr(_COLUMNS[section][0])
            if role == Qt.ItemDataRole.ToolTipRole:
                return _tr(_COLUMNS[section][1])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells[row][column]
        if row == len(self._ledger.rows):
            return True if role == Role.TOTAL else None
        of = self._ledger.rows[row]
        if role == Role.SWATCH:
            return DATASETS[of.dataset % len(DATASETS)] if column == _NAME else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(of, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_tr(_COLUMNS[column][0])}: {self._cells[row][column] or of.name}"
        return self._emphasis(of, column, role)

    def _emphasis(self, row: Row, column: int, role: int) -> Any:  # noqa: ANN401
        heaviest = column == _TOKENS and row is self._ledger.heaviest
        if role == Role.TONE:
            if column == _COLLIDE:
                return "warn" if row.collisions else "dim"
            return "warn" if heaviest else "text"
        return heaviest if role == Role.STRONG else None


def _cells(row: Row, ledger: Ledger) -> list[str]:
    trained = any(line.dataset == row.dataset and line.samples is not None for line in ledger.lines)
    return [
        row.name,
        f"{row.width}×{row.height}",
        f"{row.frames}",
        f"{row.windows:,}",
        f"{row.collisions:,}" if row.collisions else "—",
        f"{row.repeats}",
        f"{row.samples:,}" if trained else "—",
        f"{row.batches:,}" if trained else "—",
        f"{row.share:.0%}".replace("%", " %") if trained else "—",
        f"{row.tokens:,}",
    ]


def _total(ledger: Ledger) -> list[str]:
    collisions = f"{ledger.collisions:,}" if ledger.collisions else "—"
    sums = ["—" if n is None else f"{n:,}" for n in (ledger.samples, ledger.steps)]
    return [_tr("All"), "", "", f"{ledger.windows:,}", collisions, "", *sums, "", ""]


def _tip(row: Row, column: int) -> str | None:
    if column == _TOKENS:
        return token_sum(row)
    return _tr(_COLUMNS[column][1])


class LedgerTable(Table):
    """The table, as high as its rows."""

    def __init__(self) -> None:
        super().__init__(numeric=_RIGHT, name=QCoreApplication.translate("Ledger", "Ledger"))
        self._fitting: list[int] = []  # the least width of each column
        self._model = LedgerModel()
        self.setModel(self._model)
        self.horizontalHeader().setSectionsClickable(False)

    def show_view(self, view: PlanView) -> None:
        """Show a plan's ledger."""
        row = self.currentIndex().row()
        self._model.show_ledger(view.ledger)
        self.fit_columns()
        self.fit_height()
        if 0 <= row < self._model.rowCount():
            self.setCurrentIndex(self._model.index(row, 0))

    def fit_columns(self, stretch: int = _NAME) -> None:
        """Make each column as wide as its cells; what is left over is shared by all."""
        self._stretch = None
        for column in range(len(_COLUMNS)):
            self.setColumnHidden(column, False)
        head, pad = theme.font("small"), 2 * theme.px(_PAD) + 2
        self._fitting = [
            max(self.sizeHintForColumn(column), text_width(head, _tr(words)) + pad)
            for column, (words, _) in enumerate(_COLUMNS)
        ]
        self._share_width()

    def fit_height(self) -> None:
        """Be as high as all rows and, where it must be scrolled sideways, the bar for that."""
        super().fit_height()
        if self._needed() > self.viewport().width():
            bar = self.horizontalScrollBar().sizeHint().height()
            self.setFixedHeight(self.height() + bar + theme.px(2))

    def _share_width(self) -> None:
        if not self._fitting:
            return
        self._hide_spare()
        shown = [column for column in sorted(_RIGHT) if not self.isColumnHidden(column)]
        rest = max(0, self.viewport().width() - self._needed())
        each = int(rest * 0.6 / len(shown))
        for column in shown:
            self.setColumnWidth(column, self._fitting[column] + each)
        self.setColumnWidth(_NAME, self._fitting[_NAME] + rest - each * len(shown))

    def _hide_spare(self) -> None:
        """Hide as many columns as must go for the others to fit."""
        over = sum(self._fitting) - self.viewport().width()
        hidden = set()
        for column in self._model.spare():
            if over > 0:
                hidden.add(column)
                over -= self._fitting[column]
        for column in range(len(_COLUMNS)):
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

    def _renew_sizes(self) -> None:
        super()._renew_sizes()
        if self._fitting:
            self.fit_columns()
            self.fit_height()
