"""Read any frame of a film: that frame, or an error; never a neighbour, never a mended picture."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Self

import av

from app.core.errors import DamagedError
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.media.decoding import Decoder, Keep
from app.core.media.forward import Pass

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

_STEP = 24  # a frame at most so far after the one before is taken as a sign that more will follow


class FrameReader:
    """One open film; use it in a ``with`` block and from one thread at a time.

    Frames are decoded in parallel. Once something looks damaged they are decoded in one thread, to
    see which are whole.
    """

    def __init__(
        self, index: FrameIndex, *, threads: int = 0, damaged_after: int | None = None
    ) -> None:
        """Open the film.

        Args:
            index: Its index.
            threads: Of the decoder; 0 = as many as there are processors, 4 at most.
            damaged_after: From this frame on every frame is refused, as a verdict said.
        """
        self._index = index
        self._threads = threads or min(4, os.cpu_count() or 1)
        self._damaged_after = damaged_after
        self._last: tuple[int, av.VideoFrame] | None = None
        self._pass = Pass(index, Decoder(index, parallel=True, threads=self._threads))

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
        """Close the file; pictures handed out stay valid."""
        self._last = None
        self._pass.close()

    def read(self, frame: int) -> av.VideoFrame:
        """Return a frame, as coded: neither turned nor scaled.

        Raises:
            DamagedError: The film does not give this frame whole.
            SourceError: The file can no longer be read.
            IndexError: ``frame`` is not in the film.
        """
        near = self._last is not None and 0 <= frame - self._last[0] <= _STEP
        # A frame in two packets is not complete when its own has been decoded: no short cut.
        if near or self._index.silent:
            return self._read(frame, lambda place: place >= frame)
        return self._read(frame, None)

    def frames(
        self, wanted: Iterable[int], *, checkpoint: Checkpoint = ignore
    ) -> Iterator[tuple[int, av.VideoFrame]]:
        """Yield ``(frame, picture)`` for each wanted frame, in that order.

        Ascending frames cost least: the film is then read in one pass, what nobody needs is not
        decoded, and long gaps are jumped. A repeated frame is the same picture again.

        Raises what `read` raises, when the frame's turn comes.
        """
        todo = list(wanted)
        needed = frozenset(todo)
        done = 0

        def keep(place: int) -> bool:
            checkpoint(Progress(done, len(todo)))  # the way from a key frame can be long
            return place in needed

        for done, frame in enumerate(todo):
            checkpoint(Progress(done, len(todo)))
            yield frame, self._read(frame, keep)

    def _read(self, frame: int, keep: Keep | None) -> av.VideoFrame:
        if not 0 <= frame < len(self._index):
            raise IndexError(f"frame {frame} of {len(self._index)}")
        if self._last is not None and self._last[0] == frame:
            return self._last[1]
        if self._damaged_after is not None and frame >= self._damaged_after:
            raise self._damaged(self._damaged_after)
        picture = self._pass.read(frame, keep)
        if picture is None and self._pass.decoder.parallel:
            self._pass.close()
            self._pass = Pass(self._index, Decoder(self._index, parallel=False, threads=1))
            picture = self._pass.read(frame, keep)
        if picture is None:
            raise self._damaged(self._pass.first_bad)
        self._last = frame, picture
        return picture

    def _damaged(self, frame: int) -> DamagedError:
        return DamagedError(
            f'"{self._index.path}" is damaged: it cannot be decoded at frame {frame}; '
            "use the frames before it.",
            frame=frame,
        )
