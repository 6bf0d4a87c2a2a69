"""Which tiles are shown, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Literal

from app.core.browsing.facts import Facts
from app.core.browsing.query import parse
from app.core.browsing.sieve import sift
from app.core.browsing.terms import Query
from app.core.browsing.tile import Key, Tile
from app.core.library.model import State
from app.core.marking import Mark

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Ranks = npt.NDArray[np.float64]

Order = Literal["order", "length", "rating", "caption", "motion", "score", "newest"]

_NOTHING = Facts()
_SOURCE, _START = Tile._fields.index("source"), Tile._fields.index("start")


def nearest(tiles: Iterable[Tile], mark: Mark) -> Key | None:
    """Return the tile of what is marked, else that of its film nearest in time; None: none."""
    ids = {"shot": mark.shot, "clip": mark.clip, "still": mark.still}

    def distance(tile: Tile) -> tuple[bool, int, int]:
        apart = max(0, mark.start - tile.end + 1, tile.start - mark.end + 1)
        return ids[tile.kind] != tile.id, apart, abs(tile.start - mark.start)

    mine = [tile for tile in tiles if tile.source == mark.source]
    return min(mine, key=distance).key if mine else None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which tiles to show; the default shows all.

    Attributes:
        source: Of this film only; None: of all.
        states: Only those in one of these states.
        text: In the language of `query`.
        facts: What terms on motion, size and the like are answered with.
    """

    source: int | None = None
    states: frozenset[State] = frozenset({"picked", "open", "rejected"})
    text: str = ""
    facts: Facts = field(default=_NOTHING, compare=False)

    @property
    def query(self) -> Query:
        """What the text asks."""
        return parse(self.text)

    def passes(self, tile: Tile) -> bool:
        """Return whether a tile is to be shown."""
        return bool(self.of([tile]))

    def of(self, tiles: Iterable[Tile]) -> list[Tile]:
        """Return those that are to be shown, in their order."""
        if self.source is not None:
            tiles = [tile for tile in tiles if tile.source == self.source]
        if len(self.states) < len(_ALL_STATES):
            tiles = [tile for tile in tiles if tile.state in self.states]
        return sift(self.query, tiles, self.facts)


_ALL_STATES = Filter().states


# --------------------------------------------------------------------------------- the order


def ordered(
    tiles: Iterable[Tile],
    order: Order = "order",
    *,
    reverse: bool = False,
    facts: Facts = _NOTHING,
) -> list[Tile]:
    """Return tiles sorted; those that are equal stand in film order, unknown ones at the end.

    Args:
        tiles: In any order.
        order: ``order``: films by id, then by time; ``length``: longest first; ``rating``: best
            first; ``caption``: those without one first; ``motion``: most first; ``score``: the
            surest cut before it first; ``newest``: picked last first, shots by the picks on them.
        reverse: Turn the order itself round, not the film order of equals.
        facts: Tells motion and score.
    """
    import numpy as np

    given = list(tiles)
    if not given:
        return given
    sources, starts = (
        np.fromiter(map(itemgetter(field), given), np.int64, len(given))
        for field in (_SOURCE, _START)
    )
    turned = np.argsort(sources << 40 | starts, kind="stable")
    if order == "order":
        turned = turned[::-1] if reverse else turned
    else:
        ranks = _ranks(given, order, facts)[turned]
        turned = turned[np.argsort(-ranks if reverse else ranks, kind="stable")]  # NaN comes last
    return [given[place] for place in turned.tolist()]


def _ranks(tiles: Sequence[Tile], order: Order, facts: Facts) -> Ranks:
    """Return a number for each tile, smallest for what comes first; NaN where it is unknown."""
    import numpy as np

    if order == "motion":
        return -facts.motion(tiles)
    if order == "score":
        return -facts.score(tiles)
    ranks: list[float | None]
    if order == "length":
        ranks = [None if tile.length is None else -tile.length for tile in tiles]
    elif order == "rating":
        ranks = [-(tile.stars if tile.picks else tile.rating) for tile in tiles]
    elif order == "newest":
        ranks = [_newness(tile) for tile in tiles]
    elif order == "caption":
        ranks = [_caption_rank(tile) for tile in tiles]
    else:
        ranks = [0] * len(tiles)
    return np.array(ranks, np.float64)


def _newness(tile: Tile) -> float | None:
    if tile.kind != "shot":
        return -tile.id
    return -max(pick.id for pick in tile.picks) if tile.picks else None


def _caption_rank(tile: Tile) -> float | None:
    if tile.kind != "shot":
        return bool(tile.caption)
    return all(pick.caption for pick in tile.picks) if tile.picks else None


def keeps_its_place(
    old: Tile | None,
    new: Tile,
    wanted: Filter,
    order: Order = "order",
) -> bool:
    """Return whether a tile that an edit made anew stands where that of its row stood.

    Args:
        old: As it is shown; None where it is not, and then ``new`` must not be, either.
        new: As it is now.
        wanted: Which tiles are shown.
        order: In which order.
    """
    return keep_their_places([old], [new], wanted, order)


def keep_their_places(
    olds: Sequence[Tile | None],
    news: Sequence[Tile],
    wanted: Filter,
    order: Order = "order",
) -> bool:
    """Return whether `keeps_its_place` holds for each pair; quick for many."""
    shown = {tile.key for tile in wanted.of(news)}
    pairs = [(old, new) for old, new in zip(olds, news, strict=True) if old is not None]
    if len(shown) != len(pairs) or any(new.key not in shown for _, new in pairs):
        return False
    if any((old.source, old.start) != (new.source, new.start) for old, new in pairs):
        return False
    if order == "order" or not pairs:
        return True
    import numpy as np

    before, after = (_ranks([pair[n] for pair in pairs], order, wanted.facts) for n in (0, 1))
    return bool(np.array_equal(before, after, equal_nan=True))


def replaced(
    tiles: Sequence[Tile], changed: Iterable[Tile], removed: Iterable[Key] = ()
) -> list[Tile]:
    """Return ``tiles`` after an edit, each in its old place; new ones stand at the end."""
    news = {tile.key: tile for tile in changed}
    gone = set(removed)
    kept = [news.pop(tile[:2], tile) for tile in tiles if tile[:2] not in gone]
    return kept + list(news.values())
