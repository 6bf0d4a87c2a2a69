"""Brings captions from files into the open project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.amounts import counted
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.preferences import PreferenceStore

if TYPE_CHECKING:
    from app.core.library.edits import Edit
    from app.core.library.project import Project
    from app.core.sidecars.taking_in import Offer


class ImportCaptions(QObject):
    """Asks for a folder, shows what it holds, and takes what the person ticks, in one edit."""

    undoable = Signal(str)  # what was done and can be taken back
    said = Signal(str, str)  # sentence, grade: a notice

    def __init__(
        self, window: QWidget, document: Document, jobs: Jobs, preferences: PreferenceStore
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._jobs = window, document, jobs
        self._preferences = preferences

    def ask(self) -> None:
        """Ask for a folder of caption files."""
        spawn(self._ask())

    async def _ask(self) -> None:
        from app.ui import dialogs

        title = self.tr("Import captions from a folder")
        begin = self._preferences.value.last_folder
        folder = await dialogs.choose_folder(self._window, title, begin)
        if folder is not None and self._document.is_open:
            self._preferences.change(last_folder=str(folder))
            await self.run([folder])

    def take(self, paths: Sequence[Path]) -> None:
        """Show what files and folders that were dropped hold."""
        spawn(self.run(paths))

    async def run(self, paths: Sequence[Path]) -> None:
        """Show what there is, and take what is ticked; raises `AppError`."""
        from app.ui import dialogs
        from app.ui.captions.import_dialog import ImportCaptionsDialog

        project = self._document.project
        self._document.settle()
        dialog = ImportCaptionsDialog(self._window, self._jobs, self._document, paths)
        answer: list[tuple[list[Offer], str | None]] = []  # the dialog is gone with its end
        dialog.accepted.connect(lambda: answer.append((dialog.taken, dialog.trigger)))
        if await dialogs.done(dialog) and answer and self._document.holds(project):
            await self._take(project, *answer[0])

    async def _take(self, project: Project, offers: list[Offer], trigger: str | None) -> None:
        done = await self._jobs.beside(_take, project, offers, trigger)
        if not self._document.holds(project):
            return
        self._document.catch_up()
        taken = sum("caption" in change.values for change in done.changed)
        if done:
            words = self.tr("{} taken from files").format(counted(taken, "caption"))
            self.undoable.emit(words)
        if left := len(offers) - taken:
            words = self.tr("{} changed meanwhile: not taken.")
            self.said.emit(words.format(counted(left, "caption has", "captions have")), "warn")


def _take(project: Project, offers: list[Offer], trigger: str | None) -> Edit:
    from app.core.sidecars.taking_in import taking

    return project.apply(taking(offers, project.settings, trigger=trigger))
