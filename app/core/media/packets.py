"""What demuxing tells about a film: one row per packet of its first video stream."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from av.container import InputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream

from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import tr
from app.core.media.fields import Fields
from app.core.media.opening import packets_of, reason

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NO_TIME = -(1 << 63)  # stands for a missing time stamp
_EVERY = 128  # packets between two checkpoints


@dataclass(frozen=True, eq=False)
class Packets:
    """The packets that hold data, in decoding order.

    Attributes:
        pts: Presentation times in time base units; `NO_TIME` where missing.
        dts: Decoding times, likewise.
        durations: In time base units, 0 where unknown.
        sizes: Bytes.
        is_key: Decoding can begin here.
        is_hidden: An edit list has it decoded but not shown.
        is_silent: It gives no frame of its own: hidden, the second field of a frame, a reference
            that is never shown.
        is_corrupt: The demuxer calls it damaged.
        broken: Why reading stopped before the end; empty where it did not.
    """

    pts: Ints
    dts: Ints
    durations: Ints
    sizes: Ints
    is_key: Flags
    is_hidden: Flags
    is_silent: Flags
    is_corrupt: Flags
    broken: str = ""

    def __len__(self) -> int:
        return len(self.pts)


def demux(
    container: InputContainer, video: VideoStream, checkpoint: Checkpoint = ignore
) -> Packets:
    """Read every packet of ``video``, decoding none.

    A file that cannot be read to its end gives what came before, and says why in ``broken``.
    """
    columns = [array("q") for _ in range(4)]
    flags = bytearray()
    broken = ""
    try:
        _read(container, video, columns, flags, checkpoint)
    except FFmpegError as error:
        broken = reason(error)
    bits = np.frombuffer(bytes(flags), np.uint8)
    pts, dts, durations, sizes = (np.array(column, np.int64) for column in columns)
    return Packets(
        pts,
        dts,
        np.maximum(durations, 0),
        sizes,
        is_key=(bits & 1).astype(bool),
        is_hidden=(bits & 2).astype(bool),
        is_silent=(bits & 10).astype(bool),
        is_corrupt=(bits & 4).astype(bool),
        broken=broken,
    )


def _listener(video: VideoStream) -> Callable[[bytes], bool] | None:
    """Return what tells a packet that gives no frame; None where the codec has no such packets."""
    context = video.codec_context
    if context.name == "h264":
        fields = Fields(context.extradata)
        return fields.is_second if fields.possible else None
    if context.name == "vp8":
        return lambda packet: not packet[0] & 16  # show_frame (RFC 6386 §9.1)
    return None


def _read(
    container: InputContainer,
    video: VideoStream,
    columns: list[array[int]],
    flags: bytearray,
    checkpoint: Checkpoint,
) -> None:
    pts, dts, durations, sizes = columns
    size = max(container.size, 1)
    silent = _listener(video)
    for packet in packets_of(container, video):
        if not packet.size:  # the end of the stream, or "show the last picture again"
            continue
        at, decode_at = packet.pts, packet.dts
        pts.append(NO_TIME if at is None else at)
        dts.append(NO_TIME if decode_at is None else decode_at)
        durations.append(packet.duration or 0)
        sizes.append(packet.size)
        flags.append(packet.is_keyframe | packet.is_discard << 1 | packet.is_corrupt << 2)
        if silent and silent(bytes(packet)):
            flags[-1] |= 8
        if not len(pts) % _EVERY:
            checkpoint(Progress(min(packet.pos or 0, size), size, tr("Indexing")))
