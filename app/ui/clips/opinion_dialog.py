"""Where a second opinion on a film's cuts differs from the first."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QWidget

from app.core.finding import Opinion
from app.core.language import noted, tr
from app.core.shots.cuts import Cut
from app.core.shots.detectors import DETECTORS
from app.ui import theme
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.table import Role, Table

_KINDS = {"hard": noted("hard"), "dissolve": noted("dissolve"), "fade": noted("fade")}
_FRAME = Qt.ItemDataRole.UserRole + 1


class OpinionDialog(Dialog):
    """A line for each difference; choosing one shows its frame behind the dialog."""

    frame_asked = Signal(int)  # source frame

    def __init__(self, parent: QWidget, opinion: Opinion) -> None:
        super().__init__(parent, parent.tr("Second opinion"), opinion.sentence)
        self._opinion = opinion
        self._model = QStandardItemModel(self)
        self._model.setHorizontalHeaderLabels(
            [self.tr("where"), self.tr("frame"), self.tr("kind"), self.tr("found by")]
        )
        label = tr(DETECTORS[opinion.detector].label)
        differences = [
            *((cut, self.tr("this project")) for cut in opinion.comparison.only_first),
            *((cut, label) for cut in opinion.comparison.only_second),
        ]
        for cut, who in sorted(differences, key=lambda each: each[0].frame):
            self._model.appendRow(self._row(cut, who))
        if differences:
            self.body.addWidget(self._table())
        self.add_button(self.tr("Close"), "primary", result=QDialog.DialogCode.Accepted.value)

    def _row(self, cut: Cut, who: str) -> list[QStandardItem]:
        texts = (self._opinion.times[cut.frame], f"{cut.frame:,}", tr(_KINDS[cut.kind]), who)
        items = [QStandardItem(text) for text in texts]
        for item in items:
            item.setEditable(False)
            item.setData(cut.frame, _FRAME)
        items[3].setData("muted", Role.TONE)
        return items

    def _table(self) -> Table:
        table = Table(numeric=frozenset({1}), name=self.tr("Differences"))
        table.setModel(self._model)
        table.fit_columns(3)
        table.setMinimumSize(theme.px(560), theme.px(280))
        table.selectionModel().currentChanged.connect(self._on_current)
        return table

    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self.frame_asked.emit(now.data(_FRAME))
