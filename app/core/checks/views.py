"""The part of decoded pictures that a clip keeps, as arrays: small, or at the size it is coded in.

Levels come out as the film codes them but for small pictures, which are limited range always:
16 is black, 235 white.
"""

from __future__ import annotations

from typing import NamedTuple

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import ColorRange, Interpolation, VideoReformatter

from app.core.checks.measure import Bars
from app.core.media.colour import colour_of
from app.core.media.convert import tags_of
from app.core.media.geometry import Crop, Geometry, plan_geometry
from app.core.media.index import FrameIndex

Plane = npt.NDArray[np.uint8]

WIDTH, HEIGHT = 128, 72  # of a small picture
LARGEST = 640  # pixels of a picture's longer side at which sharpness is judged

_PLANAR = ("yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "nv12", "gray")


class Full(NamedTuple):
    """A picture's luma at full size.

    Attributes:
        luma: Shape (height, width), as coded.
        black: Its level of black.
    """

    luma: Plane
    black: int


class Views:
    """Makes views of one film's pictures.

    Attributes:
        window: What is kept, in pixels of the upright picture.
    """

    def __init__(self, index: FrameIndex, crop: Crop | None) -> None:
        """Plan the views.

        Raises:
            SourceError: The crop leaves the picture.
        """
        upright = Crop(index.display_width, index.display_height, 0, 0)
        self.window = upright if crop is None else crop
        self._geometry = plan_geometry(index, crop, even=False)
        self._small, self._medium, self._whole = (VideoReformatter() for _ in range(3))

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of what is kept of the picture as coded."""
        coded = self._geometry.coded
        rows, columns = _part(self._geometry, coded.height, coded.width)
        return rows.stop - rows.start, columns.stop - columns.start

    @property
    def outside(self) -> Bars:
        """What a crop takes away of the picture as coded."""
        coded = self._geometry.coded
        rows, columns = _part(self._geometry, coded.height, coded.width)
        return Bars(rows.start, coded.height - rows.stop, columns.start, coded.width - columns.stop)

    @property
    def kept(self) -> tuple[slice, slice]:
        """Rows and columns of a small picture's luma that are kept."""
        return _part(self._geometry, HEIGHT, WIDTH)

    def small(self, picture: av.VideoFrame) -> Plane:
        """Return the whole picture, shape (108, 128): luma above both chroma planes."""
        scaled = self._small.reformat(
            picture,
            WIDTH,
            HEIGHT,
            "yuv420p",
            src_color_range=_range(picture),
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.FAST_BILINEAR,
        )
        return _numbers(scaled.to_ndarray())

    def medium(self, picture: av.VideoFrame) -> Plane:
        """Return the luma of what is kept, no side longer than `LARGEST`; 0 is black."""
        size = self._geometry.coded
        scale = min(1.0, LARGEST / max(self._geometry.window.size))
        width, height = (max(2, round(side * scale)) for side in size)
        scaled = self._medium.reformat(
            picture,
            width,
            height,
            "gray",
            interpolation=Interpolation.AREA,
        )
        luma = _numbers(scaled.to_ndarray())
        return luma[_part(self._geometry, height, width)]

    def full(self, picture: av.VideoFrame) -> Full:
        """Return the luma of what is kept at full size; valid as long as ``picture`` is."""
        part = _part(self._geometry, picture.height, picture.width)
        if picture.format.name not in _PLANAR:
            gray = self._whole.reformat(picture, format="gray").to_ndarray()
            return Full(_numbers(gray)[part], 0)
        plane = picture.planes[0]
        luma = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        luma = luma[: picture.height, : picture.width]
        return Full(luma[part], 0 if colour_of(tags_of(picture)).full else 16)

    def upright(self, bars: Bars) -> Bars:
        """Return bars of a coded picture as those of the upright one."""
        geometry = self._geometry
        across = geometry.square.width, geometry.coded.width
        along = geometry.square.height, geometry.coded.height
        sides = (
            _scaled(bars.top, *along),
            _scaled(bars.right, *across),
            _scaled(bars.bottom, *along),
            _scaled(bars.left, *across),
        )
        quarters = geometry.turn // 90
        top, right, bottom, left = sides[-quarters:] + sides[:-quarters] if quarters else sides
        return Bars(top, bottom, left, right)


def _part(geometry: Geometry, height: int, width: int) -> tuple[slice, slice]:
    """Return the rows and columns that are kept of a coded picture scaled to a size."""
    square, window = geometry.square, geometry.window
    top, left = window.y * height // square.height, window.x * width // square.width
    bottom = _scaled(window.y + window.height, height, square.height)
    right = _scaled(window.x + window.width, width, square.width)
    return slice(top, max(bottom, top + 1)), slice(left, max(right, left + 1))


def _scaled(length: int, new: int, old: int) -> int:
    """Return ``length`` of ``old`` as a length of ``new``, rounded up."""
    return -(-length * new // old)


def _range(picture: av.VideoFrame) -> ColorRange:
    return ColorRange.JPEG if colour_of(tags_of(picture)).full else ColorRange.MPEG


def _numbers(array: npt.NDArray[np.generic]) -> Plane:
    return array.astype(np.uint8, copy=False)
