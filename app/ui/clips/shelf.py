"""The lower part of *Clips*: all shots, picks or stills as tiles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.core import browsing
from app.core.browsing import Filter, Kind, Order, Tile
from app.core.library.model import Clip, Shot, Still
from app.core.marking import Mark
from app.ui import theme
from app.ui.actions import Actions, follow_key
from app.ui.document import Document
from app.ui.films import Films
from app.ui.preferences import PreferenceStore
from app.ui.widgets.button import Button
from app.ui.widgets.choices import ComboBox
from app.ui.widgets.fields import SearchField
from app.ui.widgets.grid import Grid
from app.ui.widgets.segmented import Segment, Segmented
from app.ui.widgets.surface import Surface
from app.ui.widgets.thumbnails import Thumbnails

if TYPE_CHECKING:
    from app.core.library.edits import Edit

_ORDERS: tuple[Order, ...] = ("order", "length", "rating", "caption")
_SETTLED_MS = 120  # after the last letter typed into the filter


class Shelf(Surface):
    """Segments, filter and order over the grid."""

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
        self._source: int | None = None
        self._actions = actions
        self._finding = False
        self._following = False
        self.grid = Grid(thumbnails)
        self.grid.set_tile_width(preferences.value.tile_width)
        self.segments = Segmented(
            [
                Segment("shot", self.tr("Shots"), 0),
                Segment("clip", self.tr("Picks"), 0),
                Segment("still", self.tr("Stills"), 0),
            ],
            name=self.tr("What is shown"),
        )
        self.search = SearchField(self.tr("film, caption, tag or check"))
        self.order = ComboBox(name=self.tr("Order"))
        self.order.addItems(
            [
                self.tr("in film order"),
                self.tr("longest first"),
                self.tr("best first"),
                self.tr("no caption first"),
            ]
        )
        self._typed = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._lay_out(actions)
        self._connect()
        self.rebuild()  # a project may be open already

    def _lay_out(self, actions: Actions) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(*(theme.px(n) for n in (16, 8, 16, 4)))
        row.setSpacing(theme.px(8))
        row.addWidget(self.segments)
        row.addStretch(1)
        self.search.setMaximumWidth(theme.px(420))
        row.addWidget(self.search, 2)
        row.addWidget(self.order)
        row.addWidget(Button.for_action(actions["play.review"], "quiet", icon="eye"))
        export = actions["project.export"]
        self._export = Button(self.tr("Export"), icon="export")
        follow_key(self._export, "project.export", self._export.set_key)
        self._export.clicked.connect(export.trigger)
        export.changed.connect(self._follow_export)
        row.addWidget(self._export)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.grid, 1)
        self.setMinimumHeight(theme.px(132))

    def _connect(self) -> None:
        self.grid.current_changed.connect(self._on_current)
        self.grid.selection_changed.connect(self.tiles_selected)
        self.grid.activated.connect(self.activated)
        self.grid.tile_width_changed.connect(self._on_width)
        self.segments.chosen.connect(self._on_segment)
        self.order.currentIndexChanged.connect(self._show)
        self.search.textChanged.connect(self._typed.start)
        self.search.left.connect(self.grid.setFocus)
        self.search.returnPressed.connect(self.grid.setFocus)
        self._typed.timeout.connect(self._show)
        self._document.opened.connect(self.rebuild)
        self._document.reloaded.connect(self.rebuild)
        self._document.changed.connect(self._follow)
        self._films.loaded.connect(self._on_loaded)

    def _follow_export(self) -> None:
        self._export.setEnabled(self._actions["project.export"].isEnabled())

    # ------------------------------------------------------------------------------- showing

    @property
    def kind(self) -> Kind:
        """What is shown."""
        return cast(Kind, self.segments.current())

    def all_tiles(self, kind: Kind) -> list[Tile]:
        """Return the tiles of a kind of all films, shown or not."""
        return self._catalogue.tiles(kind) if self._catalogue is not None else []

    def show_kind(self, kind: Kind) -> None:
        """Show shots, picks or stills."""
        self.segments.choose(kind)

    def show_source(self, source: int | None) -> None:
        """Show one film's, or those of all."""
        if source != self._source:
            self._source = source
            self._show()

    def set_badges(self, badges: browsing.Badges, sources: Iterable[int]) -> None:
        """Give the clips of these films other badges; those that are not named have none."""
        if self._catalogue is not None and self._catalogue.set_badges(badges, sources):
            self._show()

    def show_finding(self, finding: bool) -> None:
        """Say in an empty shelf whether shots are being looked for."""
        if finding != self._finding:
            self._finding = finding
            self.grid.empty_text = self._empty_text()

    def rebuild(self) -> None:
        """Make all tiles anew."""
        document, before = self._document, self._catalogue
        self._catalogue = None
        if document.is_open:
            self._films.load_all()
            badges = before.badges if before is not None else None
            self._catalogue = browsing.Catalogue(document.rows, self._films.indexes, badges)
            self.grid.set_films(self._films.indexes)
        else:
            self._source = None
            self.search.clear()
            self.segments.choose("shot")
        self._show()
        self.remade.emit()

    def step(self, count: int) -> None:
        """Choose a tile further on; further back if negative."""
        tiles, place = self.grid.tiles, self.grid.currentIndex().row()
        if tiles:
            place = min(len(tiles) - 1, max(0, place + count)) if place >= 0 else 0
            self.grid.select([tiles[place].key], tiles[place].key)

    def follow(self, mark: Mark) -> None:
        """Choose the tile of what was marked elsewhere, as on the timeline, if it is shown."""
        row_id = {"shot": mark.shot, "clip": mark.clip, "still": mark.still}[self.kind]
        current, key = self.grid.current_tile(), (self.kind, row_id)
        if row_id and (current is None or current.key != key):
            self._following = True
            self.grid.select([key], key)
            self._following = False

    def _on_current(self, tile: Tile | None) -> None:
        if not self._following:
            self.tile_chosen.emit(tile)

    def reveal(self, kind: Kind, row_id: int) -> None:
        """Show and choose a tile."""
        self.show_kind(kind)
        self.grid.select([(kind, row_id)], (kind, row_id))

    def _show(self) -> None:
        wanted, catalogue = self._filter, self._catalogue
        tiles = catalogue.tiles(self.kind, self._source) if catalogue is not None else []
        tiles = wanted.of(tiles)
        if self._order != "order":
            tiles = browsing.ordered(tiles, self._order)
        self.grid.empty_text = self._empty_text()
        self.grid.set_tiles(tiles)
        self._count()

    @property
    def _filter(self) -> Filter:
        return Filter(source=self._source, text=self.search.text())

    @property
    def _order(self) -> Order:
        return _ORDERS[self.order.currentIndex()]

    def _count(self) -> None:
        rows = self._document.rows if self._document.is_open else None
        kinds: tuple[tuple[Kind, type[Clip] | type[Still]], ...] = (
            ("clip", Clip),
            ("still", Still),
        )
        self.segments.set_count("shot", rows.number_of(Shot, self._source) if rows else 0)
        for kind, row in kinds:
            self.segments.set_count(kind, rows.picked_of(row, self._source) if rows else 0)

    def _empty_text(self) -> str:
        if self.search.text():
            return self.tr("Nothing has these words. Escape empties the filter.")
        words = {
            "shot": self.tr("Finding the shots…")
            if self._finding
            else self.tr("No shots yet. Press D to find them."),
            "clip": self.tr("Nothing is picked yet. Choose a shot and press Enter."),
            "still": self.tr("No stills yet. Press S while a frame is shown."),
        }
        return words[self.kind]

    # --------------------------------------------------------------------------- following

    def _follow(self, edit: Edit) -> None:
        change = self._catalogue.follow(edit) if self._catalogue is not None else None
        if not change:
            return
        self.followed.emit(change)
        mine = [tile for tile in change.tiles if tile.kind == self.kind]
        if self.kind not in change.moved and all(map(self._stays, mine)):
            self.grid.replace(mine)
            self._count()
            return
        first = not self.grid.tiles
        self._show()
        if first and self.grid.current_tile() is None:
            self.step(0)  # the first shots of a film were found

    def _stays(self, tile: Tile) -> bool:
        old = self.grid.tile_of(tile.key)
        return browsing.keeps_its_place(old, tile, self._filter, self._order)

    def _on_loaded(self, sources: set[int]) -> None:
        if self._catalogue is not None:
            self._catalogue.make(sources)
            self.grid.set_films(self._films.indexes)
            self._show()
            self.remade.emit()

    def _on_segment(self, _kind: str) -> None:
        self._show()
        if self.grid.current_tile() is None and self.grid.tiles:
            self.grid.select([self.grid.tiles[0].key])

    def _on_width(self, width: int) -> None:
        self._preferences.change(tile_width=width)
