"""Words for shot size, camera angle and camera move, and what a caption becomes with one of them.

They stand at the end of a caption: as its last sentence, or behind the last tag where the caption
is a list of tags. Of each group one holds, so another one takes its place. A sentence of nothing
but phrases stays theirs while one goes on writing behind it.

::

    She turns.                        "low angle"     She turns. Low angle.
    She turns. Low angle.             "slow pan"      She turns. Low angle, slow pan.
    She turns. Low angle, slow pan.   "high angle"    She turns. High angle, slow pan.
    She turns. High angle, slow pan.  "high angle"    She turns. Slow pan.
    girl, meadow                      "low angle"     girl, meadow, low angle
    She turns. Low angle. It rai      "slow pan"      She turns. Low angle, slow pan. It rai
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

GROUPS: tuple[tuple[str, ...], ...] = (
    ("close-up", "medium shot", "long shot"),
    ("low angle", "high angle"),
    ("static", "pan left", "pan right", "push-in", "pull-out", "tracking shot"),
)
"""Shot size, camera angle, camera move: those of a person who has none of their own."""

_MOST_WORDS = 4  # of a part of a list; more is a sentence with commas
_BEHIND = 3  # sentences that may stand behind one of phrases
_ENDS = ".!?…。！？"  # of a sentence
_WIDE = "。！？"  # no space follows these
_COMMAS = re.compile("[,，、] *")
_LAST = re.compile(rf"(?s)(.*(?:[{_ENDS}][\"'”’)]*(?:\s+|(?<=[{_WIDE}]))|\n))?([^\n]*)\Z")
_ABOUT = ("a ", "an ", "the ")  # with these, words are part of a sentence
_OPENING = "([{“‘\"'"


@dataclass(frozen=True, slots=True)
class Written:
    """A caption and the place in it where one goes on writing, in characters from its start."""

    text: str
    place: int


def groups_of(lines: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Return the groups a person wrote: a line each, with commas; no phrase comes twice."""
    seen: set[str] = set()
    groups: list[tuple[str, ...]] = []
    for line in lines:
        phrases = []
        for phrase in _COMMAS.split(" ".join(line.split())):
            plain = phrase.strip(f" {_ENDS}")
            if plain and plain.casefold() not in seen:
                seen.add(plain.casefold())
                phrases.append(plain)
        if phrases:
            groups.append(tuple(phrases))
    return tuple(groups)


def phrases_in(text: str, groups: Sequence[Sequence[str]] = GROUPS) -> frozenset[str]:
    """Return the phrases that stand at the end of a caption, in the words of their group."""
    parts = _Closing.of(text, groups).parts
    return frozenset(found for part in parts if (found := _phrase_of(part, groups)))


def toggled(text: str, phrase: str, groups: Sequence[Sequence[str]] = GROUPS) -> Written:
    """Return a caption with a phrase at its end, or without where it stands there already.

    Args:
        text: The caption; what lies before its end is not touched.
        phrase: The words to put there, one of a group.
        groups: Of each one phrase holds.
    """
    closing = _Closing.of(text, groups)
    group = next((each for each in groups if phrase in each), (phrase,))
    places = {_phrase_of(part, groups): n for n, part in enumerate(closing.parts)}
    parts = [*closing.parts]
    if phrase in places:
        del parts[places[phrase]]
    elif there := [places[other] for other in group if other in places]:
        parts[there[0]] = phrase
    else:
        parts.append(phrase)
    made = closing.with_parts(parts)
    return Written(made, len(made))


def inserted(text: str, start: int, end: int, phrase: str) -> Written:
    """Return a caption with a phrase in place of its characters ``[start, end)``.

    It is set apart by spaces, and begins with a capital where a sentence does.
    """
    before, after = text[:start], text[end:]
    bare = before.rstrip()
    begins = not bare or bare[-1] in _ENDS or "\n" in before[len(bare) :]
    words = _capital(phrase) if begins else phrase
    if before and not before[-1].isspace() and before[-1] not in _OPENING + _WIDE:
        words = f" {words}"
    place = len(before) + len(words)
    if after and (after[0].isalnum() or after[0] in _OPENING):
        words += " "
    return Written(before + words + after, place)


@dataclass(frozen=True, slots=True)
class _Closing:
    """The end of a caption where phrases stand.

    Attributes:
        before: The caption up to there.
        parts: The phrases, and what else stands between them.
        tags: Whether the whole caption is a list of tags.
        stop: What ends it.
        behind: What was written behind it.
    """

    before: str
    parts: tuple[str, ...]
    tags: bool
    stop: str
    behind: str = ""

    @classmethod
    def of(cls, text: str, groups: Sequence[Sequence[str]]) -> _Closing:
        """Find it; no parts where no phrase stands there yet."""
        text = text.rstrip()
        closing = cls._last(text, groups)
        upto = text
        for _ in range(_BEHIND):
            if closing.parts:
                break
            upto = _without_last(upto)
            earlier = cls._last(upto, groups)
            if earlier.parts and all(_says_only(part, groups) for part in earlier.parts):
                return replace(earlier, behind=text[len(upto) :])
        return closing

    @classmethod
    def _last(cls, text: str, groups: Sequence[Sequence[str]]) -> _Closing:
        before, last, stop = _parted(text)
        parts = tuple(part for part in _COMMAS.split(last.strip()) if part)
        short = all(len(part.split()) <= _MOST_WORDS for part in parts)
        tags = short and len(parts) > 1 and not before and not stop and not last[:1].isupper()
        if tags or (short and any(_phrase_of(part, groups) for part in parts)):
            return cls(before, parts, tags, stop)
        return cls(text, (), False, "")

    def with_parts(self, parts: Sequence[str]) -> str:
        """Return the caption with other phrases at its end."""
        if self.tags:
            return self.before + ", ".join(parts)
        if not parts:
            left = self.before.rstrip()
            return left + self.behind if left else self.behind.lstrip()
        closing = _capital(", ".join(parts))
        return f"{_ended(self.before)}{closing}{self.stop or '.'}{self.behind}"


def _parted(text: str) -> tuple[str, str, str]:
    """Return what stands before the last sentence, the sentence, and what ends it."""
    stop = text[len(text.rstrip(_ENDS)) :]
    found = _LAST.match(text[: len(text) - len(stop)])
    assert found is not None  # it matches every text
    return found[1] or "", found[2], stop


def _without_last(text: str) -> str:
    return _parted(text)[0].rstrip()


def _says_only(part: str, groups: Sequence[Sequence[str]]) -> bool:
    """Return whether a part of a list is a phrase, or one with a word beside it."""
    phrase = _phrase_of(part, groups)
    return bool(phrase) and len(part.split()) <= len(phrase.split()) + 1


def _ended(text: str) -> str:
    """Return a text behind which a sentence can begin."""
    if not text or text[-1].isspace():
        return text
    bare = text.rstrip("\"'”’)")
    if bare[-1:] in tuple(_WIDE):
        return text
    if bare and bare[-1] in _ENDS:
        return f"{text} "
    return f"{text.rstrip(',;:-–—')}. "


def _phrase_of(part: str, groups: Sequence[Sequence[str]]) -> str:
    """Return the phrase that a part of a list says, the longest; empty where it says none.

    *Slow push-in* says *push-in*; *the static noise* is about something.
    """
    if part.casefold().startswith(_ABOUT):
        return ""
    found = [
        phrase
        for group in groups
        for phrase in group
        if re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", part, re.IGNORECASE)
    ]
    return max(found, key=len, default="")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
