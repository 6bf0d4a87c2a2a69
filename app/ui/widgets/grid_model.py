"""The rows of a grid: tiles, as Qt asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import compress, count
from operator import is_not, itemgetter, ne

from PySide6.QtCore import (
    QItemSelection,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
)
from PySide6.QtGui import QStandardItemModel

from app.core.browsing.tile import Badge, Key, Kind, Tile, clock
from app.core.language import enumerated, tr

Index = QModelIndex | QPersistentModelIndex
_KIND, _ID = (itemgetter(Tile._fields.index(name)) for name in ("kind", "id"))


class TileModel(QStandardItemModel):
    """Tiles in the order they are shown.

    Rows are found by `Key`. Only words go through `data`: Qt would make a list of a `Tile`. How
    many there are, Qt knows without Python: to lay tiles out it asks for each of them.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(0, 1, parent)
        self._tiles: list[Tile] = []
        self._rows: dict[Kind, dict[int, int]] = {}

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not self.checkIndex(index, self.CheckIndexOption.IndexIsValid):
            return None
        tile = self._tiles[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return tile.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tooltip(tile)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(tile)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        able = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return able | Qt.ItemFlag.ItemNeverHasChildren

    @property
    def tiles(self) -> Sequence[Tile]:
        """All tiles; not to be changed."""
        return self._tiles

    def row_of(self, key: Key) -> int | None:
        """Return the row of a tile; None where it is not shown."""
        kind, row_id = key
        return self._rows.get(kind, {}).get(row_id)

    def selection_of(self, keys: Iterable[Key]) -> QItemSelection:
        """Return a selection of these tiles; those that are not shown are passed over."""
        found = QItemSelection()
        rows = (row for key in keys if (row := self.row_of(key)) is not None)
        for first, last in runs(sorted(rows)):
            found.select(self.index(first, 0), self.index(last, 0))
        return found

    def put(self, tiles: Sequence[Tile]) -> bool:
        """Show these if they are of the same rows in the same order; return whether they are."""
        if len(tiles) != len(self._tiles):
            return False
        differ = list(map(is_not, tiles, self._tiles))
        news, olds = list(compress(tiles, differ)), list(compress(self._tiles, differ))
        if any(list(map(part, news)) != list(map(part, olds)) for part in (_ID, _KIND)):
            return False
        self._tiles = list(tiles)
        self._tell(compress(compress(count(), differ), map(ne, news, olds)))
        return True

    def set_tiles(self, tiles: Iterable[Tile]) -> None:
        """Show other tiles; selections are lost."""
        self.beginResetModel()
        self._tiles = list(tiles)
        self._rows = {}
        for row, tile in enumerate(self._tiles):
            self._rows.setdefault(tile.kind, {})[tile.id] = row
        with QSignalBlocker(self):
            self.setRowCount(len(self._tiles))
        self.endResetModel()

    def replace(self, changed: Iterable[Tile]) -> None:
        """Show tiles anew after an edit; those that are not shown are passed over."""
        rows: list[int] = []
        for tile in changed:
            row = self.row_of(tile[:2])
            if row is not None and self._tiles[row] != tile:
                self._tiles[row] = tile
                rows.append(row)
        self._tell(sorted(rows))

    def _tell(self, rows: Iterable[int]) -> None:
        for first, last in runs(rows):
            self.dataChanged.emit(self.index(first, 0), self.index(last, 0))

    def _tooltip(self, tile: Tile) -> str:
        """Return what the mouse tells of a tile: film, range, length, badges, tags, caption."""
        lines = [tile.film, self._range(tile)]
        if tile.length is not None and tile.kind != "still":
            lines.append(self.tr("{} frames at the project's rate").format(tile.length))
        lines += [tr(badge.text) for badge in tile.badges if not badge.check]
        lines += map(self._why, tile.problems)
        if tile.tags:
            lines.append(self.tr("Tags: {}").format(", ".join(tile.tags)))
        lines += [pick.caption for pick in (tile, *tile.picks) if pick.caption]
        return f"<qt>{'<br>'.join(escape(line) for line in lines)}</qt>"

    def _why(self, badge: Badge) -> str:
        """Return what a badge says, and its reason."""
        text = tr(badge.text)
        return f"{text}: {badge.tip}" if badge.tip else text

    def _range(self, tile: Tile) -> str:
        """Return times and source frames, the last one included."""
        begins = _precise(tile.begins)
        if tile.kind == "still":
            return self.tr("{}, source frame {}").format(begins, tile.start)
        words = self.tr("{} – {}, source frames {} – {}")
        return words.format(begins, _precise(tile.ends), tile.start, tile.end - 1)

    def _spoken(self, tile: Tile) -> str:
        """Return what a screen reader says of a tile."""
        parts = [tile.title]
        if tile.length is not None and tile.kind != "still":
            parts.append(self.tr("{} frames").format(tile.length))
        parts += [tr(badge.text) for badge in tile.badges]
        if tile.stars:
            parts.append(self.tr("{} of 5 stars").format(tile.stars))
        return enumerated([*parts, tile.caption] if tile.caption else parts)


def runs(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each run of neighbours in ascending ``rows``."""
    first = last = -1
    for row in rows:
        if row != last + 1 or first < 0:
            if first >= 0:
                yield first, last
            first = row
        last = row
    if first >= 0:
        yield first, last


def _precise(milliseconds: int) -> str:
    return f"{clock(milliseconds)}.{milliseconds % 1000:03}"
