"""Read any frame of a film: that frame, or an error; never a neighbour, never a mended picture."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable
from types import TracebackType
from typing import Self

import av

from app.core.cache import Cache
from app.core.errors import DamagedError
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import tr
from app.core.media.decoding import FLAGGING, Decoder, Keep
from app.core.media.forward import Pass
from app.core.media.index import FrameIndex
from app.core.media.verdict import known_verdict

_STEP = 24  # a frame at most so far after the one before is taken as a sign that more will follow


class FrameReader:
    """One open film; use it in a ``with`` block and from one thread at a time.

    Frames are decoded in parallel; once something looks damaged, in one thread, to see which are
    whole. What a verdict on the film says, if there is one, is heeded: where decoding is known to
    fail, nothing past that point is read.
    """

    def __init__(self, index: FrameIndex, *, threads: int = 0, cache: Cache | None = None) -> None:
        """Open the film.

        Args:
            index: Its index.
            threads: Of the decoder; 0 = as many as there are processors, 4 at most.
            cache: Where a verdict may be kept.

        Raises:
            SourceError: The file can no longer be read.
        """
        self._index = index
        self._threads = threads or min(4, os.cpu_count() or 1)
        self._verdict = known_verdict(index, cache=cache)
        self._last: tuple[int, av.VideoFrame] | None = None
        self._watch = _Watch()
        self._trusted = True
        self._passes: dict[bool, Pass] = {}  # in parallel or not
        self._pass(parallel=True)

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
        for opened in self._passes.values():
            opened.close()

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
    ) -> Generator[tuple[int, av.VideoFrame], None, None]:
        """Yield ``(frame, picture)`` for each wanted frame, in that order.

        Ascending frames cost least: the film is then read in one pass, what nobody needs is not
        decoded, and long gaps are jumped. A repeated frame is the same picture again. The
        checkpoint is called for every packet: the way from a key frame can be long.

        Raises what `read` raises, when the frame's turn comes.
        """
        todo = list(wanted)
        needed = frozenset(todo)
        last = max(todo, default=0)
        done = 0

        def keep(place: int) -> bool:
            return place in needed or place > last  # what follows may be asked for next

        self._watch.tick = lambda: checkpoint(Progress(done, len(todo)))
        try:
            for done, frame in enumerate(todo):
                checkpoint(Progress(done, len(todo)))
                yield frame, self._read(frame, keep)
        finally:
            self._watch.tick = _no_tick

    def _read(self, frame: int, keep: Keep | None) -> av.VideoFrame:
        if not 0 <= frame < len(self._index):
            raise IndexError(f"frame {frame} of {len(self._index)}")
        if self._last is not None and self._last[0] == frame:
            return self._last[1]
        stops_at = self._verdict.stops_at if self._verdict else None
        if stops_at is not None and frame >= stops_at:
            raise self._damaged(stops_at)
        picture = self._sought(frame, keep)
        self._last = frame, picture
        return picture

    def _sought(self, frame: int, keep: Keep | None) -> av.VideoFrame:
        if self._trusted and (keep is not None or self._flags_can_wait):
            picture = self._pass(parallel=True).read(frame, keep)
            if picture is not None:
                return picture
            self._trusted = False
        careful = self._pass(parallel=False)
        picture = careful.read(frame, keep)
        if picture is None:
            raise self._damaged(careful.first_bad)
        return picture

    @property
    def _flags_can_wait(self) -> bool:
        """Whether a decoder may be emptied with frames in flight.

        A picture handed out then may not yet be flagged as mended.
        """
        whole = self._verdict is not None and self._verdict.damaged_after is None
        return whole or self._index.codec not in FLAGGING

    def _pass(self, *, parallel: bool) -> Pass:
        if parallel not in self._passes:
            decoder = Decoder(self._index, parallel=parallel, threads=self._threads)
            watch = self._watch  # not ourselves: a decoder in a circle stays until it is collected
            self._passes[parallel] = Pass(self._index, decoder, lambda: watch.tick())
        return self._passes[parallel]

    def _damaged(self, frame: int) -> DamagedError:
        return DamagedError(
            tr(
                '"{path}" is damaged: it cannot be decoded at frame {frame}; '
                "use the frames before it.",
                path=self._index.path,
                frame=frame,
            ),
            frame=frame,
        )


def _no_tick() -> None:
    """Stand for the checkpoint of a read that nobody watches."""


class _Watch:
    """What is called for every packet; another thing for each read."""

    def __init__(self) -> None:
        self.tick: Callable[[], None] = _no_tick
