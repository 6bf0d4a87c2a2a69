"""Which clips or stills a dataset reads: the words of a filter, answered for what is exported.

    tag:rain -tag:night len>=45 rating>=3 source:"Film 1" done

The language is that of captions and grid, with what decides on training. Names are whole names
here: whether a clip is read depends on nothing but the clip, so that an edit of one never moves
another in or out of a dataset.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from app.core.browsing.completing import quoted
from app.core.browsing.query import parse
from app.core.browsing.sieve import Mask, sifted
from app.core.browsing.terms import Alternative, Between, Has, Query, Says, Size, Stepped, Term
from app.core.browsing.terms import Words as Bare
from app.core.browsing.vocabulary import KEYS, Key, Language, folded
from app.core.captions.lint_scripts import words_of
from app.core.errors import DatasetError
from app.core.export.starter import Material
from app.core.language import noted, tr
from app.core.library.model import Clip, Dataset, Still

Row = Clip | Still

_SHARED = ("tag", "source", "rating", "len", "size", "width", "height", "crop")
_STATES = {"empty": "empty", "none": "empty", "written": "written", "done": "done"}

CHOICES = Language(
    keys=(
        *(next(key for key in KEYS if key.name == name) for name in _SHARED),
        Key("caption", "name", noted("words of the caption, or none"), "caption:none",
            noted("words, any or none"), ("text",)),
        Key("words", "number", noted("words of the caption"), "words>=15",
            noted("a number of words"), ("word",)),
        Key("state", "name", noted("caption: empty, written or done"), "state:done",
            noted("empty, written or done")),
    ),
    grammar=(
        ("tag:rain", noted("what has this tag, by its whole name")),
        ("len>=45 rating>=3", noted("both must hold; compare with = != < <= > >=")),
        ("len:33..81", noted("from 33 to 81 frames of the exported clip")),
        ("tag:rain or tag:snow", noted("either; tag:rain|snow is shorter")),
        ('source:"Film 1"', noted("what is of this film, by its whole name")),
        ('rain "white rabbit"', noted("these words in the caption; quotes keep them one")),
        ("done -tag:night", noted("its words are done, and it has not this tag")),
    ),
    names={"state": _STATES},
    offers={"state": ("done", "written", "empty"), "words": ("15", "30", "80")},
    marks={"done": ("state", "done", noted("you said that its words are done"))},
    hint="tag:rain, len>=45, rating>=3 …",
)  # fmt: skip
"""What is asked for in a dataset."""


class Candidate(NamedTuple):
    """A picked clip or still as a dataset could read it.

    Attributes:
        film: The stem of its film.
        material: Its exported pictures.
    """

    row: Row
    film: str
    material: Material


def chooser(text: str) -> Query:
    """Return what a dataset's filter asks; nothing of it where all is read.

    Raises:
        DatasetError: A part of it says nothing. The whole is refused then: what is left of it would
            read more than was meant.
    """
    query = parse(f"{text.strip()} ", CHOICES)  # with a blank behind it, nothing is unfinished
    if query.complaints:
        raise DatasetError(" ".join(each.sentence for each in query.complaints[:2]))
    return query


def check_filters(datasets: Iterable[Dataset]) -> None:
    """Refuse datasets of which one has a filter that says nothing.

    Raises:
        DatasetError: The sentence names it.
    """
    for each in datasets:
        try:
            chooser(each.filter)
        except DatasetError as error:
            raise DatasetError(
                tr('The dataset "{name}" cannot be read. {error}', name=each.name, error=error)
            ) from error


def chosen(query: Query, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return those a query lets through, in their order; some milliseconds for 10,000."""
    return sifted(query, candidates, _answer)


def is_chosen(query: Query, candidate: Candidate) -> bool:
    """Return whether a query lets one through."""
    return bool(chosen(query, [candidate]))


def filter_of_tag(tag: str) -> str:
    """Return the filter that reads what has a tag."""
    return f"tag:{quoted(tag)}"


def tag_of_filter(text: str, tags: Iterable[str]) -> str | None:
    """Return the one tag a filter asks for; None where it asks for something else.

    Args:
        text: The filter.
        tags: Those of the project.
    """
    query = parse(f"{text.strip()} ", CHOICES)
    match query.groups:
        case ((Alternative(Says("tag", wanted), False),),) if not query.complaints:
            return next((tag for tag in tags if _plain(tag) == wanted), wanted)
    return None


# ------------------------------------------------------------------------------------ answers


def _answer(term: Term, found: Sequence[Candidate]) -> Mask:
    match term:
        case Bare(text) | Says("caption", text):
            return [text in folded(one.row.caption).replace("\n", " ") for one in found]
        case Says("tag", text):
            return [text in map(_plain, one.row.tags) for one in found]
        case Says("source", text):
            return [_plain(one.film) == text for one in found]
        case Says("state", text):
            return [_state(one.row) == text for one in found]
        case Has(key, there):
            return [bool(_value(key, one)) == there for one in found]
        case Between(key, low, high):
            return [low <= _value(key, one) <= high for one in found]
        case Stepped(step, rest):
            return [one.material.frames % step == rest for one in found]
        case Size():
            return [_fits(term, *one.material.size) for one in found]
    raise AssertionError(f"{term} is not in the language")


def _value(key: str, one: Candidate) -> Any:  # noqa: ANN401 -- a number, or what may be there
    match key:
        case "len":
            return one.material.frames
        case "rating":
            return one.row.rating
        case "words":
            return words_of(one.row.caption)
        case "width" | "height":
            return one.material.size[key == "height"]
        case "caption":
            return one.row.caption.strip()
        case "tag":
            return one.row.tags
        case "crop":
            return one.row.crop is not None
    raise AssertionError(f"{key} is not in the language")


def _state(row: Row) -> str:
    if row.done:
        return "done"
    return "written" if row.caption.strip() else "empty"


def _fits(term: Size, width: int, height: int) -> bool:
    if term.same:
        return (width, height) == (term.width, term.height)
    return term.low <= min(width / term.width, height / term.height) <= term.high


@lru_cache(1 << 12)
def _plain(name: str) -> str:
    """Return a name as a filter can say it: folded, without quotes, with single blanks."""
    for mark in '"“”„':
        name = name.replace(mark, "")
    return " ".join(folded(name).split())
