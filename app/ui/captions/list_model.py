"""The rows of list and table as Qt asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from html import escape
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.core.amounts import counted
from app.core.browsing import Tile, short_clock
from app.core.captions.board import Entry
from app.core.captions.lint import LINTS, Lint
from app.core.language import enumerated, tr
from app.core.library.captioned import Key
from app.ui.captions.chosen import Chosen
from app.ui.captions.list_rows import ListRows
from app.ui.captions.proposals import Proposals
from app.ui.theme import Tone
from app.ui.widgets.grid_model import runs

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ROLES = {
    Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole,
}  # fmt: skip
_BY_ID = {lint.id: lint for lint in LINTS}
_TONES: dict[str, Tone] = {
    "empty": "neutral", "machine": "info", "written": "neutral", "done": "good",
    "editing": "accent",
}  # fmt: skip


class Column(IntEnum):
    """What a column of the table shows."""

    CLIP = 0
    CAPTION = 1
    WORDS = 2
    TOKENS = 3
    STATE = 4
    LINTS = 5


class Line(NamedTuple):
    """A caption and what stands around it.

    Attributes:
        waiting: What a machine wrote and nobody decided upon yet; may be empty.
        editing: Whether something is being typed that is not kept yet.
        exact: Whether tokens are counted as the trainer does; else they are estimated.
    """

    key: Key
    tile: Tile
    entry: Entry
    waiting: str
    editing: bool
    exact: bool

    @property
    def tokens(self) -> str:
        """How many tokens, an estimate with its mark; dots while they are not counted yet."""
        if not self.entry.tokens:
            return "…"
        return f"{'' if self.exact else '~'}{self.entry.tokens:,}"

    @property
    def lints(self) -> list[Lint]:
        """What is wrong with it, the worst first, but that it is empty, which is seen."""
        return [_BY_ID[each] for each in self.entry.lints if each != "empty" and each in _BY_ID]


_COLUMNS = len(Column)  # Qt asks for it once for each row it lays out


class CaptionModel(QAbstractTableModel):
    """What is listed, in its order; list and table share it.

    Signals:
        relisted: Other rows are there, or in another order: selections are gone.
    """

    relisted = Signal()

    def __init__(
        self, rows: ListRows, chosen: Chosen, proposals: Proposals, *, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._rows, self._chosen, self._proposals = rows, chosen, proposals
        self._keys: Sequence[Key] = ()
        self._places: dict[Key, int] = {}
        chosen.listed_changed.connect(self._relist)
        rows.renewed.connect(self.renew)
        proposals.changed.connect(self.renew)
        self._relist()

    # -------------------------------------------------------------------------------- reading

    def line(self, row: int) -> Line | None:
        """Return what a row shows; None where its clip or still is gone."""
        key = self._keys[row]
        tile = self._rows.tile(key)
        if tile is None:
            return None
        proposal = self._proposals.waiting(key)
        waiting = proposal.text if proposal is not None else ""
        entry = self._rows.entry(key)
        if waiting and not tile.caption and self._rows.typing != key:
            entry = self._rows.entry_saying(key, waiting)  # it is what is shown
        return Line(
            key,
            tile,
            entry,
            waiting,
            self._rows.typing == key,
            self._rows.exact,
        )

    def key(self, row: int) -> Key:
        """Return which clip or still a row is of."""
        return self._keys[row]

    def row_of(self, key: Key | None) -> int:
        """Return the row of a clip or still; -1 where it is not listed."""
        return -1 if key is None else self._places.get(key, -1)

    def selection_of(self, keys: Iterable[Key]) -> QItemSelection:
        """Return a selection of whole rows."""
        found = QItemSelection()
        places = sorted(place for key in keys if (place := self.row_of(key)) >= 0)
        for first, last in runs(places):
            found.select(self.index(first, 0), self.index(last, len(Column) - 1))
        return found

    def state_words(self, line: Line) -> tuple[str, Tone]:
        """Return a caption's state in a word, and its tone."""
        state = "editing" if line.editing else line.entry.state
        words = {
            "empty": self.tr("empty"),
            "machine": self.tr("machine"),
            "written": self.tr("written"),
            "done": self.tr("done"),
            "editing": self.tr("editing"),
        }
        return words[state], _TONES[state]

    def place_words(self, tile: Tile) -> str:
        """Return where a clip begins and how long it is: ``12:41 · 53 f``."""
        begins = short_clock(tile.begins)
        if tile.kind == "still":
            return self.tr("{} · still").format(begins)
        return begins if tile.length is None else self.tr("{} · {} f").format(begins, tile.length)

    def notes(self, line: Line) -> tuple[list[tuple[str, Tone]], str]:
        """Return what stands under the words in the list: chips, and what is said behind them.

        Where there are no words, that is said already: then where it is, and how long.
        """
        if line.entry.state == "empty" and not line.editing:
            return [], self.place_words(line.tile)
        chips = [self.state_words(line)]
        chips += [(tr(lint.chip), lint.level) for lint in line.lints[:1]]
        return chips, self.length_words(line)

    def length_words(self, line: Line) -> str:
        """Return how many tokens, in words."""
        return self.tr("{} tokens").format(line.tokens)

    # ----------------------------------------------------------------------------- as Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else _COLUMNS

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = Column(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return {
                Column.CLIP: self.tr("Clip"),
                Column.CAPTION: self.tr("Caption"),
                Column.WORDS: self.tr("Words"),
                Column.TOKENS: self.tr("Tokens"),
                Column.STATE: self.tr("State"),
                Column.LINTS: self.tr("Lints"),
            }[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tr("Click to sort, click again to turn it round.")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in _ROLES or not self.checkIndex(index, self.CheckIndexOption.IndexIsValid):
            return None
        line = self.line(index.row())
        if line is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._said(line, Column(index.column()))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            spoken = self._said(line, Column(index.column()))
            return self._spoken(line) if index.column() == Column.CLIP else spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(line)
        return None

    def _said(self, line: Line, column: Column) -> str:
        if column == Column.CLIP:
            return line.tile.title
        if column == Column.CAPTION:
            return line.tile.caption
        if column == Column.WORDS:
            return f"{line.entry.words:,}"
        if column == Column.TOKENS:
            return line.tokens
        if column == Column.STATE:
            return self.state_words(line)[0]
        return enumerated(tr(lint.chip) for lint in line.lints)

    def _spoken(self, line: Line) -> str:
        """Return what a screen reader says of a row of the list."""
        parts = [line.tile.title, self.state_words(line)[0], self.length_words(line)]
        parts += [tr(lint.title) for lint in line.lints]
        return enumerated([*parts, line.tile.caption or self.tr("no caption yet")])

    def _tip(self, line: Line) -> str:
        """Return what the mouse tells: the whole caption, what is wrong, where it is."""
        tile = line.tile
        dim = [f"{tile.film} · {self.place_words(tile)}"]
        sizes = [counted(line.entry.words, "word"), self.length_words(line)]
        dim.append(" · ".join([self.state_words(line)[0], *sizes]))
        dim += [tr(lint.title) for lint in line.lints]
        parts = []
        if tile.caption:
            parts.append(_html(tile.caption))
        if line.waiting:
            parts.append(f"<i>{_html(self.tr('Machine: {}').format(line.waiting))}</i>")
        parts.append("<br>".join(map(_html, dim)))
        return f"<qt>{'<br><br>'.join(parts)}</qt>"

    # ------------------------------------------------------------------------------ following

    def renew(self, keys: Iterable[Key]) -> None:
        """Show rows anew; those that are not listed are passed over."""
        places = sorted(place for key in keys if (place := self.row_of(key)) >= 0)
        for first, last in runs(places):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))

    def _relist(self) -> None:
        self.beginResetModel()
        self._keys = self._chosen.listed
        self._places = {key: place for place, key in enumerate(self._keys)}
        self.endResetModel()
        self.relisted.emit()


def _html(text: str) -> str:
    return escape(text).replace("\n", "<br>")
