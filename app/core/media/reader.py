"""Read any frame of a film: that frame, or an error; never a neighbour."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Self

import av
import numpy as np
from av.error import FFmpegError

from app.core.errors import DamagedError
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.media.opening import first_video, open_film, reason

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex


class FrameReader:
    """One open film; use it in a ``with`` block and from one thread at a time."""

    def __init__(self, index: FrameIndex, *, threads: int = 0) -> None:
        self._index = index
        self._container = open_film(index.path)
        self._video = first_video(self._container, index.path)
        self._video.thread_type = "AUTO"
        self._video.codec_context.thread_count = threads or min(4, os.cpu_count() or 1)
        self._pending: deque[tuple[int, av.VideoFrame]] = deque()
        self._packets: Iterator[av.Packet[av.VideoStream]] | None = None
        self._last: tuple[int, av.VideoFrame] | None = None

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
        """Close the file; the frames handed out stay valid."""
        self._pending.clear()
        self._packets = None
        self._container.close()

    def read(self, frame: int) -> av.VideoFrame:
        """Return a frame, as coded: neither rotated nor scaled.

        Raises:
            DamagedError: The film does not give this frame.
            IndexError: ``frame`` is not in the film.
        """
        if not 0 <= frame < len(self._index):
            raise IndexError(f"frame {frame} of {len(self._index)}")
        if self._last is not None and self._last[0] == frame:
            return self._last[1]
        if not self._ahead(frame):
            self._seek(self._index.key_before(frame))
        found = self._advance(frame)
        if found is None:
            raise DamagedError(
                f'"{self._index.path}" is damaged: frame {frame} cannot be decoded; '
                "use the frames before it.",
                frame=frame,
            )
        self._last = frame, found
        return found

    def frames(
        self, wanted: Iterable[int], *, checkpoint: Checkpoint = ignore
    ) -> Iterator[tuple[int, av.VideoFrame]]:
        """Yield ``(frame, picture)`` for ascending frame numbers, repeats allowed."""
        todo = list(wanted)
        for done, frame in enumerate(todo):
            checkpoint(Progress(done, len(todo)))
            yield frame, self.read(frame)

    def _ahead(self, frame: int) -> bool:
        """Return whether decoding on reaches ``frame`` with less work than seeking."""
        if self._packets is None or self._last is None or frame < self._last[0]:
            return False
        return self._index.key_before(frame) <= self._last[0] or bool(
            np.count_nonzero(self._index.is_key[self._last[0] + 1 : frame + 1]) <= 1
        )

    def _seek(self, key: int) -> None:
        self._pending.clear()
        self._last = None
        self._container.seek(int(self._index.labels[key]), stream=self._video)
        self._packets = self._container.demux(self._video)

    def _advance(self, frame: int) -> av.VideoFrame | None:
        wanted = int(self._index.labels[frame])
        while True:
            while self._pending:
                place, picture = self._pending.popleft()
                if place == wanted:
                    return picture
                if place > wanted:
                    return None
            packet = next(self._packets, None) if self._packets else None
            if packet is None:
                return None
            try:
                self._pending.extend((f.pts or 0, f) for f in packet.decode())
            except FFmpegError as error:
                raise DamagedError(
                    f'"{self._index.path}" is damaged at frame {frame}; use the frames before it.',
                    frame=frame,
                    detail=reason(error),
                ) from error
