"""Clips that show the same, side by side: what is known of each, and what is decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.cache import Cache
from app.core.checks.clips import known_measures
from app.core.checks.measure import Measure
from app.core.checks.twins import KEPT, Twins, find_twins
from app.core.language import tr
from app.core.library import picking
from app.core.library.edits import Edit
from app.core.library.model import Clip
from app.core.library.project import Project


@dataclass(frozen=True, slots=True)
class Side:
    """One of two clips.

    Attributes:
        frames: At the project's rate; None where it was not looked at, as ``motion``.
        motion: Share of the picture that changes from frame to frame, 0-1.
        sharpness: 0-1; None also where there is nothing to judge by.
    """

    clip: Clip
    frames: int | None = None
    motion: float | None = None
    sharpness: float | None = None


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two clips that show the same."""

    twins: Twins
    left: Side
    right: Side

    @property
    def headline(self) -> str:
        """What they have in common."""
        if self.twins.shared:
            return tr("They share {number:,} source frames.", number=self.twins.shared)
        if self.twins.is_problem:
            return tr("They show the same.")
        return tr("They look alike.")

    def has(self, clip: int) -> bool:
        """Return whether a clip, by its id, is one of them."""
        return clip in (self.left.clip.id, self.right.clip.id)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All pairs of a project.

    Attributes:
        pairs: Those that surely show the same first.
        unknown: How many clips were not looked at yet.
    """

    pairs: tuple[SideBySide, ...]
    unknown: int = 0


def compare(project: Project, clips: Iterable[Clip], *, cache: Cache | None = None) -> Comparison:
    """Return the pairs of picked clips that show the same, as far as is known; nothing is decoded.

    Raises:
        ProjectError: The project cannot be read.
    """
    picked = [clip for clip in clips if clip.state == "picked"]
    measures = known_measures(project, picked, cache=cache)
    found = find_twins(picked, {one: measure.hashes for one, measure in measures.items()})
    found.sort(key=lambda twins: not twins.is_problem)
    pairs = tuple(
        SideBySide(
            twins,
            _side(twins.first, measures.get(twins.first.id)),
            _side(twins.second, measures.get(twins.second.id)),
        )
        for twins in found
    )
    return Comparison(pairs, len(picked) - len(measures))


def _side(clip: Clip, measure: Measure | None) -> Side:
    if measure is None or measure.damage:
        return Side(clip)
    return Side(clip, measure.length, measure.motion, measure.sharpness)


def keep_left(left: Clip, right: Clip) -> Edit:
    """Return the edit that rejects the right one."""
    return picking.set_state([right], "rejected")


def keep_right(left: Clip, right: Clip) -> Edit:
    """Return the edit that rejects the left one."""
    return picking.set_state([left], "rejected")


def keep_both(left: Clip, right: Clip) -> Edit:
    """Return the edit after which the two are no problem any more: both get the tag `KEPT`."""
    return picking.tag([left, right], KEPT)


def is_open(left: Clip | None, right: Clip | None) -> bool:
    """Return whether a pair, as its clips are now, is still to be decided on."""
    if left is None or right is None or {left.state, right.state} != {"picked"}:
        return False
    return not (KEPT in left.tags and KEPT in right.tags)
