"""The lower part of *Clips*: all shots, picks or stills as tiles."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from app.core import browsing
from app.core.browsing import Filter, Key, Kind, Tile
from app.core.library.model import Clip, Shot, Still
from app.core.marking import Mark
from app.ui import theme
from app.ui.actions import Actions
from app.ui.clips.shelf_head import ShelfHead
from app.ui.document import Document
from app.ui.films import Films
from app.ui.preferences import PreferenceStore
from app.ui.turns import Turns
from app.ui.widgets.grid import Grid
from app.ui.widgets.surface import Surface
from app.ui.widgets.thumbnails import Thumbnails

if TYPE_CHECKING:
    from app.core.library.edits import Edit
    from app.core.shots.signal import FrameSignal

_PICKS: tuple[tuple[Kind, type[Clip | Still]], ...] = (("clip", Clip), ("still", Still))
_STATE = itemgetter(Tile._fields.index("state"))


class Shelf(Surface):
    """The head over the grid, and which tiles are in it."""

    tile_chosen = Signal(object)  # Tile, or None
    tiles_selected = Signal(object)  # list[Tile]
    activated = Signal(object)  # Tile
    followed = Signal(object)  # browsing.Change: what an edit did to tiles, shown or not
    remade = Signal()  # all tiles may be others

    def __init__(
        self,
        document: Document,
        films: Films,
        preferences: PreferenceStore,
        thumbnails: Thumbnails,
        actions: Actions,
    ) -> None:
        super().__init__("surface")
        self._document, self._films, self._preferences = document, films, preferences
        self._catalogue: browsing.Catalogue | None = None
        self._facts = browsing.Facts()
        self._source: int | None = None
        self._last: Key | None = None  # the tile one was on last
        self._mark: Mark | None = None  # what was marked last
        self._all = 0  # tiles of the kind, before the filter
        self._undecided = 0  # of those that are shown
        self._finding = False
        self._following = False
        self._moved = False  # tiles were made that may have another place
        self._making = Turns(self._make, self)
        self.grid = Grid(thumbnails)
        self.grid.set_tile_width(preferences.value.tile_width)
        self.head = ShelfHead(document, preferences, actions)
        self.segments, self.order = self.head.segments, self.head.order
        self.filter, self.search = self.head.filter, self.head.filter.field
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.grid, 1)
        self.setMinimumHeight(theme.px(132))
        self._connect()
        self._show_look()
        self.rebuild()  # a project may be open already

    def _connect(self) -> None:
        self.grid.current_changed.connect(self._on_current)
        self.grid.selection_changed.connect(self.tiles_selected)
        self.grid.activated.connect(self.activated)
        self.grid.tile_width_changed.connect(self._on_width)
        self.head.kind_chosen.connect(self._on_kind)
        self.head.changed.connect(self._show)
        self.head.strips_turned.connect(self._show_look)
        self.head.zoomed.connect(self._on_zoomed)
        self.filter.left.connect(self.grid.setFocus)
        self._document.opened.connect(self.rebuild)
        self._document.reloaded.connect(self.rebuild)
        self._document.changed.connect(self._follow)
        self._films.loaded.connect(self._on_loaded)
        self._making.done.connect(self._show_made)

    # ------------------------------------------------------------------------------- showing

    @property
    def kind(self) -> Kind:
        """What is shown."""
        return self.head.kind

    def all_tiles(self, kind: Kind) -> list[Tile]:
        """Return the tiles of a kind of all films, shown or not."""
        return self._catalogue.tiles(kind) if self._catalogue is not None else []

    def show_kind(self, kind: Kind) -> None:
        """Show shots, picks or stills."""
        self.segments.choose(kind)

    def begin_filter(self) -> None:
        """Let what is typed be the filter."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_source(self, source: int | None) -> None:
        """Show one film's, or those of all."""
        if source != self._source:
            self._source = source
            self._show()

    def set_badges(self, badges: browsing.Badges, sources: Iterable[int]) -> None:
        """Give the tiles of these films other badges; those that are not named have none."""
        self.put_badges(badges, sources)
        self.show_moved()

    def put_badges(self, badges: browsing.Badges, sources: Iterable[int]) -> None:
        """Do what `set_badges` does, all but `show_moved`."""
        films = set(sources)
        if self._catalogue is not None and self._catalogue.set_badges(badges, films):
            self._show_anew(films)

    def show_moved(self) -> None:
        """Let tiles that badges were put on have the places that these give them."""
        if self._moved:
            self._show()

    def show_finding(self, finding: bool) -> None:
        """Say in an empty shelf whether shots are being looked for."""
        if finding != self._finding:
            self._finding = finding
            self.grid.empty_text = self.head.empty_words(finding=self._finding)

    def rebuild(self) -> None:
        """Take the tiles of the project as it was read."""
        document, self._catalogue = self._document, None
        self._making.clear()
        if document.is_open:
            self._films.load_all()
            self._catalogue = document.tiles.take(document.rows)
            self._facts = browsing.Facts(document.rows, self._signal_of)
            self.grid.set_films(self._films.indexes)
        else:
            self._source = self._last = None
            self.search.clear()
            self.segments.choose("shot")
        self._show()
        self.remade.emit()
        if self._catalogue is not None and (news := self._catalogue.know(self._films.indexes)):
            self._making.add(news)

    def step(self, count: int) -> None:
        """Choose a tile further on; further back if negative."""
        tiles, place = self.grid.tiles, self.grid.currentIndex().row()
        if tiles:
            place = min(len(tiles) - 1, max(0, place + count)) if place >= 0 else 0
            self.grid.select([tiles[place].key], tiles[place].key)

    def follow(self, mark: Mark) -> None:
        """Choose the tile of what was marked elsewhere, as on the timeline, if it is shown."""
        self._mark = mark
        row_id = {"shot": mark.shot, "clip": mark.clip, "still": mark.still}[self.kind]
        current, key = self.grid.current_tile(), (self.kind, row_id)
        elsewhere = current is None or current.key != key
        if elsewhere and self.grid.tile_of(key) is not None:
            self._following = True
            self.grid.select([key], key)
            self._following = False

    def _on_current(self, tile: Tile | None) -> None:
        self._last = self._last if tile is None else tile.key
        if not self._following:
            self.tile_chosen.emit(tile)

    def reveal(self, kind: Kind, row_id: int) -> None:
        """Show and choose a tile; a filter that keeps it out is emptied."""
        self.show_kind(kind)
        if self.grid.tile_of((kind, row_id)) is None and self.search.text():
            self.filter.set_text("")
        self.grid.select([(kind, row_id)], (kind, row_id))

    def _show(self) -> None:
        wanted, catalogue, head = self._filter, self._catalogue, self.head
        everything = catalogue.tiles(self.kind, self._source) if catalogue is not None else []
        tiles = wanted.of(everything)
        if head.chosen_order != "order" or head.turned:
            order, facts = head.chosen_order, self._facts
            tiles = browsing.ordered(tiles, order, reverse=head.turned, facts=facts)
        self.grid.empty_text = self.head.empty_words(finding=self._finding)
        self.grid.set_tiles(tiles)
        self._moved = False
        self._all, self._undecided = len(everything), _open(tiles)
        self._count()
        if self.grid.current_tile() is None and self._last is not None:
            self.grid.select([self._last], self._last)  # a filter had kept it out

    @property
    def _filter(self) -> Filter:
        return Filter(source=self._source, text=self.search.text(), facts=self._facts)

    def _signal_of(self, source: int) -> FrameSignal | None:
        film = self._films.film(source)
        return None if film is None else film.signal

    def _count(self) -> None:
        rows = self._document.rows if self._document.is_open else None
        self.segments.set_count("shot", rows.number_of(Shot, self._source) if rows else 0)
        for kind, row in _PICKS:
            self.segments.set_count(kind, rows.picked_of(row, self._source) if rows else 0)
        self.head.show_sums(len(self.grid.tiles), self._all, self._undecided)

    # --------------------------------------------------------------------------- following

    def _follow(self, edit: Edit) -> None:
        change = self._catalogue.follow(edit) if self._catalogue is not None else None
        if not change:
            return
        self.followed.emit(change)
        mine = [tile for tile in change.tiles if tile.kind == self.kind]
        olds = [self.grid.tile_of(tile.key) for tile in mine]
        wanted, order = self._filter, self.head.chosen_order
        if self.kind not in change.moved and browsing.keep_their_places(olds, mine, wanted, order):
            shown = [new for new, old in zip(mine, olds, strict=True) if old is not None]
            self._undecided += _open(shown) - _open(filter(None, olds))
            self.grid.replace(mine)
            self._count()
            return
        first = not self.grid.tiles
        self._show()
        if first and self.grid.current_tile() is None:
            self.step(0)  # the first shots of a film were found

    def _on_loaded(self, sources: set[int]) -> None:
        if self._catalogue is not None:
            self.grid.set_films(self._films.indexes)
            self._making.add(sources)

    def _make(self, film: int) -> None:
        if self._catalogue is not None:
            self._catalogue.make([film])
            self._show_anew([film])

    def _show_anew(self, films: Iterable[int]) -> None:
        """Show films' tiles as they are now, where nothing but rows decides on their places."""
        if self.search.text() or self.head.chosen_order != "order":
            self._moved = True
        elif self._catalogue is not None:
            for film in films:
                self.grid.replace(self._catalogue.tiles(self.kind, film))

    def _show_made(self) -> None:
        self.show_moved()
        self.remade.emit()

    def _on_kind(self, _kind: str) -> None:
        mark, self._following = self._mark, True
        self._show_look()
        self._show()
        self._following = False
        key = browsing.nearest(self.grid.tiles, mark) if mark is not None else None
        if key is not None:
            self.grid.select([key], key)
        elif self.grid.tiles:
            self.grid.select([self.grid.tiles[0].key])
        self._on_current(self.grid.current_tile())

    def _show_look(self, *_: object) -> None:
        self.grid.set_strips(self._preferences.value.filmstrip and self.kind != "still")

    def _on_zoomed(self, steps: float) -> None:
        self.grid.keep_seen(lambda: self.grid.zoom(steps))

    def _on_width(self, width: int) -> None:
        self._preferences.change(tile_width=width)


def _open(tiles: Iterable[Tile]) -> int:
    """Return of how many tiles nothing is decided."""
    return list(map(_STATE, tiles)).count("open")
