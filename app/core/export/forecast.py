"""What exporting one clip or still would give, known without reading a picture."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from app.core.errors import SourceError
from app.core.export.films import Film
from app.core.export.starter import Material
from app.core.language import tr
from app.core.library.model import Clip, Still
from app.core.media.conform import conform, conformed_length
from app.core.media.geometry import Crop, Size, plan_geometry, plan_still

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

_FASTEST = 1000  # frames per second that the export makes


class Forecast:
    """Foretells the files of clips and stills at one rate; remembers the sizes of crops.

    Args:
        rate: Frames per second of exported clips.
        still_size: The size stills shall have; None for that of their crops.
    """

    def __init__(self, rate: Fraction, still_size: tuple[int, int] | None = None) -> None:
        self._rate = rate
        self._still_size = None if still_size is None else Size(*still_size)
        self._sizes: dict[tuple[int, Crop | None, bool], Size | str] = {}
        self._made: dict[tuple[int, Size], Material] = {}

    def of(self, row: Clip | Still, film: Film) -> Material | str:
        """Return the pictures of a row's file; or why there will be none, one sentence.

        Damage is known only of films that were decoded. All that needs the first damaged frame or
        one behind it is taken to be lost: one clip that meets the damage stops the film's others.
        """
        if film.index is None:
            return film.trouble
        trouble = self._out_of_range(row, film.index) or _spoilt(row, film, self._rate)
        if trouble:
            return trouble
        size = self._size(row, film.index)
        if isinstance(size, str):
            return size
        frames = (
            conformed_length(film.index, row.start, row.end, self._rate)
            if isinstance(row, Clip)
            else 1
        )
        made = self._made.get((frames, size))
        if made is None:
            made = self._made[frames, size] = Material(frames, (size.width, size.height))
        return made

    def _out_of_range(self, row: Clip | Still, index: FrameIndex) -> str:
        if isinstance(row, Still):
            if row.frame < len(index):
                return ""
            return tr(
                '"{path}" has {number} frames, but no frame {frame}; mark the still again.',
                path=index.path,
                number=len(index),
                frame=row.frame,
            )
        if row.end > len(index):
            return tr(
                '"{path}" has the frames 0 to {number}, but not {start} to {end}; mark '
                "the clip again.",
                path=index.path,
                number=len(index),
                start=row.start,
                end=row.end,
            )
        if not 0 < self._rate <= _FASTEST:
            return tr(
                'A clip of "{path}" cannot have {rate} frames a second; choose a rate '
                "up to {fastest}.",
                path=index.path,
                rate=self._rate,
                fastest=_FASTEST,
            )
        return ""

    def _size(self, row: Clip | Still, index: FrameIndex) -> Size | str:
        key = (row.source, row.crop, isinstance(row, Clip))
        size = self._sizes.get(key)
        if size is None:
            try:
                size = (
                    plan_geometry(index, row.crop).size
                    if isinstance(row, Clip)
                    else plan_still(index, row.crop, self._still_size).size
                )
            except SourceError as error:
                size = str(error)
            self._sizes[key] = size
        return size


def _spoilt(row: Clip | Still, film: Film, rate: Fraction) -> str:
    """Return the sentence where damage that is known of reaches into what a row needs."""
    bad, index = film.source.damaged_after, film.index
    if bad is None or index is None:
        return ""
    if isinstance(row, Still):
        last = row.frame
    else:
        last = row.end - 1
        if last >= bad:
            last = conform(index, row.start, row.end, rate)[-1]
    if last < bad:
        return ""
    return tr(
        '"{path}" is damaged: it cannot be decoded at frame {bad}; use the frames before it.',
        path=index.path,
        bad=bad,
    )
