"""A TOML text as tables, keys and values that know where they stand; see `words`."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from app.core.planner.text.words import Word, words_of

ValueKind = Literal["text", "number", "flag", "odd", "list", "table"]


@dataclass
class Value:
    """A value, at ``[start, end)``.

    Attributes:
        items: Of a list.
        pairs: Of an inline table.
        closed: Whether the bracket of a list or table is there.
    """

    kind: ValueKind
    start: int
    end: int
    items: list[Value] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    closed: bool = True


@dataclass
class Pair:
    """A key, at ``[start, end)``, and its value; None where there is none.

    Attributes:
        path: The key's names; more than one where it is dotted.
    """

    path: tuple[str, ...]
    start: int
    end: int
    value: Value | None = None

    @property
    def whole(self) -> tuple[int, int]:
        """Where the key and its value stand."""
        return self.start, self.value.end if self.value else self.end


@dataclass
class Table:
    """A table, whose head stands at ``[start, end)``; the first one has none and no names.

    Attributes:
        array: Whether its head has double brackets.
    """

    path: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    array: bool = False
    pairs: list[Pair] = field(default_factory=list)


@dataclass(frozen=True)
class Tree:
    """A text as it was read.

    Attributes:
        tables: In their order; the first is what stands before any head.
        starts: Where each line begins.
    """

    text: str
    words: tuple[Word, ...]
    tables: tuple[Table, ...]
    starts: tuple[int, ...]

    def line(self, place: int) -> int:
        """Return the line, from 1, of a character."""
        return bisect_right(self.starts, place)

    def line_start(self, place: int) -> int:
        """Return where the line of a character begins."""
        return self.starts[self.line(place) - 1]

    def line_end(self, place: int) -> int:
        """Return where the line of a character ends, before what ends it."""
        line = self.line(place)
        if line == len(self.starts):
            return len(self.text)
        return self.starts[line] - (2 if self.text.endswith("\r\n", 0, self.starts[line]) else 1)

    def next_line(self, place: int) -> int:
        """Return where the line after that of a character begins; the text's end for the last."""
        line = self.line(place)
        return len(self.text) if line == len(self.starts) else self.starts[line]


def read_tree(text: str) -> Tree:
    """Read a text, also one that is no TOML: what cannot be understood is left out."""
    lines = text.replace("\r\n", " \n").replace("\r", "\n")  # as long as before
    words = tuple(words_of(lines))
    ends = (n + 1 for n, sign in enumerate(lines) if sign == "\n")
    return Tree(text, words, tuple(_Reading(text, words).tables()), (0, *ends))


def name_of(text: str) -> str:
    """Return a key or string without its quotes."""
    if text[:1] == "'":
        return text.strip("'")
    if text[:1] != '"':
        return text
    try:
        return str(json.loads(text))
    except ValueError:
        return text.strip('"')


_DEEPEST = 60  # brackets in brackets; nothing that the trainer takes has more than three


class _Reading:
    """Reads words from left to right."""

    def __init__(self, text: str, words: tuple[Word, ...]) -> None:
        self.text = text
        self.left = [word for word in reversed(words) if word.kind != "comment"]
        self._depth = 0

    def tables(self) -> Iterator[Table]:
        table = Table()
        while self.left:
            if self._next("bracket"):
                yield table
                table = self._head()
            elif self._next("key"):
                table.pairs.append(self._pair())
            else:
                self.left.pop()
        yield table

    def _next(self, *kinds: str) -> bool:
        return bool(self.left) and self.left[-1].kind in kinds

    def _head(self) -> Table:
        first = self.left.pop()
        table = Table((), first.start, first.end, first.end - first.start == 2)
        names: list[str] = []
        while self._next("table", "dot", "odd", "bracket"):
            word = self.left.pop()
            if word.kind == "bracket" and self.text[word.start] == "[":
                self.left.append(word)  # of the next one: this one was left open
                break
            table.end = word.end
            if word.kind == "table":
                names.append(name_of(self.text[word.start : word.end]))
            elif word.kind == "bracket":
                break
        table.path = tuple(names)
        return table

    def _pair(self) -> Pair:
        first = self.left.pop()
        pair, names = Pair((), first.start, first.end), [self._name(first)]
        while self._next("dot"):
            self.left.pop()
            if self._next("key"):
                word = self.left.pop()
                names.append(self._name(word))
                pair.end = word.end
        pair.path = tuple(names)
        if self._next("equals"):
            self.left.pop()
            pair.value = self._value()
        return pair

    def _name(self, word: Word) -> str:
        return name_of(self.text[word.start : word.end])

    def _value(self) -> Value | None:
        if not self._next("text", "long", "number", "flag", "odd", "open"):
            return None
        word = self.left.pop()
        if word.kind == "open":
            if self._depth >= _DEEPEST:
                return Value("odd", word.start, word.end)
            self._depth += 1
            in_table = self.text[word.start] == "{"
            made = self._inline_table(word) if in_table else self._list(word)
            self._depth -= 1
            return made
        start = word.start
        while word.kind == "long" and self._next("long", "text"):
            word = self.left.pop()
        kinds: dict[str, ValueKind] = {"number": "number", "flag": "flag", "odd": "odd"}
        return Value(kinds.get(word.kind, "text"), start, word.end)

    def _list(self, opened: Word) -> Value:
        made = Value("list", opened.start, opened.end, closed=False)
        while self._next("text", "long", "number", "flag", "odd", "open", "comma", "close"):
            if self._next("comma", "close"):
                word = self.left.pop()
                made.end = word.end
                if word.kind == "close":
                    made.closed = True
                    break
                continue
            item = self._value()
            if item:
                made.items.append(item)
                made.end = item.end
        return made

    def _inline_table(self, opened: Word) -> Value:
        made = Value("table", opened.start, opened.end, closed=False)
        while self.left and not self._next("bracket"):
            if self._next("key"):
                pair = self._pair()
                made.pairs.append(pair)
                made.end = pair.whole[1]
                continue
            word = self.left.pop()
            made.end = word.end
            if word.kind == "close":
                made.closed = True
                break
        return made
