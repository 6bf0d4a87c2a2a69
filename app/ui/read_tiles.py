"""The tiles of a project that were made where it was read, until somebody shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.browsing import Catalogue
    from app.core.library.edits import Edit
    from app.core.library.snapshot import Snapshot


class ReadTiles:
    """Tiles that wait to be taken; it remembers those that were, to make the next ones alike."""

    def __init__(self) -> None:
        self._ready: Catalogue | None = None
        self._taken: Catalogue | None = None

    def put(self, tiles: Catalogue | None) -> None:
        """Have tiles wait that were read with the rows; None: none were made."""
        self._ready = tiles

    def clear(self) -> None:
        """Let go of all: the project is closed."""
        self._ready = self._taken = None

    def follow(self, done: Edit) -> None:
        """Let tiles that wait follow an edit that the rows have followed."""
        if self._ready is not None:
            self._ready.follow(done)

    def take(self, rows: Snapshot) -> Catalogue:
        """Return the tiles of the rows; from now on it is the caller who lets them follow edits.

        They are made here where they were not read with the rows, or are taken already.
        """
        tiles = self._ready or self.maker()(rows)
        if self._taken is not None:
            tiles.carry(self._taken)
        self._ready, self._taken = None, tiles
        return tiles

    def maker(self) -> Callable[[Snapshot], Catalogue]:
        """Return what makes tiles of rows, in any thread: as those are that were taken."""
        from app.core.browsing import Catalogue

        return Catalogue if self._taken is None else self._taken.again()
