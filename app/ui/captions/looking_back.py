"""Where words come from: details of a machine caption; every wording a caption had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.captions import writing
from app.core.library.captioned import Key, Row, key_of
from app.ui.captions.chosen import Chosen
from app.ui.loop import spawn
from app.ui.parts import Parts

if TYPE_CHECKING:
    from app.core.library.machine import MachineCaption
    from app.core.library.project import Project


class LookingBack(QObject):
    """Opens cards over the stage; a wording that is restored is one edit."""

    done = Signal(str)  # sentence to show for a while
    undoable = Signal(str)  # the same, of what can be taken back

    def __init__(self, parts: Parts, chosen: Chosen, over: QWidget) -> None:
        super().__init__(over)
        self._document, self._jobs = parts.document, parts.jobs
        self._chosen, self._over = chosen, over

    def show_details(self, caption: MachineCaption, prompt: str, under: QWidget) -> None:
        """Show what is known of a machine caption; ``prompt`` is the title of its template."""
        from app.ui.captions.details_popover import DetailsPopover

        DetailsPopover(self._over.window(), caption, prompt).show_under(under)

    def show_history(self, under: QWidget) -> None:
        """Show every wording of what is shown."""
        self._document.settle()
        row = self._chosen.row_now
        if row is None:
            self.done.emit(self.tr("No caption is shown whose history could be."))
        else:
            spawn(self._show_history(self._document.project, row, under))

    async def _show_history(self, project: Project, row: Row, under: QWidget) -> None:
        from app.ui.captions.history_popover import HistoryPopover

        with self._document.reading(project):
            wordings = await self._jobs.beside(project.wordings, row, brief=True)
            if self._chosen.current != key_of(row) or not under.isVisible():
                return
            may = not self._document.read_only
            popover = HistoryPopover(self._over.window(), wordings, row.caption, may_change=may)
            popover.restored.connect(lambda text: self._restore(key_of(row), text))
            popover.show_under(under)

    def _restore(self, key: Key, text: str) -> None:
        self._document.settle()
        row = self._chosen.row(key)
        if row is not None:
            self._document.apply(writing.write_each([(row, text)], self.tr("Restore caption")))
            self.undoable.emit(self.tr("An earlier caption is back"))
