"""What a grid of shots, picks or stills shows: tiles made of a project's rows, sorted, filtered.

Pure, and quick enough for 100,000 shots at once: whole columns are worked out, not single rows. An
edit makes the tiles of the rows it touched anew and puts them in with `replaced`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NamedTuple

from app.core.library.model import Clip, Shot, Source, State, Still
from app.core.media.geometry import Crop

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex
    from app.core.media.packets import Ints

Kind = Literal["shot", "clip", "still"]
Key = tuple[Kind, int]
"""What a tile stands for: a kind of row and its id; stays the same when the row is edited."""

Tone = Literal["neutral", "good", "warn", "bad", "info"]
Order = Literal["order", "length", "rating", "caption"]
Step = Literal["left", "right", "up", "down", "page_up", "page_down", "home", "end"]
Badges = Mapping[Key, "tuple[Badge, ...]"]

SCRUB_PLACES = 10
_SAFE = 1 << 62  # products below it fit 64 bit integers


class Badge(NamedTuple):
    """A few words in the corner of a tile, in English; ``tone`` says how to take them."""

    text: str
    tone: Tone


SHOT_BADGES: Mapping[State, tuple[Badge, ...]] = {
    "picked": (Badge("✓ pick", "good"),),
    "open": (),
    "rejected": (Badge("rejected", "neutral"),),
}
PICK_BADGES: Mapping[State, tuple[Badge, ...]] = {
    "picked": (),
    "open": (Badge("not exported", "neutral"),),
    "rejected": (Badge("rejected", "neutral"),),
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

    @property
    def key(self) -> Key:
        """What it stands for."""
        return self.kind, self.id

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
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"


def short_clock(milliseconds: int) -> str:
    """Return a time as ``mm:ss``, or from an hour on as ``h:mm:ss``, rounded down."""
    hours, rest = divmod(milliseconds, 3_600_000)
    return f"{hours}:{clock(rest)[3:]}" if hours else clock(rest)[3:]


def middle(start: int, end: int) -> int:
    """Return the frame that stands for ``[start, end)``: its middle, of two the later one."""
    return (start + end) // 2


def scrub_frames(tile: Tile, places: int = SCRUB_PLACES) -> tuple[int, ...]:
    """Return the frames shown as the mouse crosses a tile from left to right.

    They stand evenly in the middles of ``places`` equal parts; a short tile has fewer.
    """
    length = tile.end - tile.start
    places = max(1, min(places, length))
    return tuple(tile.start + length * (2 * n + 1) // (2 * places) for n in range(places))


def moved(place: int, step: Step, *, columns: int, page: int, count: int) -> int:
    """Return where a key leads from ``place`` in a grid; -1 in an empty one.

    Args:
        place: From 0; -1: nowhere yet, which leads to the first.
        step: Which way.
        columns: Tiles side by side.
        page: Rows in sight.
        count: Tiles in all.
    """
    last = count - 1
    if place < 0 or last < 0:
        return min(0, last)
    rows = {"up": -1, "down": 1, "page_up": -page, "page_down": page}
    if step in rows:
        wanted = place + rows[step] * columns
        # The last row may be short: from above its gap, down leads to its end.
        inside = place % columns if wanted < 0 else min(wanted, last)
        return place if inside // columns == place // columns else inside
    sideways = {"left": place - 1, "right": place + 1, "home": 0, "end": last}
    return max(0, min(sideways[step], last))


# ------------------------------------------------------------------------------ rows to tiles


def shot_tiles(
    shots: Sequence[Shot],
    films: Mapping[int, Film],
    rate: Fraction,
    *,
    states: Mapping[int, State] | None = None,
    badges: Badges | None = None,
) -> list[Tile]:
    """Return a tile for every shot, in the order given.

    Args:
        shots: Of films that are in ``films``.
        films: By the id of the source.
        rate: The project's, frames per second.
        states: By the shot's id, where it is not the row's own: see `app.core.library.picking`.
        badges: More badges than the state's.
    """
    known = states or {}
    columns = _Columns(
        [shot.start for shot in shots],
        [shot.end for shot in shots],
        [known.get(shot.id, shot.state) for shot in shots],
        [""] * len(shots),
        [None] * len(shots),
        SHOT_BADGES,
    )
    return _tiles("shot", shots, columns, _Setting(films, rate, badges or {}))


def clip_tiles(
    clips: Sequence[Clip],
    films: Mapping[int, Film],
    rate: Fraction,
    *,
    badges: Badges | None = None,
) -> list[Tile]:
    """Return a tile for every clip, in the order given; see `shot_tiles`."""
    starts, ends = [clip.start for clip in clips], [clip.end for clip in clips]
    return _tiles("clip", clips, _picks(clips, starts, ends), _Setting(films, rate, badges or {}))


def still_tiles(
    stills: Sequence[Still], films: Mapping[int, Film], *, badges: Badges | None = None
) -> list[Tile]:
    """Return a tile for every still, in the order given; see `shot_tiles`."""
    starts, ends = [still.frame for still in stills], [still.frame + 1 for still in stills]
    return _tiles(
        "still", stills, _picks(stills, starts, ends), _Setting(films, None, badges or {})
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    """What comes from different places for the kinds of rows."""

    starts: Sequence[int]
    ends: Sequence[int]
    states: Sequence[State]
    captions: Sequence[str]
    crops: Sequence[Crop | None]
    own_badges: Mapping[State, tuple[Badge, ...]]


@dataclass(frozen=True, slots=True)
class _Setting:
    """What holds for all rows; without a rate each is one frame."""

    films: Mapping[int, Film]
    rate: Fraction | None
    badges: Badges


def _picks(
    rows: Sequence[Clip] | Sequence[Still], starts: Sequence[int], ends: Sequence[int]
) -> _Columns:
    return _Columns(
        starts,
        ends,
        [row.state for row in rows],
        [row.caption for row in rows],
        [row.crop for row in rows],
        PICK_BADGES,
    )


def _tiles(
    kind: Kind,
    rows: Sequence[Shot] | Sequence[Clip] | Sequence[Still],
    columns: _Columns,
    setting: _Setting,
) -> list[Tile]:
    """Return the tiles; columns, as a loop with one call per row takes several times as long."""
    ids, sources = [row.id for row in rows], [row.source for row in rows]
    begins, stops, lengths = _measures(sources, columns.starts, columns.ends, setting)
    names = {one: film.name for one, film in setting.films.items()}
    badges = [columns.own_badges[state] for state in columns.states]
    if setting.badges:
        for place, row_id in enumerate(ids):
            badges[place] += setting.badges.get((kind, row_id), ())
    fields = zip(
        [kind] * len(ids),
        ids,
        sources,
        columns.starts,
        columns.ends,
        [(start + end) // 2 for start, end in zip(columns.starts, columns.ends, strict=True)],
        lengths,
        columns.states,
        [row.rating for row in rows],
        [names[source] for source in sources],
        begins,
        stops,
        columns.captions,
        [row.tags for row in rows],
        columns.crops,
        badges,
        strict=True,
    )
    return list(map(Tile._make, fields))


def _measures(
    sources: Sequence[int],
    starts: Sequence[int],
    ends: Sequence[int],
    setting: _Setting,
) -> tuple[list[int], list[int], list[int | None]]:
    """Return when each range begins and ends, ms, and its length at the setting's rate."""
    import numpy as np

    rate = setting.rate

    source, start, end = (np.array(column, np.int64) for column in (sources, starts, ends))
    begins, stops, lengths = (np.zeros(len(source), np.int64) for _ in range(3))
    lengths[:] = -1 if rate is not None else 1
    for one in set(sources):
        mine = np.flatnonzero(source == one)
        film = setting.films[one]
        units, unit = _units(film)
        first, last = units(start[mine]), units(end[mine])
        begins[mine] = _scaled(first, unit * 1000)
        stops[mine] = _scaled(last, unit * 1000)
        if rate is not None and film.index is not None:
            lengths[mine] = -_scaled(first - last, unit * rate)
    return begins.tolist(), stops.tolist(), [n if n >= 0 else None for n in lengths.tolist()]


def _units(film: Film) -> tuple[Callable[[Ints], Ints], Fraction]:
    """Return a film's times of frames, its end included, as whole units, and seconds per unit."""
    import numpy as np

    index = film.index
    if index is None:
        return lambda frames: frames, 1 / film.rate
    # The film may end between two units of its time base: finer ones, then.
    finer = (index.duration / index.time_base).denominator
    unit = index.time_base / finer
    times = np.append((index.pts - index.pts[0]) * finer, int(index.duration / unit))
    return lambda frames: times[np.minimum(frames, len(times) - 1)], unit


def _scaled(units: Ints, scale: Fraction) -> Ints:
    """Return ``units * scale`` rounded down, exactly."""
    top = int(abs(units).max(initial=0))
    if top * scale.numerator < _SAFE and scale.denominator < _SAFE:
        return units * scale.numerator // scale.denominator
    import numpy as np

    exact = [unit * scale.numerator // scale.denominator for unit in units.tolist()]
    return np.array(exact, np.int64)


# ------------------------------------------------------------------------ order, filter, edits


def ordered(tiles: Iterable[Tile], order: Order = "order", *, reverse: bool = False) -> list[Tile]:
    """Return tiles sorted; those that are equal stand in film order.

    Args:
        tiles: In any order.
        order: ``order``: films by id, then by time; ``length``: longest first, unknown last;
            ``rating``: best first; ``caption``: those without one first.
        reverse: Turn the order itself round, not the film order of equals.
    """
    placed = sorted(tiles, key=_place)
    if order == "order":
        return placed[::-1] if reverse else placed
    rank = _RANKS[order]
    if order == "length":
        known = [tile for tile in placed if tile.length is not None]
        unknown = [tile for tile in placed if tile.length is None]
        return sorted(known, key=rank, reverse=reverse) + unknown
    return sorted(placed, key=rank, reverse=reverse)


def _place(tile: Tile) -> int:
    return tile.source << 40 | tile.start


_RANKS: Mapping[Order, Callable[[Tile], int]] = {
    "length": lambda tile: -(tile.length or 0),
    "rating": lambda tile: -tile.rating,
    "caption": lambda tile: bool(tile.caption),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which tiles to show; the default shows all.

    Attributes:
        source: Of this film only; None: of all.
        states: Only those in one of these states.
        text: Words that must all stand in title, caption, tags or badges; case does not matter.
    """

    source: int | None = None
    states: frozenset[State] = frozenset({"picked", "open", "rejected"})
    text: str = ""

    def passes(self, tile: Tile) -> bool:
        """Return whether a tile is to be shown."""
        return bool(self.of([tile]))

    def of(self, tiles: Iterable[Tile]) -> list[Tile]:
        """Return those that are to be shown, in their order."""
        words = self.text.casefold().split()
        if self.source is not None:
            tiles = [tile for tile in tiles if tile.source == self.source]
        if len(self.states) < len(_ALL_STATES):
            tiles = [tile for tile in tiles if tile.state in self.states]
        if words:
            tiles = [tile for tile in tiles if _has(tile, words)]
        return list(tiles)


_ALL_STATES = Filter().states


def _has(tile: Tile, words: Sequence[str]) -> bool:
    parts = (tile.title, tile.caption, *tile.tags, *(badge.text for badge in tile.badges))
    text = "\n".join(parts).casefold()
    return all(word in text for word in words)


def replaced(
    tiles: Sequence[Tile], changed: Iterable[Tile], removed: Iterable[Key] = ()
) -> list[Tile]:
    """Return ``tiles`` after an edit, each in its old place; new ones stand at the end."""
    news = {tile.key: tile for tile in changed}
    gone = set(removed)
    kept = [news.pop(tile[:2], tile) for tile in tiles if tile[:2] not in gone]
    return kept + list(news.values())
