"""Looks for all films that are missing or changed, in one folder and below it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QWidget

from app.core.amounts import counted
from app.core.jobs import Progress as Done
from app.core.jobs import Stopped
from app.core.library.model import Source
from app.ui import theme
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.label import ElidedLabel
from app.ui.widgets.progress import Progress
from app.ui.widgets.table import Role, Table

if TYPE_CHECKING:
    from app.core.library.sources import Moved


class RelinkDialog(Dialog):
    """A line for each film; a search, which can be stopped, says of each where it is now."""

    folder_asked = Signal()
    search_asked = Signal(object)  # Path
    _reported = Signal(object)  # Done; from the thread of the search

    def __init__(self, parent: QWidget, lost: Sequence[Source]) -> None:
        sentence = parent.tr(
            "Choose a folder that holds them, as deep as you like: they are known by what is in "
            "them, whatever they are called now."
        )
        super().__init__(parent, parent.tr("Find missing films"), sentence)
        self._lost = list(lost)
        self._stop = self._searching = False
        self._model = QStandardItemModel(self)
        self._model.setHorizontalHeaderLabels([self.tr("film"), self.tr("where it was")])
        self._table = Table(name=self.tr("Missing films"))
        self._table.setModel(self._model)
        self._table.setMinimumSize(theme.px(620), theme.px(220))
        self._bar = Progress(None)
        self._where = ElidedLabel("", "dim", "small")
        self.body.addWidget(self._table)
        self.body.addWidget(self._bar)
        self.body.addWidget(self._where)
        self._close = self.add_button(self.tr("Close"), result=QDialog.DialogCode.Rejected.value)
        self._choose = self.add_button(self.tr("Choose a folder…"), "primary")
        self._choose.clicked.connect(self._on_choose)
        self._reported.connect(self._on_reported)
        self.rejected.connect(self._on_rejected)
        self._show_lost(self.tr("{} missing or changed").format(counted(len(lost), "film")))

    def search(self, folder: Path) -> None:
        """Begin to look in a folder."""
        self._stop, self._searching = False, True
        self._choose.setText(self.tr("Stop"))
        self._bar.show()
        self.search_asked.emit(folder)

    def report(self, done: Done) -> None:
        """Take progress from the thread of the search.

        Raises `Stopped` once it is to end.
        """
        if self._stop:
            raise Stopped
        self._reported.emit(done)

    def show_found(self, moved: Moved) -> None:
        """Say of each film whether it was found, and where."""
        self._model.setRowCount(0)
        for before, now in moved.found:
            self._add(before, self.tr("now {}").format(now.path), "good")
        for source in moved.lost:
            self._add(source, self.tr("not found there"), "warn")
        self._lost = list(moved.lost)
        words = self.tr("{found} found, {lost} still missing")
        self._end(words.format(found=len(moved.found), lost=len(moved.lost)))

    def show_stopped(self) -> None:
        """Say that the search was stopped; nothing has changed."""
        self._show_lost(self.tr("Stopped: nothing has changed."))

    def _show_lost(self, sentence: str) -> None:
        self._model.setRowCount(0)
        for source in self._lost:
            self._add(source, source.path, "muted")
        self._end(sentence)

    def _end(self, sentence: str) -> None:
        self._searching = False
        self._bar.hide()
        self._where.setText(sentence)
        self._choose.setText(self.tr("Choose a folder…"))
        self._choose.setVisible(bool(self._lost))
        self._table.fit_columns(1)

    def _add(self, source: Source, words: str, tone: str) -> None:
        items = [QStandardItem(source.path.rpartition("/")[2]), QStandardItem(words)]
        for item in items:
            item.setEditable(False)
            item.setToolTip(words)
        items[1].setData(tone, Role.TONE)
        items[1].setData(words, Qt.ItemDataRole.AccessibleTextRole)
        self._model.appendRow(items)

    def _on_choose(self) -> None:
        if self._searching:
            self._stop = True
        else:
            self.folder_asked.emit()

    def _on_reported(self, done: Done) -> None:
        if self._searching:
            found = self.tr("{found} of {all} found").format(
                found=int(done.done), all=len(self._lost)
            )
            self._where.setText(f"{found} · {done.what}" if done.total else done.what)

    def _on_rejected(self) -> None:
        self._stop = True
