"""What the hand does on a timeline: what it takes hold of, and what a drag makes of a range."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.core.timeline import View

Range: TypeAlias = tuple[int, int]
"""First frame and one past the last."""

SnapEnd: TypeAlias = Callable[[int, int], int]
"""Takes a range and returns the end it shall have instead."""

Grip: TypeAlias = Literal["start", "end", "body", "new"]
"""What a drag moves: an edge, the whole range, or the open side of a range begun with it."""

CutGrip: TypeAlias = Literal["whole", "end", "start"]
"""What a drag of a cut moves: all of it, or of a gradual one the end or the start of a shot."""

REACH = 8.0  # pixels from which a cut attracts
GRASP = 6.0  # pixels beside an edge at which it is taken hold of
_SEEN = 12.0  # pixels of a shot, or of a gradual cut, from which its edges can be told apart


def snapped(view: View, cuts: Sequence[int], frame: int, reach: float = REACH) -> int:
    """Return the cut nearest to ``frame`` within ``reach`` pixels, else ``frame``.

    Args:
        view: What is on screen.
        cuts: Frames at which shots begin or end, ascending.
        frame: Where the hand is.
        reach: Pixels.
    """
    place = bisect_left(cuts, frame)
    near = cuts[max(0, place - 1) : place + 1]
    best = min(near, key=lambda cut: abs(cut - frame), default=frame)
    return best if abs(best - frame) * view.scale <= reach else frame


def grip_at(view: View, marked: Range | None, x: float) -> Grip:
    """Return what is taken hold of at ``x``; nearer edge first, outside of the range a new one.

    Edges of a range that is narrow on screen are taken from outside, its middle is its body.
    """
    if marked is None:
        return "new"
    left, right = view.x_of(marked[0]), view.x_of(marked[1])
    inward = min(GRASP, (right - left) / 4)
    if left - GRASP <= x <= left + inward:
        return "start"
    if right - inward <= x <= right + GRASP:
        return "end"
    return "body" if left < x < right else "new"


@dataclass(frozen=True, slots=True)
class Drag:
    """A drag of the marked range, from the press on.

    Attributes:
        grip: What it moves.
        origin: The range at the press; for ``new`` it is not looked at.
        grabbed: The frame boundary that was pressed on.
    """

    grip: Grip
    origin: Range
    grabbed: int

    def moved(
        self, frame: int, view: View, cuts: Sequence[int], snap_end: SnapEnd | None = None
    ) -> Range:
        """Return the range when the hand is at the boundary ``frame``, never empty.

        Edges go to a near cut; then ``snap_end`` has the last word about the length.
        """
        start, end = self._raw(min(view.frames, max(0, frame)), view, cuts)
        if snap_end is not None:
            end = min(view.frames, max(start + 1, snap_end(start, end)))
        return start, end

    def _raw(self, frame: int, view: View, cuts: Sequence[int]) -> Range:
        start, end = self.origin
        if self.grip == "start":
            return min(max(0, snapped(view, cuts, frame)), end - 1), end
        if self.grip == "end":
            return start, max(min(view.frames, snapped(view, cuts, frame)), start + 1)
        if self.grip == "new":
            one, other = sorted((snapped(view, cuts, self.grabbed), snapped(view, cuts, frame)))
            one = min(one, view.frames - 1)
            return one, max(one + 1, other)
        return self._shifted(frame - self.grabbed, view, cuts)

    def _shifted(self, by: int, view: View, cuts: Sequence[int]) -> Range:
        length = self.origin[1] - self.origin[0]
        start = self.origin[0] + by
        snap = snapped(view, cuts, start)
        if snap == start:
            snap = snapped(view, cuts, start + length) - length
        start = min(max(0, snap), view.frames - length)
        return start, start + length


def cut_grip_at(view: View, before: Range, after: Range, x: float) -> CutGrip | None:
    """Return what of the cut between two neighbouring shots is taken hold of at ``x``.

    None away from it, and where one of the shots is too narrow on screen to tell whose cut it is.
    A gradual cut that is wide on screen is taken by its edges or, between them, as a whole.
    """
    if min(before[1] - before[0], after[1] - after[0]) * view.scale < _SEEN:
        return None
    left, right = view.x_of(before[1]), view.x_of(after[0])
    wide = right - left >= _SEEN
    inward = min(GRASP, (right - left) / 4)
    if not left - GRASP <= x <= right + GRASP:
        return None
    if wide and x <= left + inward:
        return "end"
    if wide and x >= right - inward:
        return "start"
    return "whole"


@dataclass(frozen=True, slots=True)
class CutDrag:
    """A drag of the cut between two shots, from the press on.

    Attributes:
        grip: What of it moves.
        before: The shot that ends there; ``after``: the one that begins.
        grabbed: The frame boundary that was pressed on.
    """

    grip: CutGrip
    before: Range
    after: Range
    grabbed: int

    @property
    def origin(self) -> Range:
        """Where the cut was: the end of the one shot, the start of the other."""
        return self.before[1], self.after[0]

    def moved(self, frame: int, view: View, attracting: Sequence[int] = ()) -> Range:
        """Return where the cut is when the hand is at the boundary ``frame``.

        Both shots keep a frame at least, and the end never comes behind the start.

        Args:
            frame: Where the hand is.
            view: What is on screen.
            attracting: Frames that a near edge goes to, ascending; such as the playhead's.
        """
        end, start = self.origin
        low, high = self.before[0] + 1, self.after[1] - 1
        by = frame - self.grabbed
        if self.grip == "end":
            return min(start, max(low, snapped(view, attracting, end + by))), start
        if self.grip == "start":
            return end, max(end, min(high, snapped(view, attracting, start + by)))
        by = snapped(view, attracting, start + by) - start
        by = max(low - end, min(high - start, by))
        return end + by, start + by


def score_at(y: float, top: float, height: float) -> float:
    """Return the score 0-1 drawn at ``y`` in a lane that has 1 at ``top``."""
    return min(1.0, max(0.0, 1 - (y - top) / height))


def y_of(score: float, top: float, height: float) -> float:
    """Return where a score is drawn; see `score_at`."""
    return top + (1 - score) * height


def row_at(tops: Sequence[int], heights: Sequence[int], y: float) -> int | None:
    """Return which row holds ``y``, of rows given by tops and heights."""
    for place, (top, height) in enumerate(zip(tops, heights, strict=True)):
        if top <= y < top + height:
            return place
    return None
