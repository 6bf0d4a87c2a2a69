"""A test of checkpoints: what is tried, and the command lines that do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.core.errors import AppError
from app.core.training.after import generating, testing
from app.core.training.after.trial import Trial, Tried, troubles, words_of
from app.core.training.after.trial_presets import trial_presets
from app.core.training.commands.dry_run import rig_of
from app.core.training.folder import TESTS
from app.core.training.model import Run
from app.core.training.recipe.tasks import task_of
from app.core.training.results.found import Checkpoint
from app.core.training.results.listing import labels_of
from app.ui import theme
from app.ui.loop import spawn
from app.ui.train.command_card import chosen_shell
from app.ui.train.command_text import CommandText
from app.ui.train.trial_fields import TrialFields
from app.ui.widgets.button import IconButton
from app.ui.widgets.choices import CheckBox
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.label import Label, SectionHead
from app.ui.widgets.notice import Notice
from app.ui.widgets.surface import ScrollPane

if TYPE_CHECKING:
    from app.core.training.commands.places import Rig
    from app.ui.train.session import TrainSession

_SIZE = (980, 880)  # px at zoom 1
_LEFT = 210  # px of the list of checkpoints
_MOST_SHOWN = 6  # command lines


class TrialDialog(Dialog):
    """Starts a test; it runs without this window, and waits for the card like a training.

    Signals:
        started: The folder of the test.
        copied: What was put into the clipboard, a sentence.
        setup_asked: Trainer and models are to be set up.
    """

    started = Signal(object)
    copied = Signal(str)
    setup_asked = Signal()

    def __init__(
        self, parent: QWidget, session: TrainSession, run: tuple[Path, Run],
        known: Sequence[Checkpoint], prompts: Sequence[str],
    ) -> None:  # fmt: skip
        title = QCoreApplication.translate("TrialDialog", "Test checkpoints")
        super().__init__(parent, title, QCoreApplication.translate(
            "TrialDialog",
            "The trainer's own script makes films with them. It runs like a training: in the "
            "queue, with this window closed, and it can be stopped.",
        ))  # fmt: skip
        self._session, (self._folder, self._run) = session, run
        self._recipe = testing.recipe_of_run(self._run)
        self._target = self._folder / TESTS / "001-test"
        self._known = list(known)
        self._labels = labels_of(self._known)
        self.boxes = [CheckBox(label) for label in self._labels]
        self.fields = TrialFields(trial_presets(), prompts)
        self.words = Label("", role="strong")
        self.command = CommandText(self.tr("Command lines of the test"))
        self.command.setToolTip(self.tr("Exactly what is run; a LoRA is merged as it is loaded"))
        self.copy_button = IconButton("copy", self.tr("Copy the command lines"), size=26)
        self.trouble = Notice(closable=False)
        self._lay_out()
        self._connect()
        self.fields.begin(with_picture=task_of(self._recipe).i2v)
        spawn(self._find_target())

    def _lay_out(self) -> None:
        left, column = QWidget(), QVBoxLayout()
        left.setLayout(column)
        column.setContentsMargins(0, 0, theme.px(8), 0)
        column.setSpacing(theme.px(2))
        for place in reversed(range(len(self.boxes))):
            self.boxes[place].setToolTip(self._known[place].name)
            column.addWidget(self.boxes[place])
        column.addStretch(1)
        chosen = QVBoxLayout()
        chosen.addWidget(SectionHead(self.tr("Checkpoints")))
        pane = ScrollPane(left)
        pane.setFixedWidth(theme.px(_LEFT))
        chosen.addWidget(pane, 1)
        right = QVBoxLayout()
        right.setSpacing(theme.px(8))
        right.addWidget(ScrollPane(self.fields), 3)
        head = QHBoxLayout()
        head.addWidget(SectionHead(self.tr("Command")), 1)
        head.addWidget(self.copy_button)
        right.addLayout(head)
        right.addWidget(self.command, 1)
        self.trouble.hide()
        right.addWidget(self.trouble)
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        row.addLayout(chosen)
        row.addLayout(right, 1)
        self.body.addLayout(row, 1)
        self.fill()
        self.add_left(self.words)
        self.add_button(self.tr("Cancel"), result=0)
        self.go = self.add_button(self.tr("Start the test"), "primary")
        window = self.parentWidget()
        room = window.size() - QSize(theme.px(48), theme.px(48)) if window else QSize(2000, 2000)
        self.resize(QSize(*map(theme.px, _SIZE)).boundedTo(room))

    def _connect(self) -> None:
        for box in self.boxes:
            box.toggled.connect(self._refresh)
        self.fields.changed.connect(self._refresh)
        self.copy_button.clicked.connect(self.copy)
        self.trouble.acted.connect(self._set_up)
        self.go.clicked.connect(self._start)
        self._session.setup.set_up.connect(self._refresh)

    async def _find_target(self) -> None:
        target = await self._session.parts.jobs.beside(
            testing.next_folder, self._folder, brief=True
        )
        if isValid(self):
            self._target = target
            self._refresh()

    # ------------------------------------------------------------------------------- showing

    def choose(self, chosen: Sequence[Checkpoint]) -> None:
        """Choose checkpoints; the last one where none is given."""
        names = {each.path for each in chosen or self._known[-1:]}
        for box, each in zip(self.boxes, self._known, strict=True):
            box.setChecked(each.path in names)

    def trial(self) -> Trial:
        """Return what is tried."""
        chosen = [n for n, box in enumerate(self.boxes) if box.isChecked()]
        tried = tuple(_tried(self._known[n], self._labels[n]) for n in chosen)
        return replace(self.fields.trial(), checkpoints=tried)

    def rig(self) -> Rig:
        """Return what it runs with: models of the task that the run has trained."""
        session = self._session
        return replace(
            rig_of(session.parts.preferences.value, self._recipe), trainer=session.trainer
        )

    def _refresh(self) -> None:
        trial, rig = self.trial(), self.rig()
        wrong = troubles(trial)
        missing = generating.missing(self._recipe, rig, trial)
        self.words.setText(words_of(trial) if not wrong else wrong[0])
        self.go.setEnabled(not wrong and not missing and not self.fields.wrong)
        self.trouble.setVisible(bool(missing))
        if missing:
            self.trouble.say(missing[0], "warn", action=self.tr("Trainer and models…"))
        self.command.show_text(self._lines(trial, rig), light=False)
        self.copy_button.setEnabled(bool(trial.cells))

    def _lines(self, trial: Trial, rig: Rig, most: int = _MOST_SHOWN) -> str:
        from app.core.training.commands.script_files import pasted_text

        made = generating.commands(trial, self._recipe, rig, self._target)
        text = pasted_text(made[:most], chosen_shell(self._session.parts.preferences.value.shell))
        rest = len(made) - most
        more = self.tr("{:,} more").format(rest)
        return f"{text}\n# … {more}" if rest > 0 else text

    # --------------------------------------------------------------------------------- doing

    def copy(self) -> None:
        """Put all command lines into the clipboard."""
        text = self._lines(self.trial(), self.rig(), most=1000)
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(self.tr("Command lines copied; the prompts are written by the start"))

    def _set_up(self) -> None:
        self.setup_asked.emit()

    def _start(self) -> None:
        self.go.setEnabled(False)
        spawn(self._begin(self.trial(), self.rig()))

    async def _begin(self, trial: Trial, rig: Rig) -> None:
        jobs = self._session.parts.jobs
        try:
            folder = await jobs.beside(partial(testing.start_test, self._folder, trial, rig))
        except AppError as error:
            if not isValid(self):
                raise
            self.trouble.say(str(error), "bad")
            self.trouble.show()
            self.go.setEnabled(True)
            return
        if isValid(self):
            self.started.emit(folder)
            self.accept()


def _tried(checkpoint: Checkpoint, label: str) -> Tried:
    return Tried(str(checkpoint.path), label, checkpoint.epoch, checkpoint.step, checkpoint.attempt)
