"""Which words of captions no dictionary knows; looked up in the background, each word once."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.captions.spelling import (
    Span,
    Speller,
    add_own_word,
    names_in,
    own_words,
    plain,
    words_of,
)
from app.core.language import noted
from app.core.library.edits import changing
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.preferences import PreferenceStore

if TYPE_CHECKING:
    from collections.abc import Container

_SOON_MS = 40  # until words that were seen are looked up, all together
_MOST_KEPT = 20_000  # words of which it is known whether they are right


class Spelling(QObject):
    """Knows the words of all texts it was asked about; for the GUI thread.

    The dictionaries are read when the first word is asked for.

    Attributes:
        likely: Words, in small letters, that are offered before others.
    """

    changed = Signal()  # more is known, or other words are right

    def __init__(self, document: Document, jobs: Jobs, preferences: PreferenceStore) -> None:
        super().__init__(document)
        self._document, self._jobs, self._preferences = document, jobs, preferences
        self.likely: Container[str] = ()
        self._speller: Speller | None = None
        self._right: dict[str, bool] = {}
        self._own: frozenset[str] = frozenset()
        self._names: frozenset[str] = frozenset()
        self._asked: set[str] = set()
        self._looking = False
        self._was_on = self.on
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._look_up)
        for signal in (document.opened, document.changed, document.reloaded):
            signal.connect(self._take_names)
        preferences.changed.connect(self._on_preferences)
        self._take_names()

    @property
    def on(self) -> bool:
        """Whether a person wants it."""
        return self._preferences.value.spelling

    def wrong(self, text: str) -> list[Span]:
        """Return the words known to be wrong, in order; others are looked up, see `changed`."""
        if not self.on:
            return []
        return [span for span in words_of(text) if self._is_wrong(text[span[0] : span[1]])]

    def _is_wrong(self, word: str) -> bool:
        right = self._right.get(word)
        if right is None:
            self._asked.add(word)
            if not self._soon.isActive() and not self._looking:
                self._soon.start()
            return False
        return not right and not self._is_ours(word)

    def _is_ours(self, word: str) -> bool:
        small = plain(word).casefold()
        return small in self._own or small in self._names

    # ------------------------------------------------------------------------- in the background

    def _look_up(self) -> None:
        if not self._looking and self._asked:
            self._looking = True
            spawn(self._look())

    async def _look(self) -> None:
        try:
            while self._asked:
                words, self._asked = self._asked, set()
                unknown = await self._unknown(words)
                if len(self._right) > _MOST_KEPT:
                    self._right.clear()
                self._right.update((word, word not in unknown) for word in words)
        finally:
            self._looking = False
        self.changed.emit()

    async def _unknown(self, words: Iterable[str]) -> set[str]:
        speller = await self._ready()
        return await self._jobs.beside(speller.unknown, words, brief=True)

    async def _ready(self) -> Speller:
        if self._speller is None:
            self._own = await self._jobs.beside(own_words, brief=True)
            made = await self._jobs.beside(Speller, brief=True)
            self._speller = self._speller or made
        return self._speller

    async def suggestions(self, word: str) -> tuple[str, ...]:
        """Return what may have been meant, the best first."""
        speller = await self._ready()
        return await self._jobs.beside(speller.suggestions, word, self.likely)

    async def known(self, text: str) -> None:
        """Wait until it is known of all words of a text whether they are right."""
        words = {text[start:end] for start, end in words_of(text)} - self._right.keys()
        if words:
            unknown = await self._unknown(words)
            self._right.update((word, word not in unknown) for word in words)
            self.changed.emit()

    async def first_wrong(self, texts: Iterable[str]) -> int | None:
        """Return the place of the first text with a wrong word; None where all are right."""
        speller = await self._ready()
        ours = self._own | self._names
        return await self._jobs.beside(_first_wrong, speller, tuple(texts), ours)

    # ------------------------------------------------------------------------------ other words

    def add(self, word: str) -> None:
        """Let a word be right from now on, in all projects."""
        spawn(self._add(word))

    async def _add(self, word: str) -> None:
        self._own = await self._jobs.beside(add_own_word, word, brief=True)
        self.changed.emit()

    def add_name(self, word: str) -> None:
        """Let a word be a name of the project: right, and known to machines that write."""
        before = self._document.rows.settings
        name = plain(word)
        if name not in before.names:
            after = dataclasses.replace(before, names=(*before.names, name))
            self._document.apply(changing(before, after, label=noted("Name")))

    @property
    def may_add_name(self) -> bool:
        """Whether the project can be changed."""
        return self._document.is_open and not self._document.read_only

    def _take_names(self, *_: object) -> None:
        names: frozenset[str] = frozenset()
        if self._document.is_open:
            settings = self._document.rows.settings
            names = names_in(settings.trigger, *settings.names)
        if names != self._names:
            self._names = names
            self.changed.emit()

    def _on_preferences(self) -> None:
        if self.on != self._was_on:
            self._was_on = self.on
            self.changed.emit()


def _first_wrong(speller: Speller, texts: tuple[str, ...], ours: frozenset[str]) -> int | None:
    for place, text in enumerate(texts):
        for start, end in words_of(text):
            word = text[start:end]
            if not speller.knows(word) and plain(word).casefold() not in ours:
                return place
    return None
