"""A grid of shots, picks or stills, quick with 100,000 of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QKeyEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QStyle, QWidget

from app.core.browsing.moving import Step, moved
from app.core.browsing.tile import Key, Tile
from app.ui import theme
from app.ui.widgets.grid_cells import Cells
from app.ui.widgets.grid_delegate import TileDelegate
from app.ui.widgets.grid_hover import Hover
from app.ui.widgets.grid_model import Index, TileModel
from app.ui.widgets.grid_view import TileView
from app.ui.widgets.thumbnails import Thumbnails

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

NARROWEST, WIDEST = 96, 480
_WIDTH = 168
_MARGIN = 9  # px at zoom 1, beside the half gap of the outer tiles
_ZOOM_STEP = 1.12
_PLAIN = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_Flag = QItemSelectionModel.SelectionFlag
_Move = QAbstractItemView.CursorAction
_STEPS: Mapping[_Move, Step] = {
    _Move.MoveLeft: "left",
    _Move.MovePrevious: "left",
    _Move.MoveRight: "right",
    _Move.MoveNext: "right",
    _Move.MoveUp: "up",
    _Move.MoveDown: "down",
    _Move.MovePageUp: "page_up",
    _Move.MovePageDown: "page_down",
    _Move.MoveHome: "home",
    _Move.MoveEnd: "end",
}


class Grid(TileView):
    """Tiles in even columns; several can be selected, one is current.

    Current tile, selection and what is in sight stay the same when other tiles are set, as far as
    they are still there: a tile is known by its `Key`.

    Signals:
        activated: A `Tile` was double-clicked or Enter was pressed on it.
        current_changed: The current `Tile`, or None.
        selection_changed: The selected tiles, a list in the order shown.
        typed: The text of a key without Ctrl or Alt. It goes on to the parent as well.
        tile_width_changed: The new `tile_width`.
    """

    activated = Signal(object)
    current_changed = Signal(object)
    selection_changed = Signal(object)
    typed = Signal(str)
    tile_width_changed = Signal(int)

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tile_width, self._strips = _WIDTH, False
        self._quiet = False
        self._model = TileModel(self)
        self._delegate = TileDelegate(self._model, thumbnails, self)
        self._unseen = QTimer(self, singleShot=True, interval=0)
        self.setAccessibleName(self.tr("Tiles"))
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self._hover = Hover(self, self._delegate)
        self._unseen.timeout.connect(self._drop_unseen)
        self.verticalScrollBar().valueChanged.connect(self._on_scroll)
        self.doubleClicked.connect(self._on_double_click)
        thumbnails.loaded.connect(self.viewport().update)
        theme.changes().changed.connect(self._lay_out)
        self._lay_out()

    # ------------------------------------------------------------------ what is shown

    @property
    def tiles(self) -> Sequence[Tile]:
        """All tiles, in the order shown."""
        return self._model.tiles

    def tile_of(self, key: Key) -> Tile | None:
        """Return the tile of a row; None where it is not in the grid."""
        row = self._model.row_of(key)
        return None if row is None else self._model.tiles[row]

    def set_films(self, films: Mapping[int, FrameIndex]) -> None:
        """Set the films pictures are taken from, by source id; tiles of others stay grey."""
        self._delegate.films = dict(films)
        self.viewport().update()

    def set_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show these tiles in this order."""
        if self._model.put(tiles):
            return
        current, chosen = self.current_tile(), self._selected_keys()
        row, scroll = self.currentIndex().row(), self._scroll_place()
        self._quiet = True
        self._hover.leave()
        self._model.set_tiles(tiles)
        self._lay_out()
        self._select(chosen, current.key if current else None, row)
        if scroll != (None, 0, 0):
            self._scroll_back(*scroll)
        self._quiet = False
        if self.current_tile() != current:
            self.current_changed.emit(self.current_tile())
        if self._selected_keys() != chosen:
            self.selection_changed.emit(self.selected_tiles())

    def replace(self, changed: Iterable[Tile]) -> None:
        """Show tiles anew after an edit; those that are not in the grid are passed over."""
        self._model.replace(changed)

    @property
    def tile_width(self) -> int:
        """Least width of a picture, px at zoom 1; columns share the width evenly."""
        return self._tile_width

    def set_tile_width(self, width: int) -> None:
        """Make tiles wider or narrower, between `NARROWEST` and `WIDEST`."""
        width = max(NARROWEST, min(WIDEST, width))
        if width != self._tile_width:
            self._tile_width = width
            self._lay_out_here()
            self.tile_width_changed.emit(width)

    def zoom(self, steps: float) -> None:
        """Make tiles so many steps wider; narrower if negative."""
        self.set_tile_width(round(self._tile_width * _ZOOM_STEP**steps))

    def set_strips(self, on: bool) -> None:
        """Show several frames of each tile side by side, or one."""
        if on != self._strips:
            self._strips = on
            self.keep_seen(self._lay_out_here)
            self.viewport().update()

    # ------------------------------------------------------------------ current and selected

    def current_tile(self) -> Tile | None:
        """Return the tile the keyboard is on."""
        row = self.currentIndex().row()
        return self._model.tiles[row] if row >= 0 else None

    def selected_tiles(self) -> list[Tile]:
        """Return the selected tiles, in the order shown."""
        parts = self.selectionModel().selection().toList()
        rows = sorted(row for part in parts for row in range(part.top(), part.bottom() + 1))
        return [self._model.tiles[row] for row in rows]

    def select(self, keys: Iterable[Key], current: Key | None = None) -> None:
        """Select these tiles; make ``current`` (or the first) current and bring it in sight.

        Tiles that are not in the grid are passed over.
        """
        known = [key for key in keys if self._model.row_of(key) is not None]
        self._select(set(known), current or next(iter(known), None), -1)
        self.scrollTo(self.currentIndex())

    def _select(self, keys: set[Key], current: Key | None, otherwise: int) -> None:
        """Select ``keys``; where ``current`` is gone, make the row ``otherwise`` current."""
        selection = self.selectionModel()
        row = self._model.row_of(current) if current is not None else None
        if row is None and current is not None and otherwise >= 0:
            row = min(otherwise, len(self._model.tiles) - 1)
        if row is not None and row >= 0:
            selection.setCurrentIndex(self._model.index(row, 0), _Flag.NoUpdate)
        selection.select(self._model.selection_of(keys), _Flag.ClearAndSelect)

    def _selected_keys(self) -> set[Key]:
        return {tile.key for tile in self.selected_tiles()}

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if not self._quiet:
            self.current_changed.emit(self.current_tile())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if not self._quiet:
            self.selection_changed.emit(self.selected_tiles())

    # ------------------------------------------------------------------ where things are

    def _lay_out(self) -> None:
        margin = theme.px(_MARGIN)
        self.setViewportMargins(margin, theme.px(2), 0, 0)
        # Qt keeps room for the bar when there is none, too, and breaks rows there.
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        available = self.maximumViewportSize().width() - max(margin, bar)
        width = theme.px(self._tile_width)
        cells = Cells.filling(max(1, available), width, strips=self._strips)
        if cells == self._delegate.cells and cells.size == self.gridSize():
            return
        self._hover.leave()
        self._delegate.cells = cells
        self.setGridSize(cells.size)
        self.verticalScrollBar().setSingleStep(cells.height // 3)
        self._unseen.start()

    def _lay_out_here(self) -> None:
        """Lay out anew, with the same tiles in sight."""
        place = self._scroll_place()
        self._lay_out()
        if place[2]:  # at the top it stays there, and all tiles need not be laid out now
            self._scroll_back(*place)

    def keep_seen(self, lay_out: Callable[[], None]) -> None:
        """Keep the current tile in sight, where it is, while something lays out anew."""
        current = self.currentIndex()
        seen = current.row() in range(*self._rows_in_sight())
        lay_out()
        if seen:
            self.scrollTo(current)

    def _scroll_place(self) -> tuple[Key | None, int, int]:
        """Return the first tile in sight, how far it is above the edge, px, and the bar's value."""
        first, _ = self._rows_in_sight()
        value = self.verticalScrollBar().value()
        if first >= len(self._model.tiles):
            return None, 0, value
        return self._model.tiles[first].key, value - self._delegate.cells.top(first), value

    def _scroll_back(self, key: Key | None, above: int, value: int) -> None:
        self.executeDelayedItemsLayout()
        row = self._model.row_of(key) if key is not None else None
        if row is not None:
            value = self._delegate.cells.top(row) + above
        self.verticalScrollBar().setValue(value)

    def _rows_in_sight(self) -> tuple[int, int]:
        """Return the first row of the model that can be seen and one past the last."""
        top, cells = self.verticalScrollBar().value(), self._delegate.cells
        return cells.rows(top, top + self.viewport().height(), len(self._model.tiles))

    def resizeEvent(self, event: QResizeEvent) -> None:
        place = self._scroll_place()
        super().resizeEvent(event)
        self._delegate.make_room(event.size(), self.devicePixelRatioF())
        before = self._delegate.cells
        self._lay_out()
        if self._delegate.cells != before and place[2]:
            self._scroll_back(*place)

    def _on_scroll(self, _value: int) -> None:
        self._unseen.start()

    def _drop_unseen(self) -> None:
        """Do not fetch pictures of tiles that were scrolled out of sight."""
        shown = self.tiles[slice(*self._rows_in_sight())]
        self._delegate.fetch_only(shown, self.devicePixelRatioF())

    # ------------------------------------------------------------------ keys, mouse, paint

    def moveCursor(self, action: _Move, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        cells = self._delegate.cells
        row = moved(
            self.currentIndex().row(),
            _STEPS[action],
            columns=cells.columns,
            page=max(1, self.viewport().height() // cells.height),
            count=len(self._model.tiles),
        )
        return self._model.index(row, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain, tile = not event.modifiers() & ~_PLAIN, self.current_tile()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and tile is not None:
            self.activated.emit(tile)
        elif plain and event.text().isprintable() and event.text():
            event.ignore()
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def _on_double_click(self, index: QModelIndex) -> None:
        self.activated.emit(self._model.tiles[index.row()])

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(event.angleDelta().y() / 120)
        else:
            super().wheelEvent(event)
