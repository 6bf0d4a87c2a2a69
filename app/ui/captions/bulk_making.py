"""Makes a change of many captions: in the background, as one step to undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.amounts import counted
from app.ui import dialogs
from app.ui.document import Document
from app.ui.jobs import Jobs

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.core.captions.rewording import Rewording
    from app.core.library.edits import Edit

    EditOf = Callable[[Sequence[Rewording]], Edit]


class BulkMaking(QObject):
    """Leaves a caption alone that became another one since the change was looked at."""

    undoable = Signal(str)  # sentence on what was done
    done = Signal(str)  # the same, where there is nothing to take back

    def __init__(self, document: Document, jobs: Jobs) -> None:
        super().__init__(document)
        self._document, self._jobs = document, jobs

    async def make_after_preview(
        self,
        over: QWidget,
        title: str,
        rewordings: Sequence[Rewording],
        sentence: Callable[[Sequence[Rewording]], str],
        edit_of: EditOf,
    ) -> int:
        """Show a change, and make what a person wants of it; return how many captions it changed.

        Args:
            over: The window.
            title: What the change is.
            rewordings: What it would make of each caption.
            sentence: Says of those that are wanted how much it is.
            edit_of: Returns the edit that makes them.

        Raises:
            ProjectError: It could not be written.
        """
        from app.ui.captions.preview_dialog import PreviewDialog

        dialog = PreviewDialog(over, title, rewordings, sentence)
        wanted: list[Rewording] = []
        dialog.accepted.connect(lambda: wanted.extend(dialog.wanted()))
        project = self._document.project
        if not await dialogs.done(dialog) or not self._document.holds(project):
            return 0
        return await self.make(wanted, edit_of)

    async def make(self, rewordings: Sequence[Rewording], edit_of: EditOf) -> int:
        """Make a change; return how many captions it changed.

        Raises:
            ProjectError: It could not be written.
        """
        self._document.settle()
        project = self._document.project
        edit = await self._jobs.beside(edit_of, rewordings)
        if not edit or not self._document.holds(project):
            return 0
        made = await self._jobs.beside(project.apply, edit)
        self._document.catch_up()
        number = len(made.changed)
        left = len(edit.changed) - number
        sentence = self.tr("{} changed").format(counted(number, "caption"))
        if left:
            sentence = self.tr("{}, {} left: changed meanwhile").format(sentence, f"{left:,}")
        (self.undoable if made else self.done).emit(sentence)
        return number
