"""Deciding shot after shot with the keyboard: a decision, and on to the next undecided one."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSignalBlocker, Signal

from app.core.browsing import Key, next_open
from app.core.export.lengths import snap_range
from app.core.library.deciding import accept
from app.core.library.model import Clip, Shot, Still
from app.core.library.tally import rows_in_words
from app.ui.clips.marking import KINDS, Marking
from app.ui.clips.picking import Picking
from app.ui.clips.shelf import Shelf
from app.ui.parts import Parts


class Culling(QObject):
    """Goes through the tiles that are shown, in their order."""

    done = Signal(str)  # a sentence to show for a while
    undoable = Signal(str)  # the same, of what can be taken back

    def __init__(self, parts: Parts, marking: Marking, picking: Picking, shelf: Shelf) -> None:
        super().__init__(shelf)
        self._document, self._films = parts.document, parts.films
        self._preferences = parts.preferences
        self._marking, self._picking, self._shelf = marking, picking, shelf
        self._onward: Key | None = None
        picking.next_wanted.connect(self.go_on)

    def accept(self) -> None:
        """Pick what is marked and go on to the next undecided tile; or pick all selected."""
        if len(self._shelf.grid.selected_tiles()) > 1:
            self._accept_all()
            return
        onward, wraps = self._after(1)
        with QSignalBlocker(self._picking):  # the caption is not asked for now
            self._picking.pick()
        mark = self._marking.mark
        if mark is None or not (mark.clip or mark.still):
            return
        tile = None if onward is None else self._shelf.grid.tile_of(onward)
        if tile is None or tile.state != "open":
            onward, wraps = self._after(1)
        self._go(onward, 1, wraps=wraps)

    def reject(self) -> None:
        """Reject what is selected, or open it again; on to the next tile."""
        tiles, place = self._shelf.grid.tiles, self._shelf.grid.currentIndex().row()
        self._onward = tiles[place + 1].key if 0 <= place < len(tiles) - 1 else None
        self._picking.reject()
        self._onward = None

    def go_on(self) -> None:
        """Go on to the next tile, which an edit may have put into the place of the current one."""
        grid = self._shelf.grid
        if self._onward is not None and grid.tile_of(self._onward) is not None:
            grid.select([self._onward], self._onward)
        else:
            self._shelf.step(1)

    def next_open(self, by: int = 1) -> None:
        """Go to the next undecided tile; -1: to the one before."""
        key, wraps = self._after(by)
        self._go(key, by, wraps=wraps)

    def _after(self, by: int) -> tuple[Key | None, bool]:
        """Return the next undecided tile, and whether it is past the last one shown."""
        grid = self._shelf.grid
        here = grid.currentIndex().row()
        place = next_open(grid.tiles, here, by)
        if place is None:
            return None, False
        return grid.tiles[place].key, here >= 0 and (place - here) * by <= 0

    def _go(self, key: Key | None, by: int, *, wraps: bool) -> None:
        if key is None:
            self.done.emit(self.tr("Nothing that is shown is undecided."))
            return
        grid = self._shelf.grid
        there = grid.current_tile()
        grid.select([key], key)
        if there is not None and there.key == key:
            self._marking.choose(there)  # it came there by itself, and what was picked is marked
        if wraps:
            first = self.tr("Past the end: the first undecided one.")
            last = self.tr("Past the beginning: the last undecided one.")
            self.done.emit(first if by > 0 else last)

    def _accept_all(self) -> None:
        """Pick all that is selected, in one edit."""
        rows, chosen = self._document.rows, self._shelf.grid.selected_tiles()
        found = [rows.get(KINDS[tile.kind], tile.id) for tile in chosen if tile.state != "picked"]
        shots = [row for row in found if isinstance(row, Shot)]
        picks = [row for row in found if isinstance(row, Clip | Still)]
        clips = [clip for one in {s.source for s in shots} for clip in rows.of_source(Clip, one)]
        edit = accept(shots, clips, picks, self._fit)
        if edit:
            self._document.apply(edit)
            count = rows_in_words(len(found), "shot" if shots else self._shelf.kind)
            self.undoable.emit(self.tr("{} picked.").format(count))

    def _fit(self, shot: Shot) -> tuple[int, int]:
        """Return what is picked of a whole shot, as Enter does: snapped where that is wanted."""
        index = self._films.indexes.get(shot.source)
        if index is None or not self._preferences.value.snap:
            return shot.start, shot.end
        rate, end = self._document.rows.settings.rate, min(shot.end, len(index))
        found = snap_range(index, (0, shot.end), shot.start, end, rate)
        return shot.start, shot.end if found is None else found
