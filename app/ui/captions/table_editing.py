"""A caption written in its cell of the table, and on to the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.core.library.captioned import Key, key_of
from app.ui import theme
from app.ui.captions.chosen import Chosen
from app.ui.captions.keeping import Keeping
from app.ui.captions.list_model import CaptionModel, Column
from app.ui.captions.list_rows import ListRows
from app.ui.document import Document
from app.ui.widgets.fields import PlainTextEdit

if TYPE_CHECKING:
    from app.ui.captions.table_view import CaptionTable

_INSET, _MARGIN = 3, 4  # px at zoom 1: of the text in its cell, of the words in the text
_EDGE = 1  # px
_MOST = 0.6  # of the table's height that a text may take; a longer one scrolls
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ALT, _SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
_STAYS = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)


class CellText(PlainTextEdit):
    """The text over a cell: Enter and Tab go on, with Shift back; Alt+Enter begins a line.

    Up in the first line and Down in the last one go on, too. Escape leaves it.

    Signals:
        stepped: How many captions on; back if negative.
        escaped: The keys are to go to the table.
        abandoned: It lost the keys to something else.
    """

    stepped = Signal(int)
    escaped = Signal()
    abandoned = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(lines=1, least=1, parent=parent)
        self.setAccessibleName(self.tr("Caption"))
        self.setProperty("cell", True)
        theme.changes().changed.connect(self._on_theme)
        self._on_theme()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hide()

    def _on_theme(self) -> None:
        self.document().setDocumentMargin(theme.px(_MARGIN))

    def needed(self) -> int:
        """Return how high it wants to be for all its lines, px."""
        lines = round(self.document().size().height())
        high = max(1, lines) * self.fontMetrics().lineSpacing()
        return high + 2 * round(self.document().documentMargin()) + 2 * _EDGE

    def event(self, event: QEvent) -> bool:
        """Take Tab before it moves the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}.get(Qt.Key(event.key()), 0)
            if step and not event.modifiers() & ~_SHIFT:
                self.stepped.emit(step)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _ENTER and modifiers == _ALT:
            self.insertPlainText("\n")
        elif key in _ENTER and not modifiers & ~_SHIFT:
            self.stepped.emit(-1 if modifiers & _SHIFT else 1)
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not modifiers and self._at_edge(key):
            self.stepped.emit(-1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def _at_edge(self, key: int) -> bool:
        """Return whether there is no line to go to in that direction."""
        moved = self.textCursor()
        up = key == Qt.Key.Key_Up
        return not moved.movePosition(
            QTextCursor.MoveOperation.Up if up else QTextCursor.MoveOperation.Down
        )

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _STAYS:
            self.abandoned.emit()


class TableEditing(QObject):
    """One text for all cells; what is typed is kept by `Keeping`, as in the large editor.

    It goes along when another caption is chosen, until it is left.
    """

    done = Signal(str)  # sentence to show for a while

    def __init__(
        self,
        table: CaptionTable,
        model: CaptionModel,
        chosen: Chosen,
        document: Document,
        rows: ListRows,
    ) -> None:
        super().__init__(table)
        self._table, self._model, self._chosen = table, model, chosen
        self._document, self._rows = document, rows
        self._key: Key | None = None
        self.field = CellText(table.viewport())
        self.keeping = Keeping(document, self.field)
        self._fit = QTimer(self, singleShot=True, interval=0)
        self._fit.timeout.connect(table.fit_rows)
        self.field.stepped.connect(self._step)
        self.field.escaped.connect(self._on_escaped)
        self.field.abandoned.connect(self.leave)
        self.field.document().documentLayout().documentSizeChanged.connect(self._on_size)
        self.keeping.orphaned.connect(self.done)
        self.keeping.typed.connect(self._on_typed)
        self.keeping.shown.connect(self._on_typed)
        document.changed.connect(self._on_typed)
        chosen.current_changed.connect(self._on_current)
        document.opened.connect(self.leave)

    @property
    def key(self) -> Key | None:
        """The row that is written; None while none is."""
        return self._key

    # --------------------------------------------------------------------------------- going

    def begin(self) -> None:
        """Write the current caption in its cell, the cursor behind its last word."""
        row = self._chosen.row_now
        if row is None or self._document.read_only or self._model.row_of(key_of(row)) < 0:
            return
        self._chosen.choose(key_of(row))
        self._key = key_of(row)
        self.keeping.show(row)
        self._table.fit_rows()
        self._table.scrollTo(self._index(), QAbstractItemView.ScrollHint.EnsureVisible)
        self.place()
        self.field.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.moveCursor(QTextCursor.MoveOperation.End)
        self._fit.start()

    def leave(self) -> None:
        """Keep what was typed, and let the cell be a cell again."""
        if self._key is None:
            return
        self._key = None
        had_keys = self.field.hasFocus()
        try:
            self.keeping.show(None)
        finally:
            self.field.hide()
            self._rows.set_typing(None)
            self._table.fit_rows()
            if had_keys:
                self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_escaped(self) -> None:
        self.leave()

    def _step(self, by: int) -> None:
        place = self._chosen.place()
        wanted = -1 if place is None else place + by
        if 0 <= wanted < len(self._chosen.listed):
            self._chosen.step(by)
            return
        self.leave()
        if by > 0:
            self.done.emit(self.tr("That was the last caption in the list."))

    def _on_current(self) -> None:
        """Go along to another caption, as with the keys for the next one."""
        if self._key is None or self._chosen.current == self._key:
            return
        if self._chosen.current is None or not self._table.isVisible():
            self.leave()
        elif self.field.hasFocus():
            self._rows.set_typing(None)
            self.begin()
        else:
            self.leave()

    # --------------------------------------------------------------------------------- place

    def height_for(self, key: Key) -> int:
        """Return how high the row of a caption must be for what is typed in it, px."""
        if key != self._key:
            return 0
        most = round(self._table.viewport().height() * _MOST)
        wanted = self.field.needed() + 2 * theme.px(_INSET) + 1
        bars = Qt.ScrollBarPolicy
        scrolls = bars.ScrollBarAsNeeded if wanted > most else bars.ScrollBarAlwaysOff
        self.field.setVerticalScrollBarPolicy(scrolls)
        return min(wanted, most)

    def place(self) -> None:
        """Put the text over its cell."""
        if self._key is None:
            return
        index = self._index()
        if not index.isValid():
            self.leave()
            return
        inset = theme.px(_INSET)
        where: QRect = self._table.visualRect(index).adjusted(inset, inset, -inset, -inset - 1)
        if self.field.geometry() != where:
            self.field.setGeometry(where)

    def _index(self) -> QModelIndex:
        return self._model.index(self._model.row_of(self._key), Column.CAPTION)

    def _on_size(self, _size: object) -> None:
        if self._key is not None:
            self._fit.start()

    def _on_typed(self, *_: object) -> None:
        if self._key is not None and self.keeping.pending:
            self._rows.set_typing(self._key, self.keeping.text)
        else:
            self._rows.set_typing(None)
