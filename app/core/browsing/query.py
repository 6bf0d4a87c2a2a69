"""The filter language: words into terms, and a sentence for each term that says nothing.

A filter is terms with blanks between: all must hold. ``or`` or ``|`` between two of them lets
either hold, before the others are asked; ``-`` in front of a term turns it round. A term is a word,
or words in quotes, or a key of a `vocabulary.Language` with a comparison and values.

A comparison holds for no value that is unknown: a length while the film is not indexed, motion
while no detector has measured it. What ``-`` turns round is what is left then, so
``-motion>0.1`` takes in what is unknown, ``motion<=0.1`` does not.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from app.core.browsing.quantities import number_term
from app.core.browsing.terms import Alternative, Complaint, Has, Query, Says, Term, Words
from app.core.browsing.vocabulary import GRID, PRESENCES, Key, Language, folded
from app.core.language import current, tr

_MOST = 100  # terms: each looks through all tiles
_QUOTES = '"“”„'
_OR = {"or", "|"}
_TERM = re.compile(r"([^\W\d_]+)(<=|>=|!=|≤|≥|≠|[:=<>])(.*)", re.DOTALL)
_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!="}
_PRESENT = {"caption", "tag", "check", "crop", "lint"}
_BLANK = re.compile(r"\s+")


class Token(NamedTuple):
    """A run of the text without blanks outside quotes: ``[start, end)``."""

    start: int
    end: int
    raw: str


class _Wrong(Exception):
    """A term says nothing; the message is the sentence."""


class _Unfinished(Exception):
    """A term may say something once it is written to its end."""


def parse(text: str, language: Language = GRID) -> Query:
    """Return what a filter asks; terms that say nothing are complained of and left out.

    A term that is still being typed, as ``len>=`` at the end, is left out silently.
    """
    return _parsed(text, language, current())


@lru_cache(128)
def _parsed(text: str, language: Language, _spoken: str) -> Query:
    """Return it; complaints are in the language that is spoken."""
    groups: list[list[Alternative]] = []
    complaints: list[Complaint] = []
    joined, number = False, 0
    for token in tokens(text):
        if token.raw.casefold() in _OR:
            joined = True
            continue
        try:
            found = _alternatives(token.raw, language, unfinished=token.end == len(text))
        except _Unfinished:
            continue
        except _Wrong as wrong:
            complaints.append(Complaint(token.start, token.end, str(wrong)))
            continue
        if not found:
            continue
        number += sum(map(len, found))
        if number > _MOST:
            why = tr("A filter has {most} terms at most: the rest is left out.", most=_MOST)
            complaints.append(Complaint(token.start, len(text), why))
            break
        if joined and groups and len(found) == 1:
            groups[-1] += found[0]
        else:
            groups += found
        joined = False
    once = dict.fromkeys(tuple(dict.fromkeys(group)) for group in groups)
    return Query(tuple(once), tuple(complaints))


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a text; quotes that are not closed reach to its end."""
    start, quoted = -1, False
    for place, char in enumerate(text):
        if char in _QUOTES:
            quoted = not quoted
        if char.isspace() and not quoted:
            if start >= 0:
                yield Token(start, place, text[start:place])
            start = -1
        elif start < 0:
            start = place
    if start >= 0:
        yield Token(start, len(text), text[start:])


def _alternatives(raw: str, language: Language, *, unfinished: bool) -> list[list[Alternative]]:
    """Return the groups a token stands for; of several values any may hold, negated none may."""
    negated = raw.startswith("-")
    body = raw[1:] if negated else raw
    match = _TERM.fullmatch(body)
    if match is None:
        marks = language.marks if not set(body) & set(_QUOTES) else {}
        terms: list[Term] = [
            Says(*marks[each][:2]) if each in marks else Words(each)  # type: ignore[arg-type]
            for each in map(folded, _values(body))
        ]
    else:
        name, sign, value = match[1], _SIGNS.get(match[2], match[2]), match[3]
        key = language.key(folded(name))
        if key is None:
            raise _Wrong(_no_such_key(raw, name, language))
        if not value:
            if unfinished:
                raise _Unfinished
            raise _Wrong(
                tr(
                    "{term}: nothing stands behind it; write {wants}: {example}.",
                    term=raw,
                    wants=tr(key.wants),
                    example=key.example,
                )
            )
        terms = [
            _term(raw, key, sign, each, language, unfinished=unfinished) for each in _values(value)
        ]
        negated = negated != (sign == "!=")
        if negated and sign == "!=" and key.kind == "number":
            return [*_known(key), *([Alternative(each, negated)] for each in terms)]
    alternatives = [Alternative(each, negated) for each in terms]
    if negated:
        return [[each] for each in alternatives]
    return [alternatives] if alternatives else []


def _known(key: Key) -> list[list[Alternative]]:
    """Return what lets only known numbers through: ``!=`` compares, and so needs one."""
    known = number_term(key.name, ">=", "1x1" if key.name == "size" else "0")
    return [] if known is None else [[Alternative(known)]]


def _values(text: str) -> Iterator[str]:
    """Yield what stands between the bars of a text, without quotes."""
    value, quoted = "", False
    for char in text:
        if char in _QUOTES:
            quoted = not quoted
        elif char == "|" and not quoted:
            if value:
                yield value
            value = ""
        else:
            value += char
    if value.strip():
        yield value


def _term(
    raw: str, key: Key, sign: str, value: str, language: Language, *, unfinished: bool
) -> Term:
    text = _BLANK.sub(" ", folded(value).strip())
    equal = sign in (":", "=", "!=")
    if key.kind == "number":
        term = number_term(key.name, ":" if sign == "!=" else sign, text)
        if term is None:
            raise _Wrong(
                tr(
                    "{term}: {key} takes {wants}, such as {example}.",
                    term=raw,
                    key=key.name,
                    wants=tr(key.wants),
                    example=key.example,
                )
            )
        return term
    if not equal:
        raise _Wrong(
            tr(
                "{term}: {key} is no number to compare; write {example}.",
                term=raw,
                key=key.name,
                example=key.example,
            )
        )
    if key.name in _PRESENT and text in PRESENCES:
        return Has(key.name, PRESENCES[text])  # type: ignore[arg-type]  # one of _PRESENT
    if key.name == "crop":
        raise _Wrong(tr("{term}: crop takes any or none; write crop:any.", term=raw))
    if key.name in language.names:
        text = _one_of(raw, key.name, text, language.names[key.name], unfinished=unfinished)
    return Says(key.name, text)  # type: ignore[arg-type]  # the names that are left


def _one_of(raw: str, key: str, text: str, known: Mapping[str, str], *, unfinished: bool) -> str:
    if text in known:
        return known[text]
    begun = {known[name] for name in known if name.startswith(text)}
    if len(begun) == 1:
        return begun.pop()
    if begun and unfinished:
        raise _Unfinished
    names = ", ".join(dict.fromkeys(known.values()))
    raise _Wrong(
        tr(
            '{term}: there is no {key} "{value}"; it may be any of {names}.',
            term=raw,
            key=key,
            value=text,
            names=names,
        )
    )


def _no_such_key(raw: str, name: str, language: Language) -> str:
    near = difflib.get_close_matches(folded(name), language.words, 1)
    if near:
        return tr(
            '{term}: there is no "{name}" to filter by; did you mean {near}?',
            term=raw,
            name=name,
            near=near[0],
        )
    names = ", ".join(key.name for key in language.keys)
    return tr(
        '{term}: there is no "{name}" to filter by; there are {names}.',
        term=raw,
        name=name,
        names=names,
    )
