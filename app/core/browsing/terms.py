"""What a filter asks of a tile, one thing at a time; written by `query`, answered by `sieve`.

What only captions have (lints, tokens, words) `captions.filtering` answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Named = Literal["source", "caption", "tag", "check", "state", "lint", "kind"]
Counted = Literal[
    "len", "sec", "at", "rating", "motion", "score", "width", "height", "picks", "tokens", "words"
]
Present = Literal["caption", "tag", "check", "crop", "lint"]


@dataclass(frozen=True, slots=True)
class Words:
    """Film, caption, a tag, a badge or the time says it.

    Attributes:
        text: Folded (`folded`).
    """

    text: str


@dataclass(frozen=True, slots=True)
class Says:
    """One thing that has a name is, or has, this one.

    Attributes:
        text: Folded (`folded`).
    """

    key: Named
    text: str


@dataclass(frozen=True, slots=True)
class Has:
    """Something is there at all, or is missing.

    Of several clips picked of a shot, one that has no caption is enough for it to be missing.
    """

    key: Present
    there: bool = True


@dataclass(frozen=True, slots=True)
class Between:
    """A number lies in ``low`` to ``high``, both included; one that is unknown does not.

    Times are in milliseconds, motion and score 0-1, the others as they are counted.
    """

    key: Counted
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Stepped:
    """A length is a multiple of ``step`` and ``rest`` more, as 4n+1 is."""

    step: int
    rest: int


@dataclass(frozen=True, slots=True)
class Size:
    """How often a size fits into the picture lies in ``low`` to ``high``, both included.

    Attributes:
        width: Pixels, as is ``height``.
        same: It is to be this very size instead.
    """

    width: int
    height: int
    low: float
    high: float
    same: bool = False


Term: TypeAlias = Words | Says | Has | Between | Stepped | Size


@dataclass(frozen=True, slots=True)
class Alternative:
    """A term, or that it does not hold."""

    term: Term
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Complaint:
    """A term of a filter that says nothing.

    Attributes:
        start: Where it stands in the text, ``[start, end)``.
        sentence: What is wrong with it, and what to write.
    """

    start: int
    end: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Query:
    """All of ``groups`` must hold, and of each group any alternative."""

    groups: tuple[tuple[Alternative, ...], ...] = ()
    complaints: tuple[Complaint, ...] = ()
