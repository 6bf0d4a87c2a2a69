"""The cache files behind a number, each with its reason; what is taken away is shown here first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.core.language import tr
from app.core.planner.caches.freshness_files import REASONS
from app.ui import theme
from app.ui.tokens import DATASETS
from app.ui.widgets.button import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.label import Label
from app.ui.widgets.table import Index, Role, Table
from app.ui.widgets.tips import plain

if TYPE_CHECKING:
    from app.core.planner.caches.freshness_removal import Chosen

_SIZE = (860, 560)  # px at zoom 1
_DATASET, _CLIP, _WHY, _FILE = range(4)
_ROOT = QModelIndex()
_MANY = 400  # rows that are measured to fit the columns


class CacheFilesModel(QAbstractTableModel):
    """A row for each file; nothing is made of a row before it is shown."""

    def __init__(self, files: Sequence[Chosen], names: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._files, self._names = files, names
        self._heads = (self.tr("Dataset"), self.tr("Clip"), self.tr("Why"), self.tr("Cache file"))

    def file(self, row: int) -> Chosen:
        """Return the file of a row."""
        return self._files[row]

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._files)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 -- as Qt has it
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        folder, each = self._files[index.row()]
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), column)
        if role == Role.SWATCH and column == _DATASET:
            return DATASETS[folder.index % len(DATASETS)]
        if role == Role.TONE:
            return "muted" if column in (_FILE, _WHY) else "text"
        if role == Qt.ItemDataRole.ToolTipRole:
            parts = (each.said, str(folder.folder / each.name))
            return plain("\n".join(part for part in parts if part))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._heads[column]}: {self._text(index.row(), column)}"
        return None

    def _text(self, row: int, column: int) -> str:
        folder, each = self._files[row]
        if column == _DATASET:
            known = folder.index < len(self._names)
            return self._names[folder.index] if known else str(folder.index)
        if column == _CLIP:
            return each.file or "–"
        if column == _WHY:
            return tr(REASONS.get(each.reason, "")) or each.said or "–"
        return each.name


class CacheFilesDialog(Dialog):
    """Lists files; with ``action`` it asks whether they are to be taken away.

    Signals:
        clip_asked: Dataset and base name of the clip or still that was chosen.
    """

    clip_asked = Signal(int, str)

    def __init__(
        self,
        window: QWidget,
        title: str,
        sentence: str,
        files: Sequence[Chosen],
        names: Sequence[str],
        *,
        action: str = "",
    ) -> None:
        super().__init__(window, title, sentence)
        self._model = CacheFilesModel(files, names, self)
        self.table = Table(name=title)
        self.table.setModel(self._model)
        self.table.horizontalHeader().setResizeContentsPrecision(_MANY)
        self.table.fit_columns(stretch=_FILE)
        self.table.doubleClicked.connect(self._on_chosen)
        self.table.activated.connect(self._on_chosen)
        self.body.addWidget(self.table, 1)
        self.fill()
        shows = any(each.file for _, each in files[:_MANY])
        hint = self.tr("Enter shows the clip") if shows else ""
        self.add_left(Label(hint, "dim", "small"))
        result = QDialog.DialogCode
        close = self.tr("Cancel") if action else self.tr("Close")
        self.add_button(close, result=result.Rejected.value)
        self.action_button: Button | None = None
        if action:
            self.action_button = self.add_button(action, "primary", result=result.Accepted.value)
            self.action_button.setFocus()
        else:
            self.table.setFocus()
        room = window.size() - QSize(theme.px(48), theme.px(48))
        self.resize(QSize(*map(theme.px, _SIZE)).boundedTo(room))

    def _on_chosen(self, index: QModelIndex) -> None:
        folder, each = self._model.file(index.row())
        if each.file:
            self.clip_asked.emit(folder.index, each.file)
            self.reject()
