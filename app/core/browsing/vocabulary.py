"""The words of the filter language: what can be asked for, and how it is explained."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from app.core.checks.findings import CheckKind
from app.core.language import noted

Kind = Literal["number", "name", "presence"]


@dataclass(frozen=True, slots=True)
class Key:
    """Something that can be asked for.

    Attributes:
        name: How it is written.
        kind: A number is compared, a name told, a presence asked for with *any* or *none*.
        note: What it means, for people.
        example: A term with it.
        aliases: What it may be called, too.
        wants: What is to stand behind it, as a complaint says it.
    """

    name: str
    kind: Kind
    note: str
    example: str
    wants: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Language:
    """The words a view is filtered with.

    Attributes:
        keys: What can be asked for.
        grammar: The language in a few lines: what to write, and what it asks for.
        names: What may stand behind a key that takes one of a few names, and which is meant.
        offers: What is offered behind a key, the likeliest first.
        marks: Words that ask for something by themselves, if not in quotes: key, name, note.
        hint: What stands in the field while it is empty, in English.
    """

    keys: tuple[Key, ...]
    grammar: tuple[tuple[str, str], ...]
    names: Mapping[str, Mapping[str, str]]
    offers: Mapping[str, tuple[str, ...]]
    marks: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    hint: str = ""

    def key(self, name: str) -> Key | None:
        """Return the key that is called so; ``name`` is folded."""
        return next((key for key in self.keys if name in (key.name, *key.aliases)), None)

    @property
    def words(self) -> list[str]:
        """The names and aliases of all keys."""
        return [name for key in self.keys for name in (key.name, *key.aliases)]


KEYS = (
    Key("len", "number", "frames at the project's rate", "len>=45", "a number of frames",
        ("length", "frames")),
    Key("sec", "number", "seconds", "sec<4", "seconds", ("seconds", "duration")),
    Key("rating", "number", "stars", "rating>=3", "0 to 5", ("stars",)),
    Key("state", "name", "picked, rejected or open", "state:open", "picked, rejected or open"),
    Key("tag", "name", "a tag", "tag:rain", "a tag", ("tags",)),
    Key("caption", "name", "words of the caption, or none", "caption:none", "words, any or none"),
    Key("check", "name", "what a check found", "check:cut", "what a check finds", ("checks",)),
    Key("source", "name", "the film", 'source:"Film 1"', "a film's name", ("film",)),
    Key("motion", "number", "how much moves, 0-1", "motion>0.1", "a share, 0 to 1"),
    Key("score", "number", "how sure the cut before it is, 0-1", "score>0.5", "a share, 0 to 1",
        ("cutscore",)),
    Key("size", "number", "pixels that are kept", "size>=832x448", "a size"),
    Key("width", "number", "pixels across", "width>=1280", "a number of pixels"),
    Key("height", "number", "pixels down", "height>=720", "a number of pixels"),
    Key("at", "number", "time in the film", "at>=0:42:10", "a time"),
    Key("picks", "number", "clips picked of a shot", "picks>=2", "a number of clips"),
    Key("crop", "presence", "cropped or not", "crop:any", "any or none", ("cropped",)),
)  # fmt: skip

CHECKS = tuple(kind.value for kind in CheckKind)
LEVELS = ("bad", "warn")
STATES = {
    "picked": "picked", "pick": "picked", "rejected": "rejected", "reject": "rejected",
    "open": "open", "undecided": "open",
}  # fmt: skip
PRESENCES = {"any": True, "some": True, "none": False, "no": False}

GRAMMAR = (
    (
        'rain "white rabbit"',
        noted("these words in film, caption, tags or checks; quotes keep them one"),
    ),
    ("len>=45 rating>=3", noted("both must hold; compare with = != < <= > >=")),
    ("len:33..81", noted("from 33 to 81; one end may be left out")),
    ("len:4n+1", noted("a length that the trainer takes whole")),
    ("tag:rain or tag:snow", noted("either; tag:rain|snow is shorter")),
    ("-check:cut", noted("not so")),
)
"""The language in a few lines: what to write, and what it asks for."""

GRID = Language(
    KEYS,
    GRAMMAR,
    names={"state": STATES, "check": {name: name for name in (*CHECKS, *LEVELS)}},
    offers={
        "check": (*CHECKS, *LEVELS, "any", "none"),
        "state": ("open", "picked", "rejected"),
    },
    hint=noted("Filter: words, len>=45, tag:rain …"),
)
"""What the grid of shots, picks and stills is filtered with."""


@lru_cache(1 << 17)  # the captions of a large project, while one types
def folded(text: str) -> str:
    """Return a text as it is compared: case does not matter, nor how accents are put together."""
    if text.isascii():
        return text.casefold()
    return unicodedata.normalize("NFC", text).casefold()
