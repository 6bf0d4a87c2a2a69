"""The runs of this machine that wait for a card: ordered by hand and by keys, paused, taken off."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from shiboken6 import isValid

from app.core.amounts import counted
from app.core.errors import AppError
from app.core.language import enumerated
from app.ui import theme
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.train.run_following import RunFollowing
from app.ui.widgets.button import Button
from app.ui.widgets.chip import chip_width, draw_chip
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.notice import Notice
from app.ui.widgets.painting import line_box, words
from app.ui.widgets.table import Index
from app.ui.widgets.tips import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.training.watching.queue import QueueLine, QueueView

_ROOT = QModelIndex()
_ROW = 50
_ALT = Qt.KeyboardModifier.AltModifier


class RunQueueModel(QAbstractListModel):
    """Those that run, then those that wait."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[QueueLine, ...] = ()

    def show_lines(self, lines: tuple[QueueLine, ...]) -> None:
        """Show the queue as it is now."""
        if [each.folder for each in lines] == [each.folder for each in self.lines]:
            self.lines = lines
            if lines:
                self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))
            return
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if not index.isValid():
            return flags | Qt.ItemFlag.ItemIsDropEnabled
        waits = not self.lines[index.row()].running
        return flags | Qt.ItemFlag.ItemIsDragEnabled if waits else flags

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return enumerated((line.title, line.words))
        return plain(str(line.folder)) if role == Qt.ItemDataRole.ToolTipRole else None


class RunQueueDelegate(QStyledItemDelegate):
    """A run: its name, how long it takes, its place."""

    def __init__(self, view: QListView, model: RunQueueModel) -> None:
        super().__init__(view)
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, theme.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line, where = self._model.lines[index.row()], QRectF(option.rect).adjusted(0, 1, 0, -1)
        line_box(painter, where, option.state)
        inside = where.adjusted(theme.px(12), theme.px(5), -theme.px(10), -theme.px(5))
        place = index.row() - sum(each.running for each in self._model.lines) + 1
        text = self.tr("running") if line.running else f"{place:,}"
        wide, half = chip_width(text), inside.height() / 2
        spot = QRectF(inside.right() - wide, inside.center().y() - theme.px(11), wide, theme.px(22))
        draw_chip(painter, spot, text, "info" if line.running else "neutral")
        first = QRectF(inside.left(), inside.top(), inside.width() - wide - theme.px(10), half)
        painter.setFont(theme.font("strong" if line.running else "body"))
        words(painter, first, line.title, theme.color("text"), middle=True)
        painter.setFont(theme.font("small"))
        words(painter, first.translated(0, half), line.words, theme.color("muted"))


class RunQueueList(QListView):
    """The list; a run that waits is dragged, or moved by Alt and the arrows.

    Signals:
        moved: A run's folder, and its place among those that wait, from 0.
        removed: A run's folder (Delete).
    """

    moved = Signal(object, int)
    removed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.lines = RunQueueModel()
        self.setModel(self.lines)
        self.setItemDelegate(RunQueueDelegate(self, self.lines))
        self.setObjectName("plain")
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Runs that have the GPU or wait for it"))

    @property
    def running(self) -> int:
        """How many have a card."""
        return sum(each.running for each in self.lines.lines)

    def current_line(self) -> QueueLine | None:
        """Return the run that has the keys; None where none has."""
        index = self.currentIndex()
        return self.lines.lines[index.row()] if index.isValid() else None

    def show_view(self, view: QueueView) -> None:
        """Show the queue; the run that has the keys keeps them."""
        before = self.current_line()
        self.lines.show_lines(view.lines)
        if before is not None:
            for row, line in enumerate(view.lines):
                if line.folder == before.folder:
                    self.setCurrentIndex(self.lines.index(row))

    def move_by(self, step: int) -> None:
        """Let the run that has the keys wait a place less, or more."""
        line, row = self.current_line(), self.currentIndex().row()
        if line is not None and not line.running:
            self.moved.emit(line.folder, max(0, row - self.running + step))

    def dropEvent(self, event: QDropEvent) -> None:
        line = self.current_line()
        if event.source() is not self or line is None or line.running:
            event.ignore()
            return
        index, row = self.indexAt(event.position().toPoint()), self.currentIndex().row()
        below = self.dropIndicatorPosition() == QAbstractItemView.DropIndicatorPosition.BelowItem
        gap = index.row() + below if index.isValid() else len(self.lines.lines)
        event.setDropAction(Qt.DropAction.IgnoreAction)  # the queue itself moves it
        event.accept()
        self.drop_into(gap, row)

    def drop_into(self, gap: int, row: int) -> None:
        """Move the run of a row into the gap before row ``gap``; ask for it where it moves."""
        place = gap - (row < gap)
        if place != row:
            self.moved.emit(self.lines.lines[row].folder, max(0, place - self.running))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self.current_line()
        if event.modifiers() & _ALT and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_by(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() == Qt.Key.Key_Delete and line is not None:
            self.removed.emit(line.folder)
        else:
            super().keyPressEvent(event)


class QueueDialog(Dialog):
    """The queue, with what can be done with it.

    Signals:
        stop_asked: Ask whether to stop the run in a folder, or to take it off.
    """

    stop_asked = Signal(object)

    def __init__(self, parent: QWidget, runs: RunFollowing, jobs: Jobs) -> None:
        super().__init__(
            parent,
            parent.tr("Queue of trainings"),
            parent.tr("One training has the GPU; the others of this machine wait, each project's."),
        )
        self.setModal(False)
        self._runs, self._jobs = runs, jobs
        self._paused = False
        self.list = RunQueueList()
        self.trouble = Notice("", "bad")
        self.trouble.hide()
        self.empty = EmptyState(
            "list",
            self.tr("Nothing waits"),
            self.tr("A training that is started while another one runs waits here for its turn."),
        )
        self.body.addWidget(self.trouble)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.empty, 1)
        self.fill()
        self.pause = self._left(self.tr("Pause"), self.tr("Lets no run begin; what runs runs on"))
        self.off = self._left(self.tr("Take off"), self.tr("Takes it off the queue (Delete)"))
        self.down = self._left(self.tr("Later"), self.tr("One place later (Alt+Down)"))
        self.up = self._left(self.tr("Earlier"), self.tr("One place earlier (Alt+Up)"))
        self.add_button(self.tr("Close"), "primary", result=QDialog.DialogCode.Accepted.value)
        self.resize(theme.px(560), theme.px(440))
        self._connect()
        self._show()
        self.list.setFocus()

    def _left(self, words_: str, tip: str) -> Button:
        button = Button(words_, "quiet")
        button.setToolTip(tip)
        self.add_left(button)
        return button

    def _connect(self) -> None:
        self.list.moved.connect(self._on_moved)
        self.list.removed.connect(self.stop_asked)
        self.list.selectionModel().currentChanged.connect(self._offer)
        self.up.clicked.connect(lambda: self.list.move_by(-1))
        self.down.clicked.connect(lambda: self.list.move_by(1))
        self.off.clicked.connect(self._take_off)
        self.pause.clicked.connect(self._toggle_pause)
        self._runs.ran.connect(self._show)

    def _show(self, *_: object) -> None:
        view = self._runs.queue
        some = view is not None and bool(view.lines)
        self.list.setVisible(some)
        self.empty.setVisible(not some)
        self._paused = view is not None and view.paused
        self.pause.setText(self.tr("Go on") if self._paused else self.tr("Pause"))
        if view is not None:
            self.list.show_view(view)
            waiting = counted(len(view.waiting), "run")
            self.setAccessibleDescription(self.tr("{} waiting").format(waiting))
        self._offer()

    def _offer(self, *_: object) -> None:
        line = self.list.current_line()
        waits = line is not None and not line.running
        self.up.setEnabled(waits)
        self.down.setEnabled(waits)
        self.off.setEnabled(line is not None)

    def _take_off(self) -> None:
        line = self.list.current_line()
        if line is not None:
            self.stop_asked.emit(line.folder)

    def _on_moved(self, folder: Path, place: int) -> None:
        spawn(self._change(_move, folder, place))

    def _toggle_pause(self) -> None:
        spawn(self._change(_pause, not self._paused))

    async def _change(self, change: Callable[..., None], *args: object) -> None:
        try:
            await self._jobs.beside(change, *args)
        except AppError as error:
            if isValid(self):
                self.trouble.say(str(error), "bad")
                self.trouble.show()
        if isValid(self._runs):
            self._runs.look()


def _move(folder: Path, place: int) -> None:
    from app.core.training.runs.turns import move_run

    move_run(folder, place)


def _pause(paused: bool) -> None:
    from app.core.training.runs.turns import pause_queue

    pause_queue(paused)
