"""Export clips: many of many films, each film read once from its first clip to its last.

The frames of a clip are those that `conform` names, and no others. Clips that overlap share what is
decoded and, where they look alike, what is scaled. One clip's failure does not stop the others.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av

from app.core.cache import Cache
from app.core.errors import AppError, SourceError
from app.core.jobs import Checkpoint, Stopped, ignore
from app.core.language import tr
from app.core.media import one_pass
from app.core.media.clip_file import ClipWriter, Form, Quality, writing
from app.core.media.conform import TARGET_RATE, conform, repeats
from app.core.media.convert import Converter
from app.core.media.geometry import Crop, Geometry, Size, plan_geometry
from app.core.media.index import FrameIndex
from app.core.media.orders import Indexes, Order, Result, S, Tally, fulfil

_FASTEST = 1000  # frames per second


@dataclass(frozen=True, slots=True)
class ClipSpec:
    """What a clip is to be.

    Attributes:
        source: The film.
        start: First source frame.
        end: One past the last source frame.
        rate: Frames per second to make.
        crop: Part of the upright picture with square pixels to keep; None for all of it.
        size: Exact size to make by shrinking and cropping about the middle; None for the crop's.
        crf: x264's constant rate factor, 0-51; smaller is better.
        lossless: Keep every sample; ``crf`` is not used then.
    """

    source: Path
    start: int
    end: int
    rate: Fraction = TARGET_RATE
    crop: Crop | None = None
    size: Size | None = None
    crf: int = 12
    lossless: bool = False

    @property
    def span(self) -> int:
        """Source frames from start to end."""
        return max(0, self.end - self.start)


def export_clips(
    orders: Sequence[tuple[ClipSpec, Path]],
    *,
    cache: Cache | None = None,
    indexes: Indexes | None = None,
    checkpoint: Checkpoint = ignore,
) -> list[Result[ClipSpec]]:
    """Write clips, each decoded and counted before it gets its name.

    Args:
        orders: What to make and where to put it; in any order, of any number of sources.
        cache: Where indexes and verdicts are kept.
        indexes: The same for several calls in a row; in place of ``cache``.
        checkpoint: Called at least once per frame; progress is in source frames.

    Returns:
        One result for each of ``orders``, in their order.

    Raises:
        Stopped: The checkpoint said so; clips that were finished stay, nothing else is left.
    """

    def prepare(index: FrameIndex, tally: Tally) -> functools.partial[_Clip]:
        return functools.partial(_Clip, index, _Looks(index.path), tally)

    return fulfil(orders, prepare, indexes=indexes or Indexes(cache), checkpoint=checkpoint)


class ClipOrder(Order[S]):
    """A clip being written, frame by frame.

    Attributes:
        writer: What takes its pictures; None before `begin`, and at the end.
    """

    def __init__(self, spec: S, path: Path, frames: Sequence[int], tally: Tally) -> None:
        super().__init__(spec, path, frames, tally)
        self.writer: ClipWriter | None = None
        self._report = tally.report
        self._file = contextlib.ExitStack()

    def begin(self, form: Form) -> None:
        """Begin the file."""
        self.writer = self._file.enter_context(writing(self.path, form, checkpoint=self._report))

    def finish(self) -> None:
        """Close the file, which is whole."""
        self.writer = None  # an encoder is as large as its pictures: gone with its clip
        self._file.close()
        self.count(self.spec.span)

    def abandon(self) -> None:
        """Close the file and leave nothing of it; what went wrong is told already."""
        self.writer = None
        error = self.error or Stopped()
        with contextlib.suppress(AppError, Stopped):
            self._file.__exit__(type(error), error, error.__traceback__)
        self.count(self.spec.span)


class _Clip(ClipOrder[ClipSpec]):
    """A clip to write."""

    def __init__(
        self, index: FrameIndex, looks: _Looks, tally: Tally, spec: ClipSpec, path: Path
    ) -> None:
        super().__init__(spec, path, _frames(index, spec), tally)
        self._geometry = plan_geometry(index, spec.crop, spec.size)
        self.size = self._geometry.size
        self.notes |= _slow(self.frames, spec.rate)
        self._looks = looks

    def open(self) -> None:
        quality = Quality(self.spec.crf, self.spec.lossless)
        self.begin(Form(self.size, Fraction(self.spec.rate), quality))

    def take(self, frame: int, picture: av.VideoFrame) -> None:
        assert self.writer is not None, "opened before"
        self.writer.write(self._looks.get(self._geometry, frame, picture))
        self.notes |= surprises(picture)
        self.count(frame - self.spec.start)


class _Looks:
    """The pictures of one film as its clips want them, each made once per frame."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._converters: dict[Geometry, Converter] = {}
        self._made: dict[Geometry, av.VideoFrame] = {}
        self._frame = -1

    def get(self, geometry: Geometry, frame: int, picture: av.VideoFrame) -> av.VideoFrame:
        """Return ``picture`` converted; the same object to all clips that look alike."""
        if frame != self._frame:
            self._made.clear()
            self._frame = frame
        if geometry not in self._made:
            self._made[geometry] = self._converter(geometry)(picture)
        return self._made[geometry]

    def _converter(self, geometry: Geometry) -> Converter:
        if geometry not in self._converters:
            if len(self._converters) == one_pass.OPEN_AT_ONCE:
                del self._converters[next(iter(self._converters))]  # the oldest
            self._converters[geometry] = Converter(self._path, geometry)
        return self._converters[geometry]


def surprises(picture: av.VideoFrame) -> set[str]:
    """Return sentences about what is in a picture that nobody may expect in an export."""
    notes = set()
    if picture.interlaced_frame:
        notes.add(
            tr("The film is interlaced and was not deinterlaced: moving edges look like combs.")
        )
    if any(part.is_alpha for part in picture.format.components):
        notes.add(tr("The film is partly transparent; what lies beneath was exported as it is."))
    return notes


def _frames(index: FrameIndex, spec: ClipSpec) -> list[int]:
    if not 0 <= spec.start < spec.end <= len(index):
        raise SourceError(
            tr(
                '"{source}" has the frames 0 to {frames}, but not {start} to '
                "{end}; mark the clip again.",
                source=spec.source,
                frames=len(index),
                start=spec.start,
                end=spec.end,
            )
        )
    if not 0 < spec.rate <= _FASTEST:
        raise SourceError(
            tr(
                'A clip of "{source}" cannot have {rate} frames a second; '
                "choose a rate up to {fastest}.",
                source=spec.source,
                rate=spec.rate,
                fastest=_FASTEST,
            )
        )
    return conform(index, spec.start, spec.end, spec.rate)


def _slow(frames: Sequence[int], rate: Fraction) -> set[str]:
    again = repeats(frames)
    if not again:
        return set()
    return {
        tr(
            "The film is slower than {rate} frames a second: {number} pictures are shown again.",
            rate=rate,
            number=again,
        )
    }
