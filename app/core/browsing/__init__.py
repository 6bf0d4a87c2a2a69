"""What a grid of shots, picks or stills shows: decided here, painted in the window.

::

    tile        Tile: one picture of the grid and what stands around it
    catalogue   the tiles of a project, followed edit by edit
    making      tiles made of a project's rows
    choosing    which tiles are shown, in which order; tiles after an edit
    moving      where a key leads
    reviewing   which comes next where one is shown at a time, and what is decided

Pure, and quick enough for 100,000 shots at once.
"""

from app.core.browsing.catalogue import Catalogue, Change
from app.core.browsing.choosing import Filter, Order, keeps_its_place, ordered, replaced
from app.core.browsing.making import Badges, clip_tiles, shot_tiles, still_tiles
from app.core.browsing.moving import Step, moved
from app.core.browsing.tile import (
    Badge,
    Film,
    Key,
    Kind,
    Tile,
    Tone,
    clock,
    film_of,
    middle,
    scrub_frames,
    short_clock,
)

__all__ = [
    "Badge",
    "Badges",
    "Catalogue",
    "Change",
    "Film",
    "Filter",
    "Key",
    "Kind",
    "Order",
    "Step",
    "Tile",
    "Tone",
    "clip_tiles",
    "clock",
    "film_of",
    "keeps_its_place",
    "middle",
    "moved",
    "ordered",
    "replaced",
    "scrub_frames",
    "short_clock",
    "shot_tiles",
    "still_tiles",
]
