"""The list in the queue's panel: what is selected in it can be ordered, stopped, done again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QListView, QMenu

from app.ui.job import Job
from app.ui.jobs import Jobs
from app.ui.keys import ENTER
from app.ui.queue_lines import QueueDelegate, QueueLines

_ALT = Qt.KeyboardModifier.AltModifier
_NONE = Qt.KeyboardModifier.NoModifier


class QueueList(QListView):
    """Keeps what is selected while jobs come, move and go."""

    left = Signal()  # Escape
    chosen_changed = Signal()

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self.lines = QueueLines(jobs, self)
        self.setModel(self.lines)
        self.setItemDelegate(QueueDelegate(self, self.lines))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setObjectName("plain")
        self.setMouseTracking(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("What runs, waits and has ended"))
        self.selectionModel().selectionChanged.connect(self.chosen_changed)
        self._doing: dict[tuple[int, Qt.KeyboardModifier], Callable[[], object]] = {
            (Qt.Key.Key_Up.value, _ALT): self.earlier,
            (Qt.Key.Key_Down.value, _ALT): self.later,
            (Qt.Key.Key_Home.value, _ALT): self.first,
            (Qt.Key.Key_Delete.value, _NONE): self.stop,
            (Qt.Key.Key_Escape.value, _NONE): self.left.emit,
            **dict.fromkeys(((key, _NONE) for key in ENTER), self.again),
        }

    @property
    def chosen(self) -> list[Job]:
        """The selected jobs, in their order."""
        rows = sorted(self.selectedIndexes(), key=lambda index: index.row())
        return [job for index in rows if (job := self.lines.job_at(index)) is not None]

    def refresh(self) -> None:
        """Show the queue as it is now; what is selected stays so."""
        chosen, current = self.chosen, self.lines.job_at(self.currentIndex())
        self.lines.refresh()
        model, flags = self.selectionModel(), QItemSelectionModel.SelectionFlag
        if chosen and not self.chosen:
            for job in chosen:
                row = self.lines.row_of(job)
                if row is not None:
                    model.select(self.lines.index(row), flags.Select)
        row = None if current is None else self.lines.row_of(current)
        if row is not None:
            model.setCurrentIndex(self.lines.index(row), flags.NoUpdate)
        elif self.lines.rowCount() > 1 and not self.chosen:
            self.setCurrentIndex(self.lines.index(1))

    # ----------------------------------------------------------------------------------- doing

    def first(self) -> None:
        """Let the selected jobs be the next ones."""
        self._jobs.put_first(self.chosen)

    def earlier(self) -> None:
        """Let the selected jobs run one place earlier."""
        self._jobs.put_earlier(self.chosen)

    def later(self) -> None:
        """Let the selected jobs run one place later."""
        self._jobs.put_later(self.chosen)

    def stop(self) -> None:
        """Stop the selected jobs, or list those that ended no longer."""
        chosen = self.chosen
        for job in chosen:
            if not job.over:
                self._jobs.stop(job)
        if over := [job for job in chosen if job.over and job in self._jobs.past]:
            self._jobs.forget(over)

    def again(self) -> None:
        """Ask for the selected jobs that ended once more."""
        for job in self.chosen:
            if job.over and job.again is not None:
                job.again()

    # ---------------------------------------------------------------------------------- events

    def event(self, event: QEvent) -> bool:
        """Keep the panel's keys for it, which are other commands elsewhere."""
        if event.type() == QEvent.Type.ShortcutOverride and self._act_of(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._act_of(event)
        if act is not None:
            act()
        else:
            super().keyPressEvent(event)

    def _act_of(self, event: QEvent) -> Callable[[], object] | None:
        if not isinstance(event, QKeyEvent):
            return None
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return self._doing.get((event.key(), modifiers))

    def keyboardSearch(self, _search: str) -> None:
        """Do nothing: letters are commands here."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self.chosen:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        waits = any(job.state == "waiting" for job in self.chosen)
        for words, act, on in (
            (self.tr("Next"), self.first, waits),
            (self.tr("Earlier"), self.earlier, waits),
            (self.tr("Later"), self.later, waits),
            (self.tr("Stop"), self.stop, any(not job.over for job in self.chosen)),
            (self.tr("Again"), self.again, any(job.over and job.again for job in self.chosen)),
        ):
            menu.addAction(words, act).setEnabled(on)
        place = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = self.visualRect(self.currentIndex()).center()
        menu.popup(self.viewport().mapToGlobal(QPoint(place)))
