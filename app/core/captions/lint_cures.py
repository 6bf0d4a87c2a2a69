"""What takes away what is wrong with a caption: text in, text out.

A cure changes nothing where it does not know better; what it makes is looked at before it is kept,
or can be taken back in one step.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.core.captions.lint import pattern_of, trigger_name
from app.core.captions.lint_medium import OVERLAY
from app.core.captions.lint_rules import is_refusal, strip_markdown, strip_opener
from app.core.captions.sentences import pieces_of
from app.core.captions.text import tidy
from app.core.language import noted

Fits = Callable[[str], bool]
"""Whether the trainer keeps a caption whole."""


@dataclass(frozen=True, slots=True)
class Cure:
    """A way to take a lint away.

    Attributes:
        words: On its button.
        label: Of the step that can be undone.
        work: Makes the text of a text, the trigger, and what fits.
    """

    words: str
    label: str
    work: Callable[[str, str, Fits], str]


def cured(text: str, lint: str, *, trigger: str = "", fits: Fits = bool) -> str:
    """Return a caption without a lint, as it is kept; as it was where there is no cure.

    Args:
        text: As it is kept, without the trigger.
        lint: Its id.
        trigger: The project's.
        fits: For the lint ``tokens``.
    """
    cure = CURES.get(lint)
    if cure is None:
        return text
    after = tidy(cure.work(text, trigger, fits))
    return text if after == tidy(text) else after


def first_cure(
    text: str, lints: Iterable[str], *, trigger: str = "", fits: Fits = bool
) -> tuple[str, str] | None:
    """Return the first lint that can be cured, and the text without it; None where none can."""
    for lint in lints:
        after = cured(text, lint, trigger=trigger, fits=fits)
        if after != text:
            return lint, after
    return None


def _emptied(text: str, _trigger: str, _fits: Fits) -> str:
    return "" if is_refusal(text) else text


def _opened(text: str, _trigger: str, _fits: Fits) -> str:
    return strip_opener(text)


def _unmarked(text: str, _trigger: str, _fits: Fits) -> str:
    return strip_markdown(text)


# ------------------------------------------------------------------------------------ the trigger

_LEADING = r"(?:,? ?\b(?:in|of|with|as)\b (?:the |an? )?)?"
_STRAY = re.compile(
    r"^[\s,.:;!?–—-]+|(?<=[,.:;!?])[ ,.:;]*(?=[.!?])|(?<=[.!?])(?: ?[,.:;])+"
    r"|(?<=[,:;])(?: ?[,:;])+"
)
_BEGINNING = re.compile(r"(?:\n|[.!?] )[a-z]")
_AROUND = 6  # characters by which a place is known again
_SPACED = re.compile(r" +(?=[,.:;!?])")


def _without_trigger_inside(text: str, trigger: str, _fits: Fits) -> str:
    name = trigger_name(trigger)
    if not name:
        return text
    found = re.compile(_LEADING + pattern_of(name).pattern, re.IGNORECASE)
    return _mended(found.sub(" ", text), text)


def _mended(said: str, before: str) -> str:
    """Return a text from which words were taken, without the marks that are left over."""
    lines = (_SPACED.sub("", re.sub(" {2,}", " ", line)) for line in said.split("\n"))
    return _with_capitals("\n".join(_STRAY.sub("", line).strip() for line in lines), before)


def _with_capitals(said: str, before: str) -> str:
    """Let sentences that begin with another word now begin with a capital."""
    lines, known = f"\n{said}", f"\n{before}"

    def capital(found: re.Match[str]) -> str:
        around = lines[max(0, found.start() - _AROUND) : found.end() + _AROUND]
        return found[0] if around in known else found[0].upper()

    return _BEGINNING.sub(capital, lines).removeprefix("\n")


# ------------------------------------------------------------------------------ words of doubt

_DOUBTS: tuple[tuple[str, str], ...] = (
    (r"\bwhat (?:looks like|(?:appears|seems) to be) ", ""),
    (r"\b(?:appears|seems) to be\b", "is"),
    (r"\b(?:appear|seem) to be\b", "are"),
    (r"\b(?:appeared|seemed) to be\b", "was"),
    (r",? \b(?:appearing|seeming) to be\b", ""),
    (r"\b(?:appears|seems) to have\b", "has"),
    (r"\b(?:appear|seem) to (?!be\b|the\b|an?\b|his\b|her\b|its\b|their\b)(?=\w)", ""),
    (r"\b(?:possibly|perhaps|maybe|probably|presumably|apparently|seemingly|likely),? ", ""),
    (r"\bsome (?:kind|sort) of (?:an? )?(?=[aeiou])", "an "),
    (r"\bsome (?:kind|sort) of (?:an? )?", "a "),
    (r"\bthe overall\b", "the"),
    (r"\boverall, ", ""),
)
_RULES = tuple((re.compile(find, re.IGNORECASE), words) for find, words in _DOUBTS)
_THIRD = re.compile(
    r"\b(?:appears|seems) to (?!the\b|an?\b|his\b|her\b|its\b|their\b|them\b|him\b)([a-z]{2,})\b"
)
_WITH_ES = ("s", "x", "z", "ch", "sh", "o")


def _decided(text: str, _trigger: str, _fits: Fits) -> str:
    said = text
    for find, words in _RULES:
        said = find.sub(words, said)
    said = _THIRD.sub(lambda found: _third_person(found[1]), said)
    return _with_capitals(said, text)


def _third_person(verb: str) -> str:
    if verb.endswith(_WITH_ES):
        return f"{verb}es"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return f"{verb[:-1]}ies"
    return f"{verb}s"


# ------------------------------------------------------------------------- the medium, overlays

_OF_TIME = re.compile(
    r",? ?\bas the (?:video|clip|scene|footage|animation) (?:progresses|continues|unfolds|goes on|"
    r"plays)\b(?P<comma>,?)",
    re.IGNORECASE,
)
_IN_MEDIUM = re.compile(
    r"(?P<start>^|[.!?] )(?:in|by|throughout|during) (?:the|this) (?:entire |whole )?"
    r"(?:(?:first|last|final|opening|next|closing|initial) )?(?:frames?|video|clip|footage|image)"
    r",? (?=\w)",
    re.IGNORECASE | re.MULTILINE,
)


def _without_medium(text: str, _trigger: str, _fits: Fits) -> str:
    said = _OF_TIME.sub("", text)
    said = _IN_MEDIUM.sub(lambda found: found["start"], said)
    return text if said == text else _mended(said, text)


_SPACE = re.compile(r"\s+")


def _without_overlay(text: str, _trigger: str, _fits: Fits) -> str:
    return "".join(each for each in pieces_of(text) if not OVERLAY.are_in(each)).strip()


def _shortened(text: str, _trigger: str, fits: Fits) -> str:
    """Drop the last sentences, then words, until the trainer keeps what is left."""
    whole = pieces_of(text)
    kept = _most(len(whole), lambda number: fits("".join(whole[:number])))
    if kept:
        return "".join(whole[:kept]).strip()
    ends = [space.start() for space in _SPACE.finditer(whole[0].strip())] if whole else []
    said = "".join(whole[:1]).strip()
    words = _most(len(ends), lambda number: fits(said[: ends[number - 1]]))
    return said[: ends[max(1, words) - 1]].rstrip(" ,;:") if ends else said


def _most(number: int, fits: Callable[[int], bool]) -> int:
    """Return how many of so many fit, where fewer always do; 0 where not even one does."""
    return bisect.bisect_left(range(1, number + 1), True, key=lambda many: not fits(many))


CURES: Mapping[str, Cure] = MappingProxyType(
    {
        "refusal": Cure(noted("Empty it"), noted("Empty refusals"), _emptied),
        "tokens": Cure(noted("Cut the end"), noted("Cut captions to length"), _shortened),
        "trigger": Cure(
            noted("Take it out"), noted("Take the trigger out"), _without_trigger_inside
        ),
        "opener": Cure(noted("Begin with the subject"), noted("Strip openers"), _opened),
        "markdown": Cure(noted("Drop the marks"), noted("Drop markdown"), _unmarked),
        "uncertain": Cure(noted("Say it outright"), noted("Take doubt out"), _decided),
        "medium": Cure(
            noted("Drop the phrase"), noted("Drop words for the medium"), _without_medium
        ),
        "overlay": Cure(noted("Drop the sentence"), noted("Drop watermarks"), _without_overlay),
    }
)
"""By the lint's id."""
