"""All captions of a project at a glance: state, words, tokens and lints of each, kept up to date.

Pure: it is told what changed (`Board.follow`) and says whose entry is another one now. What is
judged of a text is kept by the text, so that an undo, a caption that comes again and a new machine
caption cost nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from app.core.captions.lint import LINTS, NO_TRIGGER, RANK, Kind, lints_of
from app.core.captions.lint_scripts import words_of
from app.core.captions.sentences import sense_of
from app.core.captions.text import with_trigger
from app.core.captions.tokens import TokenCounter
from app.core.library.captioned import Key

State = Literal["empty", "machine", "written", "done"]

T = TypeVar("T")

_SLICE = 48  # captions that are judged in some two milliseconds
_MOST_JUDGED = 50_000  # texts whose judgement is kept


@dataclass(frozen=True, slots=True)
class Caption:
    """What the board is told of one caption.

    Attributes:
        text: As it is kept, without the trigger.
        done: Whether a person said that it is.
        waiting: Whether a machine caption waits to be judged.
    """

    text: str
    done: bool = False
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What is shown of one caption.

    Attributes:
        words: Without the trigger.
        tokens: As the trainer counts them, with the trigger.
        lints: Ids, the worst first.
    """

    key: Key
    state: State
    words: int
    tokens: int
    lints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Judged:
    words: int
    tokens: int
    lints: tuple[str, ...]


class Board:
    """The entries of all captions that are exported."""

    def __init__(self, tokens: TokenCounter, trigger: str = "") -> None:
        self._tokens, self._trigger, self._head = tokens, trigger, _head(trigger)
        self._captions: dict[Key, Caption] = {}
        self._entries: dict[Key, Entry] = {}
        self._same: dict[tuple[str, str], set[Key]] = {}  # see `_words`
        self._counts: Counter[str] = Counter()
        self._states: Counter[State] = Counter()
        self._judged: dict[tuple[Kind, str], _Judged] = {}

    @property
    def trigger(self) -> str:
        """The project's trigger, which all are counted with."""
        return self._trigger

    @property
    def tokens_exact(self) -> bool:
        """Whether tokens are counted as the trainer does; else they are an estimate."""
        return self._tokens.exact

    def entry(self, key: Key) -> Entry | None:
        """Return the entry of a caption; None where it is not on the board."""
        return self._entries.get(key)

    @property
    def known(self) -> Mapping[Key, Entry]:
        """The entries by the captions they are of, as they become."""
        return self._entries

    def entries(self) -> Collection[Entry]:
        """Return all entries."""
        return self._entries.values()

    def tokens_of(self, text: str) -> int:
        """Return the tokens of a caption as it is kept, behind the trigger."""
        return self._tokens.count(f"{self._head} {text}" if text else self._trigger)

    def counts(self) -> dict[str, int]:
        """Return how many captions each lint is found in, by id, also where it is none.

        `lint.NO_TRIGGER` counts the captions with words while the project has no trigger.
        """
        counts = {lint.id: self._counts[lint.id] for lint in LINTS}
        written = len(self._entries) - counts["empty"]
        return {NO_TRIGGER.id: 0 if self._trigger else written, **counts}

    def states(self) -> dict[State, int]:
        """Return how many captions are in each state."""
        return {state: self._states[state] for state in ("empty", "machine", "written", "done")}

    def same_as(self, key: Key) -> frozenset[Key]:
        """Return the other captions with the same words."""
        caption = self._captions.get(key)
        return (
            frozenset(self._same.get(_words(key, caption.text), ())) - {key}
            if caption
            else frozenset()
        )

    def follow(
        self, changes: Mapping[Key, Caption | None], pause: Callable[[], object] = bool
    ) -> set[Key]:
        """Take captions that came, changed or went (None); return whose entry changed or went.

        ``pause`` is called every two milliseconds or so: to let other threads go on.
        """
        again: set[Key] = set()
        for key, caption in slowly(changes.items(), pause):
            before = self._captions.get(key)
            if before == caption:
                continue
            again.add(key)
            if caption is None:
                del self._captions[key]
            else:
                self._captions[key] = caption
            if before is None or caption is None or before.text != caption.text:
                again |= self._move(key, before, caption)
        return {key for key in slowly(again, pause, _SLICE) if self._renew(key)}

    def emptied(self, tokens: TokenCounter, trigger: str) -> Board:
        """Return an empty one; what was judged of texts is kept where it still holds."""
        other = Board(tokens, trigger)
        if (tokens, trigger) == (self._tokens, self._trigger):
            other._judged = self._judged
        return other

    def copy(self) -> Board:
        """Return one that can be changed in another thread while this one is read."""
        other = Board(self._tokens, self._trigger)
        other._captions = dict(self._captions)
        other._entries = dict(self._entries)
        other._same = {words: set(keys) for words, keys in self._same.items()}
        other._counts, other._states = Counter(self._counts), Counter(self._states)
        other._judged = dict(self._judged)
        return other

    def _move(self, key: Key, before: Caption | None, after: Caption | None) -> set[Key]:
        """Let a caption stand with those of its words; return who has another neighbourhood."""
        others: set[Key] = set()
        if before is not None and before.text:
            words = _words(key, before.text)
            group = self._same[words]
            group.discard(key)
            if len(group) == 1:
                others |= group
            if not group:
                del self._same[words]
        if after is not None and after.text:
            group = self._same.setdefault(_words(key, after.text), set())
            if len(group) == 1:
                others |= group
            group.add(key)
        return others

    def _renew(self, key: Key) -> bool:
        """Make an entry anew; return whether it is another one now."""
        before = self._entries.pop(key, None)
        caption = self._captions.get(key)
        after = None if caption is None else self._entry(key, caption)
        if after is not None:
            self._entries[key] = after
        if before == after:
            return False
        for entry, step in ((before, -1), (after, 1)):
            if entry is not None:
                self._states[entry.state] += step
                for lint in entry.lints:
                    self._counts[lint] += step
        return True

    def _entry(self, key: Key, caption: Caption) -> Entry:
        judged = self._judge(key[0], caption.text)
        lints = judged.lints
        if caption.text and len(self._same[_words(key, caption.text)]) > 1:
            lints = tuple(sorted((*lints, "identical"), key=RANK.__getitem__))
        return Entry(key, _state(caption), judged.words, judged.tokens, lints)

    def _judge(self, kind: Kind, text: str) -> _Judged:
        known = self._judged.get((kind, text))
        if known is None:
            tokens = self.tokens_of(text)
            lints = lints_of(text, kind=kind, trigger=self._trigger, tokens=tokens)
            known = _Judged(words_of(text), tokens, lints)
            if len(self._judged) >= _MOST_JUDGED:
                self._judged.clear()
            self._judged[kind, text] = known
        return known


def slowly(items: Iterable[T], pause: Callable[[], object], every: int = 512) -> Iterator[T]:
    """Yield items, with a pause after so many."""
    for place, item in enumerate(items, 1):
        yield item
        if not place % every:
            pause()


def _state(caption: Caption) -> State:
    if caption.waiting:
        return "machine"
    if not caption.text:
        return "empty"
    return "done" if caption.done else "written"


def _words(key: Key, text: str) -> tuple[str, str]:
    """Return what makes two captions the same: kind, and words but for case and the last mark.

    A still may say what its clip says: they are of two datasets.
    """
    return key[0], sense_of(text)


def _head(trigger: str) -> str:
    """Return what the export puts in front of a caption, without the space behind it."""
    return with_trigger("x", trigger).removesuffix("x").rstrip()
