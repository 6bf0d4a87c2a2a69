"""Which tiles are shown, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.core.browsing.tile import Key, Tile, clock
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


def keeps_its_place(old: Tile | None, new: Tile, wanted: Filter, order: Order = "order") -> bool:
    """Return whether a tile that an edit made anew stands where that of its row stood.

    Args:
        old: As it is shown; None where it is not, and then ``new`` must not be, either.
        new: As it is now.
        wanted: Which tiles are shown.
        order: In which order.
    """
    if old is None or not wanted.passes(new):
        return old is None and not wanted.passes(new)
    if _place(old) != _place(new):
        return False
    if order == "order":
        return True
    rank = _RANKS[order]
    return rank(old) == rank(new) and (old.length is None) == (new.length is None)


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
        for word in words:
            tiles = _with(tiles, word)
        return list(tiles)


_ALL_STATES = Filter().states


def _with(tiles: Iterable[Tile], word: str) -> list[Tile]:
    """Return the tiles that say a word; each text is looked through once, times only if need be.

    A title is looked at as film and time, between which there are blanks, and a word has none.
    """
    says = _Says(word)
    if says["·"]:  # in every title
        return list(tiles)
    timely = not word.strip("0123456789:")
    return [
        tile
        for tile in tiles
        if says[tile.film]
        or says[tile.caption]
        or (tile.tags and any(says[tag] for tag in tile.tags))
        or (tile.badges and any(says[badge.text] for badge in tile.badges))
        or (timely and word in clock(tile.begins))
    ]


class _Says(dict[str, bool]):
    """Whether a text has a word, by the text; case does not matter."""

    def __init__(self, word: str) -> None:
        self._word = word

    def __missing__(self, text: str) -> bool:
        found = self[text] = self._word in text.casefold()
        return found


def replaced(
    tiles: Sequence[Tile], changed: Iterable[Tile], removed: Iterable[Key] = ()
) -> list[Tile]:
    """Return ``tiles`` after an edit, each in its old place; new ones stand at the end."""
    news = {tile.key: tile for tile in changed}
    gone = set(removed)
    kept = [news.pop(tile[:2], tile) for tile in tiles if tile[:2] not in gone]
    return kept + list(news.values())
