"""The trainer on its page: its folder, its Python, what was found, where it is to be had."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.core.training.trainer import sources
from app.core.training.trainer.findings import findings
from app.ui import dialogs, theme
from app.ui.train.setup_findings import FindingRows
from app.ui.train.setup_paths import CopyLine, PathRow
from app.ui.train.setup_state import TrainerSetup
from app.ui.widgets.button import Button
from app.ui.widgets.chip import Chip
from app.ui.widgets.clearing import clear
from app.ui.widgets.fields import Field
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.label import Label, SectionHead
from app.ui.widgets.notice import Notice
from app.ui.widgets.progress import Progress

_MOST_OFFERED = 6


class TrainerPart(QWidget):
    """Shows the trainer, to be chosen, found and asked again.

    Signals:
        copied: What was put into the clipboard.
    """

    copied = Signal(str)

    def __init__(self, setup: TrainerSetup) -> None:
        super().__init__()
        self._setup = setup
        self.folder = PathRow(
            self.tr("Folder of musubi-tuner"),
            self._ask_folder,
            placeholder=self.tr("where it was cloned to"),
        )
        self.look = Button(self.tr("Find"), icon="search")
        self.look.setToolTip(
            self.tr("Look in usual places: beside the project, in your folders, on each drive")
        )
        self.look.clicked.connect(setup.search.look_for_trainers)
        self.folder.add_button(self.look)
        self.python = PathRow(self.tr("Its Python"), self._ask_python)
        self.again = Button(self.tr("Check again"), icon="refresh")
        self.again.setToolTip(self.tr("Ask its Python anew what it has; some seconds"))
        self.again.clicked.connect(setup.ask_again)
        self.python.add_button(self.again)
        self.folder.given.connect(setup.choose_trainer)
        self.python.given.connect(setup.choose_python)
        self._trainers, self._pythons = _Offers(), _Offers()
        self._trainers.chosen.connect(setup.choose_trainer)
        self._pythons.chosen.connect(setup.choose_python)
        self.waiting = _Waiting()
        self.waiting.stop.clicked.connect(self._on_stop)
        self.trouble = Notice(closable=False)
        self.rows = FindingRows()
        self.where = _Where()
        self.where.copied.connect(self.copied)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(SectionHead(self.tr("musubi-tuner")))
        column.addWidget(Field(self.tr("Folder"), self.folder))
        column.addWidget(self._trainers)
        column.addWidget(Field(self.tr("Python"), self.python))
        for part in (self._pythons, self.waiting, self.trouble, self.rows, self.where):
            column.addWidget(part)

    def _on_stop(self) -> None:
        self._setup.search.stop()
        self._setup.stop()

    def show_setup(self) -> None:
        """Show what is known now."""
        setup, looked = self._setup, self._setup.looked
        self.folder.show_path(setup.trainer)
        hint = str(looked.python) if looked.python else self.tr("that of its folder")
        self.python.show_path(setup.python, hint)
        known = {setup.trainer, str(looked.folder)}
        others = [each for each in setup.search.found if str(each) not in known]
        self._trainers.show_paths(self.tr("Found:"), others)
        pythons = [each for each in looked.pythons if each != looked.python]
        self._pythons.show_paths(self.tr("Also there:"), pythons)
        self.look.setEnabled(not setup.search.for_trainers)
        self.again.setEnabled(bool(setup.trainer) and not setup.asking)
        self._show_waiting()
        self._show_result()

    def _show_waiting(self) -> None:
        if self._setup.search.for_trainers:
            self.waiting.show_words(self.tr("Looking in usual places…"))
        elif self._setup.asking:
            self.waiting.show_words(self.tr("Asking its Python what it has: it imports torch…"))
        self.waiting.setVisible(self._setup.search.for_trainers or self._setup.asking)

    def _show_result(self) -> None:
        setup, looked = self._setup, self._setup.looked
        nothing = looked.folder is None and not setup.asking
        if looked.trouble:
            self.trouble.say(looked.trouble, "bad", detail=looked.detail)
        elif nothing and setup.search.ended and not setup.search.found:
            self.trouble.say(
                self.tr("None was found in usual places: choose its folder, or install it."), "info"
            )
        unseen = nothing and setup.search.ended and not setup.search.found
        self.trouble.setVisible(bool(looked.trouble) or unseen)
        found = findings(looked.info) if looked.info is not None else ()
        self.rows.show_findings(found)
        self.rows.setVisible(bool(found))
        self.rows.setEnabled(not setup.asking)
        looks = setup.search.for_trainers or setup.search.for_all
        self.where.setVisible(nothing and not looks and not setup.search.found)

    async def _ask_folder(self, now: str) -> Path | None:
        return await dialogs.choose_folder(
            self, self.tr("Folder of musubi-tuner"), now or str(Path.home())
        )

    async def _ask_python(self, now: str) -> Path | None:
        start = now or str(self._setup.looked.folder or Path.home())
        files = QFileDialog(self, self.tr("Python of musubi-tuner"), start)
        files.setFileMode(QFileDialog.FileMode.ExistingFile)
        chosen = files.selectedFiles() if await dialogs.done(files) else []
        files.deleteLater()
        return Path(chosen[0]) if chosen else None


class _Offers(QWidget):
    """Paths that may be meant instead, as chips."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._flow = FlowLayout(self)
        self._paths: list[Path] = []

    def show_paths(self, head: str, paths: list[Path]) -> None:
        """Show others; none: nothing at all."""
        self.setVisible(bool(paths))
        if paths == self._paths:
            return
        self._paths = paths
        clear(self._flow)
        self._flow.addWidget(Label(head, "dim", "small"))
        for path in paths[:_MOST_OFFERED]:
            chip = Chip(_shortened(path), clickable=True)
            chip.setToolTip(self.tr("Take {}").format(path))
            chip.clicked.connect(partial(self.chosen.emit, str(path)))
            self._flow.addWidget(chip)


def _shortened(path: Path) -> str:
    """Return a path's last parts."""
    text = str(path)
    return text if len(text) <= 56 else f"…{text[-54:]}"


class _Waiting(QWidget):
    """Something is looked for or asked: words, a bar, a way to stop it."""

    def __init__(self) -> None:
        super().__init__()
        self._words = Label("", "muted", wrap=True)
        self.stop = Button(self.tr("Stop"), "quiet")
        self.stop.setToolTip(self.tr("Stop looking; what was chosen stays"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(10))
        words = QVBoxLayout()
        words.setSpacing(theme.px(6))
        words.addWidget(self._words)
        words.addWidget(Progress(None))
        line.addLayout(words, 1)
        line.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_words(self, words: str) -> None:
        """Say what is waited for."""
        self._words.setText(words)
        self.setAccessibleName(words)


class _Where(QWidget):
    """Where the trainer is to be had, as text to copy."""

    copied = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        words = self.tr(
            "It is not part of Rushes. With git and Python 3.10 to 3.12 these commands install it, "
            "with the CUDA of RTX 20 to 50 cards; its page has more:"
        )
        column.addWidget(Label(words, "muted", wrap=True))
        page = CopyLine(sources.TRAINER, name=self.tr("the address of its page"))
        commands = "\n".join(sources.how_to_install(os.name == "nt"))
        lines = CopyLine(commands, name=self.tr("the commands"))
        for part in (page, lines):
            part.copied.connect(self.copied)
            column.addWidget(part)
