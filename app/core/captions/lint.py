"""What is wrong with captions: why it harms, and what to do.

`lints_of` judges one text, as it is kept: without the project's trigger. That the same words stand
at several clips is found over the whole project (`board`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from app.core.captions.lint_medium import OF_IMAGE, OF_VIDEO, OVERLAY
from app.core.captions.lint_rules import UNCERTAIN, has_markdown, is_refusal, strip_opener
from app.core.captions.lint_scripts import Script, script_of, words_of
from app.core.captions.text import one_line

Level = Literal["bad", "warn", "info"]
Kind = Literal["clip", "still"]

FEWEST_WORDS = 15
MOST_WORDS = 200
MOST_TOKENS = 512  # From musubi-tuner wan/configs/shared_config.py (0.3.4): text_len
_FEWEST_KOREAN = 10  # words, each of which says more


@dataclass(frozen=True, slots=True)
class Lint:
    """Something that can be wrong with a caption.

    Attributes:
        id: As the filter names it, ``lint:ID``.
        title: In a list of counts.
        chip: In a word or two, on the caption.
        level: How bad it is.
        help: Why it harms and what to do.
    """

    id: str
    title: str
    chip: str
    level: Level
    help: str


LINTS: tuple[Lint, ...] = (
    Lint(
        "refusal",
        "Refusal of a model",
        "refusal",
        "bad",
        "A model answered instead of describing. Trained on, the clip learns the words of an "
        "apology: empty it and ask again, or write it yourself.",
    ),
    Lint(
        "empty",
        "No caption yet",
        "empty",
        "warn",
        "Only the trigger is trained with this clip: everything in it, whatever it is, is tied to "
        "the trigger. Say what is seen.",
    ),
    Lint(
        "tokens",
        "Over 512 tokens",
        "too many tokens",
        "bad",
        "The trainer keeps the first 512 tokens and drops the rest without a word: "
        "shorten it until nothing is lost.",
    ),
    Lint(
        "trigger",
        "Trigger again in the text",
        "trigger twice",
        "warn",
        "The export puts the trigger in front of every caption. A second one inside the text "
        "weakens the first: take it out.",
    ),
    Lint(
        "opener",
        "“The video shows…”",
        "opener",
        "warn",
        "Words about the video instead of what is in it. Nobody writes them in a prompt, and they "
        "stand where the subject should: begin with the subject.",
    ),
    Lint(
        "markdown",
        "Markdown",
        "markdown",
        "warn",
        "Stars, headings and lists are read as words. Keep the words and drop the marks.",
    ),
    Lint(
        "cjk",
        "Two scripts in one caption",
        "CJK",
        "warn",
        "Chinese, Japanese or Korean characters in a caption of another script have mostly leaked "
        "out of a model: say it in the caption's own language. Signs and titles in quotation marks "
        "may stay as they are.",
    ),
    Lint(
        "identical",
        "Identical captions",
        "identical",
        "warn",
        "The same words stand at another clip, or at another still. What differs between them is "
        "learnt as the trigger: say what only this one shows.",
    ),
    Lint(
        "short",
        "Shorter than 15 words",
        "short",
        "warn",
        "What is not said is tied to the trigger. 60 to 150 words do well: subject, movement, "
        "setting, light, shot and camera.",
    ),
    Lint(
        "long",
        "Longer than 200 words",
        "long",
        "warn",
        "Few prompts are that long, and the end of the text counts least: keep what is seen, drop "
        "what is guessed.",
    ),
    Lint(
        "uncertain",
        "Words of doubt",
        "doubt",
        "warn",
        "“appears to”, “possibly”, “overall”: the model learns from what is shown, so say what is "
        "there, or leave it out.",
    ),
    Lint(
        "medium",
        "Speaks of video or frames",
        "medium",
        "info",
        "“the video”, “the first frame”, “in the image”: words for the medium take the place of "
        "words for the film. A thing in the film, a picture frame, may stay.",
    ),
    Lint(
        "overlay",
        "Watermark or subtitle",
        "overlay",
        "info",
        "If it is in the picture, crop it away or the LoRA learns it; if it is not, the model made "
        "it up: take the sentence out.",
    ),
    Lint(
        "language",
        "Korean or Japanese",
        "language",
        "info",
        "The trainer's text encoder reads it, but Wan learnt from English and Chinese captions: "
        "words in other languages are understood less, and cost more tokens. Keep all captions in "
        "the language of your prompts.",
    ),
)
"""The worst first."""

NO_TRIGGER = Lint(
    "no-trigger",
    "Trigger missing",
    "no trigger",
    "warn",
    "The project has no trigger, so no caption begins with one and nothing calls the LoRA by its "
    "name. Set it once; it is put in front of every caption.",
)
"""Of the project, not of a caption: it counts the captions that have words."""

_BY_ID = {lint.id: lint for lint in (*LINTS, NO_TRIGGER)}
RANK = {lint.id: place for place, lint in enumerate(LINTS)}
"""The place of each lint's id: the lower, the worse."""


def lint_named(name: str) -> Lint:
    """Return a lint by its id; raises KeyError."""
    return _BY_ID[name]


def said_of(lints: tuple[str, ...], text: str, trigger: str) -> tuple[str, ...]:
    """Return the ids of what is said at a caption: its lints, then `NO_TRIGGER` where it counts it.

    Args:
        lints: Those of the caption.
        text: As it is kept.
        trigger: The project's; empty for none.
    """
    return (*lints, NO_TRIGGER.id) if text and not trigger else lints


def lints_of(text: str, *, kind: Kind, trigger: str, tokens: int) -> tuple[str, ...]:
    """Return the ids of what is wrong with a caption, the worst first.

    Args:
        text: As it is kept, without the trigger at its start.
        kind: What it describes.
        trigger: The project's; empty for none.
        tokens: How many the trainer counts, with the trigger.
    """
    if not text:
        return ("empty",)
    if is_refusal(text):
        return ("refusal", "tokens") if tokens > MOST_TOKENS else ("refusal",)
    script = script_of(text)
    found = {*_of_length(text, script, tokens), *_of_words(text, kind, trigger)}
    return tuple(sorted(found | _of_script(script), key=RANK.__getitem__))


def _of_length(text: str, script: Script, tokens: int) -> Iterator[str]:
    words = words_of(text)
    if tokens > MOST_TOKENS:
        yield "tokens"
    if words < (_FEWEST_KOREAN if script == "korean" else FEWEST_WORDS):
        yield "short"
    if words > MOST_WORDS:
        yield "long"


def _of_words(text: str, kind: Kind, trigger: str) -> Iterator[str]:
    if trigger and trigger_again(text, trigger):
        yield "trigger"
    said = strip_opener(text)
    if said != text:
        yield "opener"
    if has_markdown(text):
        yield "markdown"
    if UNCERTAIN.are_in(text):
        yield "uncertain"
    if (OF_VIDEO if kind == "clip" else OF_IMAGE).are_in(said):
        yield "medium"
    if OVERLAY.are_in(text):
        yield "overlay"


def _of_script(script: Script) -> set[str]:
    if script == "mixed":
        return {"cjk"}
    return {"language"} if script in ("korean", "japanese") else set()


def trigger_again(text: str, trigger: str) -> bool:
    """Whether the trigger's words come in a text as whole words; letters' case is no difference."""
    name = trigger_name(trigger)
    return bool(name) and name in text.casefold() and pattern_of(name).search(text) is not None


@lru_cache(maxsize=64)
def trigger_name(trigger: str) -> str:
    """Return a trigger casefolded, without the marks at its ends: what comes again in a text."""
    return one_line(trigger).strip(" .,:;!?-–—").casefold()


@lru_cache(maxsize=64)
def pattern_of(name: str) -> re.Pattern[str]:
    """Return what finds a trigger's words in a text, as whole words."""
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
