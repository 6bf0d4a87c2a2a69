"""The fields of the local worker: which Python, which model, how it fits the graphics card."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.core.captions.machine.captioners import Worker
from app.ui import dialogs, theme
from app.ui.captions.server_form import Limits
from app.ui.loop import spawn
from app.ui.widgets.button import Button
from app.ui.widgets.choices import Switch
from app.ui.widgets.fields import Field, LineEdit


class WorkerForm(QWidget):
    """Shows the worker, to be changed."""

    def __init__(self) -> None:
        super().__init__()
        self._worker = Worker()
        self.python = LineEdit(
            name=self.tr("Python"), placeholder=self.tr("of the trainer: …/venv/…/python")
        )
        self.model = LineEdit(name=self.tr("Model"), placeholder="Qwen/Qwen3-VL-8B-Instruct")
        self._python = Field(
            self.tr("Python with torch and transformers"), self._with_button(self.python, "file")
        )
        tip = self.tr("A folder, or a name on the Hugging Face hub: Qwen2-VL, Qwen2.5-VL, Qwen3-VL")
        self._model = Field(self.tr("Model"), self._with_button(self.model, "folder"), tip=tip)
        self.trainers = Button("", "quiet", icon="train")
        self.trainers.clicked.connect(self._on_trainers)
        self.trainers.hide()
        self._offered = ""
        self.python.textChanged.connect(self._show_offer)
        self.four_bit = Switch(self.tr("Squeeze the model to 4 bit: 6 GB instead of 17"))
        self.download = Switch(self.tr("A model that is not on this machine may be downloaded"))
        self.limits = Limits(at_once=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self._python)
        column.addWidget(self.trainers, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (self._model, self.four_bit, self.download, self.limits):
            column.addWidget(part)
        column.addStretch(1)

    def _with_button(self, field: LineEdit, what: str) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(6))
        button = Button(self.tr("Choose…"), "raised")
        button.clicked.connect(lambda: spawn(self._choose(field, what)))
        line.addWidget(field, 1)
        line.addWidget(button)
        return row

    async def _choose(self, field: LineEdit, what: str) -> None:
        if what == "folder":
            folder = await dialogs.choose_folder(self, self.tr("Folder of a model"), field.text())
            chosen = [str(folder)] if folder else []
        else:
            files = QFileDialog(self, self.tr("Python"), field.text() or str(Path.home()))
            files.setFileMode(QFileDialog.FileMode.ExistingFile)
            chosen = files.selectedFiles() if await dialogs.done(files) else []
            files.deleteLater()
        if chosen:
            field.setText(chosen[0])

    def show_worker(self, worker: Worker) -> None:
        """Show a worker."""
        self._worker = worker
        self.python.setText(worker.python)
        self.model.setText(worker.model)
        self.four_bit.setChecked(worker.four_bit)
        self.download.setChecked(worker.download)
        self.limits.frames.setValue(worker.frames)
        self.limits.long_side.setValue(worker.long_side)
        self.limits.max_tokens.setValue(worker.max_tokens)
        for field in (self._python, self._model):
            field.set_error("")

    def offer_python(self, python: str) -> None:
        """Offer the Python of the trainer that is set up."""
        self._offered = python
        self.trainers.setText(self.tr("Take the trainer's Python"))
        self.trainers.setToolTip(python)
        self._show_offer()

    def _show_offer(self) -> None:
        self.trainers.setVisible(self._offered not in ("", self.python.text().strip()))

    def _on_trainers(self) -> None:
        self.python.setText(self._offered)

    def worker(self) -> Worker:
        """Return the worker as it is typed."""
        self.limits.take_typed()
        return dataclasses.replace(
            self._worker,
            python=self.python.text().strip(),
            model=self.model.text().strip(),
            four_bit=self.four_bit.isChecked(),
            download=self.download.isChecked(),
            frames=self.limits.frames.value(),
            long_side=self.limits.long_side.value(),
            max_tokens=self.limits.max_tokens.value(),
        )

    def check(self) -> bool:
        """Say under a field what is wrong with it; return whether nothing is."""
        worker = self.worker()
        self._python.set_error("" if worker.python else self.tr("Which Python shall run it?"))
        self._model.set_error("" if worker.model else self.tr("Which model shall it run?"))
        return bool(worker.python and worker.model)
