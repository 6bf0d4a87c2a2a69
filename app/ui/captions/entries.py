"""What is known of each caption (state, words, tokens, lints), kept up to date beside all else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal

from app.core.captions.board import Board, Caption, Entry, State, slowly
from app.core.captions.lint import MOST_TOKENS, lints_of
from app.core.captions.lint_scripts import words_of
from app.core.captions.text import with_trigger
from app.core.captions.tokens import TokenCounter, best_counter, estimated
from app.core.library.captioned import Key, Row, key_of
from app.core.library.model import Clip, Settings, Still
from app.ui.loop import spawn
from app.ui.parts import Parts

if TYPE_CHECKING:
    from app.core.library.edits import Edit
    from app.core.library.project import Project

TABLES = ("clip", "still")
_MANY = 1_000  # captions from which all are gone through
_PAUSE = 0.0003  # seconds
_FEW = 48  # captions that are judged at once, in some milliseconds
_SHOWN = {"caption", "done", "judged", "state"}  # fields of a row that an entry comes of


class Entries(QObject):
    """Follows edits, machine captions that come, and the trigger.

    A few captions are judged at once, so that whoever hears of an edit finds them judged; many are
    in a thread, and told when they are.

    Attributes:
        trouble: Why the tokenizer that a person set is of no use, a sentence; else empty.
    """

    changed = Signal(object)  # set[Key]: another entry, or none any more
    counter_changed = Signal()  # tokens are counted in another way

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.document)
        self._document, self._jobs = parts.document, parts.jobs
        self._proposals, self._preferences = parts.proposals, parts.preferences
        self._board = Board(TokenCounter(estimated))
        self._counter: TokenCounter | None = None  # None: to be looked for
        self._given = parts.preferences.value.tokenizer
        self.trouble = ""
        self._anew = False  # all captions, in a board of their own
        self._stale: set[Key] = set()
        self._running = False
        document = parts.document
        document.opened.connect(self._begin)
        document.reloaded.connect(self._judge_all)
        document.changed.connect(self._on_changed)
        self._proposals.changed.connect(self._judge)
        self._preferences.changed.connect(self._on_preferences)
        self._begin()

    @property
    def tokens_exact(self) -> bool:
        """Whether tokens are counted as the trainer does; an estimate is shown with ``~``."""
        return self._board.tokens_exact

    @property
    def settled(self) -> bool:
        """Whether all captions are judged as they are now."""
        return not (self._running or self._anew or self._stale)

    def entry(self, key: Key) -> Entry:
        """Return what is known of a caption; of one that was not judged yet no tokens or lints."""
        known = self._board.entry(key)
        if known is not None:
            return known
        row = self._row(key)
        text = "" if row is None else row.caption
        done = row is not None and row.done
        state: State = "done" if done else "written" if text else "empty"
        return Entry(key, state, words_of(text), 0, ())

    def looker(self) -> Callable[[Key], Entry]:
        """Return `entry` for many captions at once: quick, and good until one is judged anew."""
        known, unjudged = self._board.known.get, self.entry

        def look(key: Key) -> Entry:
            return known(key) or unjudged(key)

        return look

    def counts(self) -> dict[str, int]:
        """Return how many captions each lint is found in, by id; see `Board.counts`."""
        return self._board.counts()

    def states(self) -> dict[State, int]:
        """Return how many captions are in each state."""
        return self._board.states()

    def with_lint(self, lint: str) -> set[Key]:
        """Return the captions in which a lint is found."""
        return {entry.key for entry in self._board.entries() if lint in entry.lints}

    def same_as(self, key: Key) -> frozenset[Key]:
        """Return the other captions with the same words."""
        return self._board.same_as(key)

    def count(self, text: str) -> tuple[int, bool]:
        """Return the tokens of a text as it is exported, and whether that is exact."""
        counter = self._counter or TokenCounter(estimated)
        return counter.count(text), counter.exact

    def tokens_of(self, text: str) -> int:
        """Return the tokens of a text behind the project's trigger; asked again, at once."""
        counter = self._counter or TokenCounter(estimated)
        return _counted(counter, with_trigger(text, self._board.trigger))

    @property
    def trigger(self) -> str:
        """The project's trigger, as the counts know it; empty for none."""
        return self._board.trigger

    def fits(self, text: str) -> bool:
        """Whether the trainer keeps a caption whole, behind the project's trigger."""
        return self.tokens_of(text) <= MOST_TOKENS

    def judged(self, key: Key, text: str) -> tuple[str, ...]:
        """Return the lints of a text that is being typed for a caption; never ``identical``."""
        board = self._board
        tokens = board.tokens_of(text)
        return lints_of(text, kind=key[0], trigger=board.trigger, tokens=tokens)

    # ------------------------------------------------------------------------------ following

    def _begin(self) -> None:
        counter = self._counter or TokenCounter(estimated)
        self._board, self._stale = Board(counter), set()
        self.changed.emit(set())
        self._judge_all()

    def _judge_all(self) -> None:
        if self._document.is_open:
            self._anew = True
            self._work()

    def _on_preferences(self) -> None:
        given = self._preferences.value.tokenizer
        if given != self._given:
            self._given, self._counter = given, None
            self._judge_all()

    def _on_changed(self, edit: Edit) -> None:
        keys: set[Key] = set()
        for row in edit.added:
            if isinstance(row, Clip | Still):
                keys.add(key_of(row))
        for change in edit.changed:
            if change.table in TABLES and _SHOWN & change.values.keys():
                keys.add(cast("Key", (change.table, change.id)))
            elif change.table == "settings" and "trigger" in change.values:
                self._anew = True
        keys |= {cast("Key", each) for each in edit.removed if each[0] in TABLES}
        if keys or self._anew:
            self._judge(keys)

    def _judge(self, keys: Iterable[Key]) -> None:
        """Judge some captions: at once where they are few and nothing is under way."""
        self._stale |= set(keys)
        self._anew = self._anew or len(self._stale) > _MANY
        if not self._document.is_open:
            self._stale.clear()
        elif self._running or self._anew or len(self._stale) > _FEW:
            self._work()
        else:
            stale, self._stale = self._stale, set()
            changed = self._board.follow({key: self._caption(key) for key in stale})
            if changed:
                self.changed.emit(changed)

    def _work(self) -> None:
        if not self._running and (self._anew or self._stale):
            self._running = True
            spawn(self._judge_beside())

    async def _judge_beside(self) -> None:
        try:
            while self._document.is_open and (self._anew or self._stale):
                project = self._document.project
                with self._document.reading(project):
                    await self._judge_round(project)
        finally:
            self._running = False

    async def _judge_round(self, project: Project) -> None:
        rows, anew = self._document.rows, self._anew
        stale, self._stale, self._anew = self._stale, set(), False
        if self._counter is None:
            self._counter, self.trouble = await self._jobs.beside(best_counter, self._given)
            if not self._document.holds(project):
                return
            self.counter_changed.emit()
            anew, rows = True, self._document.rows
        waiting = self._proposals.keys
        if anew:
            self._stale = set()  # those that came until now are in the rows
            every: list[Row] = [*rows.clips, *rows.stills]
            found = await self._jobs.beside(
                _judged_anew, self._board, self._counter, rows.settings, every, waiting
            )
        else:
            some = {key: self._row(key) for key in stale}
            found = await self._jobs.beside(_judged, self._board, some, waiting)
        if self._document.holds(project):
            self._board, changed = found
            self.changed.emit(changed)

    def _row(self, key: Key) -> Row | None:
        if not self._document.is_open:
            return None
        rows = self._document.rows
        return rows.get(Clip, key[1]) if key[0] == "clip" else rows.get(Still, key[1])

    def _caption(self, key: Key) -> Caption | None:
        return _caption_of(self._row(key), waiting=self._proposals.waiting(key) is not None)


def _judged_anew(
    board: Board,
    counter: TokenCounter,
    settings: Settings,
    rows: Iterable[Row],
    waiting: set[Key],
) -> tuple[Board, set[Key]]:
    """Return a board of all rows, and whose entry is another one than on the one before."""
    after = board.emptied(counter, settings.trigger)
    captions: dict[Key, Caption] = {}
    for row in slowly(rows, _pause):
        key = key_of(row)
        caption = _caption_of(row, waiting=key in waiting)
        if caption is not None:
            captions[key] = caption
    after.follow(captions, _pause)
    gone = {entry.key for entry in board.entries()} - captions.keys()
    return after, gone | {key for key in captions if board.entry(key) != after.entry(key)}


def _judged(board: Board, rows: dict[Key, Row | None], waiting: set[Key]) -> tuple[Board, set[Key]]:
    after = board.copy()
    changes = {key: _caption_of(row, waiting=key in waiting) for key, row in rows.items()}
    return after, after.follow(changes, _pause)


@lru_cache(1_000)
def _counted(counter: TokenCounter, text: str) -> int:
    return counter.count(text)


def _pause() -> None:
    """Let the window's thread go on: it waits for this one at every step otherwise."""
    time.sleep(_PAUSE)


def _caption_of(row: Row | None, *, waiting: bool) -> Caption | None:
    """Return what the board is told of a row; None where it is not exported."""
    if row is None or row.state != "picked":
        return None
    return Caption(row.caption, row.done, waiting)
