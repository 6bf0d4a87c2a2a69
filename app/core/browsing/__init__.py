"""What a grid of shots, picks or stills shows: decided here, painted in the window.

::

    tile        Tile: one picture of the grid and what stands around it
    catalogue   the tiles of a project, followed edit by edit
    making      tiles made of a project's rows
    choosing    which tiles are shown, in which order; tiles after an edit
    vocabulary  the words of the filter language, and how it is explained
    query       a filter's text -> terms, and what is wrong with it (quantities: its numbers)
    terms       what a filter asks, as data
    sieve       which tiles the terms let through
    facts       motion, cuts' scores and sizes, worked out when asked for
    overlying   picks over shots; tiles with other badges
    checked     what checks found, as badges; of_films: what is wrong with a film
    completing  what may be meant by what is being typed
    moving      where a key leads
    reviewing   which comes next where one is shown at a time, and what is decided

Pure, and quick enough for 100,000 shots at once.
"""

from app.core.browsing.catalogue import Catalogue, Change
from app.core.browsing.checked import check_badges
from app.core.browsing.choosing import (
    Filter,
    Order,
    keep_their_places,
    keeps_its_place,
    nearest,
    ordered,
    replaced,
)
from app.core.browsing.facts import Facts
from app.core.browsing.making import Badges, clip_tiles, shot_tiles, still_tiles
from app.core.browsing.moving import Step, moved, next_open
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
    strip_frames,
)

__all__ = [
    "Badge",
    "Badges",
    "Catalogue",
    "Change",
    "Facts",
    "Film",
    "Filter",
    "Key",
    "Kind",
    "Order",
    "Step",
    "Tile",
    "Tone",
    "check_badges",
    "clip_tiles",
    "clock",
    "film_of",
    "keep_their_places",
    "keeps_its_place",
    "middle",
    "moved",
    "nearest",
    "next_open",
    "ordered",
    "replaced",
    "scrub_frames",
    "short_clock",
    "shot_tiles",
    "still_tiles",
    "strip_frames",
]
