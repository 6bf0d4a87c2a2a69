"""The stage *Clips*: films, the marked range, its facts, and the shelf of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from app.core.browsing import Tile
from app.core.library.edits import Edit, first_pick
from app.core.library.model import Source
from app.core.marking import Mark
from app.ui import theme
from app.ui.actions import Actions
from app.ui.clips.best_window import BestWindow
from app.ui.clips.check_chips import CheckChips
from app.ui.clips.clip_commands import connect_clips, tile_menu
from app.ui.clips.cropping import Cropping
from app.ui.clips.culling import Culling
from app.ui.clips.curing import Curing
from app.ui.clips.cutting import Cutting
from app.ui.clips.film_chooser import FilmChooser
from app.ui.clips.film_menu import FilmMenu
from app.ui.clips.films_list import FilmsList
from app.ui.clips.films_work import FilmsWork
from app.ui.clips.inspector import Inspector
from app.ui.clips.marking import Marking
from app.ui.clips.no_films import NoFilms
from app.ui.clips.outcomes import Outcomes
from app.ui.clips.picking import Picking
from app.ui.clips.placing import Placing, panes_to_keep, restore_panes
from app.ui.clips.relinking import Relinking
from app.ui.clips.review import Review
from app.ui.clips.shelf import Shelf
from app.ui.clips.sources import SourcesPanel
from app.ui.clips.still_work import StillWork
from app.ui.clips.tile_badges import TileBadges
from app.ui.clips.viewing import Viewing
from app.ui.clips.xray import XrayLanes
from app.ui.parts import Parts
from app.ui.widgets.surface import Splitter


class ClipsTab(QWidget):
    """Puts the parts of the stage side by side and connects them."""

    said = Signal(str, str)  # sentence, grade: a notice
    done = Signal(str)  # sentence to show for a while
    undoable = Signal(str)  # the same, of what can be taken back
    exported = Signal(str, str)  # sentence to show for a while, folder
    foot_taken = Signal(int)  # px at zoom 1 that are read at the foot: nothing may lie over them

    def __init__(self, parts: Parts, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        self._parts, self._document, self._films = parts, parts.document, parts.films
        self.marking = Marking(parts.document, parts.films, parts.preferences)
        self.picking = Picking(parts.document, self.marking)
        self.work = FilmsWork(
            parts.document, parts.jobs, parts.films, parts.preferences, parts.queue
        )
        self.sources = SourcesPanel(actions)
        self.viewing = Viewing(
            parts.document, parts.films, self.marking, parts.planning, parts.preferences,
            parts.thumbnails,
        )  # fmt: skip
        self.xray = XrayLanes(parts, self.marking, self.viewing.timeline)
        self.cutting = Cutting(
            parts.document, parts.films, parts.jobs, self.marking, self.viewing.timeline
        )
        self.shelf = Shelf(
            parts.document, parts.films, parts.preferences, parts.thumbnails, actions
        )
        self.cropping = Cropping(
            parts.document, self.marking, self.picking, self.viewing, parts.planning,
            parts.checking,
        )  # fmt: skip
        self.best_window = BestWindow(parts.document, parts.films, parts.jobs, self.marking)
        self.curing = Curing(parts, self.marking, self)
        self.stills = StillWork(parts, self.marking, self)
        self._checks = CheckChips(self.marking, self.curing, parts.checking)
        self._checks.twins_asked.connect(self.curing.compare)
        self.inspector = Inspector(
            parts.document, parts.films, self.marking, self.picking, self._checks,
            self.cropping, actions,
        )  # fmt: skip
        self.review = Review(
            parts.document, parts.films, self.marking, self.picking, parts.checking, self.viewing,
            self.shelf, actions,
        )  # fmt: skip
        self.culling = Culling(parts, self.marking, self.picking, self.shelf)
        self.chooser = FilmChooser(parts.preferences, self)
        self._placing = Placing(parts.document, parts.preferences, self.sources, self.shelf)
        self._list = FilmsList(self.sources, parts.document, parts.films, self.work)
        self.relinking = Relinking(parts.document, parts.jobs, parts.films, self.work, self)
        self._menu = FilmMenu(parts.document, parts.films, self.work, self.relinking, self)
        self._badges = TileBadges(parts, self.shelf)
        self._outcomes = Outcomes(parts, self.work, self.marking, self.viewing, self)
        self._lay_out(actions)
        self._connect()
        connect_clips(self, actions)
        self._refresh()

    def _lay_out(self, actions: Actions) -> None:
        self._across = Splitter(Qt.Orientation.Horizontal)
        for widget, stretch in ((self.sources, 0), (self.viewing, 1), (self.inspector, 0)):
            self._across.addWidget(widget)
            self._across.setStretchFactor(self._across.count() - 1, stretch)
        self._down = Splitter(Qt.Orientation.Vertical)
        self._down.addWidget(self._across)
        self._down.addWidget(self.shelf)
        self._down.setStretchFactor(0, 3)
        self._down.setStretchFactor(1, 2)
        for splitter in (self._across, self._down):
            splitter.setChildrenCollapsible(False)
        self._across.setSizes([theme.px(n) for n in (236, 946, 348)])
        self._down.setSizes([theme.px(n) for n in (660, 280)])
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._pages = QStackedLayout()
        whole.addLayout(self._pages)  # before its pages: it would show the first as a window
        for page in (NoFilms(actions), self._down, self.review.page):
            self._pages.addWidget(page)

    def _connect(self) -> None:
        document, picking, shelf = self._document, self.picking, self.shelf
        for signal in (document.opened, document.changed, document.reloaded):
            signal.connect(self._refresh)
        self._connect_films()
        for chooser in (picking, self.curing, self.stills):
            shelf.tiles_selected.connect(chooser.select)
        for part in (picking, self.culling, self.curing, self.stills, self.cutting):
            part.done.connect(self.done)
            part.undoable.connect(self.undoable)
        for saying in (self.marking, self.best_window, self.cropping, self.review, self.viewing):
            saying.said.connect(self.done)
        self.stills.frame_found.connect(self.viewing.player.show_frame)
        self.review.tile_chosen.connect(self.marking.choose)
        self.inspector.crop.left.connect(shelf.grid.setFocus)
        self.marking.marked.connect(self._on_marked)
        document.stepped.connect(self.go_to_stepped)
        self.inspector.tags.left.connect(shelf.grid.setFocus)
        self.viewing.timeline.range_changing.connect(self.inspector.preview)
        shelf.activated.connect(self._on_activated)
        self.xray.part_asked.connect(self.viewing.play_part)
        self.review.turned.connect(self._refresh)
        self.review.foot_taken.connect(self.foot_taken)
        picking.caption_wanted.connect(self.inspector.caption.focus)
        self.inspector.caption.left.connect(self._on_caption_left)
        self.inspector.caption.keeping.orphaned.connect(self.done)
        self.inspector.caption.escaped.connect(shelf.grid.setFocus)
        self.inspector.caption.trigger_asked.connect(self._actions["edit.trigger"].trigger)
        self.inspector.frame_asked.connect(self.viewing.go_to)
        grid = shelf.grid
        grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        grid.customContextMenuRequested.connect(self._on_tile_menu)
        document.opened.connect(self._on_opened)  # the last of all that hear it

    def _connect_films(self) -> None:
        self._films.loaded.connect(self._refresh)
        self.work.progressed.connect(self._refresh)
        self.work.said.connect(self.said)
        self.work.found_said.connect(self.done)
        self._outcomes.said.connect(self.said)
        self._outcomes.exported.connect(self.exported)
        self.work.films_added.connect(self._on_films_added)
        self.chooser.chosen.connect(self.add_films)
        self.sources.chosen.connect(self._on_source)
        self.sources.menu_asked.connect(self._menu.fill)
        self.sources.remove_asked.connect(self._menu.remove)
        for part in (self.relinking, self._menu):
            part.done.connect(self.done)
            part.undoable.connect(self.undoable)
        self.relinking.said.connect(self.said)
        self.work.checked.connect(self._on_checked)

    # ------------------------------------------------------------------------------- showing

    def _refresh(self, *_: object) -> None:
        self._list.refresh()
        if self._document.is_open:
            self._pages.setCurrentIndex(2 if self.review.on else bool(self._document.rows.sources))
            self.shelf.show_finding(self.work.finding)

    def _on_source(self, source: int | None) -> None:
        self.shelf.show_source(source)
        mark = self.marking.mark
        if mark is None or source not in (None, mark.source):
            self.shelf.step(0)

    def _on_marked(self, mark: Mark | None) -> None:
        if mark is not None:
            self.shelf.follow(mark)

    def go_to_stepped(self, edit: Edit) -> None:
        """Go to what was taken back or done again."""
        found = first_pick(edit)
        if found is not None and not self.review.on:
            self.marking.choose_row(*found)
            mark = self.marking.mark
            alone = len(self.sources.selected) == 1  # several were selected to be worked on
            if mark and alone and self.sources.current not in (None, mark.source):
                self.sources.choose(None)  # it is another film's
                self.shelf.follow(mark)

    def _on_films_added(self, films: Sequence[Source]) -> None:
        if films:
            self.sources.choose(films[0].id)

    def _on_tile_menu(self, place: QPoint) -> None:
        if self.shelf.grid.indexAt(place).isValid():
            menu = tile_menu(self, self._actions)
            menu.popup(self.shelf.grid.viewport().mapToGlobal(place))

    # ---------------------------------------------------------------------------------- doing

    def _on_opened(self) -> None:
        if self._document.is_open:
            self.begin()

    def begin(self) -> None:
        """Go where one was the last time, and let the keys go to the shelf."""
        self._placing.begin()

    def add_films(self, paths: Sequence[Path]) -> None:
        """Add films and folders, and find their shots."""
        self.work.add(paths)

    def reveal(self, kind: str, row_id: int) -> None:
        """Show and choose a shot, clip or still."""
        self.review.leave()
        self.sources.choose(None)
        self.shelf.reveal(kind, row_id)  # type: ignore[arg-type]

    def find_here(self) -> None:
        """Find the shots of the selected films, or of all that have none."""
        self.work.find(self._selected if self.sources.current is not None else self._without_shots)

    def find_missing(self) -> None:
        """Find the shots of all films that have none."""
        self.work.find(self._without_shots)

    def check_here(self) -> None:
        """Check the clips of the selected films."""
        self.work.check(self._selected)

    def check_everywhere(self) -> None:
        """Check the clips of all films."""
        self.work.check(self._document.rows.sources)

    @property
    def _selected(self) -> list[Source]:
        rows = self._document.rows
        return [row for film in self.sources.selected if (row := rows.get(Source, film))]

    @property
    def _without_shots(self) -> list[Source]:
        return [row for row in self._document.rows.sources if not row.detector]

    def _on_checked(self) -> None:
        if not self.work.queue.has("check"):
            self._parts.checking.check_all()

    def find_everywhere(self) -> None:
        """Find the shots of all films again."""
        self.work.find(self._document.rows.sources)

    def next(self) -> None:
        """Go on to the next tile."""
        self.shelf.step(1)

    def _on_activated(self, _tile: Tile) -> None:
        self.picking.pick()

    def _on_caption_left(self) -> None:
        self.shelf.grid.setFocus()
        self.next()

    # --------------------------------------------------------------------------------- layout

    def layout_to_keep(self) -> dict[str, str]:
        """Return where the panes are, by name."""
        return panes_to_keep(self._splitters())

    def restore(self, layout: Mapping[str, str]) -> None:
        """Put the panes where they were."""
        restore_panes(self._splitters(), layout)

    def _splitters(self) -> dict[str, Splitter]:
        return {"across": self._across, "down": self._down, "view": self.viewing.splitter}
