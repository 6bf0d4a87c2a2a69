"""The list view under the grid: rows of equal cells, without what Qt does to every tile of many."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelection, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QFrame, QListView, QWidget

from app.ui import theme
from app.ui.widgets.grid_model import Index

_MANY = 500  # tiles: more than are ever in sight


class TileView(QListView):
    """Cells side by side, row under row; several can be selected."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty_text = ""
        self.setViewMode(QListView.ViewMode.ListMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setUniformItemSizes(True)
        self.setResizeMode(QListView.ResizeMode.Fixed)  # the grid lays out when it is resized
        self.setMovement(QListView.Movement.Static)
        self.setDragEnabled(False)
        self.setSelectionRectVisible(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.StyleChange:
            # Qt would lay out all tiles at once, though their size is the grid's own.
            return QAbstractScrollArea.event(self, event)
        return super().event(event)

    def dataChanged(self, top_left: Index, bottom_right: Index, roles: Sequence[int] = ()) -> None:
        # QListView would lay out all tiles anew, though their size never depends on what they show.
        QAbstractItemView.dataChanged(self, top_left, bottom_right, list(roles))

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        if sum(part.height() for part in selection.toList()) > _MANY:
            return QRegion(self.viewport().rect())  # Qt would look at each tile, seen or not
        return super().visualRegionForSelection(selection)

    def keyboardSearch(self, _search: str) -> None:
        """Do nothing: letters are commands here."""

    @property
    def empty_text(self) -> str:
        """What stands in the middle while there are no tiles."""
        return self._empty_text

    @empty_text.setter
    def empty_text(self, text: str) -> None:
        self._empty_text = text
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._empty_text and not self.model().rowCount():
            _paint_words(self.viewport(), self._empty_text)


def _paint_words(area: QWidget, text: str) -> None:
    with QPainter(area) as painter:
        painter.setPen(theme.color("muted"))
        painter.setFont(theme.font("body"))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area.rect(), int(flags), text)
