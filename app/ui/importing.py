"""Bringing existing material into the open project, or into a new one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.core.language import tr
from app.core.paths import is_folder
from app.ui.desk import Desk
from app.ui.document import Document, read_again
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.preferences import PreferenceStore

if TYPE_CHECKING:
    from app.core.importing.bringing import Brought
    from app.core.importing.dropping import Meaning
    from app.core.importing.found import Choices, Found
    from app.core.jobs import Checkpoint
    from app.core.library.project import Project

_SAID = 2  # sentences of each kind that become notices


class Importing(QObject):
    """Asks what to import, imports it in a job, and tells."""

    films_meant = Signal(list)  # list[Path]: what was dropped are films to cut
    said = Signal(str, str)  # sentence, grade of the notice
    undoable = Signal(str)  # what was imported
    clip_brought = Signal(str, int)  # kind and id of the first pick

    def __init__(
        self, window: QWidget, desk: Desk, document: Document, jobs: Jobs, store: PreferenceStore
    ) -> None:
        super().__init__(window)
        self._window, self._desk, self._document, self._jobs = window, desk, document, jobs
        self._preferences = store

    def ask(self) -> None:
        """Ask for files and folders, and import what the person agrees to."""
        spawn(self.run(()))

    def take_dropped(self, paths: Sequence[Path]) -> None:
        """Take files and folders that were dropped; ask where it is not clear what they are."""
        spawn(self._take_dropped(list(paths)))

    async def _take_dropped(self, paths: list[Path]) -> None:
        meaning = await self._jobs.beside(_meaning_of, paths)
        if meaning == "ask":
            finished = await self._ask_whether_finished(paths)
            if finished is None:
                return
            meaning = "import" if finished else "films"
        if meaning == "import":
            await self.run(paths)
        else:
            self.films_meant.emit(paths)

    async def _ask_whether_finished(self, paths: list[Path]) -> bool | None:
        """Return whether clips are done; None where the person does not say."""
        from app.ui import dialogs
        from app.ui.widgets.dialog import Dialog

        dialog = Dialog(
            self._window,
            self.tr("Films to cut, or finished clips?"),
            self.tr(
                'Captions or lists lie beside the videos of "{}". Finished clips are picked whole, '
                "with their captions; in films, shots are looked for."
            ).format(paths[0].name),
        )
        films = 2
        dialog.add_button(self.tr("Cancel"), result=QDialog.DialogCode.Rejected.value)
        dialog.add_button(self.tr("Films to cut"), result=films)
        dialog.add_button(
            self.tr("Finished clips"), "primary", result=QDialog.DialogCode.Accepted.value
        )
        answer: list[int] = []
        dialog.finished.connect(answer.append)
        finished = await dialogs.done(dialog)
        return True if finished else False if answer == [films] else None

    async def run(self, paths: Sequence[Path]) -> None:
        """Show what there is to import, and import it; raises `AppError`."""
        from app.ui import dialogs
        from app.ui.import_dialog import ImportDialog

        project = self._document.project if self._document.is_open else None
        folder = self._preferences.value.last_folder
        dialog = ImportDialog(self._window, self._jobs, self._document, folder)
        if paths:
            dialog.look_at(paths)
        answer: list[tuple[Found, Choices, list[Path]]] = []  # it is gone with the dialog

        def keep() -> None:
            if dialog.found is not None:
                answer.append((dialog.found, dialog.choices, dialog.paths))

        dialog.accepted.connect(keep)
        if not await dialogs.done(dialog) or not answer:
            return
        ((found, choices, chosen),) = answer
        beside, called = await self._jobs.beside(_folder_and_name, chosen[0])
        self._preferences.change(last_folder=str(beside))
        if project is None and not await self._desk.new(called=called):
            return
        await self._bring_in(self._document.project, found, choices)

    async def _bring_in(self, project: Project, found: Found, choices: Choices) -> None:
        title = self.tr("Importing")
        try:
            brought: Brought = await self._jobs.run(
                title, _bring_in, project, found, choices, about="import"
            )
        except BaseException:
            if self._document.holds(project):
                spawn(read_again(self._document, self._jobs, project))
            raise
        if self._document.holds(project):
            self._document.catch_up()
            self._tell(brought)

    def _tell(self, brought: Brought) -> None:
        from app.core.importing.words import some
        from app.core.library.edits import first_pick
        from app.core.library.model import Clip, Still

        for sentence in some(brought.failures, _SAID):
            self.said.emit(sentence, "bad")
        for sentence in some(brought.notes, _SAID):
            self.said.emit(sentence, "warn")
        added = (each for each in brought.edit.added if isinstance(each, Clip | Still))
        first = first_pick(brought.edit) or next(
            (("clip" if isinstance(each, Clip) else "still", each.id) for each in added), None
        )
        if first is not None:
            self.clip_brought.emit(*first)
        words = self.tr("Imported: {}").format(brought.words)
        self.undoable.emit(words) if brought.edit else self.said.emit(
            tr("{sentence}.", sentence=words), "info"
        )


def _folder_and_name(path: Path) -> tuple[Path, str]:
    """Return the folder of what is imported, and the name of a project made of it."""
    folder = path if is_folder(path) else path.parent
    return folder, folder.name or path.stem


def _meaning_of(paths: list[Path]) -> Meaning:
    from app.core.importing.dropping import meaning_of

    return meaning_of(paths)


def _bring_in(
    project: Project, found: Found, choices: Choices, *, checkpoint: Checkpoint
) -> Brought:
    from app.core.cache import Cache
    from app.core.importing.bringing import bring_in

    return bring_in(project, found, choices, cache=Cache(), checkpoint=checkpoint)
