"""The films of the project, at the left: what each is, what was found in it, how far work is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.core.film_words import SourceLine
from app.ui import theme
from app.ui.actions import Actions, follow_key
from app.ui.widgets.button import IconButton
from app.ui.widgets.chip import chip_width, draw_chip
from app.ui.widgets.label import Label, SectionHead
from app.ui.widgets.painting import line_box, text_width, words
from app.ui.widgets.surface import Surface
from app.ui.widgets.tips import plain

LineOf = Callable[[int | None], SourceLine]
"""Returns the line of a film by its id; None stands for all films."""

_ROW = 54
_LEAST_NAME = 48  # px of a name that still say something
_ROOT = QModelIndex()


class SourcesPanel(Surface):
    """A list with "All films" above it; the sums below."""

    chosen = Signal(object)  # int: a source's id; None: all films
    menu_asked = Signal(object, object)  # list[int], ids of the selected films; QMenu to fill
    remove_asked = Signal(object)  # list[int], ids of the selected films

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__("surface", parent)
        self.setAccessibleName(self.tr("Films"))
        self._model = _Lines(self)
        self._list = _List(self._model)
        self._list.selectionModel().currentChanged.connect(self._on_current)
        self._list.menu_at.connect(self._on_menu)
        self._list.delete_pressed.connect(self._on_delete)
        add = IconButton("plus", self.tr("Add films"))
        follow_key(add, "project.add_films", add.set_key)
        self._add = actions["project.add_films"]
        self._button = add
        add.clicked.connect(self._add.trigger)
        self._add.changed.connect(self._follow_add)
        self._follow_add()
        head = QHBoxLayout()
        head.setContentsMargins(*(theme.px(n) for n in (16, 8, 8, 0)))
        head.addWidget(SectionHead(self.tr("Films")))
        head.addStretch()
        head.addWidget(add)
        self._sums = Label("", "dim", wrap=True)
        self._sums.setContentsMargins(*(theme.px(n) for n in (16, 4, 16, 12)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addWidget(self._list, 1)
        column.addWidget(self._sums)

    def show_films(self, films: Sequence[int], line_of: LineOf, sums: str) -> None:
        """Show films; the one that is chosen stays so.

        Args:
            films: Their ids, in the order to show them.
            line_of: Says what stands there; asked only for what is in sight.
            sums: The words below the list.
        """
        self._model.show(films, line_of)
        self._sums.setText(sums)

    def _follow_add(self) -> None:
        self._button.setEnabled(self._add.isEnabled())

    def choose(self, source: int | None) -> None:
        """Choose a film, or all."""
        row = self._model.row_of(source)
        if row is not None and row != self._list.currentIndex().row():
            self._list.setCurrentIndex(self._model.index(row))

    @property
    def current(self) -> int | None:
        """The chosen film; None: all."""
        return self._model.source_at(self._list.currentIndex())

    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.chosen.emit(self._model.source_at(now))

    @property
    def selected(self) -> list[int]:
        """The films that are selected, in their order; all where "All films" is."""
        rows = sorted(index.row() for index in self._list.selectedIndexes())
        films = [self._model.source_at(self._model.index(row)) for row in rows]
        return self._model.films if None in films else [film for film in films if film is not None]

    def _on_menu(self, position: QPoint) -> None:
        films = self.selected
        if films:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.menu_asked.emit(films, menu)
            menu.popup(position)

    def _on_delete(self) -> None:
        if self.current is not None and self.selected:  # not all of them by one key
            self.remove_asked.emit(self.selected)


class _Lines(QAbstractListModel):
    """The films, one line each; the first line, for all, is there once there are two."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._films: list[int | None] = []
        self._rows: dict[int | None, int] = {}
        self._line_of: LineOf | None = None
        self._told: dict[int, SourceLine] = {}  # by row

    def show(self, films: Sequence[int], line_of: LineOf) -> None:
        now: list[int | None] = [None, *films] if len(films) > 1 else list(films)
        self._line_of = line_of
        self._told.clear()
        if now == self._films:
            if now:
                self.dataChanged.emit(self.index(0), self.index(len(now) - 1))
            return
        self.beginResetModel()
        self._films = now
        self._rows = {film: row for row, film in enumerate(now)}
        self.endResetModel()

    def line(self, row: int) -> SourceLine:
        if row not in self._told:
            assert self._line_of is not None, "shown before"
            self._told[row] = self._line_of(self._films[row])
        return self._told[row]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._films)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            line = self.line(index.row())
            return f"{line.name} {line.chip}".strip()
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(self.line(index.row()).tip)
        return None

    @property
    def films(self) -> list[int]:
        """All films, in their order."""
        return [film for film in self._films if film is not None]

    def source_at(self, index: QModelIndex) -> int | None:
        return self._films[index.row()] if index.isValid() else None

    def row_of(self, source: int | None) -> int | None:
        return self._rows.get(source)


class _List(QListView):
    """The list; keeps what is chosen and selected while lines come and go."""

    menu_at = Signal(object)  # QPoint on the screen
    delete_pressed = Signal()

    def __init__(self, model: _Lines) -> None:
        super().__init__()
        self._lines = model
        self.setModel(model)
        self.setItemDelegate(_Delegate(self, model))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setObjectName("plain")
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Films"))
        self._kept: int | None = None
        self._selected: list[int | None] = []
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._bring_back)

    def _keep(self) -> None:
        self._kept = self._lines.source_at(self.currentIndex())
        self._selected = [self._lines.source_at(index) for index in self.selectedIndexes()]

    def _bring_back(self) -> None:
        if not self._lines.rowCount():
            return
        row = self._lines.row_of(self._kept)
        self.setCurrentIndex(self._lines.index(row or 0))
        if row is None:
            return
        others = [self._lines.row_of(film) for film in self._selected if film != self._kept]
        selection = QItemSelection()
        for other in (other for other in others if other is not None):
            index = self._lines.index(other)
            selection.select(index, index)
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.Select)

    def keyboardSearch(self, _search: str) -> None:
        """Do nothing: letters are commands here."""

    def event(self, event: QEvent) -> bool:
        """Keep Delete for the films that are selected: elsewhere it takes picks out."""
        if event.type() == QEvent.Type.ShortcutOverride and _is_delete(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_delete(event):
            self.delete_pressed.emit()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        if by_key:
            index = self.currentIndex()
        if index.isValid():
            if not self.selectionModel().isSelected(index):
                self.setCurrentIndex(index)
            place = self.visualRect(index).center() if by_key else event.pos()
            self.menu_at.emit(self.viewport().mapToGlobal(place))


def _is_delete(event: QEvent) -> bool:
    if not isinstance(event, QKeyEvent):
        return False
    return event.key() == Qt.Key.Key_Delete and not event.modifiers()


class _Delegate(QStyledItemDelegate):
    """A film: its name and facts, a chip at the right."""

    def __init__(self, view: QListView, model: _Lines) -> None:
        super().__init__(view)
        self._model = model

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, theme.px(_ROW))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        line = self._model.line(index.row())
        where = QRectF(option.rect).adjusted(theme.px(8), 1, -theme.px(8), -1)
        line_box(painter, where, option.state)
        inside = where.adjusted(theme.px(10), theme.px(7), -theme.px(8), -theme.px(7))
        half = inside.height() / 2
        first = QRectF(inside.left(), inside.top(), inside.width(), half)
        second = first.translated(0, half)
        name = theme.font("strong" if line.source is None else "body")
        row = {"name": first, "facts": second}.get(chip_row(line, name, inside.width()))
        if row is not None:
            wide = chip_width(line.chip)
            spot = QRectF(row.right() - wide, row.center().y() - theme.px(11), wide, 0)
            spot.setHeight(theme.px(22))
            draw_chip(painter, spot, line.chip, line.tone)
            row.setRight(spot.left() - theme.px(8))
        painter.setFont(name)
        words(painter, first, line.name, theme.color("text"), middle=True)
        painter.setFont(theme.font("small"))
        words(painter, second, line.facts, theme.color("dim"))


def chip_row(line: SourceLine, name: QFont, width: float) -> Literal["name", "facts", ""]:
    """Return what the chip of a film stands beside, in ``width`` px; empty: there is no room.

    Beside the facts where the name would be cut for it: films of a series differ at their end.
    """
    if not line.chip:
        return ""
    room = width - chip_width(line.chip) - theme.px(8)
    if text_width(name, line.name) <= room:
        return "name"
    if text_width(theme.font("small"), line.facts) <= room:
        return "facts"
    return "name" if room + theme.px(8) > theme.px(_LEAST_NAME) else ""
