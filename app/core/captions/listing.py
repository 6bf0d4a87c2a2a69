"""What the list of captions shows: picked clips and stills, in an order, followed edit by edit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar, get_args

from app.core.browsing import Film, Tile, clip_tiles, film_of, ordered, still_tiles
from app.core.captions.filtering import EntryOf, State, key_of_tile
from app.core.captions.lint import lint_named
from app.core.library.captioned import KINDS, Key, key_of
from app.core.library.edits import Edit
from app.core.library.model import Clip, Still
from app.core.library.snapshot import Snapshot

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

K = TypeVar("K")
CaptionOrder = Literal["order", "state", "length", "newest", "caption", "words", "tokens", "lints"]
ORDERS: tuple[CaptionOrder, ...] = get_args(CaptionOrder)

_RANKS: Mapping[State, int] = {"empty": 0, "machine": 1, "written": 2, "done": 3}


@dataclass(frozen=True, slots=True)
class Followed:
    """What an edit did to what can be listed.

    Attributes:
        changed: What is another tile now.
        moved: Whether any came, went or stands elsewhere in its film.
    """

    changed: frozenset[Key] = frozenset()
    moved: bool = False


class Listing:
    """The tiles of all picked clips and stills, in the order of films and frames.

    Tiles that stay as they are stay the same objects. One thread at a time.

    Args:
        rows: The project's; must have followed an edit before `follow` does.
        indexes: The films that are indexed, by source; may grow (`make` those again).
    """

    def __init__(self, rows: Snapshot, indexes: Mapping[int, FrameIndex]) -> None:
        self._rows, self._indexes = rows, indexes
        self._tiles: dict[Key, Tile] = {}
        self.make()

    def __len__(self) -> int:
        """How many there are."""
        return len(self._tiles)

    @property
    def tiles(self) -> list[Tile]:
        """All of them."""
        return list(self._tiles.values())

    def tile(self, key: Key) -> Tile | None:
        """Return the tile of a row; None where it is not picked (any more)."""
        return self._tiles.get(key)

    def make(self) -> None:
        """Make all tiles anew, as when a film has been indexed."""
        films = self._films()
        rate = self._rows.settings.rate
        clips = [clip for clip in self._rows.clips if clip.state == "picked"]
        stills = [still for still in self._rows.stills if still.state == "picked"]
        made = [*clip_tiles(clips, films, rate), *still_tiles(stills, films)]
        self._tiles = {key_of_tile(tile): tile for tile in ordered(made)}

    def follow(self, edit: Edit) -> Followed:
        """Bring the tiles up to date with an edit; return what that changed."""
        named = [*edit.removed, *((change.table, change.id) for change in edit.changed)]
        if any(name == "source" for name, _ in named) or any(
            change.table == "settings" and "rate" in change.values for change in edit.changed
        ):
            self.make()
            return Followed(frozenset(self._tiles), moved=True)
        touched: set[Key] = {(name, row) for name, row in named if name in KINDS}  # type: ignore[misc]
        touched |= {key_of(row) for row in edit.added if isinstance(row, Clip | Still)}
        return self._renew(touched) if touched else Followed()

    def _renew(self, touched: set[Key]) -> Followed:
        """Make the tiles of rows anew; those that stay where they are keep their place."""
        news = {key_of_tile(tile): tile for tile in self._made(touched)}
        if all(_stays(self._tiles.get(key), news.get(key)) for key in touched):
            changed = {key for key, tile in news.items() if tile != self._tiles[key]}
            self._tiles.update((key, news[key]) for key in changed)
            return Followed(frozenset(changed))
        kept = {key: tile for key, tile in self._tiles.items() if key not in touched}
        self._tiles = {
            key_of_tile(tile): tile for tile in ordered([*kept.values(), *news.values()])
        }
        return Followed(frozenset(touched), moved=True)

    def _made(self, keys: Iterable[Key]) -> list[Tile]:
        films = self._films()
        rows = [self._rows.get(KINDS[kind], row_id) for kind, row_id in keys]
        picked = [row for row in rows if row is not None and row.state == "picked"]
        clips = [row for row in picked if isinstance(row, Clip)]
        stills = [row for row in picked if isinstance(row, Still)]
        rate = self._rows.settings.rate
        return [*clip_tiles(clips, films, rate), *still_tiles(stills, films)]

    def _films(self) -> dict[int, Film]:
        return {film.id: film_of(film, self._indexes.get(film.id)) for film in self._rows.sources}


def in_order(
    tiles: Sequence[Tile], order: CaptionOrder, entry_of: EntryOf, *, reverse: bool = False
) -> list[Tile]:
    """Return tiles sorted; those that are equal stand in the order of films and frames.

    Args:
        tiles: In the order of films and frames.
        order: ``order``: as they are; ``state``: what needs work first; ``length``: longest first;
            ``newest``: picked last first, stills after clips; ``caption``: by the alphabet;
            ``words`` and ``tokens``: fewest first; ``lints``: the worst first.
        entry_of: Tells what is not on a tile.
        reverse: Turn the order itself round, not that of equals.
    """
    if order == "order":
        return list(reversed(tiles)) if reverse else list(tiles)
    ranks: dict[CaptionOrder, Callable[[Tile], object]] = {
        "state": lambda tile: _RANKS[entry_of(key_of_tile(tile)).state],
        "length": lambda tile: -(tile.length or 0),
        "newest": lambda tile: (tile.kind, -tile.id),
        "caption": lambda tile: tile.caption.casefold(),
        "words": lambda tile: entry_of(key_of_tile(tile)).words,
        "tokens": lambda tile: entry_of(key_of_tile(tile)).tokens,
        "lints": lambda tile: _badness(entry_of(key_of_tile(tile)).lints),
    }
    return sorted(tiles, key=ranks[order], reverse=reverse)  # type: ignore[arg-type]


def _badness(lints: Iterable[str]) -> tuple[int, ...]:
    """Return what the worst caption has least of: how many lints of each level, less than none."""
    levels = [lint_named(lint).level for lint in lints]
    return tuple(-levels.count(level) for level in ("bad", "warn", "info"))


def with_kept(wanted: Sequence[K], before: Sequence[K], kept: K | None) -> list[K]:
    """Return what is to be listed, in which ``kept`` stays beside what stood above it.

    So a row one is typing in neither goes nor wanders under one's hands, whatever the filter and
    the order have to say of its new words.

    Args:
        wanted: What filter and order ask for.
        before: What is listed now.
        kept: The row one is in; None: nothing is kept.
    """
    if kept is None or kept not in before:
        return list(wanted)
    left = [key for key in wanted if key != kept]
    there = set(left)
    above = next((key for key in reversed(before[: before.index(kept)]) if key in there), None)
    place = 0 if above is None else left.index(above) + 1
    return [*left[:place], kept, *left[place:]]


def _stays(old: Tile | None, new: Tile | None) -> bool:
    """Return whether a tile that an edit made anew stands where that of its row stood."""
    if old is None or new is None:
        return old is new
    return old[2:5] == new[2:5]  # film, start and end
