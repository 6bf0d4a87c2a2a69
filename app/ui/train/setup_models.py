"""The files of models on the page: one for each role of the recipe's task."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.language import enumerated
from app.core.training.recipe.tasks import TASKS
from app.core.training.trainer.fitting import roles_of
from app.core.training.trainer.needs import role_words
from app.core.training.trainer.sources import Source, sources_for
from app.ui import dialogs, theme
from app.ui.train.setup_paths import CopyLine, PathRow
from app.ui.train.setup_state import TrainerSetup
from app.ui.widgets.button import Button
from app.ui.widgets.chip import Chip
from app.ui.widgets.choices import ComboBox
from app.ui.widgets.label import ElidedLabel, Label, SectionHead
from app.ui.widgets.progress import Progress

if TYPE_CHECKING:
    from app.core.training.trainer.fitting import Role

_ENDINGS = "*.safetensors *.pth *.pt"


class ModelsPart(QWidget):
    """Shows the files, to be chosen and found.

    Signals:
        copied: What was put into the clipboard.
    """

    copied = Signal(str)

    def __init__(self, setup: TrainerSetup) -> None:
        super().__init__()
        self._setup = setup
        self._task = ""
        self.rows: dict[Role, RoleRow] = {}
        self._head, self._chip = SectionHead(self.tr("Models")), Chip(tone="accent")
        self._chip.setToolTip(self.tr("The task of the recipe, which decides on the files"))
        self.look = Button(self.tr("Find models"), icon="search")
        self.look.setToolTip(
            self.tr(
                "Look beside the trainer, in ComfyUI's models and on each drive; what fits is "
                "taken where nothing that fits is chosen"
            )
        )
        self.look.clicked.connect(setup.search.look_for_models)
        self.stop = Button(self.tr("Stop"), "quiet")
        self.stop.setToolTip(self.tr("Stop looking; what was chosen stays"))
        self.stop.clicked.connect(setup.search.stop)
        self.waiting = Progress(None)
        self.task = ComboBox(name=self.tr("What to train"))
        self.task.setToolTip(self.tr("Which model is to be trained decides on the files"))
        for each in TASKS.values():
            self.task.addItem(each.words, each.name)
        self.task.activated.connect(self._on_task)
        self._missed = Label("", "muted", "small", wrap=True)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self._head)
        head.addWidget(self._chip)
        head.addWidget(self.task)
        head.addStretch(1)
        head.addWidget(self.stop)
        head.addWidget(self.look)
        self._about = Label("", "muted", "small", wrap=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(10))
        self._column.addLayout(head)
        self._column.addWidget(self._about)
        self._column.addWidget(self.waiting)
        self._column.addWidget(self._missed)

    def show_setup(self) -> None:
        """Show what is known now."""
        setup = self._setup
        if setup.task != self._task:
            self._take_task(setup.task)
        self._chip.setVisible(setup.has_recipe)
        self.task.setVisible(not setup.has_recipe)
        self.task.setCurrentIndex(self.task.findData(setup.task))
        self._about.setText(
            self.tr(
                "The task is the recipe's. Of files only the headers are read; VAE, T5 and CLIP "
                "are the same for all tasks."
            )
            if setup.has_recipe
            else self.tr(
                "Of files only the headers are read; VAE, T5 and CLIP are the same for all tasks."
            )
        )
        for role, row in self.rows.items():
            row.show_setup(setup, role)
        self.look.setEnabled(not setup.search.for_models)
        for part in (self.stop, self.waiting):
            part.setVisible(setup.search.for_models)
        missed = [self._named(role) for role in self._still_missed()]
        words = self.tr("Nothing that fits was found for: {}. They are to be had as said below.")
        self._missed.setText(words.format(enumerated(missed)))
        self._missed.setVisible(bool(missed))

    def _still_missed(self) -> list[Role]:
        """Return the roles that no file was found for, and that none was chosen for since."""
        missed, wanting = self._setup.search.missed, self._setup.wanting()
        return [role for role in missed if role in self.rows and role in wanting]

    def _take_task(self, task: str) -> None:
        self._task = task
        self._chip.set_state(task, "accent")
        for row in self.rows.values():
            row.hide()
            row.deleteLater()
        places = sources_for(task)
        self.rows = {role: RoleRow(self._named(role), places[role]) for role in roles_of(task)}
        for role, row in self.rows.items():
            row.path.given.connect(partial(self._on_given, role))
            row.copied.connect(self.copied)
            self._column.addWidget(row)

    def _named(self, role: Role) -> str:
        return role_words(role, self._task)

    def _on_task(self) -> None:
        self._setup.choose_task(str(self.task.currentData()))

    def _on_given(self, role: Role, path: str) -> None:
        self._setup.choose_models({role: path})


class RoleRow(QWidget):
    """One file: its path, what it is, whether it fits, and where it is to be had."""

    copied = Signal(str)

    def __init__(self, name: str, source: Source) -> None:
        super().__init__()
        self._name = name
        self.path = PathRow(name, self._ask, placeholder=source.file)
        self.chip = Chip()
        self._words = ElidedLabel("", "dim", "small")
        self._said = Label("", "bad", "small", wrap=True)
        shown = f"{source.file} · {source.address.removeprefix('https://')}"
        self._source = CopyLine(source.address, name=self.tr("the address"), shown=shown)
        self._source.copied.connect(self.copied)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(Label(name, "muted", "small"))
        head.addWidget(self._words, 1)
        head.addWidget(self.chip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addLayout(head)
        for part in (self.path, self._said, self._source):
            column.addWidget(part)

    def show_setup(self, setup: TrainerSetup, role: Role) -> None:
        """Show the file of a role."""
        self.path.show_path(setup.models.get(role, ""))
        file, standing = setup.files.get(role), setup.standing(role)
        self._words.setText(file.words if file is not None else "")
        if standing is None:
            self.chip.set_state(self.tr("reading…"), "neutral")
        else:
            self.chip.set_state(standing.words, standing.grade)
        said = standing.said if standing is not None else ""
        grade = standing.grade if standing is not None else "neutral"
        self.chip.setToolTip(said or self.tr("Told by the names and shapes of its tensors"))
        self._said.setText(said)
        self._said.set_tone("muted" if grade == "neutral" else grade)
        self._said.setVisible(bool(said))
        self.path.field.set_wrong(grade == "bad")
        self.path.field.setAccessibleDescription(said)
        self._source.setVisible((standing is not None and file is None) or grade == "bad")

    async def _ask(self, now: str) -> Path | None:
        filters = [self.tr("Models ({})").format(_ENDINGS), self.tr("All files (*)")]
        return await dialogs.choose_file(self, self._name, now or str(Path.home()), filters)
