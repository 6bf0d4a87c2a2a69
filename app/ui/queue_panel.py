"""The queue, over the window's lower right: what runs and waits, to be ordered and stopped."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.core.amounts import duration
from app.ui import theme
from app.ui.jobs import Jobs
from app.ui.keys import give_back
from app.ui.queue_list import QueueList
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.label import ElidedLabel, SectionHead
from app.ui.widgets.painting import box

_WIDTH, _HEIGHT = 540, 460
_FOOT = 36  # the job bar below it


class QueuePanel(QWidget):
    """Stays open beside the work; Escape closes it."""

    def __init__(self, jobs: Jobs, key: str, over: QWidget) -> None:
        super().__init__(over)
        self._jobs, self._over = jobs, over
        self._before: QWidget | None = None
        self.setAccessibleName(self.tr("Queue"))
        self._list = QueueList(jobs)
        self._sum = ElidedLabel("", "muted")
        self._empty = EmptyState(
            "list",
            self.tr("Nothing to do"),
            self.tr("What takes long stands here while it runs and waits."),
        )
        self._pause = Button(self.tr("Pause"), "quiet")
        self._pause.setToolTip(self.tr("Let everything wait, or go on"))
        self._next = self._button(self.tr("Next"), self.tr("Do it before all that wait (Home)"))
        self._up = IconButton("chevron-up", self.tr("Earlier (Alt+Up)"))
        self._down = IconButton("chevron-down", self.tr("Later (Alt+Down)"))
        self._stop = self._button(self.tr("Stop"), self.tr("Stop it, or take it off (Delete)"))
        self._again = self._button(self.tr("Again"), self.tr("Do it once more (Enter)"))
        self._stop_all = self._button(self.tr("Stop all"), self.tr("Stop all that runs and waits"))
        self._clear = self._button(self.tr("Clear done"), self.tr("List what is done no longer"))
        self._lay_out(key)
        self._connect()
        self.hide()

    def _button(self, text: str, tip: str) -> Button:
        button = Button(text, "quiet")
        button.setToolTip(tip)
        return button

    def _lay_out(self, key: str) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(SectionHead(self.tr("Queue")))
        head.addWidget(self._sum, 1)
        head.addWidget(self._pause)
        self._close = IconButton("x", self.tr("Close"), key=key, size=24)
        head.addWidget(self._close)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(2))
        for widget in (self._next, self._up, self._down, self._stop, self._again):
            foot.addWidget(widget)
        foot.addStretch(1)
        foot.addWidget(self._stop_all)
        foot.addWidget(self._clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(n) for n in (14, 10, 10, 8)))
        column.setSpacing(theme.px(6))
        column.addLayout(head)
        column.addWidget(self._list, 1)
        column.addWidget(self._empty, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self._close.clicked.connect(self.leave)
        self._pause.clicked.connect(self._jobs.toggle_pause)
        self._next.clicked.connect(self._list.first)
        self._up.clicked.connect(self._list.earlier)
        self._down.clicked.connect(self._list.later)
        self._stop.clicked.connect(self._list.stop)
        self._again.clicked.connect(self._list.again)
        self._stop_all.clicked.connect(self._jobs.stop_all)
        self._clear.clicked.connect(self._on_clear)
        self._list.left.connect(self.leave)
        self._list.chosen_changed.connect(self._offer)
        self._jobs.changed.connect(self._on_changed)
        self._jobs.progressed.connect(self._on_progressed)
        self._over.installEventFilter(self)

    # ------------------------------------------------------------------------ opening, closing

    def toggle(self) -> None:
        """Open the panel, or close it."""
        if self.isVisible():
            self.leave()
            return
        self._before = QApplication.focusWidget()
        self._place()
        self.show()
        self.raise_()
        self._refresh()
        self._list.setFocus()

    def leave(self) -> None:
        """Close; the keys go where they went before."""
        self.hide()
        give_back(self._before, self._over)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        window, gap = self._over.size(), theme.px(12)
        width = min(theme.px(_WIDTH), window.width() - 2 * gap)
        height = min(theme.px(_HEIGHT), window.height() - theme.px(_FOOT + 80))
        bottom = window.height() - theme.px(_FOOT) - gap
        self.setGeometry(window.width() - width - gap, bottom - height, width, height)

    # -------------------------------------------------------------------------------- showing

    def _on_changed(self) -> None:
        if self.isVisible():
            self._refresh()

    def _on_progressed(self, _report: object) -> None:
        if self.isVisible():
            self._list.lines.tell_running()
            self._show_sum()

    def _refresh(self) -> None:
        self._list.refresh()
        some = self._list.lines.rowCount() > 0
        self._list.setVisible(some)
        self._empty.setVisible(not some)
        self._pause.setText(self.tr("Go on") if self._jobs.paused else self.tr("Pause"))
        self._show_sum()
        self._offer()

    def _show_sum(self) -> None:
        waiting = sum(job.state == "waiting" for job in self._jobs.queued)
        left = self._jobs.seconds_left
        parts = [self.tr("{} waiting").format(f"{waiting:,}")] if waiting else []
        if self._jobs.paused:
            parts.insert(0, self.tr("paused"))
        elif left is not None:
            parts.append(self.tr("about {} left for all").format(duration(left)))
        self._sum.setText(" · ".join(parts))

    def _offer(self) -> None:
        """Enable what can be done with what is selected."""
        chosen = self._list.chosen
        waits = any(job.state == "waiting" for job in chosen)
        for button in (self._next, self._up, self._down):
            button.setEnabled(waits)
        self._stop.setEnabled(waits or any(job.state == "running" for job in chosen))
        self._again.setEnabled(any(job.again is not None and job.over for job in chosen))
        busy = self._jobs.running is not None
        self._pause.setEnabled(busy)
        self._stop_all.setEnabled(busy)
        self._clear.setEnabled(any(job.state == "done" for job in self._jobs.past))

    def _on_clear(self) -> None:
        self._jobs.forget([job for job in self._jobs.past if job.state == "done"])

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            edge = theme.color("line_strong")
            box(painter, QRectF(self.rect()), fill=theme.color("surface"), edge=edge, radius=11)
