"""The tiles of a whole project, made once and then followed edit by edit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, repeat
from operator import attrgetter
from typing import TYPE_CHECKING, Any, get_args

from app.core.browsing.making import Badges, clip_tiles, shot_tiles, still_tiles
from app.core.browsing.overlying import picks_over, rebadged
from app.core.browsing.tile import Badge, Film, Key, Kind, Tile, film_of
from app.core.library.edits import Edit
from app.core.library.model import Clip, Shot, Source, Still
from app.core.library.picking import shot_states
from app.core.library.snapshot import Snapshot

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

_KINDS: dict[Kind, type[Shot] | type[Clip] | type[Still]] = {
    "shot": Shot,
    "clip": Clip,
    "still": Still,
}
_FEW = 32  # rows of a film that are made one by one after an edit; with more, all of the film's
_SOME = 8  # films whose rows are looked up; with more, all rows are gone through


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit did to tiles; false where it did nothing.

    Attributes:
        tiles: Those that are others now, in the place of those of their rows.
        moved: Kinds of which tiles came, went or stand elsewhere; ``tiles`` may lack those.
    """

    tiles: tuple[Tile, ...]
    moved: frozenset[Kind]

    def __bool__(self) -> bool:
        return bool(self.tiles or self.moved)


class Catalogue:
    """Tiles by kind and film; an edit makes anew only those it touches. One thread at a time.

    Tiles that stay as they are stay the same objects, so that a grid sees at once which changed.

    Args:
        rows: The project's; must have followed an edit before `follow` does.
        indexes: The films that are indexed, by source; may grow (`make` those again).
        badges: More badges than those of states.

    Attributes:
        badges: As they are now.
    """

    def __init__(
        self,
        rows: Snapshot,
        indexes: Mapping[int, FrameIndex] | None = None,
        badges: Badges | None = None,
    ) -> None:
        self._rows, self._indexes = rows, {} if indexes is None else indexes
        self.badges: dict[Key, tuple[Badge, ...]] = dict(badges or {})
        self._tiles: dict[Kind, dict[int, list[Tile]]] = {kind: {} for kind in _KINDS}
        self._film_of: dict[Kind, dict[int, int]] = {kind: {} for kind in _KINDS}
        self.make(source.id for source in rows.sources)

    def again(self) -> Callable[[Snapshot], Catalogue]:
        """Return what makes it of rows that are read again, in another thread; see `carry`."""
        indexes, badges = dict(self._indexes), dict(self.badges)
        return lambda rows: Catalogue(rows, indexes, badges)

    def carry(self, before: Catalogue) -> None:
        """Have the badges of the one that this was made `again` of: some may have come since."""
        if before.badges != self.badges:
            self.set_badges(before.badges, [source.id for source in self._rows.sources])

    def know(self, indexes: Mapping[int, FrameIndex]) -> set[int]:
        """Take the films that are indexed; return those of which that is news: `make` them."""
        before, self._indexes = self._indexes, indexes
        films = (source.id for source in self._rows.sources)
        return {film for film in films if indexes.get(film) is not before.get(film)}

    def tiles(self, kind: Kind, source: int | None = None) -> list[Tile]:
        """Return the tiles of one film or of all, in film order."""
        groups = self._tiles[kind]
        if source is not None:
            return list(groups.get(source, ()))
        return list(chain.from_iterable(groups.get(film.id, ()) for film in self._rows.sources))

    def make(self, sources: Iterable[int]) -> None:
        """Make the tiles of films anew, as when they have been indexed."""
        wanted = set(sources)
        films = self._films(wanted)
        for groups in self._tiles.values():
            for gone in wanted - films.keys():
                groups.pop(gone, None)
        shots, clips = self._of(Shot, wanted), self._of(Clip, wanted)
        picks = self._pick_tiles("clip", clips, films)
        self._group("clip", films, picks)
        self._group("shot", films, self._shot_tiles(shots, clips, picks, films))
        self._group("still", films, self._pick_tiles("still", self._of(Still, wanted), films))

    def set_badges(self, badges: Badges, sources: Iterable[int]) -> bool:
        """Give the rows of films other badges; those that are not named have none.

        Returns whether any differ.
        """
        differ = False
        for film in set(sources):
            groups = [self._tiles[kind].get(film, []) for kind in _KINDS]
            changed: set[Key] = set()
            for key in (tile[:2] for tiles in groups for tile in tiles):
                now = badges.get(key)
                if now == self.badges.get(key):
                    continue
                changed.add(key)
                if now is None:
                    del self.badges[key]
                else:
                    self.badges[key] = now
            for tiles in groups if changed else ():
                tiles[:] = rebadged(tiles, changed, self.badges)
            differ = differ or bool(changed)
        return differ

    def follow(self, edit: Edit) -> Change:
        """Bring the tiles up to date with an edit; return what that changed."""
        anew, touched = self._touched(edit)
        anew |= {film for film, keys in touched.items() if len(keys) > _FEW}
        changed: list[Tile] = []
        moved: set[Kind] = set(_KINDS) if anew else set()
        if anew:
            self.make(anew)
        for film in touched.keys() - anew:
            for kind, tiles in self._touch(film, touched[film]):
                if tiles is None:
                    moved.add(kind)
                else:
                    changed += tiles
        return Change(tuple(changed), frozenset(moved))

    # ------------------------------------------------------------------------------- following

    def _touched(self, edit: Edit) -> tuple[set[int], dict[int, set[Key]]]:
        """Return the films that are to be made anew, and of others the rows."""
        anew: set[int] = set()
        touched: dict[int, set[Key]] = {}
        keys: list[tuple[str, int]] = [*edit.removed]
        keys += ((change.table, change.id) for change in edit.changed)
        for name, row_id in keys:
            if name == "source":
                anew.add(row_id)
            elif name in get_args(Kind):
                kind: Any = name
                film = self._film_of[kind].get(row_id)
                if film is not None:
                    touched.setdefault(film, set()).add((kind, row_id))
        for row in edit.added:
            if isinstance(row, Source):
                anew.add(row.id)
            elif isinstance(row, Shot | Clip | Still):
                kind = next(name for name, of in _KINDS.items() if isinstance(row, of))
                touched.setdefault(row.source, set()).add((kind, row.id))
        if any(change.table == "settings" and "rate" in change.values for change in edit.changed):
            anew |= {source.id for source in self._rows.sources}
        return anew, touched

    def _touch(self, film: int, keys: set[Key]) -> Iterator[tuple[Kind, list[Tile] | None]]:
        """Make the tiles of rows anew, and of the shots that their clips pick, or did.

        Yields each kind with what `_put` says.
        """
        films = self._films({film})
        if not films:
            return
        ids: dict[Kind, set[int]] = {kind: {i for k, i in keys if k == kind} for kind in _KINDS}
        spans = [
            (tile.start, tile.end)
            for tile in self._tiles["clip"].get(film, ())
            if tile.id in ids["clip"]
        ]
        clips, stills = self._rows_by_id(Clip, ids["clip"]), self._rows_by_id(Still, ids["still"])
        spans += [(clip.start, clip.end) for clip in clips]
        yield "clip", self._put("clip", film, ids["clip"], self._pick_tiles("clip", clips, films))
        tiles = self._pick_tiles("still", stills, films)
        yield "still", self._put("still", film, ids["still"], tiles)
        shots = self._near(film, ids["shot"], spans)
        picks = self._tiles["clip"].get(film, [])
        tiles = self._shot_tiles(shots, self._rows.of_source(Clip, film), picks, films)
        all_ids = ids["shot"] | {shot.id for shot in shots}
        yield "shot", self._put("shot", film, all_ids, tiles)

    def _near(self, film: int, ids: set[int], spans: Sequence[tuple[int, int]]) -> list[Shot]:
        """Return the shots of these ids and those that lie where the spans do."""
        if not spans:
            return self._rows_by_id(Shot, ids)
        low, high = min(start for start, _ in spans), max(end for _, end in spans)
        return [
            shot
            for shot in self._rows.of_source(Shot, film)
            if (shot.start < high and low < shot.end) or shot.id in ids
        ]

    def _put(
        self, kind: Kind, film: int, ids: set[int], tiles: Iterable[Tile]
    ) -> list[Tile] | None:
        """Put tiles in place of those of the ids, which are gone where there is none.

        Returns those that differ; None where not all stand where those of their rows stood.
        """
        if not ids:
            return []
        news = {tile.id: tile for tile in tiles}
        came = dict(news)
        before = self._tiles[kind].get(film, [])
        places = [place for place, tile in enumerate(before) if tile.id in ids]
        olds = [before[place] for place in places]
        if len(news) == len(ids) == len(olds) and all(
            _place(o) == _place(news[o.id]) for o in olds
        ):
            for place, old in zip(places, olds, strict=True):
                before[place] = news[old.id]
            return [news[old.id] for old in olds if news[old.id] != old]
        now = [news.pop(t.id, t) for t in before if t.id not in ids or t.id in news]
        now += news.values()
        now.sort(key=_place)
        self._tiles[kind][film] = now
        for row_id in ids:
            if row_id in came:
                self._film_of[kind][row_id] = film
            else:
                self._film_of[kind].pop(row_id, None)
        return None

    # --------------------------------------------------------------------------------- making

    def _films(self, sources: set[int]) -> dict[int, Film]:
        found = ((source, self._rows.get(Source, source)) for source in sources)
        return {one: film_of(row, self._indexes.get(one)) for one, row in found if row is not None}

    def _of(self, kind: type[Any], sources: set[int]) -> list[Any]:
        if len(sources) <= _SOME:
            return [row for one in sorted(sources) for row in self._rows.of_source(kind, one)]
        rows: dict[type[Any], list[Any]] = {
            Shot: self._rows.shots,
            Clip: self._rows.clips,
            Still: self._rows.stills,
        }
        return [row for row in rows[kind] if row.source in sources]

    def _rows_by_id(self, kind: type[Any], ids: Iterable[int]) -> list[Any]:
        found = (self._rows.get(kind, row_id) for row_id in ids)
        return [row for row in found if row is not None]

    def _shot_tiles(
        self,
        shots: Sequence[Shot],
        clips: Sequence[Clip],
        picks: Sequence[Tile],
        films: Mapping[int, Film],
    ) -> list[Tile]:
        if not shots:  # what is asked of clips below goes through all of a film
            return []
        states = dict(zip([shot.id for shot in shots], shot_states(shots, clips), strict=True))
        return shot_tiles(
            shots,
            films,
            self._rows.settings.rate,
            states=states,
            badges=self.badges,
            picks=picks_over(shots, picks),
        )

    def _pick_tiles(
        self, kind: Kind, picks: Sequence[Any], films: Mapping[int, Film]
    ) -> list[Tile]:
        if kind == "still":
            return still_tiles(picks, films, badges=self.badges)
        return clip_tiles(picks, films, self._rows.settings.rate, badges=self.badges)

    def _group(self, kind: Kind, films: Iterable[int], tiles: Sequence[Tile]) -> None:
        groups = self._tiles[kind]
        for film in films:
            groups[film] = []
        for film, run in groupby(tiles, key=attrgetter("source")):
            groups[film] = list(run)
            self._film_of[kind].update(
                zip((t.id for t in groups[film]), repeat(film), strict=False)
            )


def _place(tile: Tile) -> tuple[int, int, int]:
    """Return what tiles of a film stand in order of: as their rows do in the project."""
    return tile.start, tile.end if tile.kind == "clip" else 0, tile.id
