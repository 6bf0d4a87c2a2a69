"""Picks that lie over shots, and tiles with other badges."""

from __future__ import annotations

from collections.abc import Container, Iterable

from app.core.browsing.making import Badges
from app.core.browsing.tile import PICK_BADGES, SHOT_BADGES, Key, Tile
from app.core.library.model import Shot
from app.core.library.picking import clips_over


def picks_over(shots: Iterable[Shot], clips: Iterable[Tile]) -> dict[int, tuple[Tile, ...]]:
    """Return the clips that share a frame with each shot, by its id; without rejected ones.

    Args:
        shots: In any order.
        clips: Tiles of clips, in the order in which they are to be returned.
    """
    over = clips_over(shots, (clip for clip in clips if clip.state != "rejected"))
    return {shot: tuple(tiles) for shot, tiles in over.items()}


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
