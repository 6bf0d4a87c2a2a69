"""Export excerpts: what a trainer cuts of clips and stills, at the size it trains them at.

Each picture goes the trainer's own way: exported as the project says, then resized to cover its
bucket and cut about the middle (`as_trained`), enlarged where the bucket is larger. Only then is it
encoded, once. An excerpt of several frames becomes a clip, one of a single frame a PNG.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import av

from app.core import store
from app.core.cache import Cache
from app.core.errors import SourceError
from app.core.jobs import Checkpoint, ignore
from app.core.language import tr
from app.core.media.as_trained import TrainedPictures, in_bucket
from app.core.media.clip_file import Form, Quality
from app.core.media.conform import conform
from app.core.media.convert import Converter
from app.core.media.encode import ClipOrder, surprises
from app.core.media.geometry import Crop, Geometry, Size, plan_geometry, plan_still
from app.core.media.index import FrameIndex
from app.core.media.orders import Indexes, Result, Tally, fulfil
from app.core.media.stills import png

if TYPE_CHECKING:
    from app.core.media.as_trained import Pixels


@dataclass(frozen=True, slots=True)
class ExcerptSpec:
    """What an excerpt is to be.

    Attributes:
        source: The film.
        start: First source frame of the clip; a still's frame.
        end: One past the last.
        places: Its frames, counted in the exported clip from 0; ascending, at least one.
        sizes: What the trainer resizes and cuts each picture to, one after the other; the file has
            the last.
        rate: Frames per second of the exported clip.
        shown: Frames per second that the file says of itself.
        crop: As of the clip or still.
        still: Whether it is of a still, not of a clip.
        wanted: The size stills shall have; None for that of their crops.
        crf: x264's constant rate factor, 0-51; smaller is better.
        lossless: Keep every sample; ``crf`` is not used then.
    """

    source: Path
    start: int
    end: int
    places: Sequence[int]
    sizes: tuple[Size, ...]
    rate: Fraction
    shown: Fraction
    crop: Crop | None = None
    still: bool = False
    wanted: Size | None = None
    crf: int = 12
    lossless: bool = False

    @property
    def span(self) -> int:
        """Source frames from start to end."""
        return max(0, self.end - self.start)


def export_excerpts(
    orders: Sequence[tuple[ExcerptSpec, Path]],
    *,
    cache: Cache | None = None,
    indexes: Indexes | None = None,
    checkpoint: Checkpoint = ignore,
) -> list[Result[ExcerptSpec]]:
    """Write excerpts: mp4 for those of several frames, else PNG; as `encode.export_clips` does."""

    def prepare(index: FrameIndex, tally: Tally) -> functools.partial[_Excerpt]:
        return functools.partial(_Excerpt, index, _Looks(index.path), tally)

    return fulfil(orders, prepare, indexes=indexes or Indexes(cache), checkpoint=checkpoint)


class _Look(NamedTuple):
    """What decides on a picture of a film."""

    geometry: Geometry
    still: bool
    sizes: tuple[Size, ...]


class _Excerpt(ClipOrder[ExcerptSpec]):
    """An excerpt to write."""

    def __init__(
        self, index: FrameIndex, looks: _Looks, tally: Tally, spec: ExcerptSpec, path: Path
    ) -> None:
        super().__init__(spec, path, _frames(index, spec), tally)
        geometry = (
            plan_still(index, spec.crop, spec.wanted)
            if spec.still
            else plan_geometry(index, spec.crop)
        )
        self.size = spec.sizes[-1]
        self._look = _Look(geometry, spec.still, spec.sizes)
        self._looks = looks

    def open(self) -> None:
        if len(self.frames) > 1:
            quality = Quality(self.spec.crf, self.spec.lossless)
            self.begin(Form(self.size, self.spec.shown, quality))

    def take(self, frame: int, picture: av.VideoFrame) -> None:
        if self.writer is None:
            store.write_bytes(self.path, png(self._looks.picture(self._look, frame, picture)))
        else:
            self.writer.write(self._looks.frame(self._look, frame, picture))
        self.notes |= surprises(picture)
        self.count(frame - self.spec.start)


class _Looks:
    """The pictures of one film as its excerpts want them, each made once per frame."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._trained: dict[_Look, TrainedPictures] = {}
        self._encoders: dict[Size, Converter] = {}
        self._pixels: dict[_Look, Pixels] = {}
        self._made: dict[_Look, av.VideoFrame] = {}
        self._frame = -1

    def picture(self, look: _Look, frame: int, picture: av.VideoFrame) -> av.VideoFrame:
        """Return ``picture`` as the trainer has it, in BGR."""
        import numpy as np

        pixels = self._look(look, frame, picture)
        return av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels[..., ::-1]), format="bgr24")

    def frame(self, look: _Look, frame: int, picture: av.VideoFrame) -> av.VideoFrame:
        """Return ``picture`` to encode; the same object to all excerpts that look alike."""
        import numpy as np

        pixels = self._look(look, frame, picture)
        if look not in self._made:
            whole = np.ascontiguousarray(pixels)
            made = av.VideoFrame.from_ndarray(whole, format="rgb24")
            self._made[look] = self._encoder(look.sizes[-1])(made)
        return self._made[look]

    def _look(self, look: _Look, frame: int, picture: av.VideoFrame) -> Pixels:
        if frame != self._frame:
            self._made.clear()
            self._pixels.clear()
            self._frame = frame
        if look not in self._pixels:
            made = self._maker(look)(picture)
            for size in look.sizes[1:]:
                made = in_bucket(made, size)
            self._pixels[look] = made
        return self._pixels[look]

    def _maker(self, look: _Look) -> TrainedPictures:
        if look not in self._trained:
            self._trained[look] = TrainedPictures(
                self._path, look.geometry, look.sizes[0], still=look.still, strict=True
            )
        return self._trained[look]

    def _encoder(self, size: Size) -> Converter:
        if size not in self._encoders:
            whole = Geometry(size, size, Crop(*size, 0, 0), size, 0)
            self._encoders[size] = Converter(self._path, whole)
        return self._encoders[size]


def _frames(index: FrameIndex, spec: ExcerptSpec) -> list[int]:
    """Return the source frames of an excerpt.

    Raises:
        SourceError: The film or the clip has too few.
    """
    if not 0 <= spec.start < spec.end <= len(index):
        raise SourceError(
            tr(
                '"{source}" has the frames 0 to {frames}, but not {start} to {end}; mark it again.',
                source=spec.source,
                frames=len(index),
                start=spec.start,
                end=spec.end,
            )
        )
    if spec.still:
        return [spec.start]
    clip = conform(index, spec.start, spec.end, spec.rate)
    if spec.places[-1] >= len(clip):
        raise SourceError(
            tr(
                'The clip {start} to {end} of "{source}" has {frames} frames, but '
                "no frame {frame}; export the project itself, then export again.",
                start=spec.start,
                end=spec.end,
                source=spec.source,
                frames=len(clip),
                frame=spec.places[-1],
            )
        )
    return [clip[place] for place in spec.places]
