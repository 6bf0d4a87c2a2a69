"""Where the frames of a film are: found by demuxing, kept in the cache, the base of everything."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from av.video.stream import VideoStream

from app.core.cache import Cache, FileKey, file_key
from app.core.errors import SourceError
from app.core.jobs import Checkpoint, ignore
from app.core.media import rates
from app.core.media.opening import opened
from app.core.media.packets import NO_TIME, Flags, Ints, Packets, demux

_KIND = "index-1"


@dataclass(frozen=True, eq=False)
class FrameIndex:
    """The frames of a film's first video stream, in display order from 0.

    Attributes:
        key: The state of the file that was indexed.
        pts: Presentation times in ``time_base`` units, strictly increasing; frames that an edit
            list hides are left out.
        labels: What the decoder reports as each frame's pts: equal to ``pts`` but for files that
            store no presentation times.
        durations: Packet durations in ``time_base`` units, 0 = unknown.
        is_key: Decoding can begin at this frame.
        sizes: Bytes of the frame's packet.
        time_base: Seconds per unit.
        coded_width, coded_height: Size of a decoded frame, px.
        rotation: Degrees the picture must be turned clockwise to be upright: 0, 90, 180, 270.
        sar: Sample aspect ratio, width / height of a pixel as coded.
        codec, pix_fmt: FFmpeg's names.
        declared_rate: The rate the header gives, frames per second.
        declared_frames: The number of packets the header gives; None where it gives none.
        oddities: Why the container looks wrong, one clause each; () = fine.
    """

    key: FileKey
    pts: Ints
    labels: Ints
    durations: Ints
    is_key: Flags
    sizes: Ints
    time_base: Fraction
    coded_width: int
    coded_height: int
    rotation: int
    sar: Fraction
    codec: str
    pix_fmt: str
    declared_rate: Fraction
    declared_frames: int | None
    oddities: tuple[str, ...]
    rate: Fraction
    variable_rate: bool

    @property
    def path(self) -> Path:
        """The film's absolute path."""
        return self.key.path

    def __len__(self) -> int:
        return len(self.pts)

    def time(self, frame: int) -> Fraction:
        """Return when a frame is shown: seconds after the first; ``len(self)`` gives the end."""
        if not 0 <= frame <= len(self):
            raise IndexError(f"frame {frame} of {len(self)}")
        if frame == len(self):
            return self.duration
        return int(self.pts[frame] - self.pts[0]) * self.time_base

    @property
    def duration(self) -> Fraction:
        """Seconds from the first frame's start to the last frame's end.

        The last frame lasts its packet's duration; where that is unknown, the interval before it;
        where there is none, one frame of the declared rate.
        """
        last = int(self.durations[-1])
        if not last and len(self) > 1:
            last = int(self.pts[-1] - self.pts[-2])
        span = int(self.pts[-1] - self.pts[0])
        if not last:
            return span * self.time_base + 1 / self.declared_rate
        return (span + last) * self.time_base

    def frame_at(self, time: Fraction) -> int:
        """Return the frame on screen at ``time`` seconds: the greatest that starts by then."""
        units = time / self.time_base + int(self.pts[0])
        place = int(np.searchsorted(self.pts, units.numerator // units.denominator, "right"))
        return max(0, place - 1)

    def key_before(self, frame: int) -> int:
        """Return the nearest frame at or before ``frame`` where decoding can begin; else 0."""
        keys = np.flatnonzero(self.is_key[: frame + 1])
        return int(keys[-1]) if len(keys) else 0

    @property
    def display_width(self) -> int:
        """Width of the upright picture in square pixels."""
        return self._display[0]

    @property
    def display_height(self) -> int:
        """Height of the upright picture in square pixels."""
        return self._display[1]

    @property
    def _display(self) -> tuple[int, int]:
        size = max(1, round(self.coded_width * self.sar)), self.coded_height
        return size if self.rotation % 180 == 0 else (size[1], size[0])


def index_file(
    path: Path, *, cache: Cache | None = None, checkpoint: Checkpoint = ignore
) -> FrameIndex:
    """Return the index of a film, from the cache where it is known.

    Raises:
        SourceError: The file cannot be read, is no film or shows no frame.
        Stopped: The checkpoint said so.
    """
    key = file_key(path)
    store = cache or Cache()
    known = store.load(_KIND, key.id)
    if known is not None:
        return _unpack(key, known)
    with opened(path) as (container, video):
        index = _build(key, demux(container, video, path, checkpoint), video)
    store.save(_KIND, key.id, _pack(index))
    return index


def _build(key: FileKey, packets: Packets, video: VideoStream) -> FrameIndex:
    shown = np.flatnonzero(~packets.is_hidden & (packets.pts != NO_TIME))
    if not len(shown):
        raise SourceError(f'"{key.path}" shows no frame; get it again.')
    order = shown[np.argsort(packets.pts[shown], kind="stable")]
    pts = packets.pts[order]
    time_base = video.time_base or Fraction(1, 90000)
    declared = video.average_rate or video.guessed_rate or Fraction(25)
    rate, variable = rates.rate_of(pts, time_base, packets.durations[order], declared)
    context = video.codec_context
    return FrameIndex(
        key=key,
        pts=pts,
        labels=pts,
        durations=packets.durations[order],
        is_key=packets.is_key[order],
        sizes=packets.sizes[order],
        time_base=time_base,
        coded_width=context.width,
        coded_height=context.height,
        rotation=0,
        sar=video.sample_aspect_ratio or Fraction(1),
        codec=context.name,
        pix_fmt=context.pix_fmt or "",
        declared_rate=declared,
        declared_frames=video.frames or None,
        oddities=(packets.broken,) if packets.broken else (),
        rate=rate,
        variable_rate=variable,
    )


_ARRAYS = ("pts", "labels", "durations", "is_key", "sizes")
_FRACTIONS = ("time_base", "sar", "declared_rate", "rate")
_PLAIN = ("coded_width", "coded_height", "rotation", "codec", "pix_fmt")
_ALSO_PLAIN = ("declared_frames", "oddities", "variable_rate")


def _pack(index: FrameIndex) -> bytes:
    facts = {name: getattr(index, name) for name in _PLAIN + _ALSO_PLAIN}
    facts |= {name: str(getattr(index, name)) for name in _FRACTIONS}
    arrays = {name: getattr(index, name) for name in _ARRAYS}
    data = io.BytesIO()
    np.savez(data, facts=np.array(json.dumps(facts)), **arrays)
    return data.getvalue()


def _unpack(key: FileKey, data: bytes) -> FrameIndex:
    with np.load(io.BytesIO(data)) as entry:
        facts: dict[str, Any] = json.loads(str(entry["facts"]))
        facts |= {name: Fraction(facts[name]) for name in _FRACTIONS}
        facts |= {name: entry[name] for name in _ARRAYS}
        facts["oddities"] = tuple(facts["oddities"])
        return FrameIndex(key=key, **facts)
