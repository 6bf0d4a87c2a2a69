"""Ranges that keep a length: slid through their shot, begun behind another, cut in two.

Lengths are frames at the project's rate, as `media.conform` counts them; ranges are source frames.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from app.core.export.lengths import PRESETS, Range, end_of_length, snap_range
from app.core.language import tr
from app.core.media.conform import TARGET_RATE, conformed_length
from app.core.planner.windows import round_frames

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

# ------------------------------------------------------------------------------------- presets


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the lengths a range can be given.

    Attributes:
        frames: At the project's rate.
        chosen: The range has it.
        room: Frames that there are from the range's start to the end of its shot.
        whole: Frames of the whole shot.
    """

    frames: int
    chosen: bool
    room: int
    whole: int

    @property
    def fits(self) -> bool:
        """Whether the range can have it where it begins."""
        return self.chosen or self.frames <= self.room

    @property
    def why(self) -> str:
        """Why it does not fit; empty where it does."""
        if self.fits:
            return ""
        if self.frames <= self.whole:
            return tr("From here the shot has {room} frames more: begin earlier.", room=self.room)
        return tr("The shot has only {whole} frames.", whole=self.whole)


def choices(
    index: FrameIndex, limits: Range, span: Range, rate: Fraction = TARGET_RATE
) -> list[Choice]:
    """Return the lengths of `PRESETS` as a range can have them, from its start on.

    Args:
        index: The film.
        limits: Source frames of the shot around it.
        span: The range.
        rate: Frames per second.
    """
    length = conformed_length(index, *span, rate)
    limit = min(max(limits[1], span[1]), len(index))
    room = conformed_length(index, span[0], limit, rate)
    whole = conformed_length(index, min(limits[0], span[0]), limit, rate)
    return [Choice(frames, frames == length, room, whole) for frames in PRESETS]


def wanted_length(
    last: int | None,
    index: FrameIndex,
    limits: Range,
    span: Range,
    rate: Fraction = TARGET_RATE,
) -> int:
    """Return how long the best window of a shot should be, in frames at ``rate``.

    As long as the range is, rounded down to 4n+1. A range that is the whole shot, or of which a
    single frame would be left, says nothing: then the length that was chosen last, or else the
    longest of `PRESETS`, if it is shorter than the shot.
    """
    length = round_frames(conformed_length(index, *span, rate))
    if span != limits and length > 1:
        return length
    length = round_frames(conformed_length(index, *limits, rate))
    if last is not None and last < length:
        return last
    return max((frames for frames in PRESETS if frames < length), default=length)


# ------------------------------------------------------------------------------------- sliding


def slid_to(
    index: FrameIndex, limits: Range, span: Range, start: int, rate: Fraction = TARGET_RATE
) -> Range:
    """Return a range of the same length that begins as near to ``start`` as its shot allows.

    Args:
        index: The film.
        limits: Source frames it does not leave: those of its shot.
        span: The range as it is.
        start: Where it should begin.
        rate: Frames per second.

    Returns:
        The range; as it is where none nearer to ``start`` has its length.
    """
    frames = conformed_length(index, *span, rate)
    low, limit = max(0, min(limits[0], span[0])), min(max(limits[1], span[1]), len(index))
    back = -1 if start > span[0] else 1
    for begin in range(max(low, min(start, limit - 1)), span[0], back):
        end = end_of_length(index, begin, frames, rate, limit=limit, near=begin + span[1] - span[0])
        if end is not None:
            return begin, end
    return span


def slid_by(
    index: FrameIndex, limits: Range, span: Range, steps: int, rate: Fraction = TARGET_RATE
) -> Range:
    """Return a range that begins ``steps`` frames at ``rate`` later, earlier if negative.

    The source frame nearest in time is taken, the nearer one to the old start where two are
    equally near, but always another one: so as many steps back lead back at a constant rate.
    See `slid_to`.
    """
    if not steps:
        return span
    wanted = index.time(span[0]) + steps / Fraction(rate)
    way = 1 if steps > 0 else -1
    if wanted <= 0:
        start = 0
    else:
        before = index.frame_at(min(wanted, index.time(len(index) - 1)))
        start = _nearest(index, before, wanted, later=way < 0)
    start = max(start, span[0] + 1) if way > 0 else min(start, span[0] - 1)
    return slid_to(index, limits, span, start, rate) if start >= 0 else span


def _nearest(index: FrameIndex, before: int, wanted: Fraction, *, later: bool) -> int:
    """Return ``before`` or the frame after it, whichever is shown nearer to a time.

    ``later``: the one after it where both are equally near.
    """
    if before + 1 >= len(index):
        return before
    past, rest = wanted - index.time(before), index.time(before + 1) - wanted
    return before + 1 if rest < past or (later and rest == past) else before


# -------------------------------------------------------------------------- several of one shot


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where another clip of a shot may lie.

    Attributes:
        span: Its range; None where the shot has no room for one.
        frames: The length wanted, at the project's rate.
        room: Frames of the longest piece behind the range that no clip has; 0 = all are taken.
    """

    span: Range | None
    frames: int
    room: int


def next_range(
    index: FrameIndex,
    limits: Range,
    span: Range,
    taken: Iterable[Range] = (),
    rate: Fraction = TARGET_RATE,
) -> Proposal:
    """Return the first range behind another one that has its length and no frame of a clip.

    Args:
        index: The film.
        limits: Source frames of the shot.
        span: The range; the proposal begins at its end or later.
        taken: Ranges of the shot's clips.
        rate: Frames per second.
    """
    frames = conformed_length(index, *span, rate)
    room = 0
    for low, high in _gaps((span[1], min(limits[1], len(index))), taken):
        room = max(room, conformed_length(index, low, high, rate))
        end = end_of_length(index, low, frames, rate, limit=high, near=low + span[1] - span[0])
        if end is not None:
            return Proposal((low, end), frames, room)
    return Proposal(None, frames, room)


def _gaps(limits: Range, taken: Iterable[Range]) -> list[Range]:
    """Return what of ``limits`` none of the ranges has, in order."""
    gaps, low = [], limits[0]
    for start, end in sorted(taken):
        if end <= low:
            continue
        if start > low:
            gaps.append((low, min(start, limits[1])))
        low = end
    gaps.append((low, limits[1]))
    return [(start, end) for start, end in gaps if start < end]


def halves(
    index: FrameIndex, span: Range, frame: int, *, snap: bool, rate: Fraction = TARGET_RATE
) -> tuple[Range, Range] | None:
    """Return the two ranges that a cut before ``frame`` makes of one; None where it is not inside.

    Args:
        index: The film.
        span: The range.
        frame: The first frame of the second one.
        snap: Each ends where it has the nearest length of 4n+1 frames within its half.
        rate: Frames per second.
    """
    start, end = span
    if not start < frame < end:
        return None
    return _ended(index, (start, frame), rate, snap), _ended(index, (frame, end), rate, snap)


def _ended(index: FrameIndex, part: Range, rate: Fraction, snap: bool) -> Range:
    found = snap_range(index, part, *part, rate) if snap else None
    return part if found is None else (part[0], found)
