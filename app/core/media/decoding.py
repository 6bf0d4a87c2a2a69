"""Decode a film from a chosen frame on, and say which frame each picture is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import TYPE_CHECKING

import av
import numpy as np
from av.error import FFmpegError
from av.packet import Packet
from av.video.stream import VideoStream

from app.core.errors import SourceError
from app.core.language import tr
from app.core.media.opening import first_video, open_film, packets_of

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

Keep = Callable[[int], bool]
"""Whether a frame is wanted: others are not decoded where nothing depends on them."""

# Decoders whose non-reference frames can be left out without a trace in the others, switched at any
# packet. (dav1d fixes its choice when it opens; VP9 may learn from such frames.)
_SKIPPING = {"h264", "mpeg2video", "mpeg1video"}

# Codecs whose decoders flag the pictures they had to mend; of others the container's doubt must do.
FLAGGING = {"h264", "mpeg2video", "mpeg1video", "mpeg4"}


class Lost(Exception):
    """After a jump, the packets are not those of the index."""


class Decoder:
    """One open film, decoded forward from the frame it was last sent to.

    Attributes:
        parallel: Decodes frames in parallel; whatever looks damaged is then to be read again by
            a decoder in one thread, which mends as the trainer's does and says which packet it was.
        fed: The frame whose packet was fed last; None where that packet shows nothing.
        fed_order: That packet, counted in decoding order.
        left_out: That frame was not wanted and may not have been decoded.
        ended: Nothing more comes; start anew.
        strangers: Pictures that came out and are no frame of the index.
    """

    def __init__(self, index: FrameIndex, *, parallel: bool, threads: int) -> None:
        self.parallel = parallel
        self._index = index
        self._threads = threads
        self._labels, self._places = _lookup(index)
        self._jumped = False
        self.strangers = 0
        self._open()

    def _open(self) -> None:
        self._container = open_film(self._index.path)
        self._video = first_video(self._container, self._index.path)
        context = self._video.codec_context
        if self.parallel:
            context.thread_type = "AUTO"
            context.thread_count = self._threads
            # With frames in flight, a decoder may hand out a picture before it flags it as mended.
            context.options = {"err_detect": "explode"}
        else:
            context.thread_count = 1
        # How damage is mended depends on all that was decoded before: leave nothing out.
        doubtful = self._index.oddities and not self.parallel
        self._skips = not doubtful and _may_skip(context.name, context.extradata or b"")
        self._restart()

    def _restart(self, first: Packet[VideoStream] | None = None) -> None:
        self._packets = packets_of(self._container, self._video)
        self._first = first
        self.ended = False
        self.left_out = False
        self.fed: int | None = None
        self.fed_order = -1

    def close(self) -> None:
        """Close the file; pictures handed out stay valid."""
        self._container.close()

    def start(self, frame: int) -> int:
        """Make ``frame``, where decoding can begin, the next to be decoded.

        Returns:
            ``frame``; or 0 where the film cannot be entered there.
        """
        self._jumped = frame > 0 and self._land(frame)
        if self._jumped:
            return frame
        self.rewind()
        return 0

    def rewind(self) -> None:
        """Go back to the beginning of the file."""
        self._jumped = False
        self._container.close()
        self._open()

    def _land(self, frame: int) -> bool:
        """Seek to a key frame; return whether its packet was found."""
        index = self._index
        if index.counted or not index.is_key[frame]:
            return False
        wanted = int(index.labels[frame]), int(index.sizes[frame])
        for time in index.times_to_seek(frame):
            try:
                self._container.seek(time, stream=self._video)
                if self._find(wanted, int(index.order[frame])):
                    return True
            except FFmpegError:
                continue  # not every container can seek everywhere
        return False

    def _find(self, wanted: tuple[int, int], order: int) -> bool:
        for packet in packets_of(self._container, self._video):
            if packet.is_keyframe and (packet.pts, packet.size) == wanted:
                self._restart(packet)
                return True
            place = None if packet.is_discard else self.place(packet.pts)
            if place is not None and self._index.order[place] >= order:
                return False
        return False

    def place(self, label: int | None) -> int | None:
        """Return the frame that the decoder calls ``label``; None where there is none."""
        if label is None:
            return None
        at = bisect_left(self._labels, label)
        if at == len(self._labels) or self._labels[at] != label:
            return None
        return at if self._places is None else self._places[at]

    def feed(self, keep: Keep) -> list[tuple[int, av.VideoFrame]]:
        """Decode one more packet; return the pictures that come out and what they are.

        Pictures come in display order, later than their packets.

        Raises:
            FFmpegError: The packet, or one shortly before it, cannot be decoded.
            Lost: After a jump, the packet is not that of the index.
            SourceError: The file is another than was indexed.
        """
        packet = self._next()
        if packet is None:
            self.fed = None
            return self.drain()
        self._identify(packet)
        self.left_out = False
        if self._skips and self.fed is not None:  # a second field goes the way of the first
            self.left_out = not keep(self.fed)
            self._video.codec_context.skip_frame = "NONREF" if self.left_out else "DEFAULT"
        return self._named(packet.decode())

    def drain(self) -> list[tuple[int, av.VideoFrame]]:
        """Return the pictures still inside the decoder, which has then ended."""
        self.ended = True
        return self._named(self._video.codec_context.decode(None))

    def _next(self) -> Packet[VideoStream] | None:
        packet, self._first = self._first, None
        if packet is not None:
            return packet
        return next((packet for packet in self._packets if packet.size), None)

    def _identify(self, packet: Packet[VideoStream]) -> None:
        if self._index.counted:
            packet.pts = packet.dts = self.fed_order + 1
        self.fed = None if packet.is_discard else self.place(packet.pts)
        silent = packet.is_discard or self._index.silent > 0
        if self.fed is not None and packet.size != self._index.sizes[self.fed]:
            self.fed = None  # a packet that shows nothing may bear the time of one that does
        elif self.fed is not None:
            self.fed_order = int(self._index.order[self.fed])
            return
        self.fed_order += 1
        if silent:
            return
        if self._jumped:
            raise Lost
        raise SourceError(
            tr('"{path}" has changed since it was opened; open it again.', path=self._index.path)
        )

    def _named(self, pictures: list[av.VideoFrame]) -> list[tuple[int, av.VideoFrame]]:
        named = ((self.place(picture.pts), picture) for picture in pictures)
        known = [(place, picture) for place, picture in named if place is not None]
        self.strangers += len(pictures) - len(known)
        return known


def _may_skip(codec: str, extradata: bytes) -> bool:
    """Return whether frames that nothing refers to can be left out.

    In HEVC "non-reference" holds within a temporal layer only, so there must be no more than one.
    """
    if codec != "hevc":
        return codec in _SKIPPING
    if extradata[:1] == b"\1" and len(extradata) > 21:  # an hvcC record: numTemporalLayers
        return extradata[21] >> 3 & 7 == 1
    start = extradata.find(b"\0\0\1\x40\x01")  # the VPS: vps_max_sub_layers_minus1
    return start >= 0 and len(extradata) > start + 6 and extradata[start + 6] >> 1 & 7 == 0


def _lookup(index: FrameIndex) -> tuple[memoryview, memoryview | None]:
    """Return the labels in ascending order and, where that is not display order, their frames."""
    if index.labels is index.pts:
        return index.labels.data, None
    order = np.argsort(index.labels, kind="stable")
    return index.labels[order].data, order.data
