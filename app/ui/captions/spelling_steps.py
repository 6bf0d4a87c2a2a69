"""From one word that no dictionary knows to the next, through the captions."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from app.ui.captions.chosen import Chosen
from app.ui.captions.spelling import Spelling
from app.ui.captions.spelling_marks import SpellingMarks
from app.ui.document import Document
from app.ui.loop import spawn


class SpellingSteps(QObject):
    """Selects the next wrong word; of another caption, once the one that is shown has none."""

    done = Signal(str)  # sentence to show for a while

    def __init__(
        self,
        document: Document,
        spelling: Spelling,
        chosen: Chosen,
        edit: QPlainTextEdit,
        marks: SpellingMarks,
    ) -> None:
        super().__init__(edit)
        self._document, self._spelling, self._chosen = document, spelling, chosen
        self._edit, self._marks = edit, marks
        self._looking = False

    def next(self) -> None:
        """Select the next wrong word."""
        if not self._spelling.on:
            self.done.emit(self.tr("Spelling is off: see Settings."))
        elif not self._looking:
            self._looking = True
            spawn(self._next())

    async def _next(self) -> None:
        try:
            await self._spelling.known(self._edit.toPlainText())
            found = self._marks.next_wrong()
            if found is not None:
                self._select(found)
            else:
                await self._next_caption()
        finally:
            self._looking = False

    async def _next_caption(self) -> None:
        self._document.settle()
        place = self._chosen.place()
        first = 0 if place is None else place + 1
        keys = [*self._chosen.listed[first:], *self._chosen.listed[:first]]
        rows = {key: row for key in keys if (row := self._chosen.row(key)) is not None}
        listed = list(rows)
        wrong = await self._spelling.first_wrong(row.caption for row in rows.values())
        if wrong is None:
            self.done.emit(self.tr("No word is wrong in the captions listed here."))
            return
        self._chosen.choose(listed[wrong])
        await self._spelling.known(self._edit.toPlainText())
        found = self._marks.next_wrong(anew=True)
        if found is not None:
            self._select(found)

    def _select(self, found: QTextCursor) -> None:
        self._edit.setTextCursor(found)
        self._edit.ensureCursorVisible()
        self._edit.setFocus()
