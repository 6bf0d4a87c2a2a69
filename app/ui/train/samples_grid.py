"""The grid of samples under the hand: keys, mouse, files dragged out of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDrag,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip

from app.core.training.results.found import Results, Sample
from app.ui.train.samples_area import Cell, SampleArea
from app.ui.train.samples_words import sample_tip, told
from app.ui.widgets.tips import plain

_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_OURS = (*_OPENING, *_STEPS, Qt.Key.Key_Space, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_S)
_PAD = Qt.KeyboardModifier.KeypadModifier


class SampleGrid(SampleArea):
    """Arrows choose a cell, Enter opens it, Space plays or pauses, S gives a star.

    A click opens a cell; a drag takes its file out.

    Signals:
        opened: A cell is to be seen large: row, column.
        star_asked: The checkpoint of the current cell is to get a star, or to lose it.
        menu_asked: Where, px of the screen.
        resized: Cells are to be larger by so many steps.
    """

    opened = Signal(int, int)
    star_asked = Signal()
    menu_asked = Signal(QPoint)
    resized = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._pressed: QPoint | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Samples"))

    @property
    def current(self) -> Cell | None:
        """The cell that is chosen: row, column."""
        return self._current

    def current_sample(self) -> Sample | None:
        """Return the sample of the current cell; None where none is."""
        return None if self._current is None else self.table.sample(*self._current)

    def choose(self, cell: Cell | None) -> None:
        """Make a cell the current one, in sight."""
        self._current = cell
        self.setAccessibleDescription(told(self.table, self.results, cell))
        if cell is not None:
            place, bar = self.cells_layout().cell(*cell), self.horizontalScrollBar()
            if place.left() < bar.value():
                bar.setValue(place.left())
            elif place.right() >= bar.value() + self.viewport().width():
                bar.setValue(place.right() + 1 - self.viewport().width())
        self._repaint()

    def show_results(self, results: Results) -> None:
        super().show_results(results)
        self._hot = None
        self.setAccessibleDescription(told(self.table, self.results, self._current))

    def open_current(self) -> None:
        """Ask for the current cell to be seen large; the newest where none is chosen."""
        cell = self._current if self.current_sample() is not None else self._newest()
        if cell is not None:
            self.choose(cell)
            self.opened.emit(*cell)

    def _newest(self) -> Cell | None:
        cells = sorted(self.table.cells, key=lambda cell: (-cell[1], cell[0]))
        return cells[0] if cells else None

    # ---------------------------------------------------------------------------------- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._step(*_STEPS[key])
        elif key in _OPENING:
            self.open_current()
        elif key == Qt.Key.Key_Space:
            self.clock.toggle()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.table.columns:
            row = self._current[0] if self._current else 0
            last = len(self.table.columns) - 1
            self.choose((row, 0 if key == Qt.Key.Key_Home else last))
        elif key == Qt.Key.Key_S and not event.modifiers():
            self.star_asked.emit()
        elif event.text() in ("+", "-"):
            self.resized.emit(1 if event.text() == "+" else -1)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            ours = event.key() in _OURS and not event.modifiers() & ~_PAD
            if ours or event.text() in ("+", "-"):
                event.accept()  # no command of the window
                return True
        return super().event(event)

    def _step(self, down: int, right: int) -> None:
        if self._current is None:
            self.choose(self._newest())
            return
        row, column = self._current[0] + down, self._current[1] + right
        rows, columns = len(self.table.rows), len(self.table.columns)
        self.choose((min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._current is None and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.choose(self._newest())
        self._repaint()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._repaint()

    # --------------------------------------------------------------------------------- mouse

    def _at(self, where: QPoint) -> Cell | None:
        return self.cells_layout().at(where + self._corner())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._at(event.position().toPoint())
        self._pressed = None
        if cell is not None:
            self.choose(cell)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        where = event.position().toPoint()
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            if (where - self._pressed).manhattanLength() >= QApplication.startDragDistance():
                self._pressed = None
                self._drag_out()
            return
        self._heat(self._at(where))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        cell = self._at(event.position().toPoint())
        clicked = pressed is not None and cell is not None and cell == self._at(pressed)
        if clicked and cell is not None and self.table.sample(*cell) is not None:
            self.opened.emit(*cell)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self._current is not None:
            place = self.cells_layout().cell(*self._current).translated(-self._corner())
            at = self.viewport().mapToGlobal(place.center())
        if self.current_sample() is not None:
            self.menu_asked.emit(at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.resized.emit(1 if event.angleDelta().y() > 0 else -1)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier or event.angleDelta().x():
            QApplication.sendEvent(self.horizontalScrollBar(), event)
        else:
            event.ignore()  # the page is scrolled

    def _heat(self, cell: Cell | None) -> None:
        if cell != self._hot:
            self._hot = cell
            self._repaint()

    def _drag_out(self) -> None:
        sample = self.current_sample()
        if sample is None:
            return
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(sample.path))])
        drag = QDrag(self)
        drag.setMimeData(data)
        film = self.film_of(sample)
        image = None if film is None else film.image(self.clock.position)
        if image is not None:
            drag.setPixmap(QPixmap.fromImage(image))
        drag.exec(Qt.DropAction.CopyAction)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._heat(None)
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tip(event)
            return True
        return super().viewportEvent(event)

    def _show_tip(self, event: QHelpEvent) -> None:
        cell, row = self._at(event.pos()), self.cells_layout().row_at(event.pos() + self._corner())
        if cell is not None:
            sample = self.table.sample(*cell)
            film = None if sample is None else self.film_of(sample)
            facts = None if film is None else film.facts
            text = sample_tip(self.table, self.results, cell, facts)
            if film is not None and film.trouble:
                text = f"{text}\n{film.trouble}"
        else:
            prompt = None if row is None else self.results.prompts[self.table.rows[row]]
            text = "" if prompt is None else prompt.line or prompt.text
        QToolTip.showText(event.globalPos(), plain(text), self)
