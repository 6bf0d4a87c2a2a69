"""The mouse over a grid: the tile under it is framed, and shows its frames from left to right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView

from app.core.browsing.tile import scrub_frames
from app.ui.widgets.grid_delegate import TileDelegate

_REST = 80  # ms the mouse rests on a tile before its frames are fetched


class Hover(QObject):
    """Watches the mouse over ``view`` and tells its delegate what is under it."""

    def __init__(self, view: QAbstractItemView, delegate: TileDelegate) -> None:
        super().__init__(view)
        self._view = view
        self._delegate = delegate
        self._index = QPersistentModelIndex()
        self._where = QPoint()
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._begin)
        view.viewport().setMouseTracking(True)
        view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            self._move(event.position().toPoint())
        elif event.type() in (QEvent.Type.Leave, QEvent.Type.Wheel):
            self.leave()
        return False

    def leave(self) -> None:
        """Nothing is under the mouse."""
        self._enter(QModelIndex())

    def _move(self, where: QPoint) -> None:
        self._where = where
        index = self._view.indexAt(where)
        inside = self._delegate.cells.picture(self._view.visualRect(index)).contains(where)
        self._enter(index if inside else QModelIndex())
        if self._delegate.place is not None:
            self._point()

    def _enter(self, index: QModelIndex) -> None:
        if index == self._index:
            return
        left = self._here()
        self._index = QPersistentModelIndex(index)
        delegate = self._delegate
        delegate.place = None
        delegate.hovered = delegate.tile(index).key if index.isValid() else None
        for changed in (left, index):
            if changed.isValid():
                self._view.update(changed)
        if index.isValid():
            self._rest.start()
        else:
            self._rest.stop()

    def _here(self) -> QModelIndex:
        """Return the row under the mouse."""
        return self._view.model().index(self._index.row(), 0)

    def _begin(self) -> None:
        """The mouse rests on a tile: show its frames from now on."""
        if self._index.isValid():
            self._point()

    def _point(self) -> None:
        """Show the frame at the mouse."""
        index = self._here()
        picture = self._delegate.cells.picture(self._view.visualRect(index))
        places = len(scrub_frames(self._delegate.tile(index)))
        share = (self._where.x() - picture.x()) / picture.width()
        place = max(0, min(places - 1, int(share * places)))
        if place != self._delegate.place:
            self._delegate.place = place
            self._view.update(index)
