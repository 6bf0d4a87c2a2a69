"""A list of what becomes of captions: each a difference, with a box to leave it out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from app.core.captions.differing import said
from app.core.captions.rewording import Rewording
from app.ui import theme
from app.ui.captions.bulk_delegate import CHECK_WIDTH, RUNS, RewordingDelegate
from app.ui.captions.difference_lines import in_html

Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()
_LOOKED_AT = 60  # rows, for how many lines they need
_EACH = 100  # rows that are as high as their own text each; more are all alike, or it takes long


class RewordingModel(QAbstractListModel):
    """What becomes of captions, and which of it is wanted."""

    wanted_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._all: Sequence[Rewording] = ()
        self._wanted: list[bool] = []

    def show(self, rewordings: Sequence[Rewording]) -> None:
        """Show others, all of them wanted."""
        self.beginResetModel()
        self._all = rewordings
        self._wanted = [True] * len(rewordings)
        self.endResetModel()
        self.wanted_changed.emit()

    def first(self, number: int) -> Sequence[Rewording]:
        """Return the first ones."""
        return self._all[:number]

    def wanted(self) -> list[Rewording]:
        """Return those whose box is ticked."""
        pairs = zip(self._all, self._wanted, strict=True)
        return [each for each, wanted in pairs if wanted]

    def is_wanted(self, place: int) -> bool:
        """Return whether the box is ticked."""
        return self._wanted[place]

    def want(self, place: int, on: bool) -> None:
        """Tick a box or not."""
        self._wanted[place] = on
        here = self.index(place, 0)
        self.dataChanged.emit(here, here)
        self.wanted_changed.emit()

    def want_all(self, on: bool) -> None:
        """Tick all boxes or none."""
        self._wanted = [on] * len(self._all)
        self.dataChanged.emit(self.index(0, 0), self.index(max(0, len(self._all) - 1), 0))
        self.wanted_changed.emit()

    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self._all)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        rewording = self._all[index.row()]
        if role == RUNS:
            return rewording.runs
        if role == Qt.ItemDataRole.CheckStateRole:
            wanted = self._wanted[index.row()]
            return Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return said(rewording.runs, self.tr("gone: {};"), self.tr("new: {};"))
        if role == Qt.ItemDataRole.ToolTipRole:
            return in_html(rewording.runs)
        return None


class RewordingList(QListView):
    """Space or a click on its box leaves one out; Ctrl+A and Space, all."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rewordings = RewordingModel()
        self.rewordings.setParent(self)
        self.setModel(self.rewordings)
        self._delegate = RewordingDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setMinimumHeight(theme.px(240))
        theme.changes().changed.connect(self.scheduleDelayedItemsLayout)

    def show_all(self, rewordings: Sequence[Rewording]) -> None:
        """Show what becomes of captions, the first one chosen."""
        self.setUniformItemSizes(len(rewordings) > _EACH)
        self._delegate.fit(each.runs for each in rewordings[:_LOOKED_AT])
        self.rewordings.show(rewordings)
        self.setCurrentIndex(self.rewordings.index(0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._delegate.fit(each.runs for each in self.rewordings.first(_LOOKED_AT))
            self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Space:
            super().keyPressEvent(event)
            return
        places = [index.row() for index in self.selectedIndexes()]
        if not places and self.currentIndex().isValid():
            places = [self.currentIndex().row()]
        on = not all(map(self.rewordings.is_wanted, places))
        if len(places) == self.rewordings.rowCount():
            self.rewordings.want_all(on)
            return
        for place in places:
            self.rewordings.want(place, on)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._box_at(event)
        if place is None:
            super().mousePressEvent(event)
        else:
            self.rewordings.want(place, not self.rewordings.is_wanted(place))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def _box_at(self, event: QMouseEvent) -> int | None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        near = at.x() < self.visualRect(index).left() + theme.px(CHECK_WIDTH)
        is_left = event.button() == Qt.MouseButton.LeftButton
        return index.row() if index.isValid() and near and is_left else None

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.scheduleDelayedItemsLayout()
        super().changeEvent(event)
