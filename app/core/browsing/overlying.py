"""Picks that lie over shots, and tiles with other badges."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterable, Sequence
from itertools import accumulate, groupby
from operator import attrgetter

from app.core.browsing.making import Badges
from app.core.browsing.tile import PICK_BADGES, SHOT_BADGES, Key, Tile
from app.core.library.model import Shot


def picks_over(shots: Sequence[Shot], clips: Iterable[Tile]) -> dict[int, tuple[Tile, ...]]:
    """Return the clips that share a frame with each shot, by its id; without rejected ones.

    Args:
        shots: Those of a film next to each other.
        clips: Tiles of clips, in the order in which they are to be returned.
    """
    found: dict[int, list[Tile]] = {}
    picks: dict[int, list[Tile]] = {}
    for clip in clips:
        if clip.state != "rejected":
            picks.setdefault(clip.source, []).append(clip)
    if not picks:
        return {}
    for source, run in groupby(shots, key=attrgetter("source")):
        if source not in picks:
            continue
        mine = sorted(run, key=attrgetter("start"))
        starts = [shot.start for shot in mine]
        reach = list(accumulate((shot.end for shot in mine), max))  # shots may overlap
        for clip in picks[source]:
            place = bisect_left(starts, clip.end) - 1
            while place >= 0 and reach[place] > clip.start:
                if mine[place].end > clip.start:
                    found.setdefault(mine[place].id, []).append(clip)
                place -= 1
    return {shot: tuple(over) for shot, over in found.items()}


def rebadged(tiles: Iterable[Tile], changed: Container[Key], badges: Badges) -> list[Tile]:
    """Return tiles with other badges, those of the picks over shots included.

    Args:
        tiles: Of one kind.
        changed: Whose badges are others now; the other tiles stay the same objects.
        badges: More badges than those of states, by what the tile stands for.
    """
    return [_rebadged(tile, changed, badges) for tile in tiles]


def _rebadged(tile: Tile, changed: Container[Key], badges: Badges) -> Tile:
    if tile.picks and any(pick[:2] in changed for pick in tile.picks):
        tile = tile._replace(picks=tuple(_rebadged(pick, changed, badges) for pick in tile.picks))
    if tile[:2] not in changed:
        return tile
    own = (SHOT_BADGES if tile.kind == "shot" else PICK_BADGES)[tile.state]
    return tile._replace(badges=own + badges.get(tile[:2], ()))
