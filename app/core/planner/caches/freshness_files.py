"""One file of a cache folder: what is there, what it was made of, how it stands to the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from app.core.language import noted, tr
from app.core.planner.caches.cache_header import CacheFact, Shape
from app.core.planner.rules import FRAME_STEP

PIXELS = 8  # of a picture per one of its latent, either way

State = Literal["cached", "missing", "stale", "waiting", "orphan", "foreign"]
STATES: tuple[State, ...] = ("stale", "waiting", "missing", "cached", "orphan", "foreign")
"""The worst of a clip's first."""

REASONS = {
    "clip": noted("clip changed"),
    "still": noted("still changed"),
    "caption": noted("caption changed"),
    "size": noted("resolution changed"),
    "plan": noted("planned otherwise"),
    "damaged": noted("damaged"),
}
"""Why a cache file is stale, in a word or two; shown through `tr`."""


class CacheFile(NamedTuple):
    """A file of a cache folder that is there, or should be.

    Attributes:
        name: Base name.
        state: How it stands to the plan.
        reason: Key of `REASONS`; empty where it is not stale.
        file: Base name of the clip or still it belongs to; empty where that is gone or unknown.
        said: What differs, one sentence; empty where there is nothing to say.
        size: Bytes; -1 where it is not there.
        mtime_ns: When it was written.
    """

    name: str
    state: State
    reason: str = ""
    file: str = ""
    said: str = ""
    size: int = -1
    mtime_ns: int = 0


class Cached(NamedTuple):
    """A file of a cache folder as it was seen."""

    size: int
    mtime_ns: int
    fact: CacheFact


def is_of_caption(name: str) -> bool:
    """Return whether a cache file is named as one of a caption."""
    return name.endswith("_te.safetensors")


@dataclass(frozen=True, slots=True)
class Material:
    """What a cache was, or will be, made of.

    Attributes:
        mtime_ns: Of the clip or still; None where it is not known.
        caption: `words_key` of its caption; empty where it cannot be read.
        caption_mtime_ns: Of the caption's file; None where it has none.
    """

    mtime_ns: int | None = None
    caption: str = ""
    caption_mtime_ns: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What an export would change of a clip or still, each a sentence, or empty.

    Attributes:
        media: Of its pictures.
        caption: Of its words.
        gone: It cannot be exported now, but what it left is no orphan.
    """

    media: str = ""
    caption: str = ""
    gone: bool = False


class Verdict(NamedTuple):
    """How a planned file stands; the attributes are those of `CacheFile`."""

    state: State
    reason: str = ""
    said: str = ""


class Case(NamedTuple):
    """A planned file: what is there of it, what it is made of, why an export comes first."""

    cached: Cached | None
    material: Material
    waits: str


def judge_window(case: Case, expected: Shape, what: str) -> Verdict:
    """Return how the cache file of a window stands.

    Args:
        case: It.
        expected: What the plan would have in it; 0 frames stand for any number.
        what: "clip" or "still": what it is made of.
    """
    if case.cached is None or case.waits:
        return _not_there(case)
    fact = case.cached.fact
    if fact.kind == "damaged":
        return Verdict("stale", "damaged", tr("Damaged: {why}.", why=tr(fact.why)))
    if fact.kind != "latents" or fact.shape is None:
        return Verdict("foreign", said=tr(NO_CACHE))
    if fact.shape[1:] != expected[1:] or expected[0] not in (0, fact.shape[0]):
        said = tr(
            "Cached at {size}, the plan has {planned}.",
            size=_pixels(fact.shape),
            planned=_pixels(expected),
        )
        return Verdict("stale", "size", said)
    written = case.material.mtime_ns
    if written is not None and written > case.cached.mtime_ns:
        return Verdict("stale", what, tr(_NEWER[what]))
    return Verdict("cached")


def judge_caption(case: Case) -> Verdict:
    """Return how the cache file of a caption stands."""
    if case.cached is None or case.waits:
        return _not_there(case)
    fact, material = case.cached.fact, case.material
    if fact.kind == "damaged":
        return Verdict("stale", "damaged", tr("Damaged: {why}.", why=tr(fact.why)))
    if fact.kind != "text":
        return Verdict("foreign", said=tr(NO_CACHE))
    if fact.caption and material.caption:
        same = fact.caption == material.caption
        return Verdict("cached") if same else Verdict("stale", "caption", tr(_OTHER_WORDS))
    written = material.caption_mtime_ns
    if written is not None and written > case.cached.mtime_ns:
        return Verdict("stale", "caption", tr(_NEWER_WORDS))
    return Verdict("cached")


NO_CACHE = noted("Named like a cache file, but something else is in it.")
_OTHER_WORDS = noted("It was cached with other words.")
_NEWER_WORDS = noted("The caption's file was written after it was cached.")
_NEWER = {
    "clip": noted("The clip was written after it was cached."),
    "still": noted("The still was written after it was cached."),
}


def _not_there(case: Case) -> Verdict:
    return Verdict("waiting" if case.waits else "missing", said=case.waits)


def _pixels(latent: Shape) -> str:
    frames, height, width = latent
    size = f"{width * PIXELS}×{height * PIXELS}"
    return f"{size}×{(frames - 1) * FRAME_STEP + 1}" if frames else size
