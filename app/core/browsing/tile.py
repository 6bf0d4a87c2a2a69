"""One picture of a grid and what stands around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NamedTuple

from app.core.language import noted
from app.core.library.model import Source, State
from app.core.media import timecode
from app.core.media.geometry import Crop

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

Kind = Literal["shot", "clip", "still"]
Key = tuple[Kind, int]
"""What a tile stands for: a kind of row and its id; stays the same when the row is edited."""

Tone = Literal["neutral", "good", "warn", "bad", "info"]
SCRUB_PLACES = 10


class Badge(NamedTuple):
    """A few words in the corner of a tile, in English.

    Attributes:
        tone: How to take them.
        tip: A sentence that says why; may be empty.
        check: What was looked at, the word to filter by; empty where it tells of no check.
    """

    text: str
    tone: Tone
    tip: str = ""
    check: str = ""


SHOT_BADGES: Mapping[State, tuple[Badge, ...]] = {
    "picked": (Badge(noted("✓ pick"), "good"),),
    "open": (),
    "rejected": (Badge(noted("rejected"), "neutral"),),
}
PICK_BADGES: Mapping[State, tuple[Badge, ...]] = {
    "picked": (),
    "open": (Badge(noted("not exported"), "neutral"),),
    "rejected": (Badge(noted("rejected"), "neutral"),),
}


class Tile(NamedTuple):
    """One picture of the grid and what stands around it.

    Attributes:
        kind: With ``id`` the row it shows.
        source: Id of its film.
        start: First source frame.
        end: One past the last.
        frame: The source frame that stands for it: the exact middle.
        length: Frames at the project's rate; None while the film is not indexed. A still has 1.
        state: A shot is *picked* where a picked clip lies over it.
        rating: 0 (none) to 5.
        film: The film's name, for people.
        begins: Milliseconds from the film's first frame to ``start``; ``ends``: to ``end``.
        crop: The part that is kept, in pixels of the upright picture; None: all.
        picks: Of a shot, the tiles of the clips over it that are not rejected, in film order.
    """

    kind: Kind
    id: int
    source: int
    start: int
    end: int
    frame: int
    length: int | None
    state: State
    rating: int
    film: str
    begins: int
    ends: int
    caption: str
    tags: tuple[str, ...]
    crop: Crop | None
    badges: tuple[Badge, ...]
    picks: tuple[Tile, ...] = ()

    @property
    def key(self) -> Key:
        """What it stands for."""
        return self.kind, self.id

    @property
    def stars(self) -> int:
        """Its rating; of a shot, that of the best pick on it where that is higher."""
        return (
            max(self.rating, *(pick.rating for pick in self.picks)) if self.picks else self.rating
        )

    @property
    def problems(self) -> tuple[Badge, ...]:
        """What checks found, the worst first; of a shot without any, that of the picks on it."""
        own = tuple(badge for badge in self.badges if badge.check)
        if own or not self.picks:
            return own
        return tuple(dict.fromkeys(each for pick in self.picks for each in pick.problems))

    @property
    def title(self) -> str:
        """Film and time, ``Film 1 · 00:42:41``."""
        return f"{self.film} · {clock(self.begins)}"


@dataclass(frozen=True, slots=True, eq=False)
class Film:
    """What tiles need to know of a source.

    Attributes:
        name: For people.
        rate: Frames per second; tells the time while there is no index.
        index: None until the film is indexed; without it lengths are unknown.
    """

    name: str
    rate: Fraction
    index: FrameIndex | None = None


def film_of(source: Source, index: FrameIndex | None = None) -> Film:
    """Return what tiles need to know of a source."""
    return Film(source.stem, source.rate, index)


def clock(milliseconds: int) -> str:
    """Return a time as ``hh:mm:ss``, rounded down."""
    return timecode.clock(milliseconds // 1000)


def short_clock(milliseconds: int) -> str:
    """Return a time as ``mm:ss``, or from an hour on as ``h:mm:ss``, rounded down."""
    hours, rest = divmod(milliseconds, 3_600_000)
    return f"{hours}:{clock(rest)[3:]}" if hours else clock(rest)[3:]


def middle(start: int, end: int) -> int:
    """Return the frame that stands for ``[start, end)``: its middle, of two the later one."""
    return (start + end) // 2


def strip_frames(tile: Tile, places: int) -> tuple[int, ...]:
    """Return the frames of a filmstrip of a tile, one for each of ``places``, repeated if short."""
    length = tile.end - tile.start
    return tuple(tile.start + length * (2 * n + 1) // (2 * places) for n in range(places))


def scrub_frames(tile: Tile, places: int = SCRUB_PLACES) -> tuple[int, ...]:
    """Return the frames shown as the mouse crosses a tile from left to right.

    They stand evenly in the middles of ``places`` equal parts; a short tile has fewer.
    """
    length = tile.end - tile.start
    places = max(1, min(places, length))
    return tuple(tile.start + length * (2 * n + 1) // (2 * places) for n in range(places))
