"""Films that are missing or changed: found again, shown where they are, or used as they are now."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.core.amounts import counted
from app.core.library.model import Source
from app.core.library.project import Project
from app.core.library.sources import as_they_are_now, find_lost, relocate
from app.ui import dialogs
from app.ui.clips.films_work import FilmsWork
from app.ui.document import Document
from app.ui.films import Films
from app.ui.jobs import Jobs
from app.ui.loop import spawn


class Relinking(QObject):
    """Brings films back, each way of it one step to undo; nothing waits for a disk."""

    done = Signal(str)  # a sentence to show for a while
    undoable = Signal(str)  # the same, of what can be taken back
    said = Signal(str, str)  # sentence, grade of the notice

    def __init__(
        self, document: Document, jobs: Jobs, films: Films, work: FilmsWork, window: QWidget
    ) -> None:
        super().__init__(window)
        self._document, self._jobs, self._films = document, jobs, films
        self._work, self._window = work, window

    # ------------------------------------------------------------------------------ one film

    def locate(self, source: Source) -> None:
        """Ask where a film is now."""
        spawn(self._locate(source))

    async def _locate(self, source: Source) -> None:
        project = self._document.project
        title = self.tr("Where is {} now?").format(source.path.rpartition("/")[2])
        folder = str(project.path_of(source).parent)
        chosen = await dialogs.choose_file(self._window, title, folder, [self.tr("All files (*)")])
        if chosen is not None:
            await self._jobs.beside(relocate, project, source, chosen)
            if self._document.holds(project):
                self._document.catch_up()
                self._films.load(source.id)

    # ----------------------------------------------------------------------------- as they are

    def use_as_they_are(self, sources: Sequence[Source]) -> None:
        """Take films that changed as what they are now, and find their shots anew."""
        spawn(self._use(self._document.project, list(sources)))

    async def _use(self, project: Project, sources: list[Source]) -> None:
        title = self.tr("Reading {}").format(counted(len(sources), "changed film"))
        cache = self._films.cache
        now, failures = await self._jobs.run(title, as_they_are_now, project, sources, cache=cache)
        if not self._document.holds(project):
            return
        self._document.catch_up()
        for sentence in failures[:3]:
            self.said.emit(sentence, "bad")
        if now:
            words = self.tr("{} used as it is now: look at its clips.").format(now[0].stem)
            if len(now) > 1:
                words = self.tr("{} films used as they are now: look at their clips.").format(
                    len(now)
                )
            self.undoable.emit(words)
            self._work.find([film for film in now if film.detector])

    # ---------------------------------------------------------------------------------- all

    @property
    def lost(self) -> list[Source]:
        """The films that are missing or changed."""
        return self._films.troubled("missing", "changed")

    def find_all(self) -> None:
        """Open the dialog that looks for all films that are missing or changed."""
        from app.ui.clips.relink_dialog import RelinkDialog

        lost = self.lost
        if not lost:
            self.done.emit(self.tr("No film is missing."))
            return
        dialog = RelinkDialog(self._window, lost)
        dialog.folder_asked.connect(self._on_folder_asked)
        dialog.search_asked.connect(self._on_search_asked)
        spawn(dialogs.done(dialog))

    def _on_folder_asked(self) -> None:
        from app.ui.clips.relink_dialog import RelinkDialog

        dialog = self.sender()
        if isinstance(dialog, RelinkDialog):
            spawn(self._ask_folder(dialog))

    async def _ask_folder(self, dialog: QWidget) -> None:
        from app.ui.clips.relink_dialog import RelinkDialog

        folder = await dialogs.choose_folder(dialog, self.tr("Where to look for the films"))
        if folder is not None and isinstance(dialog, RelinkDialog):
            dialog.search(folder)

    def _on_search_asked(self, folder: Path) -> None:
        from app.ui.clips.relink_dialog import RelinkDialog

        dialog = self.sender()
        if isinstance(dialog, RelinkDialog):
            spawn(self._search(self._document.project, dialog, folder))

    async def _search(self, project: Project, dialog: QWidget, folder: Path) -> None:
        from app.core.jobs import Stopped
        from app.ui.clips.relink_dialog import RelinkDialog

        assert isinstance(dialog, RelinkDialog)
        try:
            moved = await self._jobs.beside(
                find_lost, project, self.lost, folder, stoppable=True, report=dialog.report
            )
        except Stopped:
            if isValid(dialog):
                dialog.show_stopped()
            return
        if not self._document.holds(project):
            return
        if moved.found:
            self._document.apply(moved.edit)
            self.undoable.emit(self.tr("{} found").format(counted(len(moved.found), "film")))
        if isValid(dialog):
            dialog.show_found(moved)
