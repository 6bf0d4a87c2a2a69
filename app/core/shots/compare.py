"""Two opinions on a film's cuts, side by side."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.shots.cuts import Cut
from app.core.shots.detect import Detection


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where two detections agree, and where not.

    Attributes:
        both: Cuts that both have, the first's beside the second's, in order. A cut that lasts may
            stand in several pairs: with each cut inside of it.
        only_first: Cuts of the first that the second lacks, in order.
        only_second: Cuts of the second that the first lacks, in order.
    """

    both: tuple[tuple[Cut, Cut], ...]
    only_first: tuple[Cut, ...]
    only_second: tuple[Cut, ...]

    def to_json(self) -> dict[str, Any]:
        """Return what ``rushes shots --compare --json`` prints under ``compare``."""
        return {
            "both": [[first.frame, second.frame] for first, second in self.both],
            "only_first": [cut.to_json() for cut in self.only_first],
            "only_second": [cut.to_json() for cut in self.only_second],
        }


def compare(a: Detection, b: Detection, tolerance: int = 1) -> Comparison:
    """Return what two detections of one film have in common.

    Hard cuts are the same within ``tolerance`` frames, one with one, the nearest first. Any cut is
    the same as a dissolve or fade of the other's that it lies in or, within ``tolerance``, touches.
    """
    pairs = sorted(_near(a.cuts, b.cuts, tolerance))
    matched_a: set[int] = set()
    matched_b: set[int] = set()
    both: list[tuple[int, int]] = []
    for _, i, j in pairs:
        if i not in matched_a and j not in matched_b:
            both.append((i, j))
            matched_a.add(i)
            matched_b.add(j)
    for _, i, j in pairs:
        inside = (i not in matched_a and _lasts(b.cuts[j])) or (
            j not in matched_b and _lasts(a.cuts[i])
        )
        if inside:
            both.append((i, j))
            matched_a.add(i)
            matched_b.add(j)
    return Comparison(
        both=tuple((a.cuts[i], b.cuts[j]) for i, j in sorted(both)),
        only_first=tuple(cut for i, cut in enumerate(a.cuts) if i not in matched_a),
        only_second=tuple(cut for j, cut in enumerate(b.cuts) if j not in matched_b),
    )


def _near(a: Sequence[Cut], b: Sequence[Cut], tolerance: int) -> Iterator[tuple[int, int, int]]:
    """Yield distance in frames and places of the cuts that may be the same."""
    firsts, lasts = [cut.frame for cut in b], [_last(cut) for cut in b]
    for i, cut in enumerate(a):
        begin = bisect_left(lasts, cut.frame - tolerance)
        end = bisect_right(firsts, _last(cut) + tolerance)
        for j in range(begin, end):
            apart = max(0, firsts[j] - _last(cut), cut.frame - lasts[j])
            yield apart, i, j


def _last(cut: Cut) -> int:
    """Return the last mixed frame; of a hard cut its frame."""
    return max(cut.frame, cut.end - 1)


def _lasts(cut: Cut) -> bool:
    return cut.kind != "hard"
