"""Why a film's container looks wrong, as far as that can be told without decoding."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.video.stream import VideoStream

from app.core.language import tr
from app.core.media.headers import missing_bytes
from app.core.media.packets import Ints, Packets
from app.core.media.rates import nominal

_MOST_HOLES = 3  # a film with more gaps than this varies its rate on purpose
_DURATION = re.compile(r"(\d+):(\d+):(\d+)(\.\d+)?")


def cut_off(path: Path, packets: Packets, video: VideoStream, end: Fraction) -> str:
    """Return in what way the end of the film is missing, as a clause; empty where it is there.

    Args:
        path: The film.
        packets: What was read.
        video: The stream they are of.
        end: When the last frame ends, seconds on the container's own clock.
    """
    if packets.broken:
        return tr(
            "reading breaks off after {packets} packets ({why})",
            packets=len(packets),
            why=packets.broken,
        )
    missing = missing_bytes(path)
    if missing:
        return tr("{number:,} bytes are missing at its end", number=missing)
    declared, listed = video.frames, len(packets)
    if declared > listed and len(video.index_entries) > listed:
        return tr(
            "its header lists {declared} frames, {listed} are there",
            declared=declared,
            listed=listed,
        )
    announced = _announced_end(video)
    if announced is not None and announced - end > max(Fraction(1, 10), 3 * end / (listed or 1)):
        return tr(
            "its header says {announced:.2f} s, it ends at {end:.2f} s",
            announced=float(announced),
            end=float(end),
        )
    return ""


def others(packets: Packets, pts: Ints, time_base: Fraction) -> list[str]:
    """Return what else looks wrong, a clause each.

    Args:
        packets: What was read.
        pts: Presentation times of the frames.
        time_base: Seconds per unit of ``pts``.
    """
    found: list[str] = []
    damaged = int(packets.is_corrupt.sum())
    if damaged:
        found.append(
            tr(
                "{damaged} of {packets} packets are marked as damaged",
                damaged=damaged,
                packets=len(packets),
            )
        )
    for frame, count in holes(pts, time_base):
        found.append(
            tr("{count} frames seem to be missing after frame {frame}", count=count, frame=frame)
        )
    return found


def holes(pts: Ints, time_base: Fraction) -> list[tuple[int, int]]:
    """Return where frames are missing from a film of constant rate: ``(frame before, how many)``.

    Empty where the rate is constant, or varies more often than damage would explain.
    """
    if len(pts) < 2:
        return []
    interval = float(1 / (nominal(pts, time_base) * time_base))  # only to round to whole frames
    gaps = np.diff(pts)
    steps = np.rint(gaps / interval).astype(np.int64)
    regular = np.abs(gaps - steps * interval) <= min(1.0, interval / 4)
    wide = np.flatnonzero(steps > 1)
    if not regular.all() or steps.min() < 1 or len(wide) > _MOST_HOLES:
        return []
    return [(int(frame), int(steps[frame]) - 1) for frame in wide]


def _announced_end(video: VideoStream) -> Fraction | None:
    """Return when Matroska's tag says that the track ends, seconds."""
    match = _DURATION.fullmatch(video.metadata.get("DURATION", ""))
    if match is None:
        return None
    hours, minutes, seconds, part = match.groups()
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + Fraction("0" + (part or ""))
