"""Where a key leads in a grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from app.core.browsing.tile import Tile

Step = Literal["left", "right", "up", "down", "page_up", "page_down", "home", "end"]


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


def next_open(tiles: Sequence[Tile], place: int, by: int) -> int | None:
    """Return the place of the next tile that is neither picked nor rejected; None: there is none.

    Past the last one the first comes; the tile one is on comes last of all.

    Args:
        tiles: In the order shown.
        place: Where one is; -1: nowhere, before the first.
        by: 1: onward; -1: back.
    """
    count = len(tiles)
    start = place if place >= 0 or by > 0 else count
    for step in range(1, count + 1):
        there = (start + by * step) % count
        if tiles[there].state == "open":
            return there
    return None
