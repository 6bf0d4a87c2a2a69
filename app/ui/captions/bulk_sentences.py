"""Chooses a sentence of those that captions repeat, with how many have it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView

from app.core.captions import changing
from app.core.captions.rewording import Reword
from app.core.captions.sentences import Recurring
from app.ui import theme
from app.ui.captions.bulk_kinds import Kind
from app.ui.widgets.fields import SearchField
from app.ui.widgets.table import Table
from app.ui.widgets.tips import plain

Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()
_MOST = 500  # sentences that are listed; one looks for others


class _Model(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Recurring] = []

    def show(self, sentences: Sequence[Recurring]) -> None:
        self.beginResetModel()
        self.shown = list(sentences)
        self.endResetModel()

    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self.tr("Captions") if section else self.tr("Sentence")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        sentence = self.shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return sentence.captions if index.column() else sentence.text
        return plain(sentence.text) if role == Qt.ItemDataRole.ToolTipRole else None


class RemovedSentence(Kind):
    """The sentences that occur, the most frequent first; the chosen one goes."""

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__(title, sentence)
        self._all: Sequence[Recurring] = ()
        self.filter = SearchField(self.tr("Find a sentence"))
        self._model = _Model()
        self._model.setParent(self)
        self.table = Table(numeric=frozenset({1}), name=self.tr("Sentences"))
        self.table.setModel(self._model)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setFixedHeight(theme.px(190))
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.column.addWidget(self.filter)
        self.column.addWidget(self.table)
        self.filter.textChanged.connect(self._list)
        self.table.selectionModel().currentRowChanged.connect(self._on_chosen)

    def show_sentences(self, sentences: Sequence[Recurring]) -> None:
        """Offer other sentences; the chosen one stays chosen where it is among them."""
        self._all = sentences
        self._list()

    def chosen(self) -> Recurring | None:
        """Return the sentence that is to go."""
        row = self.table.currentIndex().row()
        return self._model.shown[row] if 0 <= row < len(self._model.shown) else None

    def change(self) -> Reword | None:
        """Return what becomes of each caption."""
        chosen = self.chosen()
        return changing.without_sentence(chosen.text) if chosen is not None else None

    def begin(self) -> None:
        """Put the focus to where one looks for a sentence."""
        self.filter.setFocus()

    def _list(self) -> None:
        before = self.chosen()
        wanted = self.filter.text().casefold()
        found = [each for each in self._all if wanted in each.text.casefold()]
        self._model.show(found[:_MOST])
        texts = [each.text for each in self._model.shown]
        if before is not None and before.text in texts:
            self.table.selectRow(texts.index(before.text))
        else:
            self.changed.emit()

    def _on_chosen(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self.changed.emit()
