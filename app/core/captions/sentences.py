"""Where the sentences of a caption are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

Span = tuple[int, int]

ENDS = ".!?。！？"
"""Marks with which a sentence ends."""

_QUOTES = "\"'”’)»」』"
# An end: a mark with what closes after it, then a space or the line's end; where a script sets no
# spaces, the mark alone.
_END = re.compile(rf"[.!?]+[{_QUOTES}]*(?=\s|$)|[。！？]+[{_QUOTES}]*|\n")
_SHORT = re.compile(r"\b(?:e\.g|i\.e|etc|vs|approx|mr|mrs|ms|dr)\.$", re.I)


@dataclass(frozen=True, slots=True)
class Recurring:
    """A sentence that occurs in captions.

    Attributes:
        text: As it is written most often.
        captions: How many captions have it.
    """

    text: str
    captions: int


def spans_of(text: str) -> list[Span]:
    """Return where each sentence stands, with its mark and without the spaces around it."""
    found: list[Span] = []
    start = 0
    for end in _END.finditer(text):
        if text[end.start()] == "." and text[end.end() :].strip() and _is_short(text, end):
            continue
        _add(found, text, start, end.end())
        start = end.end()
    _add(found, text, start, len(text))
    return found


def pieces_of(text: str) -> list[str]:
    """Return the sentences, each with its mark and what follows up to the next: all of the text."""
    starts = [0, *(start for start, _ in spans_of(text)[1:]), len(text)]
    return [text[start:end] for start, end in pairwise(starts) if start < end]


def _is_short(text: str, end: re.Match[str]) -> bool:
    """Return whether a full stop ends a shortened word, and words follow."""
    shortened = end[0] == "." and _SHORT.search(text, max(0, end.start() - 8), end.end())
    return bool(shortened) and text[end.end() : end.end() + 1] != "\n"


def _add(found: list[Span], text: str, start: int, end: int) -> None:
    part = text[start:end]
    if part.strip():
        left = len(part) - len(part.lstrip())
        found.append((start + left, start + len(part.rstrip())))


def sense_of(sentence: str) -> str:
    """Return what two ways to write a sentence share: no capitals, no mark at its end."""
    return " ".join(sentence.casefold().split()).rstrip(f"{ENDS},;:{_QUOTES} ")


def recurring(captions: Iterable[str]) -> tuple[Recurring, ...]:
    """Return the sentences of captions: those that most have first."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    captions_of: Counter[str] = Counter()
    for caption in captions:
        senses = set()
        for start, end in spans_of(caption):
            sentence = caption[start:end]
            sense = sense_of(sentence)
            if sense:
                written[sense][sentence] += 1
                senses.add(sense)
        captions_of.update(senses)
    found = (
        Recurring(written[sense].most_common(1)[0][0], number)
        for sense, number in captions_of.items()
    )
    return tuple(sorted(found, key=lambda each: (-each.captions, each.text)))
