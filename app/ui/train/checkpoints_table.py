"""The table of checkpoints: what is kept and what will go stands beside the name."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem

from app.core.training.results.found import Checkpoint
from app.core.training.results.listing import Column, Row
from app.ui import icons, theme
from app.ui.train.checkpoints_model import RIGHT, CheckpointModel
from app.ui.widgets.painting import text_width
from app.ui.widgets.table import Index, Table, TableDelegate

_ROWS = 9  # that are shown at once; more are scrolled
_MARK = 14  # px of a sign behind a name
_PAD_SIDE = 10  # px beside a text
_WIDE = 430  # px at zoom 1: from here on notes have a column
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_OURS = (*_ENTER, Qt.Key.Key_Delete, Qt.Key.Key_F2, Qt.Key.Key_S)
_PAD = Qt.KeyboardModifier.KeypadModifier


class _Delegate(TableDelegate):
    """Draws small signs behind a checkpoint's name: noted, kept, soon deleted."""

    def __init__(self, table: CheckpointTable) -> None:
        super().__init__(table)
        self._checkpoints = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        row = self._checkpoints.checkpoint_model.row(index.row())
        if index.column() != Column.SAVED or row is None:
            return
        side, where = theme.px(_MARK), QRectF(option.rect)
        right = where.right() - theme.px(4)
        for name, ink in _signs(row):
            spot = QRectF(right - side, where.top(), side, where.height())
            icons.draw(painter, spot, name, ink)
            right -= side + theme.px(4)


def _signs(row: Row) -> list[tuple[str, str]]:
    found = []
    if row.next:
        found.append(("clock", "warn"))
    if row.checkpoint.kept:
        found.append(("pin", "good"))
    if row.checkpoint.note:
        found.append(("edit", "dim"))
    return found


class CheckpointTable(Table):
    """Enter shows details, S gives a star, F2 notes, Delete puts in the bin, Ctrl+C copies.

    Signals:
        chosen: Others are selected.
        details_asked: Of the current checkpoint; the others likewise, of those selected.
        menu_asked: Where, px of the screen.
    """

    chosen = Signal()
    details_asked = Signal()
    star_asked = Signal()
    note_asked = Signal()
    delete_asked = Signal()
    copy_asked = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self) -> None:
        self.checkpoint_model = CheckpointModel()
        self._widths: dict[int, int] = {}  # of columns, as long as their rows stay
        super().__init__(numeric=RIGHT)
        self.setAccessibleName(self.tr("Checkpoints"))
        self.setModel(self.checkpoint_model)
        self.setItemDelegate(_Delegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.horizontalHeader().sectionClicked.connect(self._sort)
        self.doubleClicked.connect(self._on_double_click)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())
        self.selectionModel().currentChanged.connect(lambda *_: self.chosen.emit())

    def show_rows(self, rows: list[Row]) -> None:
        """Show other rows; what is selected and current stays so."""
        names, current = [each.name for each in self.selected()], self.current()
        model = self.checkpoint_model
        hidden = not any(row.strength is not None for row in rows)
        if not model.show_rows(rows) and hidden == self.isColumnHidden(Column.NORM):
            return
        self._widths.clear()
        self.setColumnHidden(Column.NORM, hidden)
        self._select(names, current.name if current else "")
        self._fit()

    def _select(self, names: list[str], current: str) -> None:
        model, selection = self.checkpoint_model, self.selectionModel()
        place = model.place_of(current)
        if place >= 0:
            index = model.index(place, 0)
            selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for name in names:
            place = model.place_of(name)
            if place >= 0:
                selection.select(model.index(place, 0), flags)

    def current_row(self) -> Row | None:
        """Return the row that is current."""
        return self.checkpoint_model.row(self.currentIndex().row())

    def current(self) -> Checkpoint | None:
        """Return the checkpoint that is current."""
        row = self.current_row()
        return None if row is None else row.checkpoint

    def selected(self) -> list[Checkpoint]:
        """Return the selected checkpoints, the oldest first; the current one where none is."""
        places = {index.row() for index in self.selectionModel().selectedRows()}
        rows = [self.checkpoint_model.row(place) for place in places]
        found = [row.checkpoint for row in rows if row is not None]
        if not found and (current := self.current()) is not None:
            found = [current]
        return sorted(found, key=lambda each: (each.step or 0, each.when))

    def choose(self, name: str) -> None:
        """Select one checkpoint, by its file's name."""
        place = self.checkpoint_model.place_of(name)
        if place >= 0:
            self.selectRow(place)

    def _sort(self, section: int) -> None:
        names, current = [each.name for each in self.selected()], self.current()
        self.checkpoint_model.sort_by(Column(section))
        self._select(names, current.name if current else "")
        self._fit()

    # ---------------------------------------------------------------------------------- size

    def sizeHintForColumn(self, column: int) -> int:
        """Return how wide a column is, signs included; measured once for all sizes of the pane."""
        if column not in self._widths:
            signs, sign = column == Column.SAVED, theme.px(_MARK + 4)
            widths = {
                (text, len(_signs(row)) if signs else 0)
                for text, row in self.checkpoint_model.texts(Column(column))
            }
            font = theme.font("body")
            least = max((text_width(font, text) + n * sign for text, n in widths), default=0)
            self._widths[column] = least + 2 * theme.px(_PAD_SIDE)
        return self._widths[column]

    def _renew_sizes(self) -> None:
        self._widths.clear()
        super()._renew_sizes()

    def _fit(self) -> None:
        model, rows = self.checkpoint_model, self.checkpoint_model.rowCount()
        noted = any(model.index(n, Column.NOTE).data() for n in range(rows))
        wide = noted and self.viewport().width() >= theme.px(_WIDE)
        self.setColumnHidden(Column.NOTE, not wide)
        self.setColumnHidden(Column.SIZE, False)
        self._stretch = None
        self.resizeColumnsToContents()
        if self.horizontalHeader().length() > self.viewport().width():
            self.setColumnHidden(Column.SIZE, True)  # the row's tip has it
        self.fit_columns(Column.NOTE if wide else Column.SAVED)
        head = self.horizontalHeader().sizeHint().height()
        bar = self.horizontalScrollBar().sizeHint().height()
        narrow = self.horizontalHeader().length() > self.viewport().width()
        shown = head + min(max(rows, 1), _ROWS) * self.row_height() + (bar if narrow else 0)
        self.setFixedHeight(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    # ---------------------------------------------------------------------------------- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~_PAD
        if event.key() in _ENTER:
            self.details_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        elif event.key() == Qt.Key.Key_F2:
            self.note_asked.emit()
        elif event.key() == Qt.Key.Key_S and plain:
            self.star_asked.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.key() in _OURS and not event.modifiers() & ~_PAD
            if plain or event.matches(QKeySequence.StandardKey.Copy):
                event.accept()  # no command of the window
                return True
        return super().event(event)

    def keyboardSearch(self, _search: str) -> None:
        """Do nothing: letters are commands here."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.selected():
            at = event.globalPos()
            if event.reason() == QContextMenuEvent.Reason.Keyboard:
                place = self.visualRect(self.currentIndex()).bottomLeft()
                at = self.viewport().mapToGlobal(place)
            self.menu_asked.emit(at)

    def _on_double_click(self, index: QModelIndex) -> None:
        if index.isValid():
            self.details_asked.emit()
