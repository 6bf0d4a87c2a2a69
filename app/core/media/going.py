"""Where a person wants to go in a film: a frame, a timecode, so many frames on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from app.core.language import tr
from app.core.media.timecode import second_begins

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

_MOST = 12  # digits


@dataclass(frozen=True, slots=True)
class Steps:
    """So many of the frames that are shown, forwards; backwards if negative."""

    count: int


def read_place(text: str, index: FrameIndex) -> int | Steps:
    """Return the source frame that a text names, or how many frames it wants to go.

    ``1234`` is a frame, ``+16`` and ``-16`` are steps, ``00:01:23:04`` is a timecode as `timecode`
    writes it, whose first parts may be left out.

    Raises:
        ValueError: It says neither, or a place outside the film; with a sentence for people.
    """
    said = "".join(text.split())
    steps = re.fullmatch(rf"([+\-−])(\d{{1,{_MOST}}})", said, re.ASCII)
    if steps is not None:
        return Steps(int(steps[2]) if steps[1] == "+" else -int(steps[2]))
    if re.fullmatch(rf"\d{{1,{_MOST}}}", said, re.ASCII):
        frame = int(said)
    elif re.fullmatch(r"(\d{1,4}[:;.]){1,3}\d{1,4}", said, re.ASCII):
        frame = _at_timecode([int(part) for part in re.split("[:;.]", said)], index)
    else:
        raise ValueError(
            tr('"{text}" is no place; type 1234, 00:01:23:04 or +16.', text=text.strip())
        )
    if frame >= len(index):
        raise ValueError(tr("The film's last frame is {frame}.", frame=len(index) - 1))
    return frame


def stepped(index: FrameIndex, start: int, position: int, rate: Fraction) -> int:
    """Return the source frame on screen at a position of the frames that are conformed.

    Args:
        index: The film.
        start: The source frame of position 0.
        position: May be negative, or past the film's end: the nearest frame is returned.
        rate: Frames per second.
    """
    return min(len(index) - 1, index.frame_at(index.time(start) + position / rate))


def _at_timecode(parts: list[int], index: FrameIndex) -> int:
    hours, minutes, seconds, frames = [0] * (4 - len(parts)) + parts
    return second_begins(index, (hours * 60 + minutes) * 60 + seconds) + frames
