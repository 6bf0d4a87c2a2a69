"""The command palette: every command, found by a few letters."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QApplication,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.core.matching import rank
from app.ui import theme
from app.ui.keys import give_back
from app.ui.widgets.button import key_text as cap
from app.ui.widgets.fields import LineEdit
from app.ui.widgets.painting import box, words

_WIDTH, _ROW, _ROWS = 560, 36, 9
_KEYS, _GROUP, _PLACE = (Qt.ItemDataRole.UserRole + n for n in range(1, 4))


class Entry:
    """Something to do: its words, what it belongs to, its key."""

    def __init__(self, text: str, group: str, keys: str = "") -> None:
        self.text, self.group, self.keys = text, group, keys


class Palette(QWidget):
    """Lies over the window's upper middle; Enter does, Escape leaves.

    Signals:
        chosen: The place of an entry in those it was opened with.
        looked_up: Words that no entry has are to be looked for in the guide.
    """

    chosen = Signal(int)
    looked_up = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.entries: list[Entry] = []
        self._before: QWidget | None = None
        self._field = LineEdit(
            name=self.tr("Search commands"),
            placeholder=self.tr("What do you want to do?"),
            icon="search",
        )
        self._list = QListView()
        self._list.setObjectName("palette")
        self._list.setFrameShape(QListView.Shape.NoFrame)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._list.setMouseTracking(True)
        self._list.setItemDelegate(_Delegate(self._list))
        self._list.setAccessibleName(self.tr("Commands"))
        self._model = QStandardItemModel(self)
        self._list.setModel(self._model)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(n) for n in (12, 12, 12, 12)))
        column.setSpacing(theme.px(8))
        column.addWidget(self._field)
        column.addWidget(self._list)
        self._field.textChanged.connect(self._filter)
        self._field.installEventFilter(self)
        self._list.clicked.connect(self._on_clicked)
        parent.installEventFilter(self)
        self.hide()

    def open(self, entries: list[Entry]) -> None:
        """Show the entries, best first as letters are typed."""
        self.entries = entries
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self._field.clear()
        self._filter("")
        self._place()
        self.show()
        self.raise_()
        self._field.setFocus()

    def leave(self) -> None:
        """Close without doing anything; the keys go where they went before."""
        self.hide()
        give_back(self._before, self._over)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and event.type() == QEvent.Type.Resize:
            self._place()
        if watched is self._field and event.type() == QEvent.Type.KeyPress:
            return isinstance(event, QKeyEvent) and self._on_key(event)
        if watched is self._field and event.type() == QEvent.Type.FocusOut:
            self.hide()
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        row, last = self._list.currentIndex().row(), self._model.rowCount() - 1
        steps = {
            Qt.Key.Key_Up: row - 1 if row > 0 else last,
            Qt.Key.Key_Down: row + 1 if row < last else 0,
            Qt.Key.Key_PageUp: max(0, row - _ROWS),
            Qt.Key.Key_PageDown: min(last, row + _ROWS),
        }
        key = Qt.Key(event.key())
        if key in steps:
            self._list.setCurrentIndex(self._model.index(steps[key], 0))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._list.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.leave()
        else:
            return False
        return True

    def _on_clicked(self, index: QModelIndex) -> None:
        self._choose(index)

    def _choose(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        place = index.data(_PLACE)
        self.leave()
        if place is None:
            self.looked_up.emit(self._field.text().strip())
        else:
            self.chosen.emit(place)

    def _filter(self, text: str) -> None:
        self._model.clear()
        names = [f"{entry.text} {entry.group}" for entry in self.entries]
        for place in rank(text, names):
            entry = self.entries[place]
            item = QStandardItem(entry.text)
            item.setData(entry.keys, _KEYS)
            item.setData(entry.group, _GROUP)
            item.setData(place, _PLACE)
            self._model.appendRow(item)
        if text.strip() and not self._model.rowCount():
            words = self.tr('Look for "{}" in the guide').format(text.strip())
            item = QStandardItem(words)
            item.setData("", _GROUP)
            self._model.appendRow(item)
        self._list.setCurrentIndex(self._model.index(0, 0))

    def _place(self) -> None:
        window = self._over.size()
        width = min(theme.px(_WIDTH), window.width() - theme.px(32))
        height = min(theme.px(_ROW * _ROWS + 66), window.height() - theme.px(80))
        self.setGeometry((window.width() - width) // 2, theme.px(64), width, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            edge = theme.color("line_strong")
            box(painter, QRectF(self.rect()), fill=theme.color("surface"), edge=edge, radius=11)


class _Delegate(QStyledItemDelegate):
    """A command: its words, dim what it belongs to, its key at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # type: ignore[override]
        return QSize(0, theme.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]
        where = QRectF(option.rect)
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            box(painter, where.adjusted(0, 1, 0, -1), fill=theme.color("raised"), radius=7)
        inside = where.adjusted(theme.px(10), 0, -theme.px(10), 0)
        painter.setFont(theme.font("body"))
        words(painter, inside, index.data(), theme.color("text"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        keys = index.data(_KEYS)
        painter.setFont(theme.font("small"))
        side = f"{index.data(_GROUP)}    {cap(keys)}" if keys else index.data(_GROUP)
        words(painter, inside, side, theme.color("muted"), right)
