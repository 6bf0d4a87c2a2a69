"""How long a clip is in training: frames at the project's rate, and the 4n+1 they snap to.

Lengths come from `media.conform`, as those of exported clips do; times are shown as
`media.timecode`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from app.core.media.conform import TARGET_RATE, conformed_frame, conformed_length
from app.core.media.geometry import Crop, Size, plan_geometry
from app.core.media.timecode import timecode
from app.core.planner.rules import FRAME_STEP
from app.core.planner.windows import round_frames

if TYPE_CHECKING:
    from app.core.library.model import Clip
    from app.core.media.index import FrameIndex

Range = tuple[int, int]  # source frames, half-open

PRESETS = (33, 45, 65, 81)
"""Lengths people train at, frames at the project's rate; each 4n+1."""


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """What the inspector says of a range of a film.

    Attributes:
        source_frames: Frames of the film.
        frames: Frames at the project's rate: what is exported.
        snapped: The longest window that fits, 4n+1 frames.
        wasted: Frames behind that window; 0-3.
        size: Width and height of the exported pictures.
        start: Timecode of the first frame; ``end``: of the end, which is no part of the range.
        start_seconds: The same in seconds from the film's first frame; so is ``end_seconds``.
    """

    source_frames: int
    frames: int
    snapped: int
    wasted: int
    size: Size
    start: str
    end: str
    start_seconds: Fraction
    end_seconds: Fraction

    @property
    def seconds(self) -> Fraction:
        """How long the range lasts."""
        return self.end_seconds - self.start_seconds


def clip_length(index: FrameIndex, clip: Clip, rate: Fraction = TARGET_RATE) -> int:
    """Return the frames of a clip's file; ValueError where its range is not in the film."""
    return conformed_length(index, clip.start, clip.end, rate)


def clip_facts(
    index: FrameIndex,
    start: int,
    end: int,
    *,
    rate: Fraction = TARGET_RATE,
    crop: Crop | None = None,
) -> ClipFacts:
    """Return the facts of a range ``[start, end)``, picked or only marked.

    Raises:
        ValueError: The range is empty or not in the film.
        SourceError: The crop leaves the picture or is too small.
    """
    frames = conformed_length(index, start, end, rate)
    snapped = round_frames(frames)
    return ClipFacts(
        end - start,
        frames,
        snapped,
        frames - snapped,
        plan_geometry(index, crop).size,
        timecode(index, start),
        timecode(index, end),
        index.time(start),
        index.time(end),
    )


def tail_of(index: FrameIndex, start: int, end: int, rate: Fraction = TARGET_RATE) -> int:
    """Return the source frame behind the last one of a range's longest window, 4n+1 frames.

    It is ``end`` where the window leaves out nothing of the clip. ValueError where the range is
    not in the film.
    """
    length = conformed_length(index, start, end, rate)
    kept = round_frames(length)
    return conformed_frame(index, start, end, kept - 1, rate) + 1 if kept < length else end


# ------------------------------------------------------------------ legal lengths


def ends_giving(
    index: FrameIndex, start: int, frames: int, rate: Fraction = TARGET_RATE, *, limit: int
) -> range:
    """Return the ends, up to ``limit``, with which a range has so many frames; perhaps none.

    All of them give the very same pictures. A film slower than ``rate`` cannot have every length.
    """
    ends = range(start + 1, limit + 1)

    def length(end: int) -> int:
        return conformed_length(index, start, end, rate)

    low, high = bisect_left(ends, frames, key=length), bisect_right(ends, frames, key=length)
    return ends[low:high]


def end_of_length(
    index: FrameIndex,
    start: int,
    frames: int,
    rate: Fraction = TARGET_RATE,
    *,
    limit: int,
    near: int | None = None,
) -> int | None:
    """Return the end that gives a range so many frames; None where none up to ``limit`` does.

    Args:
        index: The film.
        start: First source frame.
        frames: Frames at ``rate``, such as one of `PRESETS`.
        rate: Frames per second.
        limit: The greatest end allowed: the shot's, or ``len(index)``.
        near: Of several ends, take the one nearest to this; by default the first.
    """
    ends = ends_giving(index, start, frames, rate, limit=limit)
    if not ends:
        return None
    return ends[0] if near is None else max(ends[0], min(ends[-1], near))


def snap_range(
    index: FrameIndex, limits: Range, start: int, end: int, rate: Fraction = TARGET_RATE
) -> int | None:
    """Return the end nearest to ``end`` at which the range has a legal length, 4n+1 frames.

    Args:
        index: The film.
        limits: Source frames the range may not leave: those of its shot, or of the film.
        start: First source frame; is not moved.
        end: The end as it is.
        rate: Frames per second.

    Returns:
        The new end: that of the nearest possible length, the shorter one where two are equally
        near; ``end`` itself where its length is legal. None where the limits allow none.
    """
    limit = min(limits[1], len(index))
    if not max(0, limits[0]) <= start < limit or end <= start:
        return None
    length = conformed_length(index, start, min(end, limit), rate)
    most = conformed_length(index, start, limit, rate)
    legal = range(1, most + 1, FRAME_STEP)
    for frames in sorted(legal, key=lambda frames: (abs(frames - length), frames)):
        found = end_of_length(index, start, frames, rate, limit=limit, near=end)
        if found is not None:
            return found
    return None


def extended(
    index: FrameIndex, limits: Range, span: Range, frames: int, rate: Fraction = TARGET_RATE
) -> Range | None:
    """Return a range grown to at least so many frames: at its end, then also at its start.

    Args:
        index: The film.
        limits: Source frames it may not leave: those of its shot.
        span: The range as it is.
        frames: Frames at ``rate`` wanted.
        rate: Frames per second.

    Returns:
        The shortest such range, grown as little at its start as can be; None where there is no
        room.
    """
    start, end = span
    low, limit = max(0, limits[0]), min(limits[1], len(index))
    if not low <= start < end <= limit:
        return None
    if conformed_length(index, start, limit, rate) < frames:
        starts = range(low, start)
        # Lengths fall as the start moves on: the last start that is long enough.
        at = bisect_left(
            starts, True, key=lambda s: conformed_length(index, s, limit, rate) < frames
        )
        if not at:
            return None
        return starts[at - 1], limit
    ends = range(end, limit + 1)
    at = bisect_left(ends, frames, key=lambda e: conformed_length(index, start, e, rate))
    return start, ends[at]
