"""Where the frames of a film are: found by demuxing, kept in the cache, the base of everything."""

from __future__ import annotations

import contextlib
import platform
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream

from app.core import arrays
from app.core.cache import Cache, FileKey, file_key
from app.core.errors import SourceError
from app.core.jobs import Checkpoint, ignore
from app.core.language import tr
from app.core.media import oddities
from app.core.media.headers import mp4_rotation
from app.core.media.opening import opened, packets_of
from app.core.media.packets import NO_TIME, Flags, Ints, demux
from app.core.media.rates import rate_of
from app.core.media.shown import find_shown

_KIND = "index-4"
_held: WeakValueDictionary[FileKey, FrameIndex] = WeakValueDictionary()  # those in use
LAST = 1 << 62  # greater than any packet's place in decoding order
_PROGRESSIVE = 1  # AV_FIELD_PROGRESSIVE; greater values are interlaced


@dataclass(frozen=True, eq=False)
class FrameIndex:
    """The frames of a film's first video stream, in display order from 0.

    Attributes:
        key: The state of the file that was indexed.
        pts: Presentation times in ``time_base`` units, strictly increasing; frames that an edit
            list hides are left out.
        labels: What the decoder reports as each frame's pts: equal to ``pts`` but for films that
            store no presentation times.
        dts: Decoding times of the frames' packets; `NO_TIME` where unknown.
        order: The frames' packets, counted in decoding order over the whole stream.
        durations: Packet durations in ``time_base`` units, 0 = unknown.
        is_key: Decoding can begin at this frame.
        sizes: Bytes of the frame's packet.
        time_base: Seconds per unit.
        coded_width, coded_height: Size of a decoded frame, px.
        rotation: Degrees the picture must be turned clockwise to be upright: 0, 90, 180, 270.
        sar: Sample aspect ratio: width / height of a pixel as coded.
        codec, pix_fmt: FFmpeg's names.
        interlaced: The stream says that its frames hold two fields each.
        rate: Frames per second: the constant rate, or the average of a variable one.
        variable_rate: The frames do not keep to a constant rate.
        declared_rate: The rate the header gives, frames per second.
        declared_frames: The number of packets the header gives; None where it gives none.
        packets: Packets with data in the stream.
        suspects: Packets that the demuxer calls damaged, in decoding order.
        counted: Frames can only be told apart by counting from the start: reading is slow.
        cut_off: The end of the film is missing.
        oddities: Why the container looks wrong, one clause each; () = fine. With any, only decoding
            tells which frames there are.
    """

    key: FileKey
    pts: Ints
    labels: Ints
    dts: Ints
    order: Ints
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
    interlaced: bool
    rate: Fraction
    variable_rate: bool
    declared_rate: Fraction
    declared_frames: int | None
    packets: int
    suspects: Ints
    counted: bool
    cut_off: bool
    oddities: tuple[str, ...]

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
        place = int(np.searchsorted(self._keys, frame, "right"))
        return int(self._keys[place - 1]) if place else 0

    def keys_in(self, start: int, end: int) -> Ints:
        """Return the frames of ``[start, end)`` where decoding can begin, ascending."""
        low, high = np.searchsorted(self._keys, (start, end), "left")
        return self._keys[low:high]

    @cached_property
    def _keys(self) -> Ints:
        return np.flatnonzero(self.is_key)

    @property
    def silent(self) -> int:
        """How many packets give no frame."""
        return self.packets - len(self)

    def next_key(self, order: int) -> int:
        """Return the first key frame's packet after packet ``order``; `LAST` if there is none.

        Packets are counted in decoding order.
        """
        place = int(np.searchsorted(self._key_packets, order, "right"))
        return int(self._key_packets[place]) if place < len(self._key_packets) else LAST

    @cached_property
    def _key_packets(self) -> Ints:
        return np.sort(self.order[self.is_key])

    def times_to_seek(self, frame: int) -> list[int]:
        """Return times at which to enter the film so as to meet the packet of a key frame.

        Its own times first; containers that land behind them are asked for earlier key frames.
        """
        place = int(np.searchsorted(self._keys, frame, "right"))
        keys = self._keys[max(0, place - 3) : place][::-1]
        times = [int(time) for key in keys for time in (self.labels[key], self.dts[key])]
        return [time for time in dict.fromkeys(times) if time != NO_TIME]

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
    path: Path,
    *,
    cache: Cache | None = None,
    key: FileKey | None = None,
    checkpoint: Checkpoint = ignore,
) -> FrameIndex:
    """Return the index of a film, from the cache where it is known.

    While somebody holds it, it is not made a second time: all get the same object.

    Args:
        path: The film.
        cache: Where indexes are kept; None = the system's place.
        key: The file's state, for who has just looked; None: it is looked at.
        checkpoint: Called for every packet.

    Raises:
        SourceError: The file cannot be read, is no film or shows no frame.
        Stopped: The checkpoint said so.
    """
    key = key or file_key(path)
    return _held.get(key) or _held.setdefault(key, _find(key, cache or Cache(), checkpoint))


def index_of(
    key: FileKey, *, cache: Cache | None = None, checkpoint: Checkpoint = ignore
) -> FrameIndex:
    """Return the index of a film as another machine knows it: its times may be others here.

    Raises what `index_file` raises; `SourceError` also where another film is here.
    """
    found = file_key(key.path)
    if (found.size, found.quick_hash) != (key.size, key.quick_hash):
        raise SourceError(
            tr(
                '"{path}" is another file on {host} than where the work is asked for: put the same '
                "film there.",
                path=key.path,
                host=platform.node(),
            )
        )
    return index_file(key.path, cache=cache, key=key, checkpoint=checkpoint)


def _find(key: FileKey, cache: Cache, checkpoint: Checkpoint) -> FrameIndex:
    known = cache.load(_KIND, key.id)
    if known is not None:
        with contextlib.suppress(ValueError):
            return _unpack(key, known)
    index = _measure(key, checkpoint)
    cache.save(_KIND, key.id, _pack(index))
    return index


def _measure(key: FileKey, checkpoint: Checkpoint) -> FrameIndex:
    with opened(key.path) as (container, video):
        packets = demux(container, video, checkpoint)
        shown = find_shown(key.path, packets, video, checkpoint)
        if not len(shown.order):
            raise SourceError(tr('"{path}" shows not one frame; get it again.', path=key.path))
        facts = _stream_facts(key.path, container, video)
        time_base: Fraction = facts["time_base"]
        durations = packets.durations[shown.order]
        declared = facts["declared_rate"]
        rate, variable = rate_of(shown.pts, time_base, durations, declared)
        end = (int(shown.pts[-1]) + int(durations[-1])) * time_base
        cut = oddities.cut_off(key.path, packets, video, end)
        more = oddities.others(packets, shown.pts, time_base)
    index = FrameIndex(
        key=key,
        pts=shown.pts,
        labels=shown.labels,
        dts=packets.dts[shown.order],
        order=shown.order,
        durations=durations,
        is_key=packets.is_key[shown.order],
        sizes=packets.sizes[shown.order],
        rate=rate,
        variable_rate=variable,
        packets=len(packets),
        suspects=np.flatnonzero(packets.is_corrupt),
        counted=shown.counted,
        cut_off=bool(cut),
        oddities=tuple(filter(None, [cut, *shown.remarks, *more])),
        **facts,
    )
    return _sealed(index)


def _stream_facts(path: Path, container: InputContainer, video: VideoStream) -> dict[str, Any]:
    context = video.codec_context
    mp4 = "mp4" in container.format.name.split(",")
    return {
        "time_base": Fraction(video.time_base or Fraction(1, 90000)),
        "coded_width": context.width,
        "coded_height": context.height,
        "rotation": mp4_rotation(path) if mp4 else _decoded_rotation(path),
        "sar": max(Fraction(video.sample_aspect_ratio or 0), Fraction(0)) or Fraction(1),
        "codec": context.name.removeprefix("lib").replace("dav1d", "av1"),
        "pix_fmt": context.pix_fmt or "",
        "interlaced": context.field_order > _PROGRESSIVE,
        "declared_rate": Fraction(video.average_rate or video.guessed_rate or 25),
        "declared_frames": video.frames or None,
    }


def _decoded_rotation(path: Path) -> int:
    """Return the rotation that the first picture carries: other containers hide it well."""
    with opened(path) as (container, video):
        for packet in packets_of(container, video):
            if packet.is_keyframe:
                pictures = packet.decode() or video.codec_context.decode(None)
                # FFmpeg counts counterclockwise.
                return round(-pictures[0].rotation / 90) * 90 % 360 if pictures else 0
    return 0


_ARRAYS = ("pts", "labels", "dts", "order", "durations", "is_key", "sizes", "suspects")
_FRACTIONS = ("time_base", "sar", "rate", "declared_rate")
_PLAIN = (
    *("coded_width", "coded_height", "rotation", "codec", "pix_fmt", "interlaced"),
    *("variable_rate", "declared_frames", "packets", "counted", "cut_off", "oddities"),
)


def _pack(index: FrameIndex) -> bytes:
    facts = {name: getattr(index, name) for name in _PLAIN}
    facts |= {name: str(getattr(index, name)) for name in _FRACTIONS}
    columns = {name: getattr(index, name) for name in _ARRAYS}
    if np.array_equal(index.labels, index.pts):
        del columns["labels"]
    return arrays.pack(facts, columns)


def _unpack(key: FileKey, data: bytes) -> FrameIndex:
    """Return what `_pack` packed; raises ValueError for what it did not."""
    facts, columns = arrays.unpack(data)
    facts |= {name: Fraction(facts[name]) for name in _FRACTIONS}
    facts["oddities"] = tuple(facts["oddities"])
    return _sealed(FrameIndex(key=key, **(facts | {"labels": columns["pts"]} | columns)))


def _sealed(index: FrameIndex) -> FrameIndex:
    for name in _ARRAYS:
        getattr(index, name).setflags(write=False)
    return index
