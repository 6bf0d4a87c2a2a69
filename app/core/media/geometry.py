"""Which part of a picture is exported, and at what size: pure arithmetic.

A picture is decoded as *coded*: perhaps lying on its side, perhaps with oblong pixels. A person
sees and crops the *upright* picture of square pixels. `plan_geometry` takes what was marked upright
and says what to do with the coded picture::

    scale to square pixels -> cut out the window -> scale -> turn

The rules, in order:

- Without a crop the whole upright picture is taken.
- A clip's sides are even: an odd crop (or picture) loses its last column or row. Its corner stays
  where it was marked, odd or not.
- A wanted size is filled: the largest part of the crop with that shape, in its middle, scaled down.
- Nothing is ever enlarged: a still too small for the wanted size only gets its shape.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple, Protocol

from app.core.errors import SourceError
from app.core.language import tr


class Size(NamedTuple):
    """Width and height, pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"

    @property
    def turned(self) -> Size:
        """The size after a quarter turn."""
        return Size(self.height, self.width)


class Crop(NamedTuple):
    """A rectangle of a picture; ``x`` and ``y`` are its top left corner; pixels."""

    width: int
    height: int
    x: int
    y: int

    def __str__(self) -> str:
        return f"{self.width}:{self.height}:{self.x}:{self.y}"

    @property
    def size(self) -> Size:
        """Width and height alone."""
        return Size(self.width, self.height)


class Picture(Protocol):
    """What the plan needs to know of a source; a `FrameIndex` is one.

    ``rotation`` is the clockwise turn, degrees, that makes the coded picture upright;
    ``display_*`` is the upright picture in square pixels.
    """

    @property
    def path(self) -> Path: ...  # noqa: D102
    @property
    def coded_width(self) -> int: ...  # noqa: D102
    @property
    def coded_height(self) -> int: ...  # noqa: D102
    @property
    def rotation(self) -> int: ...  # noqa: D102
    @property
    def display_width(self) -> int: ...  # noqa: D102
    @property
    def display_height(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Geometry:
    """The way from a coded picture to an exported one; sizes up to ``turn`` are as coded.

    Attributes:
        coded: What the decoder gives.
        square: The same picture in square pixels; equal to ``coded`` where they are square.
        window: The part of ``square`` that is kept.
        scaled: What the window is scaled to; never larger than it.
        turn: Clockwise turn at the end, degrees: 0, 90, 180, 270.
    """

    coded: Size
    square: Size
    window: Crop
    scaled: Size
    turn: int

    @property
    def whole(self) -> bool:
        """True where nothing is cut away."""
        return self.window.size == self.square

    @property
    def width(self) -> int:
        """Width of the exported picture."""
        return self.size.width

    @property
    def height(self) -> int:
        """Height of the exported picture."""
        return self.size.height

    @property
    def size(self) -> Size:
        """Size of the exported picture."""
        return self.scaled.turned if self.turn % 180 else self.scaled


def plan_geometry(
    picture: Picture,
    crop: Crop | None = None,
    size: Size | None = None,
    *,
    even: bool = True,
) -> Geometry:
    """Say how ``picture`` is exported.

    Args:
        picture: The source.
        crop: What to keep, in pixels of the upright picture; None for all of it.
        size: The exact size wanted; None for that of the crop.
        even: Whether the sides must be even, as a clip's must and a still's need not.

    Raises:
        SourceError: The crop leaves the picture or is too small, or ``size`` is odd or would need
            enlarging.
    """
    upright = Size(picture.display_width, picture.display_height)
    window = _mark(picture.path, upright, crop, even=even)
    if size is not None:
        _allow(picture.path, window.size, Size(*size), even=even)
        window = _cover(window, Size(*size), even=even)
    return _lay(picture, window, window.size if size is None else Size(*size))


def plan_still(picture: Picture, crop: Crop | None = None, wanted: Size | None = None) -> Geometry:
    """Say how a still of ``picture`` is exported.

    Args:
        picture: The source.
        crop: What to keep, in pixels of the upright picture; None for all of it.
        wanted: The size stills shall have; None for that of the crop. Where the crop is too small
            for it, the still has the largest size of that shape that needs no enlarging.

    Raises:
        SourceError: The crop leaves the picture or is too small.
    """
    window = for_still(picture, crop, wanted)
    if wanted is not None and window.width >= wanted[0] and window.height >= wanted[1]:
        return plan_geometry(picture, crop, Size(*wanted), even=False)
    return plan_geometry(picture, window, even=False)


def for_still(picture: Picture, crop: Crop | None = None, wanted: Size | None = None) -> Crop:
    """Return the part of the upright picture that a still shows; arguments as of `plan_still`."""
    upright = Size(picture.display_width, picture.display_height)
    mark = _mark(picture.path, upright, crop, even=False)
    return mark if wanted is None else _cover(mark, Size(*wanted), even=False)


def fitting(picture: Picture, width: int) -> Geometry:
    """Say how the whole picture is shown ``width`` pixels wide, or at its own width if less."""
    upright = Size(picture.display_width, picture.display_height)
    height = max(1, round(Fraction(width * upright.height, upright.width)))
    shown = Size(width, height) if width < upright.width else upright
    return _lay(picture, Crop(*upright, 0, 0), shown)


def within(
    picture: Picture,
    box: Size,
    crop: Crop | None = None,
    size: Size | None = None,
    *,
    even: bool = True,
) -> Geometry:
    """Say how a clip of ``picture`` is shown in ``box``: all that is exported and no more of it.

    Args:
        picture: The source.
        box: Pixels there are to show it in, at least 1x1; smaller pictures are not enlarged.
        crop: As for `plan_geometry`, as is ``size``; what is shown is never larger than ``size``.
        size: The size of the export; None for that of the crop.
        even: As for `plan_geometry`.

    Raises:
        SourceError: As `plan_geometry`.
    """
    whole = plan_geometry(picture, crop, size, even=even)
    width, height = whole.size
    share = min(Fraction(1), Fraction(box.width, width), Fraction(box.height, height))
    shown = Size(max(1, round(width * share)), max(1, round(height * share)))
    return replace(whole, scaled=shown.turned if whole.turn % 180 else shown)


def letterbox(picture: Size, box: Size) -> Crop:
    """Return where ``picture`` lies in ``box``, as large as it fits and in the middle of it."""
    share = min(Fraction(box.width, picture.width), Fraction(box.height, picture.height))
    width, height = max(1, round(picture.width * share)), max(1, round(picture.height * share))
    return Crop(width, height, (box.width - width) // 2, (box.height - height) // 2)


def shrunk(crop: Crop, whole: Size, shown: Crop) -> Crop:
    """Return where a crop of a ``whole`` picture lies when that picture is shown at ``shown``."""
    x, y = Fraction(shown.width, whole.width), Fraction(shown.height, whole.height)
    left, top = round(crop.x * x), round(crop.y * y)
    right, bottom = round((crop.x + crop.width) * x), round((crop.y + crop.height) * y)
    return Crop(right - left, bottom - top, shown.x + left, shown.y + top)


def _lay(picture: Picture, window: Crop, size: Size) -> Geometry:
    """Return the geometry that makes ``size`` of an upright ``window``."""
    quarter = picture.rotation % 180 != 0
    upright = Size(picture.display_width, picture.display_height)
    square = upright.turned if quarter else upright
    return Geometry(
        coded=Size(picture.coded_width, picture.coded_height),
        square=square,
        window=_as_coded(window, square, picture.rotation),
        scaled=size.turned if quarter else size,
        turn=picture.rotation,
    )


def _mark(path: Path, upright: Size, crop: Crop | None, *, even: bool) -> Crop:
    """Return what was marked, checked, with even sides where they must be."""
    mark = Crop(*upright, 0, 0) if crop is None else Crop(*crop)
    inside = (
        min(mark.x, mark.y) >= 0
        and mark.x + mark.width <= upright.width
        and mark.y + mark.height <= upright.height
    )
    if not inside:
        raise SourceError(
            tr(
                'The crop {mark} leaves the {upright} picture of "{path}"; draw it inside.',
                mark=mark,
                upright=upright,
                path=path,
            )
        )
    if even:
        mark = mark._replace(width=mark.width // 2 * 2, height=mark.height // 2 * 2)
    if min(mark.size) < 1:
        raise SourceError(
            tr(
                'A crop of "{path}" to {size} is too small; draw a larger one.',
                path=path,
                size=mark.size,
            )
        )
    return mark


def _allow(path: Path, mark: Size, size: Size, *, even: bool) -> None:
    """Raise `SourceError` for a size that cannot be made of ``mark``."""
    if even and (size.width % 2 or size.height % 2):
        raise SourceError(
            tr('A clip of "{path}" cannot be {size}; choose even sides.', path=path, size=size)
        )
    if min(size) < 1 or size.width > mark.width or size.height > mark.height:
        raise SourceError(
            tr(
                'The {mark} picture of "{path}" cannot be made {size} without enlarging it, '
                "which is never done; choose a smaller size or a larger crop.",
                mark=mark,
                path=path,
                size=size,
            )
        )


def _cover(mark: Crop, size: Size, *, even: bool) -> Crop:
    """Return the largest part of ``mark`` shaped like ``size``, in its middle.

    With ``even``, its sides are even and its corner is moved by even numbers, so that colour
    samples, which stand for 2x2 pixels, are not torn apart.
    """
    step = 2 if even else 1
    if size.width * mark.height >= size.height * mark.width:
        ideal = Fraction(mark.width * size.height, size.width)
        kept = Size(mark.width, max(step, min(mark.height, round(ideal / step) * step)))
    else:
        ideal = Fraction(mark.height * size.width, size.height)
        kept = Size(max(step, min(mark.width, round(ideal / step) * step)), mark.height)
    left = (mark.width - kept.width) // 2 // step * step
    top = (mark.height - kept.height) // 2 // step * step
    return Crop(*kept, mark.x + left, mark.y + top)


def _as_coded(window: Crop, square: Size, rotation: int) -> Crop:
    """Return where an upright window lies before the clockwise turn by ``rotation``."""
    width, height, x, y = window
    if rotation == 90:
        return Crop(height, width, y, square.height - x - width)
    if rotation == 180:
        return Crop(width, height, square.width - x - width, square.height - y - height)
    if rotation == 270:
        return Crop(height, width, square.width - y - height, x)
    return window
