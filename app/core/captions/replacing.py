"""Finding words in captions and putting others in their place."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.captions.rewording import Rewording, reword
from app.core.captions.seams import joined
from app.core.captions.text import one_line
from app.core.errors import AppError
from app.core.jobs import Checkpoint, ignore
from app.core.language import noted, tr
from app.core.library.captioned import Row

if TYPE_CHECKING:
    from regex import Match, Pattern

Span = tuple[int, int]

_PATIENCE = 2.0  # seconds that an expression may take over all captions
_REPEATS = 200_000  # of all braces of an expression, multiplied: they may be inside each other
_REPEAT = re.compile(r"\{[\s\d,]*\d[\s\d,]*\}", re.ASCII)
_LONGEST = 100_000  # characters of a caption that a replacement may make
_REASONS = frozenset(  # what the regex library says of what one mistypes; all else as it says it
    (
        noted("bad character in group name"),
        noted("bad character range"),
        noted("bad escape (end of pattern)"),
        noted("invalid group reference"),
        noted("min repeat greater than max repeat"),
        noted("missing )"),
        noted("missing >"),
        noted("missing ]"),
        noted("multiple repeat"),
        noted("nothing to repeat"),
        noted("unbalanced parenthesis"),
        noted("unknown extension"),
        noted("unknown group"),
        noted("unknown property"),
        noted("unterminated character set"),
    )
)


class SearchError(AppError):
    """What was typed cannot be searched for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    r"""What is looked for, and what shall stand there.

    Attributes:
        text: A phrase, whose spaces are found at the end of a line too; or an expression.
        replacement: In an expression ``\1`` is what its first group found.
        whole_word: Not within a longer word.
        expression: ``text`` is a regular expression.
        match_case: Capitals matter. Where they do not, a phrase keeps the capital it begins with.
        tidy: Where words go, the space and comma that stood with them go too.
    """

    text: str
    replacement: str = ""
    whole_word: bool = False
    expression: bool = False
    match_case: bool = False
    tidy: bool = True

    def __bool__(self) -> bool:
        return bool(self.text)


class Finder:
    """A search made ready; of an expression, after some seconds (``patience``) a new one is due.

    Raises `SearchError` where the expression or its replacement is none.
    """

    def __init__(self, search: Search, patience: float = _PATIENCE) -> None:
        self._search = search
        self._pattern = _compiled(search)
        self._until = time.monotonic() + patience

    def spans(self, text: str) -> list[Span]:
        """Return where it is found, half-open, in order.

        Raises:
            SearchError: The expression takes too long.
        """
        return [match.span() for match in self._matches(text) if match.end() > match.start()]

    def replaced(self, text: str) -> tuple[str, int]:
        """Return the text with the replacement in every place, and how many those are.

        Raises:
            SearchError: The expression takes too long, or makes endless texts.
        """
        done, rest, places = "", 0, 0
        for match in self._matches(text):
            new = self._new(match)
            if not new and match.end() == match.start():
                continue
            done += text[rest : match.start()]
            rest, places = match.end(), places + 1
            if not self._search.tidy or new.strip():
                done += new
            else:
                done, rest = joined(done, text, rest, capital=match[0][:1].isupper())
            if len(done) > _LONGEST:
                raise SearchError(
                    tr(
                        "“{replacement}” makes captions of over {longest:,} characters: replace "
                        "less.",
                        replacement=self._search.replacement[:40],
                        longest=_LONGEST,
                    )
                )
        return done + text[rest:], places

    def _matches(self, text: str) -> Sequence[Match[str]]:
        if not self._search.expression:  # a phrase takes long only where the machine is busy
            return list(self._pattern.finditer(text))
        left = self._until - time.monotonic()
        try:
            if left <= 0:
                raise TimeoutError
            return list(self._pattern.finditer(text, timeout=left))
        except (TimeoutError, MemoryError) as error:  # the latter: it calls itself without end
            raise SearchError(
                tr(
                    "“{text}” takes too long to find: make the expression simpler,"
                    " such as without a repeat inside a repeat.",
                    text=self._search.text,
                )
            ) from error

    def _new(self, match: Match[str]) -> str:
        search = self._search
        if search.expression:
            return str(match.expand(search.replacement))
        if search.match_case:
            return search.replacement
        return _capital_of(match[0], search.text, search.replacement)


def replace(
    rows: Iterable[Row], search: Search, checkpoint: Checkpoint = ignore
) -> tuple[Rewording, ...]:
    """Return what becomes of captions.

    Raises:
        SearchError: It cannot be searched for, or takes too long.
    """
    return reword(rows, Finder(search).replaced, checkpoint) if search else ()


def found_in(rows: Iterable[Row], search: Search) -> dict[int, int]:
    """Return how often a search is found, by the place of the row; rows without it are left out.

    Raises:
        SearchError: It cannot be searched for, or takes too long.
    """
    if not search:
        return {}
    spans = Finder(search).spans
    found = ((place, len(spans(row.caption))) for place, row in enumerate(rows))
    return {place: times for place, times in found if times}


def _compiled(search: Search) -> Pattern[str]:
    import regex

    if search.expression:
        _check_repeats(search.text)
    text = search.text if search.expression else _phrase(search.text, regex.escape)
    if search.whole_word:
        text = rf"(?<!\w)(?:{text})(?!\w)"
    flags = regex.VERSION0 if search.match_case else regex.VERSION0 | regex.IGNORECASE
    try:
        pattern: Pattern[str] = regex.compile(text, flags)
    except (regex.error, OverflowError, RecursionError, MemoryError) as error:
        raise SearchError(_said(search.text, error)) from error
    if search.expression:
        _check_replacement(pattern, search.replacement)
    return pattern


def _phrase(text: str, escape: Callable[[str], str]) -> str:
    r"""Return the expression that finds a phrase over line breaks too."""
    parts = text.split()
    if not parts:
        return escape(text)
    found = r"\s+".join(map(escape, parts))
    return (r"\s" * text[:1].isspace()) + found + (r"\s" * text[-1:].isspace())


def _said(text: str, error: Exception) -> str:
    place = getattr(error, "pos", None)
    what = str(getattr(error, "msg", "")).strip() or tr("it is too large")
    what = tr(what) if what in _REASONS else what
    if isinstance(place, int) and place < len(text):
        return tr(
            "“{text}” is no regular expression: {why} at character {place}.",
            text=text,
            why=what,
            place=place + 1,
        )
    return tr("“{text}” is no regular expression: {why}.", text=text, why=what)


def _check_repeats(text: str) -> None:
    """Refuse repeats that are written out when they are compiled: that fills the memory."""
    counts = [max(map(int, re.findall(r"\d+", each[:40]))) for each in _REPEAT.findall(text)]
    if math.prod(max(1, count) for count in counts) > _REPEATS:
        raise SearchError(
            tr("“{text}” repeats too often: write smaller numbers between the braces.", text=text)
        )


def _check_replacement(pattern: Pattern[str], replacement: str) -> None:
    import regex

    names = {number: name for name, number in pattern.groupindex.items()}
    groups = [f"(?P<{names[n]}>)" if n in names else "()" for n in range(1, pattern.groups + 1)]
    try:
        regex.sub("".join(groups), replacement, "")
    except (regex.error, IndexError) as error:
        raise SearchError(
            tr(
                "“{replacement}” cannot be put in: {why}."
                " A backslash before a number means a group; write two for a backslash.",
                replacement=replacement,
                why=str(error).strip(),
            )
        ) from error


def _capital_of(found: str, wanted: str, new: str) -> str:
    """Return what is put in with the capital that the words found began with, and nobody asked."""
    raised = found[:1].isupper() and wanted[:1].islower() and new[:1].islower()
    return new[:1].upper() + new[1:] if raised else new


def phrase_of(text: str) -> str:
    """Return words that are selected in a caption as a phrase to look for."""
    return one_line(text)
