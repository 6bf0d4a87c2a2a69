"""Export stills: single frames as PNG pictures, RGB with 8 bits a channel."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import av

from app.core import store
from app.core.cache import Cache
from app.core.errors import SourceError
from app.core.jobs import Checkpoint, ignore
from app.core.language import tr
from app.core.media.convert import Converter
from app.core.media.encode import surprises
from app.core.media.geometry import Crop, Size, plan_geometry, plan_still
from app.core.media.index import FrameIndex
from app.core.media.orders import Indexes, Order, Result, Tally, fulfil


@dataclass(frozen=True, slots=True)
class StillSpec:
    """What a still is to be.

    Attributes:
        source: The film.
        frame: Source frame.
        crop: Part of the upright picture with square pixels to keep; None for all of it.
        size: Exact size to make by shrinking and cropping about the middle; None for the crop's.
        wanted: The same, but where the crop is too small for it the still only gets its shape;
            None for the crop's, or for ``size``.
    """

    source: Path
    frame: int
    crop: Crop | None = None
    size: Size | None = None
    wanted: Size | None = None

    @property
    def span(self) -> int:
        """Source frames: one."""
        return 1


def export_stills(
    orders: Sequence[tuple[StillSpec, Path]],
    *,
    cache: Cache | None = None,
    indexes: Indexes | None = None,
    checkpoint: Checkpoint = ignore,
) -> list[Result[StillSpec]]:
    """Write stills as PNG; as `encode.export_clips` writes clips."""

    def prepare(index: FrameIndex, tally: Tally) -> functools.partial[_Still]:
        return functools.partial(_Still, index, tally)

    return fulfil(orders, prepare, indexes=indexes or Indexes(cache), checkpoint=checkpoint)


class _Still(Order[StillSpec]):
    """A still to write."""

    def __init__(self, index: FrameIndex, tally: Tally, spec: StillSpec, path: Path) -> None:
        if not 0 <= spec.frame < len(index):
            raise SourceError(
                tr(
                    '"{source}" has {frames} frames, but no frame {frame}; mark the still again.',
                    source=spec.source,
                    frames=len(index),
                    frame=spec.frame,
                )
            )
        super().__init__(spec, path, (spec.frame,), tally)
        if spec.size is None:
            self._geometry = plan_still(index, spec.crop, spec.wanted)
        else:
            self._geometry = plan_geometry(index, spec.crop, spec.size, even=False)
        self.size = self._geometry.size

    def open(self) -> None:
        pass

    def take(self, frame: int, picture: av.VideoFrame) -> None:
        self.notes |= surprises(picture)
        convert = Converter(self.spec.source, self._geometry, "picture")
        store.write_bytes(self.path, png(convert(picture)))

    def finish(self) -> None:
        self.count(1)

    def abandon(self) -> None:
        self.count(1)


def png(picture: av.VideoFrame) -> bytes:
    """Return a bgr24 frame as a PNG file."""
    import cv2

    _, data = cv2.imencode(".png", picture.to_ndarray())
    return data.tobytes()
