"""Tells of captions that were changed outside, and does what a person decides on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.amounts import counted
from app.core.paths import DATASET_FOLDER
from app.ui.captions.outside_watch import OutsideWatch
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.loop import spawn

if TYPE_CHECKING:
    from app.core.library.edits import Edit
    from app.core.library.project import Project
    from app.core.sidecars.deciding import Decision
    from app.core.sidecars.outside import Outside, Touched


class OutsideWork(QObject):
    """Says each change once; a change of the same file is said again."""

    told = Signal(str, bool)  # a sentence, empty without any news; whether some of it is new
    undoable = Signal(str)  # what was done and can be taken back
    done = Signal(str)  # what was done
    said = Signal(str, str)  # sentence, grade: a notice

    def __init__(self, window: QWidget, document: Document, jobs: Jobs) -> None:
        super().__init__(window)
        self._window, self._document, self._jobs = window, document, jobs
        self.watch = OutsideWatch(document, jobs)
        self._told: set[tuple[str, str]] = set()
        self._asking = False
        self.watch.changed.connect(self._tell)

    def _tell(self) -> None:
        from app.core.sidecars.outside import said

        items = self.watch.items
        news = {
            (item.touched.name, item.touched.quick_hash) for item in items if not item.touched.left
        }
        fresh, self._told = bool(news - self._told), news
        self.told.emit(said(items), fresh)

    def ask(self) -> None:
        """Show the changes, and do what the person decides."""
        if not self._asking and self._document.is_open:
            self._asking = True
            spawn(self._ask(self._document.project))

    async def _ask(self, project: Project) -> None:
        from app.ui import dialogs

        try:
            if not self.watch.items:
                self.done.emit(self.tr("No caption file was changed outside."))
                return
            from app.ui.captions.outside_dialog import OutsideDialog

            self._document.settle()
            dialog = OutsideDialog(self._window, self.watch.items)
            answer: list[tuple[Outside, Decision]] = []  # the dialog is gone with its end
            dialog.accepted.connect(lambda: answer.extend(dialog.decided))
            if await dialogs.done(dialog) and self._document.holds(project):
                await self._do(project, answer)
        finally:
            self._asking = False

    async def _do(self, project: Project, decided: list[tuple[Outside, Decision]]) -> None:
        """Take in what is to be taken, in one edit, then let the manifest know; raises `AppError`.

        The words are in the project before their file may be written over.
        """
        taken = [item for item, decision in decided if decision == "take"]
        stale: set[Touched] = set()
        if taken:
            done, stale = await self._jobs.beside(_take, project, taken)
            if not self._document.holds(project):
                return
            self._document.catch_up()
            if done:
                number = len(taken) - len(stale)
                words = self.tr("{} taken from files").format(counted(number, "caption"))
                self.undoable.emit(words)
        known = {item.touched: decision for item, decision in decided if item.touched not in stale}
        try:
            changed = await self._jobs.beside(_settle, project, known)
        finally:
            self.watch.look()
        again = len(changed) + len(stale)
        if again:
            many = counted(again, "caption has", "captions have")
            self.said.emit(self.tr("{} changed meanwhile: look again.").format(many), "warn")


def _take(project: Project, items: list[Outside]) -> tuple[Edit, set[Touched]]:
    """Return what was taken, and the files of captions that were changed meanwhile."""
    from app.core.library.edits import touched_by
    from app.core.sidecars.deciding import taking

    wanted = taking(items)
    done = project.apply(wanted)
    asked, made = touched_by(wanted), touched_by(done)

    def is_left(item: Outside) -> bool:
        table, row = item.touched.key
        return row in asked.get(table, ()) and row not in made.get(table, ())

    return done, {item.touched for item in items if is_left(item)}


def _settle(project: Project, decided: dict[Touched, Decision]) -> list[Touched]:
    from app.core.sidecars.deciding import settle

    return settle(project.folder / DATASET_FOLDER, decided)
