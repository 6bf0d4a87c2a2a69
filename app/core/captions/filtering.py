"""Which captions a filter lets through: the language of the grid, and what only captions have.

    lint:any -done tokens>512 or words<15 "white rabbit" source:"Film 1"

Words are looked for in captions only, so that what is replaced in all that is listed is what was
asked for. See `browsing.query` on the language itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Literal, Protocol, cast

from app.core.browsing import Facts, Tile
from app.core.browsing.query import parse
from app.core.browsing.sieve import Mask, answers, sifted
from app.core.browsing.terms import Between, Has, Query, Says, Term, Words
from app.core.browsing.vocabulary import KEYS, Language, folded
from app.core.browsing.vocabulary import Key as Word
from app.core.captions.lint import LINTS
from app.core.language import noted
from app.core.library.captioned import Key

State = Literal["empty", "machine", "written", "done"]

_LINTS = tuple(lint.id for lint in LINTS)
_SHARED = (
    "rating", "tag", "source", "len", "sec", "at", "motion", "size", "width", "height", "crop",
)  # fmt: skip
_STATES = {
    "empty": "empty", "none": "empty", "machine": "machine", "waiting": "machine",
    "written": "written", "done": "done",
}  # fmt: skip
_KINDS = {"clip": "clip", "clips": "clip", "still": "still", "stills": "still"}

CAPTIONS = Language(
    keys=(
        Word("state", "name", noted("empty, machine (one waits), written or done"), "state:empty",
             noted("empty, machine, written or done")),
        Word("lint", "name", noted("what is wrong with the caption"), "lint:any",
             noted("a lint, any or none"), ("lints",)),
        Word("tokens", "number", noted("tokens, as the trainer counts them"), "tokens>512",
             noted("a number of tokens"), ("token",)),
        Word("words", "number", noted("words of the caption"), "words<15",
             noted("a number of words"), ("word",)),
        Word("caption", "name", noted("words of the caption, or none"), "caption:none",
             noted("words, any or none"), ("text",)),
        Word("kind", "name", noted("clips or stills"), "kind:still", noted("clip or still")),
        *(next(key for key in KEYS if key.name == name) for name in _SHARED),
    ),
    grammar=(
        ('rain "white rabbit"', noted("these words in the caption; quotes keep them one")),
        ("done -machine", noted("done, and no machine caption waits; so do still and clip")),
        ('"done"', noted("the word itself: what is in quotes is looked for")),
        ("lint:any tokens>300", noted("both must hold; compare with = != < <= > >=")),
        ("words:5..15", noted("from 5 to 15; one end may be left out")),
        ("lint:short or lint:long", noted("either; lint:short|long is shorter")),
        ("-tag:night", noted("not so")),
    ),
    names={"state": _STATES, "lint": {name: name for name in _LINTS}, "kind": _KINDS},
    offers={
        "state": ("empty", "machine", "written", "done"),
        "lint": ("any", *_LINTS, "none"),
        "kind": ("clip", "still"),
        "tokens": ("512", "300", "128"),
        "words": ("15", "30", "80"),
    },
    marks={
        "done": ("state", "done", noted("you said that its words are done")),
        "machine": ("state", "machine", noted("a machine caption waits for you")),
        "still": ("kind", "still", noted("stills only")),
        "clip": ("kind", "clip", noted("clips only")),
    },
    hint=noted("Filter: words, lint:any, -done …"),
)  # fmt: skip
"""What the list of captions is filtered with."""


class Judged(Protocol):
    """What is known of a caption, as `board.Entry` has it."""

    @property
    def state(self) -> State:
        """How far it is."""

    @property
    def words(self) -> int:
        """How many it has."""

    @property
    def tokens(self) -> int:
        """How many the trainer makes of it, its trigger included."""

    @property
    def lints(self) -> tuple[str, ...]:
        """Ids of what is wrong with it, the worst first."""


EntryOf = Callable[[Key], Judged]


key_of_tile = cast("Callable[[Tile], Key]", itemgetter(slice(0, 2)))
"""Returns which clip or still a tile shows."""


def asked(text: str) -> Query:
    """Return what a filter of captions asks."""
    return parse(text, CAPTIONS)


def sift_captions(
    query: Query, tiles: Iterable[Tile], facts: Facts, entry_of: EntryOf
) -> list[Tile]:
    """Return the clips and stills whose captions a query lets through, in their order.

    Quick: some milliseconds for 10,000.

    Args:
        query: From `asked`.
        tiles: Of clips and stills.
        facts: Tells motion and sizes, tags and films.
        entry_of: Tells the rest.
    """
    return sifted(query, tiles, lambda term, left: _answer(term, left, facts, entry_of))


def _answer(term: Term, tiles: Sequence[Tile], facts: Facts, entry_of: EntryOf) -> Mask:
    match term:
        case Words(text) | Says("caption", text):
            return _saying(text, tiles)
        case Says("kind", kind):
            return [tile.kind == kind for tile in tiles]
        case Says("state", state):
            return [entry_of(key_of_tile(tile)).state == state for tile in tiles]
        case Says("lint", lint):
            return [lint in entry_of(key_of_tile(tile)).lints for tile in tiles]
        case Has("lint", there):
            return [bool(entry_of(key_of_tile(tile)).lints) == there for tile in tiles]
        case Between("tokens", low, high):
            return [low <= entry_of(key_of_tile(tile)).tokens <= high for tile in tiles]
        case Between("words", low, high):
            return [low <= entry_of(key_of_tile(tile)).words <= high for tile in tiles]
    return answers(term, tiles, facts)


def _saying(text: str, tiles: Sequence[Tile]) -> Mask:
    """Return which captions say it, across the ends of lines, too."""
    return [text in folded(tile.caption).replace("\n", " ") for tile in tiles]
