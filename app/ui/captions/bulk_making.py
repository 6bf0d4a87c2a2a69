"""Makes a change of many captions: in the background, as one step to undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.amounts import counted
from app.ui.captions.chosen import Row
from app.ui.document import Document
from app.ui.jobs import Jobs

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.captions.rewording import Rewording
    from app.core.library.edits import Edit


class BulkMaking(QObject):
    """Leaves a caption alone that became another one since the change was looked at."""

    undoable = Signal(str)  # sentence on what was done

    def __init__(self, document: Document, jobs: Jobs) -> None:
        super().__init__(document)
        self._document, self._jobs = document, jobs

    async def make(
        self, rewordings: Sequence[Rewording], edit_of: Callable[[Sequence[Rewording]], Edit]
    ) -> int:
        """Make a change; return how many captions it changed.

        Raises:
            ProjectError: It could not be written.
        """
        self._document.settle()
        there = [each for each in rewordings if self._is_as_seen(each)]
        project = self._document.project
        edit = await self._jobs.beside(edit_of, there)
        if not edit or not self._document.holds(project):
            return 0
        await self._jobs.beside(project.apply, edit)
        self._document.catch_up()
        left = len(rewordings) - len(there)
        done = self.tr("{} changed").format(counted(len(edit.changed), "caption"))
        if left:
            done += self.tr(", {} left: changed meanwhile").format(f"{left:,}")
        self.undoable.emit(done)
        return len(edit.changed)

    def _is_as_seen(self, rewording: Rewording) -> bool:
        row: Row = rewording.row
        now = self._document.rows.get(type(row), row.id)
        return now is not None and now.caption == rewording.before
