"""The command line, live: exactly what Start runs, for the shell one wants, to copy and to save."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import AppError
from app.ui import theme
from app.ui.actions import follow_key
from app.ui.loop import spawn
from app.ui.train.command_text import CommandText
from app.ui.widgets.button import IconButton
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.label import SectionHead
from app.ui.widgets.segmented import Segment, Segmented

if TYPE_CHECKING:
    from app.core.training.commands.shells import Shell
    from app.core.training.model import Command
    from app.ui.train.session import TrainSession

_LARGE = (900, 720)  # px at zoom 1


class CommandCard(QWidget):
    """All steps that run, one after the other.

    Attributes:
        large: The same in a window of its own; None while there is none.

    Signals:
        done: What was just done, a sentence.
        failed: What could not be done, a sentence.
        written: What was written, a sentence, and its folder.
    """

    done = Signal(str)
    failed = Signal(str)
    written = Signal(str, str)

    def __init__(self, session: TrainSession) -> None:
        super().__init__()
        self._session = session
        self.text = CommandText(self.tr("Command lines"), wraps=False)
        self.text.setToolTip(self.tr(
            "Exactly what Start training runs next, whichever run is shown. In angle brackets "
            "stands what is not set up yet. What just changed lights up."
        ))  # fmt: skip
        segments = [
            Segment("cmd", "cmd"), Segment("powershell", "PowerShell"), Segment("bash", "bash")
        ]  # fmt: skip
        self.shells = Segmented(segments, name=self.tr("Shell"))
        self.copy_button = IconButton("copy", self.tr("Copy the command line"), size=26)
        self.save_button = IconButton("export", self.tr("Save as a file to run…"), size=26)
        self.large_button = IconButton("fullscreen", self.tr("Show it large"), size=26)
        self.large: CommandText | None = None
        self._written_for: Shell | None = None
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(2))
        head.addWidget(SectionHead(self.tr("Next run's command")), 1)
        for button in (self.copy_button, self.save_button, self.large_button):
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(8), 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(head)
        column.addWidget(self.text, 1)
        column.addWidget(self.shells, 0, Qt.AlignmentFlag.AlignLeft)

    def _connect(self) -> None:
        follow_key(self.copy_button, "train.copy_command", self.copy_button.set_key)
        self.copy_button.clicked.connect(self.copy)
        self.save_button.clicked.connect(self.save)
        self.large_button.clicked.connect(self.show_large)
        self.shells.show_chosen(self.shell)
        self.shells.chosen.connect(self._on_shell)

    # ------------------------------------------------------------------------------- showing

    @property
    def shell(self) -> Shell:
        """Whose way of writing is shown."""
        return chosen_shell(self._session.parts.preferences.value.shell)

    def follow(self) -> None:
        """Show what Start would run now; what is new lights up, unless it is for another shell."""
        from app.core.training.commands.script_files import pasted_text

        text = pasted_text(self._session.commands, self.shell)
        light, self._written_for = self.shell == self._written_for, self.shell
        self.text.show_text(text, light=light)
        if self.large is not None:
            self.large.show_text(text, light=light)
        for button in (self.copy_button, self.save_button, self.large_button):
            button.setEnabled(bool(text))

    def _on_shell(self, shell: str) -> None:
        self._session.parts.preferences.change(shell=shell)
        self.follow()

    def show_large(self) -> None:
        """Show it in a window with room for long paths."""
        dialog = Dialog(self.window(), self.tr("Command line"), self.tr(
            "Exactly what Start training runs, for {}."
        ).format(self.shells.accessibleDescription()))  # fmt: skip
        large = CommandText(self.tr("Command lines"))
        large.show_text(self.text.text())
        dialog.body.addWidget(large, 1)
        dialog.fill()
        copy = dialog.add_button(self.tr("Copy"), "primary")
        copy.clicked.connect(self.copy)
        dialog.add_button(self.tr("Close"), result=0)
        dialog.resize(theme.px(_LARGE[0]), theme.px(_LARGE[1]))
        self.large = large
        dialog.finished.connect(self._forget_large)
        dialog.open()

    def _forget_large(self) -> None:
        self.large = None

    # --------------------------------------------------------------------------------- doing

    def copy(self) -> None:
        """Put all command lines into the clipboard."""
        QGuiApplication.clipboard().setText(self.text.text())
        names = {"cmd": "cmd", "powershell": "PowerShell", "bash": "bash"}
        self.done.emit(self.tr("Command line copied for {}").format(names[self.shell]))

    def save(self) -> None:
        """Ask for a file and write the commands so that it can be run."""
        spawn(self._save())

    async def _save(self) -> None:
        from app.core.training.commands.script_files import ENDINGS
        from app.ui.dialogs import choose_new_file

        shell, commands = self.shell, self._session.commands
        folder = self._session.project_folder
        if folder is None or not commands:
            return
        ending = ENDINGS[shell]
        proposed = folder / f"{self._session.commanding.run_name}{ending}"
        title = self.tr("Save the command line")
        kinds = [self.tr("Script (*{})").format(ending), self.tr("All files (*)")]
        path = await choose_new_file(self, title, proposed, kinds)
        if path is None:
            return
        try:
            await self._session.parts.jobs.beside(_write, path, commands, shell, brief=True)
        except AppError as error:
            self.failed.emit(str(error))
            return
        self.written.emit(self.tr("Saved {}").format(path.name), str(path.parent))


def _write(path: Path, commands: Sequence[Command], shell: Shell) -> None:
    from app.core.training.commands.script_files import write_file

    write_file(path, commands, shell)


def chosen_shell(wanted: str) -> Shell:
    """Return the shell of a name; that of this system where it names none."""
    from app.core.training.commands.shells import SHELLS

    usual: Shell = "powershell" if os.name == "nt" else "bash"
    return next((each for each in SHELLS if each == wanted), usual)
