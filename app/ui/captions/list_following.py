"""Keeps a view and what is chosen the same: whichever changes, the other follows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView

from app.core.library.captioned import Key
from app.ui.captions.chosen import Chosen
from app.ui.captions.list_model import CaptionModel

_Flag = QItemSelectionModel.SelectionFlag
_Hint = QAbstractItemView.ScrollHint


class Following(QObject):
    """Between a view of captions and `Chosen`; while the view is hidden it has nothing to follow.

    Args:
        view: Has the model already.
    """

    def __init__(self, view: QAbstractItemView, model: CaptionModel, chosen: Chosen) -> None:
        super().__init__(view)
        self._view, self._model, self._chosen = view, model, chosen
        self._putting = self._late = False
        self._top: tuple[Key, int] | None = None  # the first row in sight, px above the edge
        self._seen = False  # whether the current row is in sight
        view.selectionModel().selectionChanged.connect(self._on_selection)
        view.selectionModel().currentRowChanged.connect(self._on_row)
        model.modelAboutToBeReset.connect(self._on_resetting)
        model.relisted.connect(self._on_relisted)
        chosen.current_changed.connect(self._on_current)
        chosen.selected_changed.connect(self._put)
        view.installEventFilter(self)
        self._late = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Catch up when the view is shown."""
        if event.type() == QEvent.Type.Show and self._late:
            self._put()
            self._show_current(_Hint.PositionAtCenter)
        return super().eventFilter(watched, event)

    # ------------------------------------------------------------------- from the view

    def _on_selection(self, *_: object) -> None:
        """Take what is selected; where the current row was taken out, the nearest is current."""
        if self._putting:
            return
        row, rows = self._view.currentIndex().row(), self._selected()
        if not rows:
            self._put()  # one is always chosen
            return
        here = row if row in rows else min(rows, key=lambda other: abs(other - row))
        self._chosen.select(map(self._model.key, rows), self._model.key(here))
        if here != row:
            self._put()

    def _on_row(self, current: QModelIndex, *_: object) -> None:
        """Take the row the keys are on; one that is only passed by (Ctrl) is not chosen."""
        rows = self._selected()
        if not self._putting and current.row() in rows:
            self._chosen.select(map(self._model.key, rows), self._model.key(current.row()))

    def _selected(self) -> list[int]:
        parts = self._view.selectionModel().selection().toList()
        return sorted({row for part in parts for row in range(part.top(), part.bottom() + 1)})

    # --------------------------------------------------------------------- to the view

    def _on_current(self) -> None:
        self._put()
        if self._view.isVisible():
            self._show_current(_Hint.EnsureVisible)

    def _put(self) -> None:
        """Let the view say what is chosen."""
        if self._putting:
            return
        self._late = not self._view.isVisible()
        if self._late:
            return
        selection, chosen = self._view.selectionModel(), self._chosen
        self._putting = True
        row = self._model.row_of(chosen.current)
        column = max(0, self._view.currentIndex().column())
        wanted = self._model.index(row, column) if row >= 0 else QModelIndex()
        if self._view.currentIndex() != wanted:
            selection.setCurrentIndex(wanted, _Flag.NoUpdate)
        if self._selected() != sorted(map(self._model.row_of, chosen.selected)):
            selection.select(self._model.selection_of(chosen.selected), _Flag.ClearAndSelect)
        self._putting = False

    def _on_resetting(self) -> None:
        """Take note of what is in sight."""
        self._putting = True
        view = self._view
        top = view.indexAt(QPoint(1, 1))
        self._top = None
        if top.isValid() and view.verticalScrollBar().value():
            self._top = self._model.key(top.row()), view.visualRect(top).top()
        here = view.visualRect(view.currentIndex())
        self._seen = here.isValid() and view.viewport().rect().intersects(here)

    def _on_relisted(self) -> None:
        self._putting = False
        self._put()
        if not self._view.isVisible():
            return
        self._view.executeDelayedItemsLayout()  # now the bar can be put back
        row = self._model.row_of(self._top[0]) if self._top is not None else -1
        if self._top is not None and row >= 0:
            moved = self._view.visualRect(self._model.index(row, 0)).top() - self._top[1]
            bar = self._view.verticalScrollBar()
            bar.setValue(bar.value() + moved)
        if self._seen:
            self._show_current(_Hint.EnsureVisible)

    def _show_current(self, hint: QAbstractItemView.ScrollHint) -> None:
        index = self._view.currentIndex()
        if index.isValid():
            self._view.scrollTo(index, hint)


def falls_into_selection(view: QAbstractItemView, event: QMouseEvent) -> bool:
    """Return whether a right click is on a selected row: it leaves the selection as it is."""
    index = view.indexAt(event.position().toPoint())
    is_right = event.button() == Qt.MouseButton.RightButton
    return is_right and view.selectionModel().isSelected(index)
