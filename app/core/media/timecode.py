"""Times of a film as people read them, the same on every screen."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex


def clock(seconds: int) -> str:
    """Return ``00:03:54``: hours, minutes and seconds."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def timecode(index: FrameIndex, frame: int) -> str:
    """Return where a frame is as ``HH:MM:SS:FF``; ``len(index)`` is the film's end.

    Real hours, minutes and seconds from the film's first frame, then how many frames of the film
    begin after that second did. So it is right for every rate, also a variable one.
    """
    whole = int(index.time(frame))
    return f"{clock(whole)}:{max(0, frame - second_begins(index, whole)):02}"


def second_begins(index: FrameIndex, seconds: int) -> int:
    """Return the first frame that begins at ``seconds`` or later; ``len(index)`` for none."""
    first = index.frame_at(Fraction(seconds))
    return first if index.time(first) >= seconds else first + 1
