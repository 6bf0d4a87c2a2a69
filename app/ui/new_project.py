"""The question for a new project: what it is called, and where it goes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from app.core.export.names import safe_stem
from app.core.paths import PROJECT_FILE
from app.ui import dialogs, theme
from app.ui.loop import spawn
from app.ui.widgets.button import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import LineEdit
from app.ui.widgets.label import ElidedLabel


class NewProjectDialog(Dialog):
    """Shows the folder of the project live, as it will be: not every name can be a folder's."""

    def __init__(self, window: QWidget, name: str, parent_folder: Path) -> None:
        super().__init__(window, window.tr("New project"))
        self.parent_folder = parent_folder
        self.name = LineEdit(name, name=self.tr("Name"))
        self.name.selectAll()
        self.where = ElidedLabel("", "muted", "small")
        self.change = Button(self.tr("Change…"), "quiet")
        self.change.setToolTip(self.tr("Choose the folder in which the project's folder is made"))
        self.change.clicked.connect(self._on_change)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.where, 1)
        row.addWidget(self.change)
        self.body.addWidget(self.name)
        self.body.addLayout(row)
        self.add_button(self.tr("Cancel"), result=QDialog.DialogCode.Rejected.value)
        self.make = self.add_button(
            self.tr("Make it"), "primary", result=QDialog.DialogCode.Accepted.value
        )
        self.setMinimumWidth(theme.px(520))
        self.name.textChanged.connect(self._show)
        self._show()
        self.name.setFocus()

    @property
    def called(self) -> str:
        """The name as it is typed now."""
        return self.name.text().strip()

    @property
    def folder(self) -> Path:
        """The folder of the project."""
        return self.parent_folder / safe_stem(self.called)

    def _show(self) -> None:
        there = (self.folder / PROJECT_FILE).exists()
        words = self.tr("there is a project already in {}") if there else self.tr("in {}")
        self.where.setText(words.format(self.folder if self.called else self.parent_folder))
        self.where.set_tone("warn" if there and self.called else "muted")
        self.make.setEnabled(bool(self.called) and not there)

    def _on_change(self) -> None:
        spawn(self._choose())

    async def _choose(self) -> None:
        title = self.tr("Where the project's folder is made")
        chosen = await dialogs.choose_folder(self, title, str(self.parent_folder))
        if chosen is not None:
            self.parent_folder = chosen
            self._show()
