"""About the program: its version, its licence, and what it carries of others, to be read."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.core.reports import version_of
from app.core.third_party import OURS, Notice, found_in, notices
from app.ui import theme
from app.ui.jobs import Jobs
from app.ui.widgets.button import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import PlainTextEdit, SearchField
from app.ui.widgets.table import Index, Role, Table

_WIDTH, _HEIGHT, _LIST = 1120, 700, 440
_ROOT = QModelIndex()


class Column(IntEnum):
    """The columns."""

    NAME = 0
    LICENCE = 1


class AboutDialog(Dialog):
    """Every work the program carries in a list, its licence beside it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, parent.tr("About Rushes"))
        self._all: list[Notice] = []
        self.model = NoticeModel()
        self.search = SearchField(self.tr("Search names, licences and their texts"))
        self.table = Table(name=self.tr("What Rushes carries of others"))
        self.table.setModel(self.model)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().setStretchLastSection(True)  # long ones have a tooltip
        self.text = PlainTextEdit(name=self.tr("Licence"), role="code", lines=20)
        self.text.setReadOnly(True)
        self._lay_out()
        self.search.textChanged.connect(self._filter)
        self.search.left.connect(self.reject)
        self.table.selectionModel().currentRowChanged.connect(self._show)
        room = parent.window().size()
        wide = min(theme.px(_WIDTH), room.width() - theme.px(40))
        self.resize(wide, min(theme.px(_HEIGHT), room.height() - theme.px(40)))
        self.table.setFocus()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(theme.px(8))
        left.addWidget(self.search)
        left.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        row.addLayout(left, 2)
        row.addWidget(self.text, 3)
        self.table.setMinimumWidth(theme.px(_LIST))
        self.body.addLayout(row, 1)
        self.fill()
        copy = Button(self.tr("Copy the text"), "quiet", icon="copy")
        copy.setToolTip(self.tr("What is shown of the chosen work"))
        copy.clicked.connect(self._copy)
        self.add_left(copy)
        self.add_button(self.tr("Close"), "primary", result=QDialog.DialogCode.Accepted.value)

    async def read(self, jobs: Jobs) -> None:
        """Read what there is to show, in a thread."""
        number, found = await jobs.beside(lambda: (version_of(OURS), notices()), brief=True)
        if not isValid(self):  # closed meanwhile
            return
        self.set_sentence(
            self.tr(
                "Version {}. Rushes is free software under the Apache License 2.0. It comes with "
                "the works below, each under its own licence."
            ).format(number)
        )
        self._all = found
        self._filter(self.search.text())

    def _filter(self, words: str) -> None:
        self.model.show_notices([each for each in self._all if found_in(each, words)])
        self.table.resizeColumnToContents(Column.NAME)
        if self.model.notices:
            self.table.selectRow(0)
        else:
            self.text.setPlainText("")

    def _show(self, index: QModelIndex) -> None:
        if not index.isValid():
            self.text.setPlainText("")
            return
        notice = self.model.notices[index.row()]
        shorter = self.tr(
            "The text of the licence comes with a packaged Rushes, or is found there."
        )
        self.text.setPlainText(notice.whole if notice.text else f"{notice.whole}\n\n{shorter}")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())


class NoticeModel(QAbstractTableModel):
    """Works of others, a row each.

    Attributes:
        notices: They, in their order.
    """

    def __init__(self) -> None:
        super().__init__()
        self.notices: list[Notice] = []

    def show_notices(self, notices: list[Notice]) -> None:
        """Show these."""
        self.beginResetModel()
        self.notices = notices
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.notices)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.NAME: self.tr("work"),
            Column.LICENCE: self.tr("licence"),
        }[Column(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        notice, column = self.notices[index.row()], Column(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return {
                Column.NAME: notice.title,
                Column.LICENCE: notice.licence,
            }[column]
        if role == Role.TONE:
            return "text" if column == Column.NAME else "muted"
        return None
