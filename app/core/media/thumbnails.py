"""Small pictures of a film's frames as JPEG, kept in the cache.

`Thumbnailer.near` shows the key frame at or before a frame and decodes one packet;
`Thumbnailer.exact` shows the frame itself and decodes all that lead to it, and `several` does so
for many frames in one pass. HDR is shown, if pale. Who decodes a film anyway can
`Thumbnailer.keep` pictures on the way.
"""

from __future__ import annotations

import contextlib
import io
import itertools
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import Self

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.stream import VideoStream

from app.core.cache import Cache
from app.core.errors import DamagedError
from app.core.media.convert import Converter
from app.core.media.geometry import fitting
from app.core.media.index import FrameIndex
from app.core.media.opening import first_video, open_film, packets_of
from app.core.media.reader import FrameReader

_KIND = "thumbnail-1"
_QUALITY = 85  # of JPEG, 0-100
_PATIENCE = 64  # packets looked at behind a seek before the key frame is given up


class Thumbnailer:
    """Pictures of one film, all of one width; for one thread at a time, in a ``with`` block.

    Args:
        index: The film.
        width: Of the upright picture, pixels; smaller films are not enlarged.
        cache: Where thumbnails are kept.
    """

    def __init__(self, index: FrameIndex, *, width: int = 160, cache: Cache | None = None) -> None:
        self._index = index
        self._width = width
        self._cache = cache or Cache()
        self._convert = Converter(index.path, fitting(index, width), "picture", strict=False)
        self._keys: tuple[InputContainer, VideoStream] | None = None
        self._reader: FrameReader | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the film."""
        if self._keys is not None:
            self._keys[0].close()
        if self._reader is not None:
            self._reader.close()
        self._keys = self._reader = None

    def near(self, frame: int) -> bytes:
        """Return a JPEG of the key frame at or before ``frame``.

        Raises:
            SourceError: The film cannot be read.
            DamagedError: It is damaged there.
        """
        key = self._index.key_before(frame)
        known = self.known(key)
        if known is not None:
            return known
        picture = self._grab(key)
        return self.exact(key) if picture is None else self.keep(key, picture)

    def exact(self, frame: int) -> bytes:
        """Return a JPEG of ``frame``; raises as `near` does."""
        known = self.known(frame)
        if known is not None:
            return known
        return self.keep(frame, self._read().read(frame))

    def several(self, frames: Iterable[int]) -> Iterator[tuple[int, bytes | None]]:
        """Yield a JPEG of each of ``frames``, in ascending order; None where the film is damaged.

        Those that depend on one key frame are decoded in one pass; between others the film is
        sought. So this is never more work than one after the other, and for shots that are shorter
        than the distance of key frames it is half of it.

        Raises `SourceError`: the film cannot be read.
        """
        missing: list[int] = []
        for frame in sorted(set(frames)):
            data = self.known(frame)
            if data is None:
                missing.append(frame)
                continue
            yield frame, data
        for run in runs(self._index, missing):
            yield from self._run(run)

    def _run(self, run: Sequence[int]) -> Iterator[tuple[int, bytes | None]]:
        """Yield JPEGs of frames that depend on one key frame."""
        reader, left = self._read(), deque(run)
        try:
            for frame, picture in reader.frames(run[:-1]):
                yield frame, self.keep(frame, picture)
                left.popleft()
        except DamagedError:
            yield left.popleft(), None
        for frame in left:  # the last one ends the pass: nothing behind it is decoded
            try:
                yield frame, self.keep(frame, reader.read(frame))
            except DamagedError:
                yield frame, None

    def known(self, frame: int) -> bytes | None:
        """Return the JPEG of ``frame`` where it is in the cache; decodes nothing."""
        return self._cache.load(_KIND, self._name(frame))

    def keep(self, frame: int, picture: av.VideoFrame) -> bytes:
        """Make the JPEG of a decoded ``picture``, which is frame number ``frame``, and keep it."""
        data = jpeg(self._convert(picture))
        self._cache.save(_KIND, self._name(frame), data)
        return data

    def _read(self) -> FrameReader:
        if self._reader is None:
            self._reader = FrameReader(self._index, cache=self._cache)
        return self._reader

    def _name(self, frame: int) -> str:
        return f"{self._index.key.id}-{frame}-{self._width}"

    def _grab(self, key: int) -> av.VideoFrame | None:
        """Decode the one packet of a key frame; None where it does not decode alone.

        A decoder waits for as many packets as frames may be out of order; told that the film ends
        here, it gives the picture at once.
        """
        _, video = self._opened()
        packet = None if self._index.counted else self._packet(key)
        if packet is None:
            return None
        context = video.codec_context
        try:
            pictures = context.decode(packet) or context.decode(None)
        except FFmpegError:
            return None
        finally:
            context.flush_buffers()
        return pictures[0] if pictures and not pictures[0].is_corrupt else None

    def _packet(self, key: int) -> Packet[VideoStream] | None:
        """Return the packet of a key frame; None where the container does not lead to it."""
        container, video = self._opened()
        wanted = int(self._index.labels[key]), int(self._index.sizes[key])
        for time in self._index.times_to_seek(key):
            with contextlib.suppress(FFmpegError):
                container.seek(time, stream=video)
                for packet in itertools.islice(packets_of(container, video), _PATIENCE):
                    if packet.is_keyframe and (packet.pts, packet.size) == wanted:
                        return packet
        return None

    def _opened(self) -> tuple[InputContainer, VideoStream]:
        if self._keys is None:
            container = open_film(self._index.path)
            video = first_video(container, self._index.path)
            video.codec_context.thread_count = 1  # one picture cannot be shared out
            # The filter smooths the edges of blocks; so does shrinking.
            video.codec_context.options = {"skip_loop_filter": "all"}
            self._keys = container, video
        return self._keys


def runs(index: FrameIndex, frames: Iterable[int]) -> Iterator[list[int]]:
    """Yield ascending frames in runs that depend on one key frame each."""
    run: list[int] = []
    for frame in frames:
        if run and index.key_before(frame) > run[-1]:
            yield run
            run = []
        run.append(frame)
    if run:
        yield run


def jpeg(picture: av.VideoFrame) -> bytes:
    """Return a bgr24 frame as a JPEG file."""
    from PIL import Image  # not OpenCV, which takes ten times the memory

    size, plane = (picture.width, picture.height), picture.planes[0]
    data = io.BytesIO()
    pixels = Image.frombytes("RGB", size, bytes(plane), "raw", "BGR", plane.line_size)
    pixels.save(data, "JPEG", quality=_QUALITY)
    return data.getvalue()
