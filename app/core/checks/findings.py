"""What checks say of a clip."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal, TypeAlias

from app.core.language import noted
from app.core.media.geometry import Crop

Level: TypeAlias = Literal["bad", "warn", "info", "good"]
"""``bad``: it would teach something wrong or cannot be used; ``warn``: look at it; ``info``: may be
meant so; ``good``: a fact in the clip's favour."""

_RANK: dict[Level, int] = {"bad": 0, "warn": 1, "info": 2, "good": 3}


class CheckKind(StrEnum):
    """What was looked at; the value is the word to filter by."""

    CUT = "cut"
    FADE = "fade"
    FLASH = "flash"
    BLACK = "black"
    STILL = "still"
    BARS = "letterbox"
    BLUR = "blur"
    DUPLICATE = "duplicate"
    SLOW = "slow"
    DAMAGED = "damaged"
    SHORT = "short"
    LONG = "long"
    SMALL = "small"


NAMES: dict[CheckKind, str] = {
    CheckKind.CUT: noted("cut"),
    CheckKind.FADE: noted("fade"),
    CheckKind.FLASH: noted("flash"),
    CheckKind.BLACK: noted("black"),
    CheckKind.STILL: noted("still"),
    CheckKind.BARS: noted("letterbox"),
    CheckKind.BLUR: noted("blur"),
    CheckKind.DUPLICATE: noted("duplicate"),
    CheckKind.SLOW: noted("slow"),
    CheckKind.DAMAGED: noted("damaged"),
    CheckKind.SHORT: noted("short"),
    CheckKind.LONG: noted("long"),
    CheckKind.SMALL: noted("small"),
}
"""What each kind is called, to `tr`."""

_PLACE = {kind: place for place, kind in enumerate(CheckKind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to say of a clip.

    Attributes:
        kind: What was looked at.
        level: How bad it is.
        text: For a chip: a few words.
        why: A sentence that says what it means and what to do; empty where nothing is to be done.
        frame: The source frame to look at; None where it holds for the whole clip.
        crop: The crop that cures it, in pixels of the upright picture, sides and corner even.
        parts: Ranges of source frames that are free of it, in order: what to keep of the clip; ()
            where trimming is no cure.
        other: Id of the clip it is about.
        value: The number behind it; its meaning is the kind's.
    """

    kind: CheckKind
    level: Level
    text: str
    why: str = ""
    frame: int | None = None
    crop: Crop | None = None
    parts: tuple[tuple[int, int], ...] = ()
    other: int | None = None
    value: float = 0.0

    @property
    def is_problem(self) -> bool:
        """Whether a person should look at it: ``bad`` or ``warn``."""
        return self.level in {"bad", "warn"}


def ordered(findings: list[Finding]) -> tuple[Finding, ...]:
    """Return findings, the worst first; those of a level in the order of `CheckKind`."""
    return tuple(sorted(findings, key=lambda each: (_RANK[each.level], _PLACE[each.kind])))


def gathered(findings: Iterable[Finding]) -> list[tuple[Finding, int]]:
    """Return what findings say, each once with how often it is said again, at other frames.

    The first one stands for all: a long clip has hundreds of cuts, and all have the same cures.
    """
    again: dict[Finding, int] = {}
    first: dict[Finding, Finding] = {}
    for found in findings:
        said = replace(found, frame=None, why="", value=0.0)
        again[said] = again.get(said, -1) + 1
        first.setdefault(said, found)
    return [(found, again[said]) for said, found in first.items()]


def worst_problem(findings: Iterable[Finding]) -> Finding | None:
    """Return the first, so the worst, that a person should look at; None where there is none."""
    return next((found for found in findings if found.is_problem), None)
