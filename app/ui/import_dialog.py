"""What can be imported of chosen files, shown before anything is changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.core.amounts import counted
from app.core.jobs import Checkpoint, JobContext, Progress, Stopped
from app.ui import dialogs, theme
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.widgets.button import Button
from app.ui.widgets.choices import CheckBox, ComboBox
from app.ui.widgets.clearing import clear
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import LineEdit
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.notice import Notice
from app.ui.widgets.progress import Progress as ProgressBar

if TYPE_CHECKING:
    from app.core.importing.found import Choices, DatasetsTo, Found, Labels
    from app.core.library.project import Project

_WIDTH = 640
_TOLD = 40  # sentences
_SENTENCES_HIGH = 150  # px
_REPORTS = 10.0  # a second


class ImportDialog(Dialog):
    """Takes files and folders, says what they hold, and asks what is not clear.

    ``found`` and ``choices`` are what the person agreed to, once accepted.
    """

    _seen = Signal(int)  # files looked at; from any thread

    def __init__(self, window: QWidget, jobs: Jobs, document: Document, folder: str) -> None:
        super().__init__(
            window,
            window.tr("Import"),
            window.tr(
                "Finished clips and pictures with captions, lists of PySceneDetect and "
                "LosslessCut, or a dataset file of musubi-tuner. Nothing is moved or changed."
            ),
        )
        self._jobs, self._folder = jobs, folder
        self._rows = document.rows if document.is_open else None
        self._project = document.project if document.is_open else None
        self._context = self._new_context()
        self.found: Found | None = None
        self.paths: list[Path] = []
        self.setMinimumWidth(theme.px(_WIDTH))
        self.body.addLayout(self._chooser())
        self._bar = ProgressBar(None)
        self._bar.hide()
        self._looking = Label("", "muted", "small")
        self._lines = QGridLayout()
        self._lines.setHorizontalSpacing(theme.px(12))
        self._lines.setVerticalSpacing(theme.px(6))
        self._lines.setColumnStretch(1, 1)
        for widget in (self._bar, self._looking):
            self.body.addWidget(widget)
        self.body.addLayout(self._lines)
        self.body.addWidget(self._questions())
        self.body.addWidget(self._sentences())
        self.add_button(self.tr("Cancel"), result=QDialog.DialogCode.Rejected.value)
        self.accept_button = self.add_button(
            self.tr("Import"), "primary", result=QDialog.DialogCode.Accepted.value
        )
        self.accept_button.setEnabled(False)
        self._seen.connect(self._on_seen)
        self.finished.connect(self._on_finished)

    # -------------------------------------------------------------------------------- building

    def _chooser(self) -> QHBoxLayout:
        self._where = ElidedLabel(self.tr("Nothing is chosen yet."), "muted")
        self.choose_files = Button(self.tr("Choose files…"), icon="list")
        self.choose_files.clicked.connect(self._on_files)
        self.choose_folder = Button(self.tr("Choose a folder…"), icon="folder")
        self.choose_folder.clicked.connect(self._on_folder)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self._where, 1)
        row.addWidget(self.choose_files)
        row.addWidget(self.choose_folder)
        return row

    def _questions(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        self.with_trigger = CheckBox(self.tr("Trigger"), checked=True)
        self.with_trigger.setToolTip(
            self.tr("The words every exported caption begins with; captions are kept without them")
        )
        self.trigger = LineEdit(name=self.tr("Trigger"))
        self.with_trigger.toggled.connect(self.trigger.setEnabled)
        self._trigger_row = _row(self.with_trigger, self.trigger)
        self._trigger_said = Label("", "muted", "small", wrap=True)
        self.labels = _choice(
            self.tr("Names of segments"),
            [
                ("caption", self.tr("become captions")),
                ("tag", self.tr("become tags")),
                ("none", self.tr("are left out")),
            ],
        )
        self._labels_row = _row(Label(self.tr("Names of segments"), "muted"), self.labels)
        self.datasets = _choice(
            self.tr("Datasets"),
            [
                ("add", self.tr("come beside the project's own")),
                ("replace", self.tr("take the place of the project's own")),
                ("leave", self.tr("are left out")),
            ],
        )
        self._datasets_row = _row(Label(self.tr("Datasets"), "muted"), self.datasets)
        for each in (
            *(self._trigger_row, self._trigger_said, self._labels_row),
            self._datasets_row,
        ):
            column.addWidget(each)
            each.hide()
        return whole

    def _sentences(self) -> QScrollArea:
        inner = QWidget()
        self._said = QVBoxLayout(inner)
        self._said.setContentsMargins(0, 0, theme.px(8), 0)
        self._said.setSpacing(theme.px(6))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(inner)
        self._area.setMinimumHeight(theme.px(_SENTENCES_HIGH))
        self._area.setAccessibleName(self.tr("What a person should know"))
        self._area.hide()
        return self._area

    # -------------------------------------------------------------------------------- choosing

    def _on_files(self) -> None:
        spawn(self._ask(files=True))

    def _on_folder(self) -> None:
        spawn(self._ask(files=False))

    async def _ask(self, *, files: bool) -> None:
        if files:
            chosen = await dialogs.choose_files(self, self.tr("Import"), self._folder)
        else:
            folder = await dialogs.choose_folder(self, self.tr("Import a folder"), self._folder)
            chosen = [folder] if folder is not None else []
        if chosen and isValid(self):
            self._folder = str(chosen[0] if not files else chosen[0].parent)
            self.look_at(chosen)

    def look_at(self, paths: Sequence[Path]) -> None:
        """Look what files and folders hold; what was looked at before is forgotten."""
        self._context.stop()
        self._context = self._new_context()
        self.paths, self.found = list(paths), None
        more = f" + {len(paths) - 1:,}" if len(paths) > 1 else ""
        self._where.setText(f"{paths[0]}{more}")
        self._where.set_tone("text")
        self._clear()
        self._bar.show()
        self._on_seen(0)
        spawn(self._look(list(paths), self._context))

    def _new_context(self) -> JobContext:
        def report(progress: Progress) -> None:
            self._seen.emit(int(progress.done))

        return JobContext(report, per_second=_REPORTS)

    async def _look(self, paths: list[Path], context: JobContext) -> None:
        try:
            found = await self._jobs.beside(_look, paths, self._project, context.checkpoint)
        except Stopped:
            return
        if isValid(self) and context is self._context and not context.stopped:
            self._show(found)

    def _on_finished(self) -> None:
        self._context.stop()

    def _on_seen(self, files: int) -> None:
        self._looking.setText(
            self.tr("Looking… {}").format(counted(files, "file")) if files else self.tr("Looking…")
        )
        self._looking.show()

    # --------------------------------------------------------------------------------- showing

    def _clear(self) -> None:
        self.accept_button.setEnabled(False)
        for layout in (self._lines, self._said):
            clear(layout)
        for each in (self._trigger_row, self._trigger_said, self._labels_row, self._datasets_row):
            each.hide()
        self._area.hide()

    def _show(self, found: Found) -> None:
        from app.core.importing.words import lines, some

        self.found = found
        self._bar.hide()
        self._looking.hide()
        for place, line in enumerate(lines(found)):
            self._lines.addWidget(Label(line.made, "text", "strong"), place, 0)
            self._lines.addWidget(Label(line.of, "muted", wrap=True), place, 1)
        self._ask_what_is_unclear(found)
        for grade, sentences in (("warn", found.troubles), ("info", found.notes)):
            for sentence in some(sentences, _TOLD):
                self._said.addWidget(Notice(sentence, grade, closable=False))  # type: ignore[arg-type]
        self._said.addStretch(1)
        self._area.setVisible(bool(found.troubles or found.notes))
        self.accept_button.setEnabled(bool(found))
        (self.accept_button if found else self.choose_files).setFocus(
            Qt.FocusReason.OtherFocusReason
        )
        self.adjustSize()

    def _ask_what_is_unclear(self, found: Found) -> None:
        own = self._rows.settings.trigger if self._rows is not None else ""
        self.with_trigger.setChecked(bool(found.trigger) and own in ("", found.trigger))
        self.trigger.setText(found.trigger)
        self.trigger.setEnabled(self.with_trigger.isChecked())
        self._trigger_row.setVisible(bool(found.trigger))
        words = self.tr('All captions begin with "{}". As trigger, it is kept once for all.')
        if own and own != found.trigger:
            words = self.tr('All captions begin with "{}"; the project\'s trigger is "{own}".')
        self._trigger_said.setText(words.format(found.trigger, own=own))
        self._trigger_said.setVisible(bool(found.trigger))
        self._labels_row.setVisible(bool(found.named_segments))
        has = self._rows is not None and bool(self._rows.datasets)
        self._datasets_row.setVisible(has and bool(found.datasets))

    @property
    def choices(self) -> Choices:
        """What the person wants of what was found."""
        from app.core.importing.found import Choices

        wanted = self.with_trigger.isChecked() and self.found is not None and self.found.trigger
        return Choices(
            trigger=self.trigger.text().strip() if wanted else "",
            labels=cast("Labels", self.labels.currentData()),
            datasets=cast("DatasetsTo", self.datasets.currentData()),
        )


def _look(paths: list[Path], project: Project | None, checkpoint: Checkpoint) -> Found:
    from app.core.importing.looking import look

    return look(paths, project, checkpoint=checkpoint)


def _row(left: QWidget, right: QWidget) -> QWidget:
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(12))
    row.addWidget(left)
    row.addWidget(right, 1)
    return whole


def _choice(name: str, entries: Sequence[tuple[str, str]]) -> ComboBox:
    box = ComboBox(name=name)
    for key, words in entries:
        box.addItem(words, key)
    return box
