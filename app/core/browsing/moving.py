"""Where a key leads in a grid."""

from __future__ import annotations

from typing import Literal

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
