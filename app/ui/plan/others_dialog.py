"""The question for which other trainer to export: what is written, what it does differently."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from app.core.amounts import counted
from app.core.errors import AppError
from app.ui import theme
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.tokens import DATASETS
from app.ui.widgets.choices import CheckBox, ComboBox
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import Field
from app.ui.widgets.label import Label, SectionHead
from app.ui.widgets.table import Index, Role, Table
from app.ui.widgets.tips import plain

if TYPE_CHECKING:
    from app.core.export.others.layout import Layout, SetFolder
    from app.core.export.others.trainers import Trainer
    from app.core.export.planned import ProjectPlan

_SIZE = (760, 640)  # px at zoom 1
_SET, _SHAPE, _FILES, _REPEATS, _SAMPLES = range(5)
_ROOT = QModelIndex()
_DRIVE = re.compile(r"^[A-Za-z]:")


class SetsModel(QAbstractTableModel):
    """A row for each set, and the sums."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._layout: Layout | None = None
        self._heads = (
            self.tr("Set"), self.tr("Size"), self.tr("Files"), self.tr("Repeats"),
            self.tr("Samples/epoch"),
        )  # fmt: skip
        self._tips = (
            self.tr("The folder of its files, named after dataset, size and frames"),
            self.tr("Width × height × frames, as the trainer's bucket has them"),
            self.tr("Windows of the plan, without those that another overwrites"),
            self.tr("How often each is trained in an epoch: the dataset's num_repeats"),
            self.tr("Files times repeats; all together as many as the plan counts"),
        )

    def show_layout(self, layout: Layout | None) -> None:
        """Show the sets of another layout; None shows none."""
        self.beginResetModel()
        self._layout = layout
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() or self._layout is None else len(self._layout.sets) + 1

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 -- as Qt has it
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        return self._tips[section] if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if self._layout is None:
            return None
        row, column = index.row(), index.column()
        each = self._layout.sets[row] if row < len(self._layout.sets) else None
        text = self._sums(column) if each is None else _cell(each, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Role.TOTAL:
            return each is None
        if role == Role.SWATCH and column == _SET and each is not None:
            return DATASETS[each.of.dataset % len(DATASETS)]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(self._tips[column])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._heads[column]}: {text}"
        return None

    def _sums(self, column: int) -> str:
        assert self._layout is not None, "only asked with one"
        if column == _SET:
            return self.tr("All")
        if column == _FILES:
            return f"{self._layout.files:,}"
        return f"{self._layout.samples:,}" if column == _SAMPLES else ""


def _cell(each: SetFolder, column: int) -> str:
    if column == _SET:
        return each.folder
    if column == _SHAPE:
        return each.of.shape
    number = {
        _FILES: len(each.placed), _REPEATS: each.of.repeats, _SAMPLES: each.of.samples,
    }  # fmt: skip
    return f"{number[column]:,}"


class OthersDialog(Dialog):
    """Says of each trainer what would be written; accepted, it is to be.

    Args:
        window: Whose dialog it is.
        plan: Of the project.
        folder: The project's.
        jobs: Counts the sets beside the window's thread.
        key: The trainer to begin with.

    Attributes:
        choice: The box with the trainers.
        wsl: Write paths as WSL sees them; hidden where no path has a drive.
    """

    def __init__(
        self, window: QWidget, plan: ProjectPlan, folder: Path, jobs: Jobs, key: str = ""
    ) -> None:
        from app.core.export.others.trainers import TRAINERS

        super().__init__(
            window,
            window.tr("Export for another trainer"),
            window.tr(
                "Each window of the plan becomes a clip of its own, at the size and with the "
                "frames that musubi trains, its caption beside it."
            ),
        )
        self._plan, self._folder, self._jobs = plan, folder, jobs
        self._trainers = tuple(TRAINERS.values())
        self._asked = 0  # counts up: an answer to an older question is dropped
        self.choice = ComboBox([each.title for each in self._trainers], name=self.tr("Trainer"))
        self.choice.setToolTip(self.tr("For which trainer the files are written"))
        keys = [each.key for each in self._trainers]
        self.choice.setCurrentIndex(keys.index(key) if key in keys else 0)
        self.wsl = CheckBox(self.tr("Paths as WSL sees them: H:/x is /mnt/h/x"))
        self.wsl.setToolTip(self.tr("For a trainer that runs in Linux on this Windows computer"))
        self.wsl.setVisible(bool(_DRIVE.match(str(folder))))
        self.where = Label("", "muted", wrap=True)
        self.where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._model = SetsModel(self)
        self.table = Table(numeric=frozenset((_FILES, _REPEATS, _SAMPLES)), name=self.tr("Sets"))
        self.table.setModel(self._model)
        self.differences = Label("", wrap=True)
        self.differences.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        self.choice.currentIndexChanged.connect(self._on_choice)
        self.finished.connect(self._forget)
        self.choice.setFocus()
        self._on_choice()

    def _lay_out(self) -> None:
        self.body.addWidget(Field(self.tr("Trainer"), self.choice))
        self.body.addWidget(self.wsl)
        self.body.addWidget(self.where)
        self.body.addWidget(self.table, 3)
        self._differs = SectionHead(self.tr("What it does differently"))
        self.body.addWidget(self._differs)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.px(8), 0)
        column.addWidget(self.differences)
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setAccessibleName(self.tr("What it does differently"))
        self.body.addWidget(area, 2)
        self.fill()
        self.add_button(self.tr("Cancel"), result=QDialog.DialogCode.Rejected.value)
        self.export = self.add_button(
            self.tr("Export"), "primary", result=QDialog.DialogCode.Accepted.value
        )
        self.resize(QSize(*map(theme.px, _SIZE)))

    @property
    def trainer(self) -> Trainer:
        """For whom."""
        return self._trainers[self.choice.currentIndex()]

    @property
    def for_wsl(self) -> bool:
        """Whether paths are written as WSL sees them."""
        return not self.wsl.isHidden() and self.wsl.isChecked()

    def _on_choice(self) -> None:
        from app.core.export.others.layout import folder_for

        trainer = self.trainer
        self.wsl.setChecked(trainer.linux)
        self.where.setText(str(folder_for(self._folder, trainer.key)))
        self.export.setEnabled(False)
        self._asked += 1
        spawn(self._count(self._asked, trainer))

    def _forget(self) -> None:
        """Let what is still being counted go: the dialog is closed."""
        self._asked += 1

    async def _count(self, asked: int, trainer: Trainer) -> None:
        """Lay the sets out beside, and show them if nobody chose another trainer meanwhile."""
        try:
            layout, said = await self._jobs.beside(
                _lay_out, self._plan, self._folder, trainer, brief=True
            )
        except AppError as error:
            if asked == self._asked:
                self._show(None, [str(error)])
            return
        if asked == self._asked:
            self._show(layout, said)

    def _show(self, layout: Layout | None, said: list[str]) -> None:
        self._model.show_layout(layout)
        self.table.fit_columns(stretch=_SET)
        self.table.setVisible(layout is not None)
        self._differs.setVisible(layout is not None)
        self.differences.setText("\n\n".join(said))
        self.differences.set_tone("text" if layout is not None else "bad")
        self.export.setEnabled(layout is not None and layout.files > 0)
        if layout is not None:
            files = counted(layout.files, "file")
            self.export.setToolTip(self.tr("Write {} and their captions").format(files))


def _lay_out(plan: ProjectPlan, folder: Path, trainer: Trainer) -> tuple[Layout, list[str]]:
    from app.core.export.others.layout import folder_for, lay_out

    layout = lay_out(plan, folder_for(folder, trainer.key), below=trainer.below)
    return layout, trainer.differences(layout)
