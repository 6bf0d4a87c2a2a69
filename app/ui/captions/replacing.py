"""Counts while one types where a search is found in the captions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.captions.replacing import Search, SearchError
from app.core.library.captioned import Key, key_of
from app.core.library.edits import Edit
from app.ui.captions.bulk_scope import Scope
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.loop import spawn

if TYPE_CHECKING:
    from app.core.captions.rewording import Rewording

_SOON_MS = 120  # after the last letter


class Replacing(QObject):
    """The search, and what is known of it.

    Attributes:
        scope: In which captions.
        search: What is looked for.
        hits: How often it is found, by the caption, in order; those without are left out.
        trouble: Why it cannot be looked for, a sentence; empty where it can.
    """

    changed = Signal()  # the search, what was found, or why nothing was

    def __init__(self, document: Document, jobs: Jobs, scope: Scope) -> None:
        super().__init__(document)
        self._document, self._jobs = document, jobs
        self.scope = scope
        self.search = Search(text="")
        self.hits: dict[Key, int] = {}
        self.trouble = ""
        self.counting = False
        self._asked = 0
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._begin)
        scope.changed.connect(self.again)
        document.opened.connect(self.again)
        document.reloaded.connect(self.again)
        document.changed.connect(self._on_changed)

    @property
    def places(self) -> int:
        """In how many places it is found."""
        return sum(self.hits.values())

    def search_for(self, search: Search) -> None:
        """Look for something else."""
        if search != self.search:
            self.search, self.trouble = search, ""
            self.again()

    def again(self) -> None:
        """Count anew, soon."""
        self._asked += 1  # what is counted now is not wanted any more
        if not self.search or not self._document.is_open:
            self._soon.stop()
            self._take({}, "")
            return
        self.counting = True
        self._soon.start()

    async def rewordings(self) -> tuple[Rewording, ...]:
        """Return what becomes of the captions, of what is typed by now, too.

        Raises:
            SearchError: It cannot be looked for.
        """
        from app.core.captions.replacing import replace

        self._document.settle()
        return await self._jobs.beside(replace, self.scope.rows(), self.search, stoppable=True)

    def _on_changed(self, edit: Edit) -> None:
        if any("caption" in change.values for change in edit.changed) or edit.added or edit.removed:
            self.again()

    def _begin(self) -> None:
        spawn(self._count(self._asked))

    async def _count(self, asked: int) -> None:
        from app.core.captions.replacing import found_in

        rows, search = self.scope.rows(), self.search
        hits: dict[Key, int] = {}
        trouble = ""
        try:
            found = await self._jobs.beside(found_in, rows, search)
            hits = {key_of(rows[place]): times for place, times in found.items()}
        except SearchError as error:
            trouble = str(error)
        if asked == self._asked:
            self._take(hits, trouble)

    def _take(self, hits: dict[Key, int], trouble: str) -> None:
        self.hits, self.trouble, self.counting = hits, trouble, False
        self.changed.emit()
