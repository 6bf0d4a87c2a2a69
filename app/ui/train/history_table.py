"""All runs of a project as a table: newest first, states as chips, stars to click."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem

from app.core.language import tr
from app.ui import icons, theme
from app.ui.widgets.chip import chip_width, draw_chip
from app.ui.widgets.painting import text_width
from app.ui.widgets.table import Index, Role, Table, TableDelegate
from app.ui.widgets.tips import plain

if TYPE_CHECKING:
    from app.core.training.watching.history import Line

_ROOT = QModelIndex()
_PAD, _EYE = 10, 22  # px beside a text; of the sign of a run that is drawn beside


class Column(IntEnum):
    """The columns."""

    STAR = 0
    NAME = 1
    STATE = 2
    PRESET = 3
    EPOCHS = 4
    LOSS = 5
    TOOK = 6
    BEGAN = 7


class HistoryModel(QAbstractTableModel):
    """The runs.

    Attributes:
        lines: They, the newest first.
        shown: The folder of the run that is shown.
        beside: Of those that are drawn beside it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[Line, ...] = ()
        self.shown: Path | None = None
        self.beside: tuple[Path, ...] = ()

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        """Show these runs; the rows stay as they are where the runs are the same."""
        before = self.lines
        if [each.folder for each in lines] == [each.folder for each in before]:
            self.lines = lines
            for row, (line, old) in enumerate(zip(lines, before, strict=True)):
                if line != old:
                    self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))
        else:
            self.beginResetModel()
            self.lines = lines
            self.endResetModel()

    def tell_all(self) -> None:
        """Tell that every row may look otherwise."""
        if self.lines:
            last = self.index(len(self.lines) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return {
                Column.STAR: "",
                Column.NAME: self.tr("run"),
                Column.STATE: self.tr("state"),
                Column.PRESET: self.tr("preset"),
                Column.EPOCHS: self.tr("epochs"),
                Column.LOSS: self.tr("loss"),
                Column.TOOK: self.tr("took"),
                Column.BEGAN: self.tr("began"),
            }[Column(section)]
        if role == Qt.ItemDataRole.ToolTipRole:
            return {
                Column.EPOCHS: self.tr("Epochs that were trained whole, of all"),
                Column.LOSS: self.tr("The trainer's own mean over an epoch, at the end"),
                Column.TOOK: self.tr("From the first step's beginning to the end, or to now"),
            }.get(Column(section))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line, column = self.lines[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(line, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain("\n".join(filter(None, (line.tip, line.note))))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            star = self.tr("starred") if line.star else ""
            return star if column == Column.STAR else self._text(line, column)
        if role == Role.STRONG:
            return column == Column.NAME
        if role == Role.MARKED:
            return line.folder == self.shown
        if role == Role.TONE:
            return "text" if column in (Column.NAME, Column.EPOCHS, Column.LOSS) else "muted"
        if role == Qt.ItemDataRole.DecorationRole and column == Column.NAME:
            return "eye" if line.folder in self.beside else None
        return None

    def texts(self, column: Column) -> set[str]:
        """Return what stands in a column, each text once."""
        return {self._text(line, column) for line in self.lines}

    def _text(self, line: Line, column: Column) -> str:
        return {
            Column.STAR: "",
            Column.NAME: "  ·  ".join(filter(None, (line.title, line.attempt))),
            Column.STATE: line.word,
            Column.PRESET: line.preset or "–",
            Column.EPOCHS: line.epochs,
            Column.LOSS: line.loss,
            Column.TOOK: line.took,
            Column.BEGAN: line.when,
        }[column]


class HistoryDelegate(TableDelegate):
    """Paints a state as a chip, and the star."""

    def __init__(self, table: HistoryTable) -> None:
        super().__init__(table)
        self._model = table.runs

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if index.column() not in (Column.STAR, Column.STATE):
            super().paint(painter, option, index)
            return
        line, where = self._model.lines[index.row()], QRectF(option.rect)
        painter.save()
        self.draw_back(painter, where, option, index)
        if index.column() == Column.STAR:
            side = theme.px(15)
            spot = QRectF(0, 0, side, side)
            spot.moveCenter(where.center())
            name, ink = ("star-filled", "accent_text") if line.star else ("star", "faint")
            icons.draw(painter, spot, name, ink)
        else:
            high = theme.px(22)
            top = round(where.center().y() - high / 2)
            left = where.left() + theme.px(_PAD)
            draw_chip(painter, QRectF(left, top, chip_width(line.word), high), line.word, line.tone)
        painter.restore()


class HistoryTable(Table):
    """The table.

    Signals:
        chosen_changed: Other rows are selected.
        show_asked: Show this run (Enter, double click).
        delete_asked: Delete what is selected.
        beside_asked: Draw what is selected beside the shown run, or no longer (Space).
        star_asked: Give a run a star, or take it (S, a click on it).
    """

    chosen_changed = Signal()
    show_asked = Signal(object)
    delete_asked = Signal()
    beside_asked = Signal()
    star_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__(
            numeric=frozenset((Column.EPOCHS, Column.LOSS, Column.TOOK)), name=tr("Runs")
        )
        self.runs = HistoryModel()
        self.setModel(self.runs)
        self.setItemDelegate(HistoryDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.selectionModel().selectionChanged.connect(self.chosen_changed)
        self.doubleClicked.connect(lambda index: self.show_asked.emit(self._line(index)))

    def row_height(self) -> int:
        return theme.px(36)

    def sizeHintForColumn(self, column: int) -> int:
        """Return how wide a column is, of hundreds of runs at once: no cell is asked."""
        if column == Column.STAR:
            return theme.px(40)
        texts = self.runs.texts(Column(column))
        if column == Column.STATE:
            return max(map(chip_width, {*texts, "stopped"})) + 2 * theme.px(_PAD)
        font = theme.font("strong" if column == Column.NAME else "body")
        widest = max((text_width(font, text) for text in texts), default=0)
        room = theme.px(_EYE) if column == Column.NAME and self.runs.beside else 0
        return widest + room + 2 * theme.px(_PAD)

    def _line(self, index: Index) -> Line:
        return self.runs.lines[index.row()]

    @property
    def chosen(self) -> Sequence[Line]:
        """The selected runs, the newest first."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self.runs.lines[row] for row in rows]

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        """Show these runs; those that are selected stay so."""
        chosen = {each.folder for each in self.chosen}
        before = self._words()
        self.runs.show_lines(lines)
        if before != self._words():
            self.fit_columns(Column.NAME)
        flags = QItemSelectionModel.SelectionFlag
        if chosen and not self.chosen:
            for row, line in enumerate(lines):
                if line.folder in chosen:
                    index = self.runs.index(row, 0)
                    self.selectionModel().select(index, flags.Select | flags.Rows)

    def _words(self) -> list[tuple[str, ...]]:
        """Return what decides on how wide the columns are."""
        return [
            (each.title, each.word, each.preset, each.epochs, each.loss, each.took, each.when)
            for each in self.runs.lines
        ]

    def choose(self, folder: Path | None) -> None:
        """Select a run; the first one where it is not there."""
        rows = [row for row, line in enumerate(self.runs.lines) if line.folder == folder]
        if self.runs.lines:
            self.setCurrentIndex(self.runs.index(rows[0] if rows else 0, 0))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        if left and index.isValid() and index.column() == Column.STAR:
            self.star_asked.emit(self._line(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, index = event.key(), self.currentIndex()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.show_asked.emit(self._line(index))
        elif key == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        elif key == Qt.Key.Key_Space:
            self.beside_asked.emit()
        elif key == Qt.Key.Key_S and index.isValid():
            self.star_asked.emit(self._line(index))
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Do nothing: letters are commands here."""
