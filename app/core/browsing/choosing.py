"""Which tiles are shown, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.core.browsing.tile import Key, Tile
from app.core.library.model import State

Order = Literal["order", "length", "rating", "caption"]


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
