"""The table of captions: all of them to be read, sorted and written in place."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView

from app.core.captions.listing import CaptionOrder
from app.ui import theme
from app.ui.captions.chosen import Chosen
from app.ui.captions.list_following import Following, falls_into_selection
from app.ui.captions.list_model import CaptionModel, Column
from app.ui.captions.list_pictures import ClipPictures
from app.ui.captions.list_rows import ListRows
from app.ui.captions.table_cells import PICTURE, CaptionCells, height_of
from app.ui.captions.table_editing import TableEditing
from app.ui.parts import Parts
from app.ui.widgets.table import Table

_WIDTHS = {
    Column.CLIP: 220, Column.WORDS: 62, Column.TOKENS: 70, Column.STATE: 86, Column.LINTS: 140,
}  # fmt: skip
_ORDERS: dict[Column, CaptionOrder] = {
    Column.CLIP: "order", Column.CAPTION: "caption", Column.WORDS: "words",
    Column.TOKENS: "tokens", Column.STATE: "state", Column.LINTS: "lints",
}  # fmt: skip
_LEAST, _WIDEST = 48, 900
_CAPTION = 280  # px at zoom 1 that captions want
_GIVES = {Column.CLIP: 106, Column.LINTS: 96}  # what gives room for it, and how much it keeps
_NEEDED = 200  # px at zoom 1 without which captions cannot be read
_GOES = (Column.LINTS, Column.WORDS, Column.TOKENS)  # what goes for that, the first one first
_BEGIN = (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TYPED = ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
_Move = QAbstractItemView.CursorAction


class CaptionTable(Table):
    """Rows are as high as their words need, up to some lines; that is found out as they are seen.

    Attributes:
        editing: The caption that is written in place.
    """

    def __init__(self, model: CaptionModel, rows: ListRows, chosen: Chosen, parts: Parts) -> None:
        super().__init__(numeric=frozenset({Column.WORDS, Column.TOKENS}))
        self.setAccessibleName(self.tr("Captions"))
        self._model, self._rows = model, rows
        self._widths = dict(_WIDTHS)  # px at zoom 1
        self._pictures = ClipPictures(parts.thumbnails, parts.films.indexes, self)
        self.setModel(model)
        self.setItemDelegate(CaptionCells(self, model, self._pictures))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._unseen = QTimer(self, singleShot=True, interval=0)
        self._unseen.timeout.connect(self._drop_unseen)
        self._fitting = False
        self._set_up_heads()
        self.editing = TableEditing(self, model, chosen, parts.document, rows)
        self.following = Following(self, model, chosen)
        self.verticalScrollBar().valueChanged.connect(self._on_scroll)
        model.dataChanged.connect(self.fit_rows)
        model.relisted.connect(self.fit_rows)
        rows.ordered.connect(self._show_order)
        parts.thumbnails.loaded.connect(self.viewport().update)
        self._show_order()

    def _set_up_heads(self) -> None:
        heads = self.horizontalHeader()
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        heads.setSectionResizeMode(Column.CAPTION, QHeaderView.ResizeMode.Stretch)
        heads.setSortIndicatorShown(True)
        heads.sectionClicked.connect(self._on_head)
        heads.sectionResized.connect(self._on_sized)
        self._put_widths()

    # ------------------------------------------------------------------------------- columns

    def widths_to_keep(self) -> str:
        """Return how wide the columns are, in a word."""
        return " ".join(f"{column.value}:{width}" for column, width in self._widths.items())

    def restore_widths(self, kept: str) -> None:
        """Make the columns as wide as they were."""
        for part in kept.split():
            column, _, width = part.partition(":")
            if column.isdecimal() and width.isdecimal() and int(column) in self._widths:
                self._widths[Column(int(column))] = max(_LEAST, min(_WIDEST, int(width)))
        self._put_widths()

    def _put_widths(self) -> None:
        with QSignalBlocker(self.horizontalHeader()):
            widths = self._narrowed()
            for column in self._widths:
                self.setColumnHidden(column, column not in widths)
            for column, width in widths.items():
                self.setColumnWidth(column, theme.px(width))
        self.updateGeometries()
        self.fit_rows()

    def _narrowed(self) -> dict[Column, int]:
        """Return the widths of what is shown, narrower where captions would have no room."""
        widths = dict(self._widths)
        room = round(self.viewport().width() / theme.zoom())
        for column, least in _GIVES.items():
            lacking = _CAPTION - (room - sum(widths.values()))
            widths[column] = min(widths[column], max(least, widths[column] - max(0, lacking)))
        for column in _GOES:
            if room - sum(widths.values()) < _NEEDED:
                del widths[column]
        return widths

    def _on_sized(self, column: int, before: int, width: int) -> None:
        if column in self._widths and before and width:  # 0: it goes, or comes again
            self._widths[Column(column)] = round(width / theme.zoom())
        if column == Column.CAPTION:
            self.fit_rows()

    def _on_head(self, column: int) -> None:
        order = _ORDERS[Column(column)]
        again = order == self._rows.order and not self._rows.reverse
        self._rows.set_order(order, reverse=again)

    def _show_order(self) -> None:
        column = next((c for c, order in _ORDERS.items() if order == self._rows.order), -1)
        turned = Qt.SortOrder.DescendingOrder if self._rows.reverse else Qt.SortOrder.AscendingOrder
        with QSignalBlocker(self.horizontalHeader()):
            self.horizontalHeader().setSortIndicator(column, turned)
        self.horizontalHeader().viewport().update()

    # ---------------------------------------------------------------------------------- rows

    def row_height(self) -> int:
        return theme.px(PICTURE[1] + 16)

    def fit_rows(self, *_: object) -> None:
        """Make the rows in sight as high as their words need."""
        if self._fitting or not self.isVisible():
            return
        self._fitting = True
        for row in self._seen():
            line = self._model.line(row)
            if line is not None:
                high = height_of(line, self.columnWidth(Column.CAPTION))
                high = max(high, self.editing.height_for(line.key))
                if high != self.rowHeight(row):
                    self.setRowHeight(row, high)
        self._fitting = False
        self.editing.place()
        self._unseen.start()

    def _seen(self) -> Iterator[int]:
        """Yield the rows in sight, as they are after those above were made higher or lower."""
        row = self.rowAt(0)
        while 0 <= row < self._model.rowCount():
            yield row
            row += 1
            if self.rowViewportPosition(row) >= self.viewport().height():
                return

    def _on_scroll(self, _value: int) -> None:
        self.fit_rows()

    def _drop_unseen(self) -> None:
        """Do not fetch pictures of rows that were scrolled out of sight."""
        lines = [self._model.line(row) for row in self._seen()]
        width = round(theme.px(PICTURE[0]) * self.devicePixelRatioF())
        self._pictures.fetch_only([line.tile for line in lines if line is not None], width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._put_widths()
        self._pictures.make_room(event.size(), self.devicePixelRatioF())
        self.fit_rows()

    def _renew_sizes(self) -> None:
        super()._renew_sizes()
        if self.model() is not None:
            self._put_widths()

    # ------------------------------------------------------------------------------------ hand

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Go up and down only; Home and End lead to the first and the last row."""
        current, last = self.currentIndex(), self._model.rowCount() - 1
        column = max(0, current.column())
        if action in (_Move.MoveHome, _Move.MoveEnd):
            return self._model.index(0 if action == _Move.MoveHome else last, column)
        if action in (_Move.MoveLeft, _Move.MoveRight):
            return current
        return super().moveCursor(action, modifiers)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & _TYPED
        if event.key() in _BEGIN and plain:
            self.editing.begin()
        elif plain and event.text().isprintable() and event.text():
            event.ignore()  # a letter is a command, or nothing
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Let a click with the right button leave a selection it falls into."""
        if falls_into_selection(self, event):
            self.setFocus()
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.editing.begin()
