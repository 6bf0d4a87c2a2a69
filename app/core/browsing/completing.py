"""What may be meant by what is being typed into a filter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.core.browsing.query import tokens
from app.core.browsing.vocabulary import GRID, Language, folded

_SIGNS = ("<=", ">=", "!=", ":", "=", "<", ">")
_PLAIN = set('":|<>=!“”„')
_MOST = 9
_LEFT_OUT = {"bad", "warn", "info", "any", "none"}  # they say nothing without their key


@dataclass(frozen=True, slots=True)
class Completion:
    """Something that may stand in place of what is being typed.

    Attributes:
        text: It.
        note: What it means; may be empty.
        done: Whether a blank is to follow: the term is whole.
    """

    text: str
    note: str = ""
    done: bool = True


@dataclass(frozen=True, slots=True)
class Completions:
    """What may replace ``[start, end)`` of the text, likeliest first."""

    start: int
    end: int
    offers: tuple[Completion, ...]


def completions(
    text: str,
    cursor: int,
    *,
    tags: Iterable[str] = (),
    films: Iterable[str] = (),
    language: Language = GRID,
) -> Completions:
    """Return what may be meant by the token in front of the cursor.

    A beginning of a key offers keys, and tags and films that begin so; behind a key, its values
    that begin so, then those that have it somewhere.

    Args:
        text: All of it.
        cursor: Characters before it.
        tags: Of the project.
        films: Names of the project's films.
        language: What the view is filtered with.
    """
    token = next((each for each in tokens(text) if each.start < cursor <= each.end), None)
    if token is None:
        return Completions(cursor, cursor, ())
    typed = text[token.start : cursor]
    sign = "-" if typed.startswith("-") else ""
    key, compare, value = _parted(typed[len(sign) :])
    if compare:
        offers = _values(key, compare, value, tags, films, language)
    else:
        offers = _beginnings(key, tags, films, language) if key else []
    whole = text[token.start : token.end]
    signed = tuple(
        Completion(sign + each.text, each.note, each.done)
        for each in offers
        if sign + each.text != whole
    )
    return Completions(token.start, token.end, signed[:_MOST])


def filled(text: str, found: Completions, chosen: Completion) -> tuple[str, int]:
    """Return the text with a completion put in, and where the cursor stands then."""
    before, behind = text[: found.start], text[found.end :]
    blank = " " if chosen.done and not behind.startswith(" ") else ""
    put = before + chosen.text + blank
    return put + behind, len(put) + (chosen.done and not blank)


def quoted(value: str) -> str:
    """Return a value as it is written in a filter: in quotes where it needs them."""
    clean = value.replace('"', "")
    plain = not (set(clean) & _PLAIN) and not any(char.isspace() for char in clean)
    return clean if plain and clean and not clean.startswith("-") else f'"{clean}"'


def _parted(term: str) -> tuple[str, str, str]:
    """Return key, comparison and value; only the first where there is no comparison yet."""
    for place in range(len(term)):
        sign = next((one for one in _SIGNS if term.startswith(one, place)), "")
        if sign:
            return term[:place], sign, term[place + len(sign) :]
    return term, "", ""


def _beginnings(
    typed: str, tags: Iterable[str], films: Iterable[str], language: Language
) -> list[Completion]:
    begun = folded(typed.strip('"'))
    marks = language.marks if '"' not in typed else {}
    offers = [
        Completion(mark, note) for mark, (_, _, note) in marks.items() if mark.startswith(begun)
    ]
    offers += [
        Completion(key.name + (">=" if key.kind == "number" else ":"), key.note, done=False)
        for key in language.keys
        if any(name.startswith(begun) for name in (key.name, *key.aliases))
    ]
    offers += [Completion(f"tag:{quoted(tag)}") for tag in _fitting(begun, tags, start=True)]
    offers += [
        Completion(f"{key}:{name}")
        for key in ("check", "lint")
        for name in language.offers.get(key, ())
        if name.startswith(begun) and name not in _LEFT_OUT
    ]
    return offers + [Completion(f"source:{quoted(f)}") for f in _fitting(begun, films, start=True)]


def _values(
    key: str,
    compare: str,
    value: str,
    tags: Iterable[str],
    films: Iterable[str],
    language: Language,
) -> list[Completion]:
    known = language.key(folded(key))
    if known is None:
        return []
    names: Sequence[str] = {
        "tag": [*tags, "any", "none"],
        "caption": ["any", "none"],
        "crop": ["any", "none"],
        "source": list(films),
        "len": ["4n+1", "33", "45", "65", "81", "33..81"]
        if compare in ":="
        else ["33", "45", "81"],
        "rating": [str(stars) for stars in range(6)],
    }.get(known.name, list(language.offers.get(known.name, ())))
    earlier, bar, last = value.rpartition("|")
    begun = folded(last.strip('"“”„'))
    offers = [*_fitting(begun, names, start=True), *_fitting(begun, names, start=False)]
    return [Completion(f"{key}{compare}{earlier}{bar}{quoted(name)}") for name in offers]


def _fitting(begun: str, names: Iterable[str], *, start: bool) -> list[str]:
    """Return the names that begin so; without ``start`` those that have it further on."""
    return [
        name
        for name in names
        if (folded(name).startswith(begun) if start else begun in folded(name)[1:])
        and (start or not folded(name).startswith(begun))
    ]
