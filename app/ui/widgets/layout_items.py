"""The items of a layout, looked at without a trace."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QLayout, QLayoutItem
from shiboken6 import Shiboken


def items_of(layout: QLayout) -> Iterator[QLayoutItem]:
    """Yield the items of a layout; one is not to be used any more when the next one is there.

    PySide keeps what it made of an item for as long as the layout lives, and is not told when Qt
    deletes the item: what Qt makes at that address later would be taken for it.
    """
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        yield item
        if not isinstance(item, QLayout) and not Shiboken.createdByPython(item):
            Shiboken.invalidate(item)
