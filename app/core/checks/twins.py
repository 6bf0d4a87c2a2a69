"""Pairs of clips that show the same: they share frames, or look alike.

Only picked clips count, since only they are trained. Where both carry the tag `KEPT`, a person has
seen them side by side and wants both.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from app.core.checks.duplicates import SAME, alike
from app.core.checks.findings import CheckKind, Finding, ordered
from app.core.language import tr
from app.core.library.model import Clip

KEPT = "keep-both"
"""The tag of clips that a person keeps although others show the same."""

_OVERLAP = 0.5  # share of the shorter clip from which two clips are much the same


@dataclass(frozen=True, slots=True)
class Twins:
    """Two clips that show the same.

    Attributes:
        first, second: The clips, in the project's order where they share frames.
        shared: Source frames that are in both; 0 where they are from different places.
        distance: Mean number of different bits of their fingerprints, 0-63; 0 where they share
            frames.
    """

    first: Clip
    second: Clip
    shared: int = 0
    distance: float = 0.0

    @property
    def is_problem(self) -> bool:
        """Whether they surely show the same; else they only look alike."""
        return self.shared > 0 or self.distance <= SAME


def find_twins(clips: Iterable[Clip], hashes: Mapping[int, Sequence[int]]) -> list[Twins]:
    """Return the pairs of picked clips that show the same, those that share frames first.

    Args:
        clips: In any order.
        hashes: Fingerprints of those that were looked at, by the clip's id.
    """
    picked = {clip.id: clip for clip in clips if clip.state == "picked"}
    found = list(_overlapping(picked.values()))
    known = {(each.first.id, each.second.id) for each in found}
    for pair in alike({one: hashes[one] for one in picked if one in hashes}):
        ids = pair.first, pair.second
        if ids not in known and ids[::-1] not in known:
            found.append(Twins(picked[ids[0]], picked[ids[1]], distance=pair.distance))
    return [each for each in found if not (KEPT in each.first.tags and KEPT in each.second.tags)]


def _overlapping(clips: Iterable[Clip]) -> Iterator[Twins]:
    """Yield the pairs that share much of their frames, cropped alike."""
    ordered = sorted(clips, key=attrgetter("source", "start", "end", "id"))
    for _, group in itertools.groupby(ordered, key=attrgetter("source")):
        same = list(group)
        for place, clip in enumerate(same):
            for other in itertools.islice(same, place + 1, None):
                if other.start >= clip.end:
                    break
                shared = min(clip.end, other.end) - other.start
                shorter = min(clip.end - clip.start, other.end - other.start)
                if shared >= _OVERLAP * shorter and clip.crop == other.crop:
                    yield Twins(clip, other, shared=shared)


def twin_findings(twins: Iterable[Twins]) -> dict[int, list[Finding]]:
    """Return what to say of each clip, by its id: of its nearest twin alone."""
    found: dict[int, list[Finding]] = {}
    for pair in twins:
        for one, other in ((pair.first, pair.second), (pair.second, pair.first)):
            if one.id not in found:
                found[one.id] = [_overlap(one, other, pair) if pair.shared else _twin(other, pair)]
    return found


def carried(
    before: Iterable[Finding], now: tuple[Finding, ...], elsewhere: Callable[[int], bool]
) -> tuple[Finding, ...]:
    """Return findings with the twin of before where it could not be found now.

    Args:
        before: Of a clip that is as it was.
        now: Of a look at the clips of some films alone.
        elsewhere: Whether the clip of an id is picked and in none of those films.
    """
    if any(each.kind is CheckKind.DUPLICATE for each in now):
        return now
    kept = [
        each
        for each in before
        if each.kind is CheckKind.DUPLICATE and each.other is not None and elsewhere(each.other)
    ]
    return ordered([*now, *kept]) if kept else now


def _overlap(clip: Clip, other: Clip, pair: Twins) -> Finding:
    return Finding(
        kind=CheckKind.DUPLICATE,
        level="warn",
        text=tr("overlaps"),
        why=tr(
            "It shares {shared} source frames with another clip, which then count double: "
            "keep one, or move it.",
            shared=pair.shared,
        ),
        frame=max(clip.start, other.start),
        parts=without(clip, other),
        other=other.id,
        value=pair.shared,
    )


def without(clip: Clip, other: Clip) -> tuple[tuple[int, int], ...]:
    """Return the ranges of a clip that another one of its film does not have."""
    parts = ((clip.start, min(clip.end, other.start)), (max(clip.start, other.end), clip.end))
    return tuple((start, end) for start, end in parts if start < end)


def _twin(other: Clip, pair: Twins) -> Finding:
    return Finding(
        kind=CheckKind.DUPLICATE,
        level="warn" if pair.is_problem else "info",
        text=tr("duplicate") if pair.is_problem else tr("look-alike"),
        why=tr("Another clip shows the same, which then counts double: keep the better one.")
        if pair.is_problem
        else tr("Another clip looks much like it: see whether both are worth it."),
        other=other.id,
        value=pair.distance,
    )
