"""Going through shots or picks one by one: which comes next, what was decided, what is left.

Pure. The order is that of the grid when the round began: what a decision hides there keeps its
place here, so that one can go back to it. What is split on the way comes after what it came from.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from app.core.browsing.tile import Key, Tile


@dataclass(frozen=True, slots=True)
class Sums:
    """How many are picked, rejected and undecided."""

    picked: int = 0
    rejected: int = 0
    undecided: int = 0

    @property
    def all(self) -> int:
        """How many there are."""
        return self.picked + self.rejected + self.undecided


class Round:
    """Tiles in the order of a grid, and the place in it.

    Args:
        tiles: As the grid shows them.
        begin: Where to begin; the first where it is not among them.

    Attributes:
        place: From 0; the number of tiles: behind the last one.
    """

    def __init__(self, tiles: Iterable[Tile], begin: Key | None = None) -> None:
        self._tiles = list(tiles)
        self._begun = tuple(self._tiles)
        self._index()
        self.place = self._places.get(begin, 0) if begin is not None else 0

    def __len__(self) -> int:
        return len(self._tiles)

    @property
    def current(self) -> Tile | None:
        """What is being looked at; None behind the last one."""
        return self._tiles[self.place] if self.place < len(self._tiles) else None

    @property
    def last(self) -> Tile | None:
        """The one that was looked at last: the current one, or the last of all."""
        return self._tiles[min(self.place, len(self._tiles) - 1)] if self._tiles else None

    @property
    def sums(self) -> Sums:
        """How many are picked, rejected and undecided now."""
        return Sums(*(self._counts[state] for state in ("picked", "rejected", "open")))

    def decided(self) -> Sums:
        """Return how many became what they are since the round began."""
        before = {tile.key: tile.state for tile in self._begun}
        changed = Counter(
            tile.state for tile in self._tiles if before.get(tile.key, "open") != tile.state
        )
        return Sums(*(changed[state] for state in ("picked", "rejected", "open")))

    def __contains__(self, key: Key) -> bool:
        return key in self._places

    # ------------------------------------------------------------------------------- going on

    def step(self, count: int) -> bool:
        """Go on, or back if negative; one behind the last at most. Return whether it moved."""
        place = max(0, min(self.place + count, len(self._tiles)))
        moved, self.place = place != self.place, place
        return moved

    def go_to(self, key: Key) -> bool:
        """Go to a tile; return whether it is among them."""
        place = self._places.get(key)
        if place is None:
            return False
        self.place = place
        return True

    def next_undecided(self, step: int = 1) -> bool:
        """Go to the next one that is neither picked nor rejected, and round from the end.

        Args:
            step: 1, or -1 for the one before.

        Returns:
            Whether there is one but the current.
        """
        count = len(self._tiles)
        begin = self.place if self.place < count else (-1 if step > 0 else count)
        for way in range(1, count + 1 if self._counts["open"] else 1):
            place = (begin + step * way) % count
            if self._tiles[place].state == "open" and place != self.place:
                self.place = place
                return True
        return False

    def upcoming(self, after: int, before: int = 1) -> list[Tile]:
        """Return what is likely to be looked at next: those after, then those before."""
        place = self.place
        return [
            *self._tiles[place + 1 : place + 1 + after],
            *reversed(self._tiles[max(0, place - before) : place]),
        ]

    # ------------------------------------------------------------------------------- following

    def take(self, tiles: Iterable[Tile]) -> list[Tile]:
        """Put tiles that an edit made anew in place of the old ones; return those that differ."""
        changed = []
        for tile in tiles:
            place = self._places.get(tile.key)
            if place is not None and self._tiles[place] != tile:
                self._count(self._tiles[place], tile)
                self._tiles[place] = tile
                changed.append(tile)
        return changed

    def renew(self, tiles: Iterable[Tile]) -> list[Tile]:
        """Bring all up to date where tiles came or went; return those that differ or are new.

        New ones are taken in where they lie within one that was here, right after it.

        Args:
            tiles: All tiles of the kind there are now.
        """
        now = {tile.key: tile for tile in tiles}
        came = _within(self._tiles, (tile for tile in now.values() if tile.key not in self._places))
        current = self.place
        order: list[Tile] = []
        changed: list[Tile] = []
        for place, old in enumerate(self._tiles):
            if place == current:
                self.place = len(order)
            tile = now.get(old.key)
            if tile is not None:
                order.append(tile)
                changed += [tile] if tile != old else []
            order += came.get(old.key, ())
            changed += came.get(old.key, ())
        if current >= len(self._tiles):
            self.place = len(order)
        self._tiles = order
        self._index()
        return changed

    def _index(self) -> None:
        # Slices, not `Tile.key`, which costs a call for each of 100,000.
        self._places: dict[Key, int] = {tile[:2]: n for n, tile in enumerate(self._tiles)}
        self._counts = Counter(map(attrgetter("state"), self._tiles))

    def _count(self, old: Tile, new: Tile) -> None:
        self._counts[old.state] -= 1
        self._counts[new.state] += 1


def _within(tiles: Sequence[Tile], new: Iterable[Tile]) -> Mapping[Key, list[Tile]]:
    """Return the new tiles that begin within one of ``tiles``, by its key, in film order."""
    films: dict[int, list[Tile]] = {}
    for tile in tiles:
        films.setdefault(tile.source, []).append(tile)
    for mine in films.values():
        mine.sort(key=_start)
    found: dict[Key, list[Tile]] = {}
    for tile in sorted(new, key=lambda tile: (tile.source, tile.start)):
        mine = films.get(tile.source, [])
        place = bisect.bisect_right(mine, tile.start, key=_start) - 1
        if place >= 0 and tile.start < mine[place].end:
            found.setdefault(mine[place].key, []).append(tile)
    return found


def _start(tile: Tile) -> int:
    return tile.start
