"""From frames of films to pictures for the screen; for one thread, which keeps the films open."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from app.core.cache import Cache
from app.core.errors import SourceError
from app.core.jobs import Checkpoint, ignore
from app.core.language import tr
from app.core.media.as_trained import TrainedPictures, for_screen
from app.core.media.convert import Converter
from app.core.media.geometry import Geometry, Size, plan_geometry, within
from app.core.media.index import FrameIndex, index_file
from app.core.media.reader import FrameReader
from app.core.media.reel import Picture, picture_of
from app.core.media.shown_frames import Frames, own_frames, trained_frames

if TYPE_CHECKING:
    import av

    from app.core.media.preview import View

_KNOWN_INDEXES = 32


@dataclass(frozen=True, slots=True)
class Opened:
    """A view of a film that is open.

    Attributes:
        index: The film's index.
        shown: The frames of the view.
        geometry: From the coded picture to the shown one; to the exported one with a ``bucket``.
        look: A number for this film seen in this way; no other look has it.
        bucket: The size the trainer gives the exported picture; None where that is not shown.
        still: Whether it is exported as a picture, not as a frame of a clip.
    """

    index: FrameIndex
    shown: Frames
    geometry: Geometry
    look: int
    bucket: Size | None = None
    still: bool = False

    @property
    def frames(self) -> tuple[int, ...]:
        """The source frame of each position."""
        return self.shown.shown

    @property
    def size(self) -> Size:
        """The size of the pictures."""
        return self.bucket or self.geometry.size


class Projector:
    """Keeps the films that were looked at last open; use it in a ``with`` block.

    Args:
        cache: Where indexes and verdicts are kept.
        films: How many are kept open.
    """

    def __init__(self, cache: Cache | None = None, *, films: int = 3) -> None:
        self._cache = cache
        self._most = films
        self._indexes: OrderedDict[Path, FrameIndex] = OrderedDict()
        self._readers: OrderedDict[str, FrameReader] = OrderedDict()
        self._looks: dict[tuple[str, Geometry, Size | None, bool], int] = {}

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
        """Close the films; they are opened again when they are wanted."""
        while self._readers:
            self._readers.popitem()[1].close()

    def open(self, view: View, checkpoint: Checkpoint = ignore) -> Opened:
        """Open the film of a view.

        Raises:
            SourceError: It cannot be shown.
            Stopped: The checkpoint said so.
        """
        index = self._index(view.film, checkpoint)
        if not 0 <= view.start < view.end <= len(index):
            raise SourceError(
                tr(
                    '"{path}" has the frames 0 to {frames}, but not {start} to '
                    "{end}; mark the clip again.",
                    path=index.path,
                    frames=len(index),
                    start=view.start,
                    end=view.end,
                )
            )
        choose = own_frames if view.own else trained_frames
        shown = choose(index, view.start, view.end, view.rate)
        if view.bucket is None:
            geometry = within(index, view.box, view.crop, view.size, even=not view.still)
        else:
            geometry = plan_geometry(index, view.crop, view.size, even=not view.still)
        seen = index.key.id, geometry, view.bucket, view.still
        look = self._looks.setdefault(seen, len(self._looks))
        return Opened(index, shown, geometry, look, view.bucket, view.still)

    def pictures(
        self, opened: Opened, frames: Sequence[int], *, checkpoint: Checkpoint = ignore
    ) -> Iterator[Picture]:
        """Yield the picture of each source frame, in that order; ascending ones cost least.

        Raises:
            DamagedError: The film does not give a frame whole.
            SourceError: The film can no longer be read, or its pictures cannot be shown.
            Stopped: The checkpoint, called for every packet, said so.
        """
        make = _maker(opened)
        decoded = self._reader(opened.index).frames(frames, checkpoint=checkpoint)
        with contextlib.closing(decoded):
            for frame, picture in decoded:
                yield make(frame, picture)

    def forget(self, path: Path) -> None:
        """Look at a film's file anew next time: it may have been replaced."""
        self._indexes.pop(path, None)

    def _index(self, film: Path | FrameIndex, checkpoint: Checkpoint) -> FrameIndex:
        if not isinstance(film, Path):
            return film
        known = self._indexes.get(film)
        index = known or index_file(film, cache=self._cache, checkpoint=checkpoint)
        self._indexes[film] = index
        self._indexes.move_to_end(film)
        if len(self._indexes) > _KNOWN_INDEXES:
            self._indexes.popitem(last=False)
        return index

    def _reader(self, index: FrameIndex) -> FrameReader:
        name = index.key.id
        if name not in self._readers:
            self._readers[name] = FrameReader(index, cache=self._cache)
        self._readers.move_to_end(name)
        if len(self._readers) > self._most:
            self._readers.popitem(last=False)[1].close()
        return self._readers[name]


def _maker(opened: Opened) -> Callable[[int, av.VideoFrame], Picture]:
    """Return what makes a picture of a frame and what was decoded of it."""
    path, geometry = opened.index.path, opened.geometry
    if opened.bucket is None:
        convert = Converter(path, geometry, "screen", strict=False)
        return lambda frame, decoded: picture_of(frame, convert(decoded))
    trained = TrainedPictures(path, geometry, opened.bucket, still=opened.still)
    width, height = opened.bucket
    return lambda frame, decoded: Picture(
        frame, width, height, 4 * width, for_screen(trained(decoded))
    )
