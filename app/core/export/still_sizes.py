"""How large stills are exported: sizes to choose, and what one still becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.errors import SourceError
from app.core.media.geometry import Crop, Size, for_still, plan_still

if TYPE_CHECKING:
    from app.core.library.model import Still
    from app.core.media.index import FrameIndex

PRESETS = ((512, 512), (768, 768), (1024, 1024))
"""Sizes people train pictures at, pixels."""

LEAST, MOST = 16, 8192  # pixels of a side that can be chosen


@dataclass(frozen=True, slots=True)
class StillLook:
    """What a still becomes.

    Attributes:
        window: What is kept, in pixels of the upright picture.
        size: Of the file; its sides are never longer than those of ``window``.
        smaller: The picture is too small for the wanted size: it only gets its shape.
    """

    window: Crop
    size: Size
    smaller: bool


def shown_part(
    index: FrameIndex, still: Still, wanted: tuple[int, int]
) -> tuple[Crop | None, Size | None]:
    """Return the crop and size with which a still looks as its file will.

    Its own crop and the wanted size, of which `plan_geometry` takes the middle; where it is too
    small for that, the window that is kept, and no size.
    """
    try:
        look = still_look(index, still, wanted)
    except SourceError:  # said where it is shown
        return still.crop, None
    return (look.window, None) if look.smaller else (still.crop, look.size)


def still_look(index: FrameIndex, still: Still, wanted: tuple[int, int] | None) -> StillLook:
    """Return what a still becomes.

    Args:
        index: Of its film.
        still: The still.
        wanted: `Settings.still_size`.

    Raises:
        SourceError: The crop leaves the picture.
    """
    shape = None if wanted is None else Size(*wanted)
    size = plan_still(index, still.crop, shape).size
    window = for_still(index, still.crop, shape)
    return StillLook(window, size, shape is not None and size != shape)
