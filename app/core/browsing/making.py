"""Tiles made of a project's rows: whole columns are worked out, not single rows.

100,000 shots take about a tenth of a second. After an edit, the tiles of the rows it touched are
made anew and put in with `choosing.replaced`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from app.core.browsing.tile import PICK_BADGES, SHOT_BADGES, Badge, Film, Key, Kind, Tile
from app.core.library.model import Clip, Shot, State, Still
from app.core.media.geometry import Crop

if TYPE_CHECKING:
    from app.core.media.packets import Ints

Badges = Mapping[Key, tuple[Badge, ...]]
_SAFE = 1 << 62  # products below it fit 64 bit integers


def shot_tiles(
    shots: Sequence[Shot],
    films: Mapping[int, Film],
    rate: Fraction,
    *,
    states: Mapping[int, State] | None = None,
    badges: Badges | None = None,
    picks: Mapping[int, tuple[Tile, ...]] | None = None,
) -> list[Tile]:
    """Return a tile for every shot, in the order given.

    Args:
        shots: Of films that are in ``films``.
        films: By the id of the source.
        rate: The project's, frames per second.
        states: By the shot's id, from `picking.shot_states`; else the row's own, never *picked*.
        badges: More badges than the state's.
        picks: Tiles of the clips over them, by the shot's id.
    """
    known, over = states or {}, picks or {}
    columns = _Columns(
        [shot.start for shot in shots],
        [shot.end for shot in shots],
        [known.get(shot.id, shot.state) for shot in shots],
        [""] * len(shots),
        [None] * len(shots),
        SHOT_BADGES,
        [over.get(shot.id, ()) for shot in shots] if over else [()] * len(shots),
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
    picks: Sequence[tuple[Tile, ...]]


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
        [()] * len(rows),
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
        columns.picks,
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

    start, end = (np.array(column, np.int64) for column in (starts, ends))
    begins, stops, lengths = (np.zeros(len(start), np.int64) for _ in range(3))
    lengths[:] = -1 if rate is not None else 1
    for film, places in _by_film(sources, setting.films):
        mine = np.array(places)
        units, unit = _units(film)
        first, last = units(start[mine]), units(end[mine])
        begins[mine] = _scaled(first, unit * 1000)
        stops[mine] = _scaled(last, unit * 1000)
        if rate is not None and film.index is not None:
            lengths[mine] = -_scaled(first - last, unit * rate)
    return begins.tolist(), stops.tolist(), [n if n >= 0 else None for n in lengths.tolist()]


def _by_film(sources: Sequence[int], films: Mapping[int, Film]) -> Iterable[tuple[Film, list[int]]]:
    """Return films with the places of their rows; those of one rate without index count as one."""
    found: dict[object, tuple[Film, list[int]]] = {}
    places: dict[int, list[int]] = {}
    for place, source in enumerate(sources):
        mine = places.get(source)
        if mine is None:
            film = films[source]
            key = film.rate if film.index is None else source
            mine = places[source] = found.setdefault(key, (film, []))[1]
        mine.append(place)
    return found.values()


def _units(film: Film) -> tuple[Callable[[Ints], Ints], Fraction]:
    """Return a film's times of frames, its end included, as whole units, and seconds per unit."""
    import numpy as np

    index = film.index
    if index is None:
        return lambda frames: frames, 1 / film.rate
    # The film may end between two units of its time base: finer ones, then.
    duration, pts, last = index.duration, index.pts, len(index) - 1
    finer = (duration / index.time_base).denominator
    unit = index.time_base / finer
    end = int(duration / unit)

    def units(frames: Ints) -> Ints:
        times: Ints = (pts[np.minimum(frames, last)] - pts[0]) * finer
        times[frames > last] = end
        return times

    return units, unit


def _scaled(units: Ints, scale: Fraction) -> Ints:
    """Return ``units * scale`` rounded down, exactly."""
    top = int(abs(units).max(initial=0))
    if top * scale.numerator < _SAFE and scale.denominator < _SAFE:
        return units * scale.numerator // scale.denominator
    import numpy as np

    exact = [unit * scale.numerator // scale.denominator for unit in units.tolist()]
    return np.array(exact, np.int64)
