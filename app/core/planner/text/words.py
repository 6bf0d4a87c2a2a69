"""The words of a TOML text, line by line: for colours, completion, and to find where a key stands.

Never fails: what is no TOML becomes words of kind ``odd``, and an array that was left open ends
where a line can only be a table or a key. Whether the text is TOML is for the trainer's own reader
to say, see `document`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

WordKind = Literal[
    "comment", "bracket", "table", "key", "dot", "equals",
    "text", "long", "number", "flag", "odd", "open", "close", "comma",
]  # fmt: skip
Phase = Literal["key", "value", "after"]


class Word(NamedTuple):
    """A word and where it stands: half-open, characters from the start of what was read.

    ``bracket`` and ``table`` make a table's head; ``text`` is a string, each line of a long one a
    word, ``long`` while it goes on; ``flag`` is true or false; ``open`` and ``close`` are the
    ``[ ] { }`` of values.
    """

    kind: WordKind
    start: int
    end: int


class State(NamedTuple):
    """What a line begins in.

    Attributes:
        inside: The brackets that are open, outermost first, such as ``[{``.
        phase: What comes next.
        quote: The triple quotes of the long string that is open, or "".
    """

    inside: str = ""
    phase: Phase = "key"
    quote: str = ""


OUTSIDE = State()

_STRING = re.compile(r'"(?:\\.|[^"\\])*"?' + "|'[^']*'?")
_REST_OF = {
    '"""': re.compile(r'(?:\\.|(?!""").)*("{3,5})?'),
    "'''": re.compile(r"(?:(?!''').)*('{3,5})?"),
}
_BARE_KEY = re.compile(r"[^\s=.,#\[\]{}\"']+")
_BARE_VALUE = re.compile(r"[^\s=,#\[\]{}\"']+")
_NUMBER = re.compile(r"[+-]?(?:\d[\w.:+-]*|inf|nan)")
_SPACE = re.compile(r"\s*")
_HEAD = re.compile(r"""\s*\[\[?\s*(?:[A-Za-z_][\w-]*|"[^"]*"|'[^']*')(?:\s*\.[^\[\],]*)?\]""")
_PAIR = re.compile(r"""\s*(?:[A-Za-z_][\w-]*|"[^"]*"|'[^']*')\s*=""")
_CLOSES = {"]": "[", "}": "{"}


def words_of_line(line: str, state: State = OUTSIDE) -> tuple[list[Word], State]:
    """Return the words of a line, without its end, and what the next line begins in."""
    reading = _Line(line, state)
    words = list(reading.words())
    return words, reading.ends_in()


def words_of(text: str) -> Iterator[Word]:
    """Yield the words of a text; lines end as in a file of any system."""
    state, place = OUTSIDE, 0
    for line in text.split("\n"):
        words, state = words_of_line(line, state)
        yield from (Word(kind, start + place, end + place) for kind, start, end in words)
        place += len(line) + 1


class _Line:
    """Reads one line from left to right."""

    def __init__(self, line: str, state: State) -> None:
        self.line, self.at = line, 0
        self.inside, self.phase, self.quote = state
        if self.inside and not self.quote and self._begins_anew():
            self.inside, self.phase = "", "key"

    def _begins_anew(self) -> bool:
        """Return whether the line cannot go on with the brackets that are open."""
        in_table = self.inside.endswith("{")
        return bool(_HEAD.match(self.line) or (not in_table and _PAIR.match(self.line)))

    def ends_in(self) -> State:
        if not self.inside and not self.quote:
            return OUTSIDE
        return State(self.inside, self.phase, self.quote)

    def words(self) -> Iterator[Word]:
        if self.quote:
            yield self._long()
        first = True
        while self._skip_space() < len(self.line):
            sign = self.line[self.at]
            if sign == "#":
                yield self._word("comment", len(self.line))
            elif first and sign == "[" and not self.inside and self.phase == "key":
                yield from self._head()
            elif sign in "[]{},.=":
                yield self._sign(sign)
            elif self.phase == "key":
                yield self._key()
            else:
                yield self._value()
            first = False

    def _skip_space(self) -> int:
        found = _SPACE.match(self.line, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def _word(self, kind: WordKind, end: int) -> Word:
        word = Word(kind, self.at, end)
        self.at = end
        return word

    def _head(self) -> Iterator[Word]:
        """Yield the words of ``[table]`` or ``[[table]]``."""
        yield self._word("bracket", self.at + (2 if self.line.startswith("[[", self.at) else 1))
        while self._skip_space() < len(self.line):
            sign = self.line[self.at]
            if sign in "]#":
                break
            if sign in "\"'":
                yield self._word("table", self._string_end())
            elif sign == ".":
                yield self._word("dot", self.at + 1)
            else:
                found = _BARE_KEY.match(self.line, self.at)
                yield self._word("table" if found else "odd", found.end() if found else self.at + 1)
        if self.line.startswith("]", self.at):
            double = self.line.startswith("]]", self.at)
            yield self._word("bracket", self.at + (2 if double else 1))
        self.phase = "after"

    def _sign(self, sign: str) -> Word:
        kind: WordKind = "odd"
        if sign == "=" and self.phase == "key":
            kind, self.phase = "equals", "value"
        elif sign == "." and self.phase == "key":
            kind = "dot"
        elif sign in "[{" and self.phase != "key":
            kind, self.phase = "open", "key" if sign == "{" else "value"
            self.inside += sign
        elif sign in "]}" and self.inside.endswith(_CLOSES[sign]):
            kind, self.phase = "close", "after"
            self.inside = self.inside[:-1]
        elif sign == "," and self.inside:
            kind, self.phase = "comma", "key" if self.inside[-1] == "{" else "value"
        elif sign == "." and self.phase == "value":  # such as .5
            return self._value()
        return self._word(kind, self.at + 1)

    def _key(self) -> Word:
        if self.line[self.at] in "\"'":
            return self._word("key", self._string_end())
        found = _BARE_KEY.match(self.line, self.at)
        return self._word("key", found.end() if found else self.at + 1)

    def _value(self) -> Word:
        self.phase = "after"
        for quote in _REST_OF:
            if self.line.startswith(quote, self.at):
                return self._long(quote)
        if self.line[self.at] in "\"'":
            return self._word("text", self._string_end())
        found = _BARE_VALUE.match(self.line, self.at)
        if not found:
            return self._word("odd", self.at + 1)
        if found[0] in ("true", "false"):
            return self._word("flag", found.end())
        return self._word("number" if _NUMBER.fullmatch(found[0]) else "odd", found.end())

    def _string_end(self) -> int:
        found = _STRING.match(self.line, self.at)
        return found.end() if found else self.at + 1

    def _long(self, begun: str = "") -> Word:
        """Return a long string as far as this line has it; ``begun`` where it begins here."""
        quote = begun or self.quote
        found = _REST_OF[quote].match(self.line, self.at + len(begun))
        if found and found[1]:
            self.quote, self.phase = "", "after"
            return self._word("text", found.end())
        self.quote = quote
        return self._word("long", len(self.line))
