"""The question for a new project: what it is called, and where it goes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget
from shiboken6 import isValid

from app.core.export.names import safe_stem
from app.core.paths import PROJECT_FILE
from app.ui import dialogs, theme
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.widgets.button import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import LineEdit
from app.ui.widgets.label import ElidedLabel


class NewProjectDialog(Dialog):
    """Shows the folder of the project live, as it will be: not every name can be a folder's."""

    def __init__(self, window: QWidget, name: str, parent_folder: Path, jobs: Jobs) -> None:
        super().__init__(window, window.tr("New project"))
        self.parent_folder, self._jobs = parent_folder, jobs
        self._taken: Path | None = None  # a folder that holds a project already
        self._looking = False
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
        """Show where it would be; whether that place is taken is looked up, and said soon."""
        self._say(there=self._taken == self.folder)
        if self.called and not self._looking:
            self._looking = True
            spawn(self._look())

    async def _look(self) -> None:
        """Look up whether there is a project, until the name has stayed the same meanwhile."""
        looked_at: Path | None = None
        try:
            while isValid(self) and self.called and looked_at != self.folder:
                looked_at = self.folder
                there = await self._jobs.beside((looked_at / PROJECT_FILE).exists)
                self._taken = looked_at if there else None
        finally:
            self._looking = False
        if isValid(self):
            self._say(there=self._taken == self.folder)

    def _say(self, *, there: bool) -> None:
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
