"""Tags as chips, and a field at their end for one more."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from app.ui import theme
from app.ui.widgets.chip import Chip
from app.ui.widgets.flow import FlowLayout


class _TagField(QLineEdit):
    """The field behind "+ tag": Enter gives a tag, Escape or leaving it empty closes it."""

    closed = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.closed.emit()


class TagRow(QWidget):
    """Tags with an × each, and "+ tag", which opens a field that completes known tags.

    ``added`` and ``removed`` tell what the person did, when it has been done here; `set_tags`
    tells nothing. ``left``: Escape closed the field. A tag already there is not added again; spaces
    around one are cut.
    """

    added = Signal(str)
    removed = Signal(str)
    left = Signal()

    def __init__(self, tags: Iterable[str] = (), *, known: Iterable[str] = ()) -> None:
        super().__init__()
        self._chips: dict[str, Chip] = {}
        self._flow = FlowLayout(self)
        self._plus = Chip(self.tr("+ tag"), clickable=True, dashed=True)
        self._plus.clicked.connect(self.open_field)
        self._field = self._make_field()
        self._flow.addWidget(self._plus)
        self._flow.addWidget(self._field)
        self.setAccessibleName(self.tr("Tags"))
        self.set_known(known)
        self.set_tags(tags)

    def _make_field(self) -> _TagField:
        field = _TagField(self)
        field.setObjectName("tag")
        field.setProperty("chip", True)
        field.setPlaceholderText(self.tr("tag"))
        field.setAccessibleName(self.tr("New tag"))
        field.setFixedSize(theme.px(110), theme.px(22))
        theme.set_font(field, "small")
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        popup = QListView()
        popup.setProperty("popup", True)
        completer.setPopup(popup)
        field.setCompleter(completer)
        field.returnPressed.connect(self._on_return)
        field.closed.connect(self._close_field)
        field.left.connect(self.left)
        field.hide()
        return field

    def tags(self) -> tuple[str, ...]:
        """Return the shown tags, in order."""
        return tuple(self._chips)

    def set_tags(self, tags: Iterable[str]) -> None:
        """Show these tags."""
        wanted = tuple(dict.fromkeys(tags))
        if wanted == self.tags():
            return
        for tag in self.tags():
            self._take(tag)
        for tag in wanted:
            self._put(tag)

    def set_known(self, tags: Iterable[str]) -> None:
        """Offer these while typing."""
        self._names.setStringList(sorted(tags))

    def open_field(self) -> None:
        """Show the field in place of "+ tag" and put the cursor there."""
        self._plus.hide()
        self._field.show()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_field(self) -> None:
        self._field.clear()
        self._field.hide()
        self._plus.show()

    def _on_return(self) -> None:
        tag = " ".join(self._field.text().split())
        self._field.clear()
        if tag and tag not in self._chips:
            self._put(tag)
            self.added.emit(tag)

    def _put(self, tag: str) -> None:
        chip = Chip(tag, removable=True, parent=self)
        chip.removed.connect(self._on_removed)
        self._flow.insert_widget(len(self._chips), chip)
        self._chips[tag] = chip
        chip.show()

    def _take(self, tag: str) -> None:
        chip = self._chips.pop(tag)
        self._flow.removeWidget(chip)
        chip.hide()
        chip.deleteLater()

    def _on_removed(self) -> None:
        chip = self.sender()
        if isinstance(chip, Chip) and chip.text() in self._chips:
            self._take(chip.text())
            self.removed.emit(chip.text())
