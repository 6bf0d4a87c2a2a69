"""Filters with a name: kept, chosen, renamed, deleted."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.core.settings import FilterUse
from app.ui import dialogs, theme
from app.ui.loop import spawn
from app.ui.preferences import PreferenceStore
from app.ui.widgets.button import IconButton
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import Field, LineEdit
from app.ui.widgets.label import ElidedLabel, Label

_WIDTH, _NAME_WIDTH = 600, 200  # px at zoom 1


class SavedFilters(QObject):
    """Keeps filters in the preferences, under names."""

    chosen = Signal(str)  # the text of a filter

    def __init__(
        self, preferences: PreferenceStore, over: QWidget, use: FilterUse = "grid"
    ) -> None:
        super().__init__(over)
        self._preferences, self._over, self._use = preferences, over, use

    @property
    def all(self) -> dict[str, str]:
        """The filters, by name, in the order they are offered."""
        return self._preferences.value.filters_of(self._use)

    def fill(self, menu: QMenu, now: str) -> None:
        """Offer the filters, and what can be done with them; ``now`` is the present one."""
        menu.clear()
        for name, text in self.all.items():
            action = QAction(name.replace("&", "&&"), menu)
            action.setToolTip(text)
            action.setCheckable(True)
            action.setChecked(text == now)
            action.setData(text)
            menu.addAction(action)
        menu.setToolTipsVisible(True)
        if self.all:
            menu.addSeparator()
        save = menu.addAction(self.tr("Save this filter…"))
        save.setEnabled(bool(now))
        save.setData(now)
        save.triggered.connect(self._on_save)
        change = menu.addAction(self.tr("Rename or delete…"))
        change.setEnabled(bool(self.all))
        change.triggered.connect(self.change)
        menu.triggered.connect(self._on_chosen)

    def save(self, text: str) -> None:
        """Ask for a name and keep a filter under it."""
        if text:
            spawn(self._save(text))

    def change(self) -> None:
        """Let filters be renamed and deleted."""
        spawn(self._change())

    def _on_chosen(self, action: QAction) -> None:
        if action.isCheckable():
            self.chosen.emit(action.data())

    def _on_save(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.save(action.data())

    async def _save(self, text: str) -> None:
        known = next((name for name, kept in self.all.items() if kept == text), "")
        dialog = NameDialog(self._over.window(), text, known)
        if await dialogs.done(dialog) and dialog.name:
            self._keep({**self.all, dialog.name: text})

    async def _change(self) -> None:
        dialog = FiltersDialog(self._over.window(), self.all)
        if await dialogs.done(dialog):
            self._keep(dialog.filters)

    def _keep(self, filters: dict[str, str]) -> None:
        self._preferences.put(self._preferences.value.keeping(filters, self._use))


class NameDialog(Dialog):
    """Asks for the name of a filter.

    Attributes:
        name: What was typed, once it is closed.
    """

    def __init__(self, parent: QWidget, text: str, known: str) -> None:
        super().__init__(parent, parent.tr("Save the filter"))
        self._field = LineEdit(known or text, name=self.tr("Name"))
        self._field.selectAll()
        self.body.addWidget(Label(text, "muted", "code", wrap=True))
        self.body.addWidget(Field(self.tr("Name"), self._field))
        self.add_button(self.tr("Cancel"), result=QDialog.DialogCode.Rejected.value)
        self.add_button(self.tr("Save"), "primary", result=QDialog.DialogCode.Accepted.value)
        self._field.setFocus()
        self.name = ""
        self.finished.connect(self._read)

    def _read(self) -> None:
        self.name = " ".join(self._field.text().split())


class FiltersDialog(Dialog):
    """All filters with a name: each can be renamed or taken out.

    Attributes:
        filters: Them as they are to be kept, by name, once it is closed.
    """

    def __init__(self, parent: QWidget, filters: dict[str, str]) -> None:
        super().__init__(parent, parent.tr("Saved filters"))
        self.setMinimumWidth(theme.px(_WIDTH))
        self.filters = filters
        self._rows: list[tuple[str, str, LineEdit, QWidget]] = []
        column = QVBoxLayout()
        column.setSpacing(theme.px(6))
        for name, text in filters.items():
            column.addWidget(self._row(name, text))
        self.body.addLayout(column)
        self.add_button(self.tr("Cancel"), result=QDialog.DialogCode.Rejected.value)
        self.add_button(self.tr("Keep"), "primary", result=QDialog.DialogCode.Accepted.value)
        self.finished.connect(self._read)

    def _row(self, name: str, text: str) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(8))
        field = LineEdit(name, name=self.tr("Name of the filter {}").format(text))
        field.setFixedWidth(theme.px(_NAME_WIDTH))
        gone = IconButton("trash", self.tr("Delete “{}”").format(name))
        gone.clicked.connect(row.hide)
        line.addWidget(field)
        line.addWidget(ElidedLabel(text, "muted", "code"), 1)
        line.addWidget(gone)
        self._rows.append((name, text, field, row))
        return row

    def _read(self) -> None:
        """Take what was typed; a filter whose new name is taken keeps its old one."""
        left = [(name, text, field) for name, text, field, row in self._rows if not row.isHidden()]
        taken, kept = {name for name, _, _ in left}, dict[str, str]()
        for name, text, field in left:
            wanted = " ".join(field.text().split())
            free = wanted and wanted not in taken
            kept[wanted if free else name] = text
            taken.add(wanted)
        self.filters = kept
