"""The rows of a grid: tiles, as Qt asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import compress, groupby
from operator import is_not

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from app.core.browsing.tile import Badge, Key, Kind, Tile, clock
from app.core.language import enumerated, tr

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class TileModel(QAbstractListModel):
    """Tiles in the order they are shown.

    Rows are found by `Key`. Only words go through `data`: Qt would make a list of a `Tile`.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tiles: list[Tile] = []
        self._rows: dict[Kind, dict[int, int]] = {}

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._tiles)

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
            found.select(self.index(first), self.index(last))
        return found

    def others_among(self, tiles: Sequence[Tile]) -> list[Tile] | None:
        """Return those that are not shown just so; None where they are of other rows, or order."""
        if len(tiles) != len(self._tiles):
            return None
        differ = list(map(is_not, tiles, self._tiles))
        others = list(compress(tiles, differ))
        pairs = zip(others, compress(self._tiles, differ), strict=True)
        return others if all(new.key == old.key for new, old in pairs) else None

    def set_tiles(self, tiles: Iterable[Tile]) -> None:
        """Show other tiles; selections are lost."""
        self.beginResetModel()
        self._tiles = list(tiles)
        self._rows = {}
        for row, tile in enumerate(self._tiles):
            self._rows.setdefault(tile.kind, {})[tile.id] = row
        self.endResetModel()

    def replace(self, changed: Iterable[Tile]) -> None:
        """Show tiles anew after an edit; those that are not shown are passed over."""
        rows: list[int] = []
        for tile in changed:
            row = self.row_of(tile.key)
            if row is not None and self._tiles[row] != tile:
                self._tiles[row] = tile
                rows.append(row)
        for first, last in runs(sorted(rows)):
            self.dataChanged.emit(self.index(first), self.index(last))

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


def runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each run of neighbours in ascending ``rows``."""
    for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        found = [row for _, row in run]
        yield found[0], found[-1]


def _precise(milliseconds: int) -> str:
    return f"{clock(milliseconds)}.{milliseconds % 1000:03}"
