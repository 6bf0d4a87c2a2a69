"""Review mode: one shot fills the stage, one key decides, and the next one is there.

It goes through the tiles as the grid showed them when it began. What is looked at is the mark, as
ever, so every command means here what it means elsewhere; only picking and rejecting go on to the
next tile instead of to the caption, and what needs the shelf or the inspector ends it.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QSignalBlocker, QTimer, Signal

from app.core.amounts import counted
from app.core.browsing import Change, Kind, Tile
from app.core.browsing.reviewing import Round
from app.core.library.edits import Edit, first_pick
from app.core.library.model import Shot
from app.core.marking import Mark
from app.core.media.geometry import Size
from app.core.media.preview import View
from app.ui.actions import Actions
from app.ui.checking import Checking
from app.ui.clips.marking import Marking
from app.ui.clips.picking import Picking
from app.ui.clips.review_page import ReviewPage
from app.ui.clips.review_strip import HEIGHT as STRIP
from app.ui.clips.shelf import Shelf
from app.ui.clips.viewing import Viewing
from app.ui.document import Document
from app.ui.films import Films

_NEXT, _BEFORE = 2, 1  # tiles that are decoded before they are asked for
_NOWHERE = Size(1, 1)  # the player knows its own size


class Review(QObject):
    """Goes through the grid's tiles in a page of its own."""

    turned = Signal(bool)  # on or off
    foot_taken = Signal(int)  # px at zoom 1 that its strip takes
    said = Signal(str)  # a sentence to show for a while
    tile_chosen = Signal(object)  # Tile of the grid, or None; only while it is off

    def __init__(
        self,
        document: Document,
        films: Films,
        marking: Marking,
        picking: Picking,
        checking: Checking,
        viewing: Viewing,
        shelf: Shelf,
        actions: Actions,
    ) -> None:
        super().__init__(shelf)
        self._document, self._films = document, films
        self._marking, self._picking = marking, picking
        self._viewing, self._shelf = viewing, shelf
        self._round: Round | None = None
        self._kind: Kind = "shot"
        self._changed: list[Tile] = []  # by the last edit
        self._soon = QTimer(self, singleShot=True, interval=0)
        self.page = ReviewPage(document, films, marking, checking, actions)
        self._connect()

    def _connect(self) -> None:
        page = self.page
        page.left.connect(self.leave)
        page.stepped.connect(self.step)
        page.undecided_asked.connect(self.next_undecided)
        page.pick_asked.connect(self.pick)
        page.reject_asked.connect(self.reject)
        page.rated.connect(self.rate)
        page.shown.connect(self._play)
        page.hidden.connect(self._viewing.big.leave)
        self._document.opened.connect(self.leave)
        self._document.stepped.connect(self._on_stepped)
        self._shelf.tile_chosen.connect(self._on_tile_chosen)
        self._marking.marked.connect(self._on_marked)
        self._shelf.followed.connect(self._on_followed)
        self._shelf.remade.connect(self._on_remade)
        self._soon.timeout.connect(self._expect)

    @property
    def on(self) -> bool:
        """Whether it is shown."""
        return self._round is not None

    def _on_tile_chosen(self, tile: Tile | None) -> None:
        if not self.on:
            self.tile_chosen.emit(tile)

    # ------------------------------------------------------------------------ begin and end

    @property
    def foot(self) -> int:
        """How much of the stage's foot its strip takes, px at zoom 1."""
        return STRIP if self.on else 0

    def toggle(self) -> None:
        """Begin with the marked tile, or go back to the grid."""
        self.leave() if self.on else self.begin()

    def begin(self) -> None:
        """Go through the tiles of the grid, from the marked one on."""
        tiles, current = self._shelf.grid.tiles, self._shelf.grid.current_tile()
        self._kind = self._shelf.kind
        if not tiles:
            self.said.emit(self.tr("There is nothing to review: the grid below is empty."))
            return
        mark = self._marking.mark
        marked = mark and {"shot": mark.shot, "clip": mark.clip, "still": mark.still}[self._kind]
        key = (self._kind, marked) if marked else current.key if current else None
        self._round = Round(tiles, key)
        self._changed = []
        self.turned.emit(True)
        self._viewing.lend_player(self.page.place)
        self.foot_taken.emit(self.foot)
        self.page.setFocus()
        self._show()

    def leave(self) -> None:
        """Go back to the grid, to the tile that was looked at last."""
        if self._round is None:
            return
        last, behind = self._round.last, self._round.current is None
        self._round = None
        player = self._viewing.player
        speed = player.speed
        player.expect(())
        self.turned.emit(False)
        self._viewing.lend_player(None)
        player.run_at(speed)  # it paused while it had no place
        self.foot_taken.emit(self.foot)
        self._shelf.grid.setFocus()
        if last is not None and self._document.is_open:
            if behind:
                self._marking.choose(last)
            self._shelf.grid.select([last.key])

    # -------------------------------------------------------------------------------- deciding

    def pick(self) -> None:
        """Pick what is shown, and go on."""
        if self._tile is not None:
            with QSignalBlocker(self._picking):  # on to the next tile, not to the caption
                self._picking.pick()
            self.page.flash(self.tr("Picked"), "good", "check")
            self.step(1)

    def reject(self) -> None:
        """Reject what is shown, and go on; what is rejected already is open again."""
        tile = self._tile
        if tile is None:
            return
        again = tile.state == "rejected"
        with QSignalBlocker(self._picking):
            self._picking.reject()
        if again:
            self.page.flash(self.tr("Undecided again"), "info", "undo")
        else:
            self.page.flash(self.tr("Rejected"), "neutral", "x")
            self.step(1)

    def rate(self, stars: int) -> None:
        """Rate what is shown."""
        if self._tile is not None:
            self._picking.rate(stars)
            self.page.flash("★" * stars or self.tr("No rating"), "accent", "")

    # ---------------------------------------------------------------------------------- going

    def step(self, count: int) -> None:
        """Go on without a decision, or back; behind the last one there is a summary."""
        if self._round is not None and self._round.step(count):
            self._show()
        elif self._round is not None and count < 0:
            self.page.flash(self.tr("This is the first"), "neutral", "")

    def next_undecided(self, step: int = 1) -> None:
        """Go to the next one that is neither picked nor rejected, round from the end."""
        if self._round is None:
            return
        if self._round.next_undecided(step):
            self._show()
        elif self._round.sums.undecided:
            self.page.flash(self.tr("This is the only one that is undecided"), "neutral", "")
        else:
            self.page.flash(self.tr("All are decided"), "good", "check")

    def _on_stepped(self, edit: Edit) -> None:
        """Go to what an undo or redo changed."""
        if self._round is None:
            return
        keys = [tile.key for tile in self._changed]
        found = first_pick(edit)
        mark = self._marking.mark_of(*found) if found is not None else None
        if mark is not None:
            keys += [("shot", mark.shot), ("clip", mark.clip), ("still", mark.still)]
        for key in keys:
            if self._round.go_to(key):
                self._show()
                return

    @property
    def _tile(self) -> Tile | None:
        return self._round.current if self._round is not None else None

    def _counted(self, number: int) -> str:
        if self._kind == "shot":
            return counted(number, "shot")
        return counted(number, "pick") if self._kind == "clip" else counted(number, "still")

    # --------------------------------------------------------------------------------- showing

    def _show(self) -> None:
        """Show where one is."""
        one = self._round
        assert one is not None
        tile = one.current
        self._shelf.tiles_selected.emit([tile] if tile is not None else [])
        if tile is None:
            self._marking.forget()
            self.page.show_end(one, self._counted(len(one)))
            return
        self.page.show_round(one)
        self._marking.choose(tile)
        self._play()
        self._soon.start()

    def _play(self) -> None:
        if self._tile is not None and not self._viewing.player.playing:
            self._viewing.player.play()

    def _expect(self) -> None:
        """Have what is likely to be looked at next decoded."""
        if self._round is not None:
            views = [self._view_of(tile) for tile in self._round.upcoming(_NEXT, _BEFORE)]
            self._viewing.player.expect([view for view in views if view is not None])

    def _view_of(self, tile: Tile) -> View | None:
        """Return what will be shown of a tile; None while its film cannot be."""
        film, mark = self._films.film(tile.source), self._marking.mark_of(*tile.key)
        if film is None or film.index is None or mark is None:
            return None
        row = self._marking.row_of(mark)
        crop = None if row is None or isinstance(row, Shot) else row.crop
        rate, still = self._document.rows.settings.rate, bool(mark.still)
        start, end, index = mark.start, mark.end, film.index
        return View(
            film=index, start=start, end=end, box=_NOWHERE, crop=crop, rate=rate, still=still
        )

    # ------------------------------------------------------------------------------- following

    def _on_marked(self, mark: Mark | None) -> None:
        if self._round is not None and mark is not None:
            self.page.strip.show_mark(mark)
            self._soon.start()  # once, however often it is marked

    def _on_followed(self, change: Change) -> None:
        """Take note of what an edit changed."""
        if self._round is None:
            return
        if self._kind in change.moved:
            self._renew()
        else:
            self._changed = self._round.take(t for t in change.tiles if t.kind == self._kind)
            self.page.show_round(self._round)

    def _on_remade(self) -> None:
        if self._round is not None:
            self._renew()

    def _renew(self) -> None:
        assert self._round is not None
        before = self._round.current and self._round.current.key
        self._changed = self._round.renew(self._shelf.all_tiles(self._kind))
        if not len(self._round):
            self.leave()
        elif before != (self._round.current and self._round.current.key):
            self._show()
        else:
            self.page.show_round(self._round)
            self._soon.start()
