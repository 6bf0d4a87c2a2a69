"""The list of all options: walked by keys, flags switched in it, groups folded in it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from app.core.training.recipe.options import Option
from app.core.training.recipe.searching import GroupLine, OptionLine
from app.ui import theme
from app.ui.train.option_delegate import OptionDelegate
from app.ui.train.option_model import OptionModel

Index = QModelIndex | QPersistentModelIndex
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CLEARS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class OptionList(QListView):
    """Space switches a flag or folds a group, Enter goes to the value, Delete takes one out.

    Signals:
        looked_at: The option that is chosen, or None.
        edit_asked: Its value is to be typed; with the letter that was pressed.
        changed: The key of an option, and its value; None takes it out.
    """

    looked_at = Signal(object)
    edit_asked = Signal(str)
    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.lines = OptionModel(self)
        self.setModel(self.lines)
        self.setItemDelegate(OptionDelegate(self))
        self.setAccessibleName(self.tr("All options"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        theme.changes().changed.connect(self.scheduleDelayedItemsLayout)
        self.lines.modelReset.connect(self._choose_again)
        self._wanted = ""  # the option that is chosen, over a search too

    # ------------------------------------------------------------------------------- choosing

    def choose(self, key: str) -> None:
        """Choose an option, if it is listed."""
        self._go(self.lines.place_of(key))

    def choose_best(self) -> None:
        """Choose the option that the search most likely means."""
        self._go(self.lines.best())

    def chosen(self) -> Option | None:
        """Return the option that is chosen; None where a group is, or nothing."""
        line = self.lines.line(self.currentIndex())
        return line.option if isinstance(line, OptionLine) else None

    def _go(self, place: int) -> None:
        if place >= 0:
            self.setCurrentIndex(self.lines.index(place, 0))
            self.scrollTo(self.currentIndex())

    def _choose_again(self) -> None:
        """Choose what was chosen before the lines were others, else what fits best."""
        place = self.lines.place_of(self._wanted)
        self._go(place if place >= 0 else self.lines.best())
        if not self.currentIndex().isValid():
            self.looked_at.emit(None)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        option = self.chosen()
        if option is not None:
            self._wanted = option.key
        self.looked_at.emit(option)

    # ---------------------------------------------------------------------------------- hands

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, line = Qt.Key(event.key()), self.lines.line(self.currentIndex())
        if isinstance(line, GroupLine) and key in (*_ENTER, Qt.Key.Key_Space):
            self._fold(line)
        elif isinstance(line, OptionLine) and key in (*_ENTER, Qt.Key.Key_Space):
            self._act_on(line, key)
        elif isinstance(line, OptionLine) and key in _CLEARS:
            self._change(line.key, None)
        elif isinstance(line, OptionLine) and _is_value(line.option, event.text()):
            self.edit_asked.emit(event.text())
        else:
            super().keyPressEvent(event)

    def _act_on(self, line: OptionLine, key: Qt.Key) -> None:
        if line.option.kind == "flag":
            self._change(line.key, None if line.value else True)
        elif key != Qt.Key.Key_Space:
            self.edit_asked.emit("")

    def _change(self, key: str, value: Any) -> None:  # noqa: ANN401 -- of any option
        self.changed.emit(key, value)

    def _fold(self, line: GroupLine) -> None:
        row = self.currentIndex().row()
        self.lines.fold(line.group)
        self._go(min(row, self.lines.rowCount() - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        line = self.lines.line(self.indexAt(event.position().toPoint()))
        if isinstance(line, GroupLine) and event.button() == Qt.MouseButton.LeftButton:
            self._fold(line)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        line = self.lines.line(self.indexAt(event.position().toPoint()))
        if isinstance(line, OptionLine):
            self._act_on(line, Qt.Key.Key_Return)


def _is_value(option: Option, text: str) -> bool:
    """Return whether a key begins a value of an option."""
    if not text.strip() or option.kind == "flag" or option.type == "choice":
        return False
    return option.type not in ("int", "float") or text in "0123456789-."
