"""Goes to the caption that a step back or on changed, or says which one it is."""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from app.core.amounts import counted
from app.core.library.captioned import KINDS, Key
from app.core.library.edits import Edit, touched_by
from app.ui.captions.chosen import Chosen
from app.ui.captions.entries import Entries
from app.ui.captions.list_rows import ListRows

if TYPE_CHECKING:
    from app.core.browsing import Tile


class Stepped(QObject):
    """Nobody is left to wonder what was taken back."""

    def __init__(self, chosen: Chosen, rows: ListRows, entries: Entries) -> None:
        super().__init__(chosen)
        self._chosen, self._rows, self._entries = chosen, rows, entries

    def go_to(self, edit: Edit, *, listed: bool) -> str:
        """Show what an edit changed, the first of it in the list, unless one is there.

        Args:
            edit: As it was carried out.
            listed: Whether the list is shown at all.

        Returns:
            Of which captions it is where none of them is listed; else nothing.
        """
        touched = touched_by(edit)
        tiles: dict[Key, Tile] = {}
        for key in ((kind, row) for kind in KINDS for row in touched.get(kind, ())):
            tile = self._rows.tile(cast("Key", key))
            if tile is not None:  # it is a picked one
                tiles[cast("Key", key)] = tile
        if not tiles:
            return ""
        if listed and self._show(tiles.keys()):
            return ""
        titles = [tile.title for tile in tiles.values()]
        where = titles[0] if len(titles) == 1 else counted(len(titles), "caption")
        if listed and not self._entries.settled:
            return where  # the filter may yet let them through
        return self.tr("{}, not listed here").format(where)

    def _show(self, keys: Set[Key]) -> bool:
        """Show the first of some captions that is listed; return whether any is."""
        self._rows.list_now()
        chosen = self._chosen
        first = next((key for key in chosen.listed if key in keys), None)
        if first is not None and chosen.current not in keys:
            chosen.choose(first)
        return first is not None
