"""The list of captions: quick with 10,000 rows."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QListView

from app.core.browsing import Tile
from app.ui import theme
from app.ui.captions import list_words
from app.ui.captions.chosen import Chosen
from app.ui.captions.list_delegate import PICTURE, ListDelegate, row_height
from app.ui.captions.list_following import Following, falls_into_selection
from app.ui.captions.list_model import CaptionModel, Column
from app.ui.captions.list_pictures import ClipPictures
from app.ui.films import Films
from app.ui.widgets.grid_view import TileView
from app.ui.widgets.thumbnails import Thumbnails

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TYPED = ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)


class CaptionList(TileView):
    """Rows one under the other; several can be selected. Letters do nothing here.

    Signals:
        write_asked: Enter or a double click on a row: the keys are to go to its text.
    """

    write_asked = Signal()

    def __init__(
        self, model: CaptionModel, chosen: Chosen, films: Films, thumbnails: Thumbnails
    ) -> None:
        super().__init__()
        self.setWrapping(False)
        self.setFlow(QListView.Flow.TopToBottom)
        self.setSelectionRectVisible(False)
        self.setModelColumn(Column.CLIP)
        self.setAccessibleName(self.tr("Captions"))
        self._model = model
        self._pictures = ClipPictures(thumbnails, films.indexes, self)
        self.setModel(model)
        self.setItemDelegate(ListDelegate(model, self._pictures, self))
        self.following = Following(self, model, chosen)
        self._unseen = QTimer(self, singleShot=True, interval=0)
        self._unseen.timeout.connect(self._drop_unseen)
        self.verticalScrollBar().valueChanged.connect(self._on_scroll)
        self.doubleClicked.connect(self._on_double_click)
        thumbnails.loaded.connect(self.viewport().update)
        theme.changes().changed.connect(self._on_theme)
        self._on_theme()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(400), theme.px(400))

    def _on_theme(self) -> None:
        list_words.forget()
        self._set_grid()

    def _set_grid(self) -> None:
        """Let all rows have one size: Qt need not ask for each of many."""
        size = QSize(self.viewport().width(), row_height())
        if size != self.gridSize():
            self.setGridSize(size)
            self.verticalScrollBar().setSingleStep(size.height() // 2)

    @property
    def _rows(self) -> int:
        return self._model.rowCount()

    # -------------------------------------------------------------------------------- pictures

    def _on_scroll(self, _value: int) -> None:
        self._unseen.start()

    def _drop_unseen(self) -> None:
        """Do not fetch pictures of rows that were scrolled out of sight."""
        ratio = self.devicePixelRatioF()
        self._pictures.fetch_only(self._in_sight(), round(theme.px(PICTURE[0]) * ratio))

    def _in_sight(self) -> list[Tile]:
        first = self.indexAt(self.viewport().rect().topLeft()).row()
        if first < 0:
            return []
        last = self.indexAt(self.viewport().rect().bottomLeft()).row()
        end = last + 1 if last >= 0 else self._rows
        lines = [self._model.line(row) for row in range(first, end)]
        return [line.tile for line in lines if line is not None]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._pictures.make_room(event.size(), self.devicePixelRatioF())
        self._set_grid()

    # ------------------------------------------------------------------------------------ hand

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & _TYPED
        if event.key() in _ENTER and plain:
            self.write_asked.emit()
        elif plain and event.text().isprintable() and event.text():
            event.ignore()  # a letter is a command, or nothing
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Let a click with the right button leave a selection it falls into."""
        if falls_into_selection(self, event):
            self.setFocus()
        else:
            super().mousePressEvent(event)

    def _on_double_click(self) -> None:
        self.write_asked.emit()
