"""Small pictures of a film's frames, straight from the decoder."""

from __future__ import annotations

import contextlib
import itertools
from bisect import bisect_left
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import TypeAlias

import av
import numpy as np
import numpy.typing as npt
from av.container import InputContainer
from av.error import FFmpegError
from av.video.reformatter import Interpolation, VideoReformatter
from av.video.stream import VideoStream

from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import tr
from app.core.media.index import FrameIndex
from app.core.media.opening import first_video, open_film, packets_of
from app.core.shots.features import HEIGHT, WIDTH, Thumbnail

Flags: TypeAlias = npt.NDArray[np.bool_]
Pictures: TypeAlias = Generator[tuple[int, Thumbnail], None, None]
Shrink: TypeAlias = Callable[[av.VideoFrame], Thumbnail]
Packets: TypeAlias = "Iterator[av.Packet[VideoStream]]"

_LONGER_SIDE = 256  # px at which PySceneDetect looks at larger pictures
_KEYS_APART = 8  # frames at least between the key frames of a draft
# Decoders that can be told at any packet to leave out what nothing refers to.
_SKIPPING = {"h264", "hevc", "mpeg1video", "mpeg2video"}


def thumbnails(
    index: FrameIndex, start: int = 0, *, needed: Flags | None = None, threads: int = 0
) -> Pictures:
    """Yield frames and their thumbnails in display order, from ``start`` or some way before it.

    Where decoding fails, or cannot begin at a key frame after all, the thumbnails end; that is no
    error here. The loop filter is left out: at this size nobody sees it.

    Args:
        index: The film.
        start: The first frame that matters.
        needed: One flag per frame; frames without it are left out where that saves work.
        threads: Of the decoder; 0 = as many as there are processors.

    Raises:
        SourceError: The file cannot be opened any more.
    """
    with _opened(index, threads) as (container, video):
        packets = _packets_from(index, container, video, start)
        if needed is not None and video.codec_context.name in _SKIPPING:
            packets = _skipping(index, video, packets, needed)
        pictures = _trusted(index, _decoded(video, packets), start)
        yield from _shrunk(index, pictures, _thumbnail())


def key_thumbnails(index: FrameIndex, checkpoint: Checkpoint = ignore) -> Pictures:
    """Yield frames where decoding can begin, and their thumbnails, roughly in display order.

    Of such frames that lie close together not all are looked at.

    Args:
        index: The film.
        checkpoint: Called with packets read and packets in all.

    Raises:
        SourceError: The file cannot be opened any more.
        Stopped: The checkpoint said so.
    """
    with _opened(index, threads=0) as (container, video):
        video.codec_context.skip_frame = "NONKEY"
        packets = _packets_from(index, container, video, 0)
        keys = _keys(index, packets, checkpoint)
        yield from _shrunk(index, _decoded(video, keys), _thumbnail())


def rgb_pictures(index: FrameIndex, width: int, height: int) -> Pictures:
    """Yield all frames and small pictures of them, shape (height, width, 3), in display order.

    Where decoding fails, the pictures end.

    Raises:
        SourceError: The file cannot be opened any more.
    """
    with _opened(index, threads=0) as (container, video):
        packets = _packets_from(index, container, video, 0)
        shrink = _shrinking(width, height, "rgb24", Interpolation.BILINEAR)
        yield from _shrunk(index, _decoded(video, packets), shrink)


def bgr_pictures(index: FrameIndex) -> Pictures:
    """Yield all frames, upright, as PySceneDetect sees them, shape (height, width, 3).

    The same pixels that OpenCV gives it, scaled as it scales them: the longer side to 256. Where
    decoding fails, the pictures end.

    Raises:
        SourceError: The file cannot be opened any more.
    """
    with _opened(index, threads=0, loop_filter=True) as (container, video):
        packets = _packets_from(index, container, video, 0)
        yield from _shrunk(index, _decoded(video, packets), _upright(index))


@contextlib.contextmanager
def _opened(
    index: FrameIndex, threads: int, *, loop_filter: bool = False
) -> Iterator[tuple[InputContainer, VideoStream]]:
    container = open_film(index.path)
    try:
        video = first_video(container, index.path)
        video.thread_type = "AUTO"
        video.codec_context.thread_count = threads
        if not loop_filter:
            video.codec_context.options = {"skip_loop_filter": "all"}
        yield container, video
    finally:
        container.close()


def _packets_from(
    index: FrameIndex, container: InputContainer, video: VideoStream, start: int
) -> Packets:
    """Return the packets from the key frame before ``start`` on, or from an earlier one."""
    place = _Places(index)
    key = 0 if index.counted else index.key_before(start)
    for time in index.times_to_seek(key) if key else ():
        with contextlib.suppress(FFmpegError):
            container.seek(time, stream=video)
            packets = _with_data(container, video)
            first = next(packets, None)
            found = None if first is None else place.of(first.pts)
            if first is not None and found is not None and found <= key:
                return itertools.chain([first], packets)
    if key:
        container.seek(0, stream=video)
    packets = _with_data(container, video)
    return _counted(packets) if index.counted else packets


def _with_data(container: InputContainer, video: VideoStream) -> Packets:
    return (packet for packet in packets_of(container, video) if packet.size)


def _counted(packets: Packets) -> Packets:
    for number, packet in enumerate(packets):
        packet.pts = packet.dts = number
        yield packet


def _skipping(index: FrameIndex, video: VideoStream, packets: Packets, needed: Flags) -> Packets:
    """Pass on ``packets``; tell the decoder before each whether its frame may be left out."""
    places, skips = _Places(index), False
    for packet in packets:
        frame = places.of(packet.pts)
        if skips != (frame is not None and not needed[frame]):
            skips = not skips
            video.codec_context.skip_frame = "NONREF" if skips else "DEFAULT"
        yield packet


def _decoded(video: VideoStream, packets: Packets) -> Iterator[av.VideoFrame]:
    with contextlib.suppress(FFmpegError):
        for packet in packets:
            yield from packet.decode()
        yield from video.codec_context.decode(None)


def _trusted(
    index: FrameIndex, pictures: Iterable[av.VideoFrame], start: int
) -> Iterator[av.VideoFrame]:
    """Pass on ``pictures`` unless the key frame they begin with is called so wrongly."""
    places, key = _Places(index), index.key_before(start)
    for picture in pictures:
        if key and places.of(picture.pts) == key and not picture.key_frame:
            return
        yield picture


def _keys(index: FrameIndex, packets: Packets, checkpoint: Checkpoint) -> Packets:
    places, last = _Places(index), -_KEYS_APART
    for number, packet in enumerate(packets):
        checkpoint(Progress(number, index.packets, tr("Drafting cuts")))
        frame = places.of(packet.pts) if packet.is_keyframe else None
        if frame is not None and frame - last >= _KEYS_APART:
            last = frame
            yield packet


def _shrunk(index: FrameIndex, pictures: Iterable[av.VideoFrame], shrink: Shrink) -> Pictures:
    places = _Places(index)
    for picture in pictures:
        frame = places.of(picture.pts)
        if frame is not None:
            yield frame, shrink(picture)


def _thumbnail() -> Shrink:
    return _shrinking(WIDTH, HEIGHT, "yuv420p", Interpolation.FAST_BILINEAR)


def _shrinking(width: int, height: int, pixels: str, how: Interpolation) -> Shrink:
    scaler = VideoReformatter()

    def shrink(picture: av.VideoFrame) -> Thumbnail:
        small = scaler.reformat(picture, width, height, pixels, interpolation=how)
        return small.to_ndarray().astype(np.uint8, copy=False)

    return shrink


def _upright(index: FrameIndex) -> Shrink:
    import cv2

    width, height, turns = index.coded_width, index.coded_height, -(index.rotation // 90)
    shrink = _shrinking(width, height, "bgr24", Interpolation.BICUBIC)
    factor = max(width, height) / _LONGER_SIDE
    size = max(1, round(width / factor)), max(1, round(height / factor))

    def scaled(picture: av.VideoFrame) -> Thumbnail:
        pixels: np.ndarray = shrink(picture)
        if factor > 1:
            pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR)
        return np.ascontiguousarray(np.rot90(pixels, turns))

    return scaled


class _Places:
    """Tells which frame a decoder's label stands for."""

    def __init__(self, index: FrameIndex) -> None:
        order = np.argsort(index.labels, kind="stable")
        self._labels, self._frames = index.labels[order].data, order.data

    def of(self, label: int | None) -> int | None:
        """Return the frame, or None for a label that is not in the index."""
        if label is None:
            return None
        place = bisect_left(self._labels, label)
        if place == len(self._labels) or self._labels[place] != label:
            return None
        return self._frames[place]
