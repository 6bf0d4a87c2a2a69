"""The pictures a model is shown: of the very frames that are trained, at the crop that is trained.

Decoded here and nowhere else, so that every model sees the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from types import TracebackType
from typing import TYPE_CHECKING, Self

from app.core.captions.machine.asking import Frame, Look
from app.core.errors import SourceError
from app.core.jobs import Checkpoint, ignore
from app.core.language import tr
from app.core.library.model import Clip, Still
from app.core.library.sources import trouble_with

if TYPE_CHECKING:
    from app.core.cache import Cache
    from app.core.library.project import Project
    from app.core.media.geometry import Geometry
    from app.core.media.index import FrameIndex
    from app.core.media.reader import FrameReader

_LEAST = 4  # pictures of a clip, where it has so many


def chosen(length: int, rate: Fraction, *, per_second: float = 2.0, most: int = 16) -> list[int]:
    """Return which frames of a conformed clip are shown: the first, the last, others in between.

    Args:
        length: Frames of the clip as it is trained, 1 or more.
        rate: Frames per second it is trained at.
        per_second: Pictures for each second.
        most: Pictures at most.

    Returns:
        Positions in the clip, ascending, none twice; they lie as evenly as whole frames can.
    """
    wanted = math.floor(length / rate * Fraction(per_second) + Fraction(1, 2))
    count = min(length, max(min(_LEAST, most), min(most, wanted)))
    return _spread(length, count)


def halved(frames: Sequence[Frame]) -> tuple[Frame, ...]:
    """Return half of a clip's pictures, the first and the last among them; at least one."""
    return tuple(frames[place] for place in _spread(len(frames), max(1, len(frames) // 2)))


def _spread(length: int, count: int) -> list[int]:
    if count <= 1:
        return [0]
    return [(2 * n * (length - 1) + count - 1) // (2 * (count - 1)) for n in range(count)]


class Pictures:
    """Decodes what a model is shown, clip by clip; for one thread, in a ``with`` block.

    Args:
        project: Whose clips and stills.
        cache: Where frame indexes are kept.
        look: How much is shown.
    """

    def __init__(
        self, project: Project, look: Look | None = None, *, cache: Cache | None = None
    ) -> None:
        self._project = project
        self._cache = cache
        self._look = look or Look()
        self._open: tuple[int, FrameIndex, FrameReader] | None = None

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
        """Close the film that is open."""
        if self._open is not None:
            self._open[2].close()
            self._open = None

    def of(
        self, row: Clip | Still, checkpoint: Checkpoint = ignore
    ) -> tuple[tuple[Frame, ...], float]:
        """Return the pictures of a row and how many seconds it lasts as it is trained.

        Raises:
            SourceError: The film cannot be used, or not there.
            Stopped: The checkpoint said so.
        """
        index, reader = self._film(row.source, checkpoint)
        if isinstance(row, Still):
            if row.frame >= len(index):
                raise _short(index, row.frame + 1)
            shown, times, duration = [row.frame], [0.0], 0.0
        else:
            shown, times, duration = self._of_clip(index, row)
        return self._decoded(index, reader, row, (shown, times), checkpoint), duration

    def _of_clip(self, index: FrameIndex, row: Clip) -> tuple[list[int], list[float], float]:
        from app.core.media.conform import conform

        if row.end > len(index):
            raise _short(index, row.end)
        rate = self._project.settings.rate
        frames = conform(index, row.start, row.end, rate)
        look = self._look
        places = chosen(len(frames), rate, per_second=look.per_second, most=look.frames)
        times = [float(place / rate) for place in places]
        return [frames[place] for place in places], times, float(len(frames) / rate)

    def _decoded(
        self,
        index: FrameIndex,
        reader: FrameReader,
        row: Clip | Still,
        shown: tuple[list[int], list[float]],
        checkpoint: Checkpoint,
    ) -> tuple[Frame, ...]:
        from app.core.media.convert import Converter
        from app.core.media.thumbnails import jpeg

        frames, times = shown
        convert = Converter(index.path, self._geometry(index, row), "picture")
        pictures = reader.frames(frames, checkpoint=checkpoint)
        return tuple(
            Frame(jpeg(convert(picture)), seconds)
            for (_, picture), seconds in zip(pictures, times, strict=True)
        )

    def _geometry(self, index: FrameIndex, row: Clip | Still) -> Geometry:
        from app.core.media.geometry import Size, for_still, within

        box = Size(self._look.long_side, self._look.long_side)
        if isinstance(row, Clip):
            return within(index, box, row.crop)
        size = self._project.settings.still_size
        part = for_still(index, row.crop, None if size is None else Size(*size))
        return within(index, box, part, even=False)

    def _film(self, source: int, checkpoint: Checkpoint) -> tuple[FrameIndex, FrameReader]:
        if self._open is None or self._open[0] != source:
            from app.core.media.index import index_file
            from app.core.media.reader import FrameReader

            self.close()
            film = self._project.source(source)
            trouble = trouble_with(self._project, film)
            if trouble is not None:
                raise SourceError(trouble.message)
            path = self._project.path_of(film)
            index = index_file(path, cache=self._cache, checkpoint=checkpoint)
            self._open = source, index, FrameReader(index, cache=self._cache)
        return self._open[1], self._open[2]


def _short(index: FrameIndex, end: int) -> SourceError:
    return SourceError(
        tr(
            '"{path}" has {frames} frames, but {end} are needed; mark the clip again.',
            path=index.path,
            frames=len(index),
            end=end,
        )
    )
