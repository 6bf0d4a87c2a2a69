"""From a model's reply to a caption: what models put around it goes, what they say stays.

Pure. The rules for openers, markdown, doubt and refusals are those of the lints (`lint_rules`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from app.core.captions.lint_rules import (
    UNCERTAIN,
    is_refusal,
    strip_markdown,
    strip_opener,
)
from app.core.captions.text import one_line, without_trigger
from app.core.language import tr

LONGEST = 4000
"""Characters of a caption: 700 words. A model that writes more does not stop by itself."""

_READ = 3 * LONGEST  # characters of a reply that are looked at; a book is none the better for it
_LOOPING = 600  # characters from which on it is looked whether a text goes round in circles
_THOUGHT = re.compile(r"<(/?)(?:think|thinking|reasoning)>", re.IGNORECASE)
_MARKS = re.compile(r"<\|[a-z_]+\|>|</?(?:s|answer|caption)>", re.IGNORECASE)  # of chat templates
_QUOTES = {'"': '"', "“": "”", "'": "'", "‘": "’", "「": "」", "«": "»"}
_END = re.compile(r"""[.!?…。！？]["'”’)\]」]*(?=\s|$)|[。！？]""")
_STOPS = tuple(".!?…。！？")
_CLOSERS = "\"'”’)]」»"
_LETTERS = re.compile(r"\w")
_MEDIUM = re.compile(
    r"\b(?:as the (?:video|clip|scene) progresses|the frames?|watermarks?|subtitles?)\b",
    re.IGNORECASE,
)
_TIMES, _PIECE = 4, 20  # a piece of so many characters that comes so often may be a loop
_LOOP = re.compile(r"(.{20,400}?)(?:\s?\1){3,}", re.DOTALL)  # the same words four times over
_BLANK = re.compile(r"(\s)\s+")


@dataclass(frozen=True, slots=True)
class Finished:
    """A caption ready to be looked at.

    Attributes:
        text: One line without the trigger; empty where there is nothing to use.
        flags: What to mind, as JSON holds it: ``truncated``, ``refusal``, ``repeated`` (True where
            so), ``uncertain`` (the words of doubt and about the medium).
        trouble: Why there is no text, one sentence; empty where there is one.
    """

    text: str
    flags: dict[str, Any] = field(default_factory=dict)
    trouble: str = ""


def finish(raw: str, trigger: str = "", finish_reason: str = "stop") -> Finished:
    """Return what becomes of a reply.

    Args:
        raw: As it came.
        trigger: The project's; a caption is kept without it.
        finish_reason: "length" where the model was cut off: the sentence it was in goes.
    """
    flags: dict[str, Any] = {}
    said = without_thoughts(raw)
    text = _MARKS.sub(" ", said[:_READ])
    if len(text) > _LOOPING and (once := _once(text)) is not None:
        text, flags["repeated"] = once, True
    text = _bare(text, trigger)
    if finish_reason == "length":
        flags["truncated"] = True
        text = whole_sentences(text)
    if len(text) > LONGEST:
        much = tr(
            "The model wrote {number:,} characters and no caption: ask it again.", number=len(said)
        )
        return Finished("", flags, much)
    if not _LETTERS.search(text):
        return Finished("", flags, tr("The reply holds no caption: ask again, or another model."))
    text = _ended(text)
    if is_refusal(text):
        flags["refusal"] = True
    doubts = dict.fromkeys((*UNCERTAIN.found(text), *_MEDIUM.findall(text)))
    if doubts:
        flags["uncertain"] = list(doubts)
    return Finished(text, flags)


def without_thoughts(raw: str) -> str:
    """Return a reply without what the model thought first, closed or not."""
    kept: list[str] = []
    begin, thinking = 0, False
    for mark in _THOUGHT.finditer(raw):
        closes = bool(mark[1])
        if closes and not thinking:
            kept.clear()  # a template ate the mark at the beginning
        elif not thinking:
            kept.append(raw[begin : mark.start()])
        begin, thinking = mark.end(), not closes
    return "".join(kept if thinking else [*kept, raw[begin:]])


def _once(text: str) -> str | None:
    """Return a text without what it says over and over; None where it does not.

    The expression holds every thread while it looks, so it is given just what may be a loop.
    """
    text = _blank_once(text)
    pieces = [text[n : n + _PIECE] for n in range(len(text) - _PIECE + 1)]
    times = Counter(pieces)
    first = next((n for n, piece in enumerate(pieces) if times[piece] >= _TIMES), None)
    if first is None:
        return None
    once = text[:first] + _LOOP.sub(r"\1", text[first:])
    return None if once == text else once


def _blank_once(text: str) -> str:
    """Return a text with one space or line break where several follow each other.

    Blank lines between paragraphs mean nothing in a caption, which is one line.
    """
    return _BLANK.sub(r"\1", text)


def whole_sentences(text: str) -> str:
    """Return a text up to the end of its last whole sentence; all of it where it has none."""
    ends = list(_END.finditer(text))
    return text[: ends[-1].end()].strip() if ends else text


def _bare(text: str, trigger: str) -> str:
    """Return a text on one line without markdown, quotation marks, openers and the trigger.

    Each of them may stand inside another: it is gone over until nothing changes.
    """
    text = one_line(strip_markdown(text))
    for _ in range(4):
        before = text
        text = _unquoted(text)
        text = without_trigger(strip_opener(text), trigger)
        if text == before:
            break
    return text[:1].upper() + text[1:]


def _unquoted(text: str) -> str:
    """Return a text without quotation marks around all of it."""
    closing = _QUOTES.get(text[:1])
    if closing is None or len(text) < 2 or not text.endswith(closing):
        return text
    inner = text[1:-1]
    opened = text[0] != closing and text[0] in inner
    return text if closing in inner.replace("'s", "") or opened else inner.strip()


def _ended(text: str) -> str:
    """Return a text that ends as a sentence does."""
    if text.rstrip(_CLOSERS).endswith(_STOPS):
        return text
    return f"{text.rstrip(',;:-–— ')}."
