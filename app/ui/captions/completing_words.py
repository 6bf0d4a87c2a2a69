"""The words and phrases of the project's captions, kept up to date in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.core.library.captioned import key_of
from app.core.library.edits import Edit
from app.core.library.model import Clip, Still
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.loop import spawn

if TYPE_CHECKING:
    from app.core.captions.vocabulary import Offer, Vocabulary

Key = tuple[str, int]
_SOON_MS = 300  # until what changed is taken up, all together
_CAPTIONED = {"clip": Clip, "still": Still}


class CaptionWords(QObject):
    """Follows the document; `offers` answers while one types."""

    def __init__(self, document: Document, jobs: Jobs) -> None:
        super().__init__(document)
        self._document, self._jobs = document, jobs
        self._vocabulary: Vocabulary | None = None
        self._all = True  # all captions are to be read
        self._touched: set[Key] = set()
        self._taking = False
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._begin)
        document.opened.connect(self._read_all)
        document.reloaded.connect(self._read_all)
        document.changed.connect(self._on_changed)
        self._read_all()

    def __contains__(self, word: object) -> bool:
        """Whether a word, in small letters, occurs in captions."""
        return self._vocabulary is not None and word in self._vocabulary

    @property
    def busy(self) -> bool:
        """Whether captions are to be taken up yet."""
        return self._taking or self._soon.isActive()

    def offers(self, before: str) -> tuple[Offer, ...]:
        """Return what may be meant behind this text, the likeliest first."""
        return self._vocabulary.offers(before) if self._vocabulary is not None else ()

    # ------------------------------------------------------------------------------ following

    def _read_all(self) -> None:
        self._all = True
        self._soon.start()

    def _on_changed(self, edit: Edit) -> None:
        touched = {
            (change.table, change.id)
            for change in edit.changed
            if change.table in _CAPTIONED and "caption" in change.values
        }
        touched |= {key for key in edit.removed if key[0] in _CAPTIONED}
        for row in edit.added:
            if isinstance(row, Clip | Still) and row.caption:
                touched.add(key_of(row))
        if touched:
            self._touched |= touched
            self._soon.start()

    def _begin(self) -> None:
        if not self._taking:
            self._taking = True
            spawn(self._take())

    async def _take(self) -> None:
        try:
            while self._all or self._touched:
                await (self._take_all() if self._all else self._take_touched())
        finally:
            self._taking = False

    async def _take_all(self) -> None:
        self._all, self._touched = False, set()
        if not self._document.is_open:
            self._vocabulary = None
            return
        rows = self._document.rows
        captions: dict[Key, str] = {("clip", row.id): row.caption for row in rows.clips}
        captions |= {("still", row.id): row.caption for row in rows.stills}
        self._vocabulary = await self._jobs.beside(_made, captions)

    async def _take_touched(self) -> None:
        touched, self._touched = self._touched, set()
        if self._vocabulary is None or not self._document.is_open:
            return
        captions: dict[Key, str] = {}
        for table, row_id in touched:
            row = self._document.rows.get(_CAPTIONED[table], row_id)
            captions[table, row_id] = row.caption if row is not None else ""
        await self._jobs.beside(self._vocabulary.put, captions)


def _made(captions: dict[Key, str]) -> Vocabulary:
    from app.core.captions.vocabulary import Vocabulary

    vocabulary = Vocabulary()
    vocabulary.put(captions)
    return vocabulary
