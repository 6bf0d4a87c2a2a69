"""Checkpoints as a model of a table: their rows in an order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from app.core.amounts import counted, disk_size
from app.core.language import enumerated, noted, tr
from app.core.training.results.listing import (
    Column,
    Row,
    how_doom,
    how_loss,
    how_norm,
    loss_text,
    norm_text,
    ordered,
)
from app.ui.widgets.table import Index, Role
from app.ui.widgets.tips import plain

RIGHT = frozenset((Column.STEP, Column.LOSS, Column.NORM, Column.SIZE))
_ROOT = QModelIndex()
_HEADS = {
    Column.SAVED: (noted("saved"), noted("When the trainer wrote it; the newest at the top")),
    Column.STEP: (noted("step"), noted("Steps trained until then, earlier attempts included")),
    Column.LOSS: (noted("loss"), noted("Mean loss of the epoch of steps before it")),
    Column.NORM: (
        noted("norm"),
        noted("How much the LoRA adds: the Frobenius norm of B·A·alpha/rank"),
    ),
    Column.SIZE: (noted("size"), noted("Of the file")),
    Column.NOTE: (noted("note"), noted("What you have noted")),
}


class CheckpointModel(QAbstractTableModel):
    """The rows of checkpoints.

    Attributes:
        column: What they are sorted by.
        descending: Which way.
    """

    def __init__(self) -> None:
        super().__init__()
        self.column, self.descending = Column.SAVED, True
        self._rows: list[Row] = []

    def show_rows(self, rows: list[Row]) -> bool:
        """Show other rows; return whether they are others."""
        if self.column != Column.SAVED or not self.descending:
            rows = ordered(rows, self.column, descending=self.descending)
        if rows == self._rows:
            return False
        names = [row.name for row in rows]
        if names == [row.name for row in self._rows]:
            self._rows = rows  # the selection stays
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(Column) - 1))
            return True
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()
        return True

    def sort_by(self, column: Column) -> None:
        """Sort by a column: from the largest; the same one again the other way."""
        self.descending = not self.descending if column == self.column else column != Column.NOTE
        self.column = column
        rows, self._rows = self._rows, []
        self.beginResetModel()
        self._rows = ordered(rows, self.column, descending=self.descending)
        self.endResetModel()

    def row(self, place: int) -> Row | None:
        """Return a row; None where there is none."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def texts(self, column: Column) -> Iterator[tuple[str, Row]]:
        """Return what stands in a column, with the row."""
        return ((_text(row, column), row) for row in self._rows)

    def place_of(self, name: str) -> int:
        """Return the place of a checkpoint's row; -1 where it has none."""
        return next((n for n, row in enumerate(self._rows) if row.name == name), -1)

    # ------------------------------------------------------------------------------------ Qt

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 -- Qt's
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = Column(section)
        if role == Qt.ItemDataRole.DisplayRole:
            arrow = " ↓" if self.descending else " ↑"
            plain = column == Column.SAVED and self.descending
            return tr(_HEADS[column][0]) + (arrow if column == self.column and not plain else "")
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(_HEADS[column][1])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        row = self.row(index.row())
        if row is None:
            return None
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(_tip(row, column))
        if role == Role.MARKED:
            return row.checkpoint.star
        if role == Role.TONE:
            return _tone(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _told(row) if column == Column.SAVED else _text(row, column)
        return None


def _text(row: Row, column: Column) -> str:
    each = row.checkpoint
    if column == Column.SAVED:
        return f"★ {row.label}" if each.star else row.label
    if column == Column.STEP:
        return "" if each.step is None else f"{each.step:,}"
    if column == Column.LOSS:
        return loss_text(row.loss)
    if column == Column.NORM:
        return norm_text(row.strength)
    return disk_size(each.size) if column == Column.SIZE else each.note


def _tone(row: Row, column: Column) -> str:
    if column == Column.NORM and row.strength is not None:
        if row.strength.broken:
            return "bad"
        if row.growth is not None and row.growth.sudden:
            return "warn"
    return "dim" if column == Column.SIZE else "muted" if column == Column.NOTE else "text"


def _tip(row: Row, column: Column) -> str:
    each = row.checkpoint
    if column == Column.LOSS:
        return how_loss(row.loss) if row.loss is not None else tr("No loss was recorded there")
    if column == Column.NORM:
        if row.strength is None:
            return tr("Not measured yet")
        return how_norm(row.strength, row.growth)
    if column == Column.SIZE:
        return tr("{:,} bytes").format(each.size)
    said = [each.name, disk_size(each.size)]
    if each.note:
        said.append(each.note)
    if row.doom is not None:
        said.append(how_doom(row.doom))
    if each.kept:
        said.append(tr("Kept: the trainer does not delete it"))
    if each.state:
        said.append(tr("It can be resumed from: its state lies beside it"))
    return "\n".join(said)


def _told(row: Row) -> str:
    """Return what a screen reader says of a row."""
    each = row.checkpoint
    said = [row.label]
    if each.star:
        said.append(tr("star"))
    if each.step is not None:
        said.append(counted(each.step, "step"))
    if row.loss is not None:
        said.append(tr("loss {}").format(loss_text(row.loss)))
    if each.note:
        said.append(each.note)
    return enumerated(said)
