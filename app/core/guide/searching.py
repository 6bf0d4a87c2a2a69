"""Sections of the guide, found by a few words in any script.

Words need not be whole, and a section need not have all of them: rare words count most, headings
more than text. Korean, Japanese and Chinese put endings and particles behind a word without a
space: where a word is not found as it is, pairs of its letters are.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from app.core.guide.rendering import Section

_TITLE, _PAGE, _TEXT = 10.0, 3.0, 1.0  # what a word is worth, by where it stands
_MOST = 4  # times in a text that count
_PARTLY = 0.35  # what a part of a word is worth
_SHARE = 0.5  # of a word's pairs of letters that must be there
_NEEDED = 0.5  # of the weight of the words that the fullest section has
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_BEFORE, _LENGTH = 40, 150  # letters of an excerpt


@dataclass(frozen=True, slots=True)
class Hit:
    """A section that was found.

    Attributes:
        section: It.
        points: How well it fits.
        excerpt: Some of its words, about the first that was found.
        marks: Where in the excerpt found words are: start and end.
    """

    section: Section
    points: float
    excerpt: str
    marks: tuple[tuple[int, int], ...]


class Index:
    """Finds sections. Made once of all there are; safe from any thread.

    Args:
        sections: In the order in which equals are listed.
        titles: Of the pages, by name.
    """

    def __init__(self, sections: Sequence[Section], titles: dict[str, str]) -> None:
        self._sections = list(sections)
        self._texts = [each.text.lower() for each in sections]
        self._titles = [each.title.lower() for each in sections]
        self._pages = [titles[each.page].lower() for each in sections]

    def search(self, query: str, limit: int = 40) -> list[Hit]:
        """Return the sections that fit best, the best first; none for an empty query."""
        terms = terms_of(query)
        table = [[self._worth(place, term) for place in self._places()] for term in terms]
        weights = [_weight(row) for row in table]
        there = [
            sum(weight for weight, row in zip(weights, table, strict=True) if row[place])
            for place in self._places()
        ]
        needed = max(there, default=0.0) * _NEEDED
        found: list[tuple[float, int]] = []
        for place in self._places():
            if there[place] > 0 and there[place] >= needed:
                points = sum(w * row[place] for w, row in zip(weights, table, strict=True))
                found.append((points * there[place], place))
        found.sort(key=lambda each: (-each[0], each[1]))
        return [self._hit(place, points, terms) for points, place in found[:limit]]

    def _places(self) -> range:
        return range(len(self._sections))

    def _worth(self, place: int, term: str) -> float:
        """Return what a term is worth in a section; 0 where it is not there."""
        text, title, page = self._texts[place], self._titles[place], self._pages[place]
        whole = _TITLE * _times(title, term, 1) + _PAGE * _times(page, term, 1)
        whole += _TEXT * _times(text, term, _MOST)
        if whole:
            return whole
        together = f"{page} {title} {text}"
        return _PARTLY * _share(together, term)

    def _hit(self, place: int, points: float, terms: list[str]) -> Hit:
        section = self._sections[place]
        text = self._texts[place]
        spots = sorted(spot for term in terms for spot in _spots(text, term))
        first = spots[0][0] if spots else 0
        start = 0 if first <= _BEFORE else _word_start(section.text, first - _BEFORE)
        cut = section.text[start : start + _LENGTH]
        lead = "… " if start else ""
        tail = " …" if start + _LENGTH < len(section.text) else ""
        shift = len(lead) - start
        end = len(lead) + len(cut)
        seen = [(a + shift, min(b + shift, end)) for a, b in spots if a >= start]
        marks = [(a, b) for a, b in seen if a < end]
        return Hit(section, points, f"{lead}{cut}{tail}", tuple(_joined(marks)))


def terms_of(query: str) -> list[str]:
    """Return the words that a query asks for, folded, each once."""
    folded = unicodedata.normalize("NFKC", query).lower()
    found = re.findall(r"[^\s\"'“”‘’,;!?()\[\]「」、。]+", folded)
    return list(dict.fromkeys(part for term in found for part in _parted(term)))


def _parted(term: str) -> list[str]:
    """Return the words of a term in Japanese, which has no spaces; particles are left out."""
    if not _KANA.search(term):
        return [term]
    return re.findall(r"[\u30a1-\u30fa\u30fc]+|[\u3041-\u3096]{2,}|[^\u3041-\u30fc]+", term) or [
        term
    ]


def _weight(row: Sequence[float]) -> float:
    """Return how much a word says: much where few sections have it, nothing where none has it."""
    having = sum(1 for each in row if each)
    return math.log(1 + len(row) / having) if having else 0.0


def pattern_of(term: str) -> str:
    """Return a regular expression for where a folded term is found: words from their beginning on.

    Words of scripts that have no spaces are found within others, too.
    """
    at_start = r"(?<![^\W_])" if term.isascii() and term[:1].isalnum() else ""
    return at_start + re.escape(term)


def _times(text: str, term: str, most: int) -> float:
    """Return how often a term stands in a text."""
    if term not in text:  # by far the most often
        return 0.0
    return float(sum(1 for _ in islice(re.finditer(pattern_of(term), text), most)))


def _share(text: str, term: str) -> float:
    """Return which share of a term is there, where it is not there whole; 0.0 where too little."""
    if term.isascii():
        stem = _stem(term)
        return 1.0 if stem and re.search(rf"(?<![^\W_]){re.escape(stem)}", text) else 0.0
    pairs = _pairs(term)
    share = sum(1 for pair in pairs if pair in text) / len(pairs) if pairs else 0.0
    return share if share >= _SHARE else 0.0


def _stem(term: str) -> str:
    """Return a word without its ending, roughly; empty for one that is too short."""
    return term[: max(4, len(term) - 3)] if len(term) >= 5 else ""


def _pairs(term: str) -> list[str]:
    return [term[n : n + 2] for n in range(len(term) - 1)]


def _spots(text: str, term: str) -> list[tuple[int, int]]:
    """Return where a term, or else its stem or its pairs of letters, stands in a text."""
    whole = [(at.start(), at.end()) for at in re.finditer(pattern_of(term), text)]
    if whole:
        return whole
    if term.isascii():
        stem = _stem(term)
        if not stem:
            return []
        found = re.finditer(rf"(?<![^\W_]){re.escape(stem)}\w*", text)
        return [(at.start(), at.end()) for at in found]
    if not _share(text, term):
        return []
    return [
        (at.start(), at.end()) for pair in _pairs(term) for at in re.finditer(re.escape(pair), text)
    ]


def _joined(marks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return marks without overlaps."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _word_start(text: str, near: int) -> int:
    """Return where the next word begins, or ``near`` where none begins soon."""
    space = text.find(" ", near, near + _BEFORE // 2)
    return near if space < 0 else space + 1
