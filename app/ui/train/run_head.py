"""The head of a run: its name and how it is, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.actions import follow_key, keyed
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.chip import Chip
from app.ui.widgets.label import ElidedLabel, Label

if TYPE_CHECKING:
    from app.core.training.watching.view import Head, RunView

_NARROW = 600  # px; less has no room for the buttons beside the name


class RunHead(QWidget):
    """Name, state, a line about it; the buttons that suit.

    Signals:
        asked: A command, by its id; ``more`` and ``runs`` and ``queue`` open what is behind them.
    """

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.title = ElidedLabel("", role="title")
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.chip = Chip("", mark="dot")
        self.about = Label("", "muted", wrap=True)
        self.start = self._button("train.start", self.tr("Start training"), kind="primary")
        self.stop_later = self._button("train.stop_checkpoint", self.tr("Stop after checkpoint"))
        self.stop_now = self._button("train.stop_now", self.tr("Stop now"), kind="danger")
        self.queue = Button("", "quiet", icon="list")
        self.queue.setToolTip(self.tr("Runs that wait for the GPU: order, pause, take off"))
        self.queue.clicked.connect(lambda: self.asked.emit("train.queue"))
        self.runs = IconButton("clock", self.tr("Runs of this project"))
        follow_key(self.runs, "train.history", self.runs.set_key)
        self.runs.clicked.connect(lambda: self.asked.emit("train.history"))
        self.more = IconButton("dots", self.tr("More to do with this run"))
        self.more.clicked.connect(lambda: self.asked.emit("more"))
        self._lay_out()
        self.show_view(None)

    def _button(self, command: str, words: str, kind: str = "raised") -> Button:
        button = Button(words, kind)  # type: ignore[arg-type]
        button.setProperty("command", command)
        button.clicked.connect(lambda: self.asked.emit(command))
        return button

    def _lay_out(self) -> None:
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        shown = (self.stop_later, self.stop_now, self.start)
        for widget in (self.queue, *shown, self.runs, self.more):
            row.addWidget(widget)
        name = QHBoxLayout()
        name.setSpacing(theme.px(10))
        name.addWidget(self.title)
        name.addWidget(self.chip)
        name.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(theme.px(3))
        words.addLayout(name)
        words.addWidget(self.about)
        self._above, self._below = QHBoxLayout(), QHBoxLayout()
        self._above.setSpacing(theme.px(16))
        self._above.addLayout(words, 1)
        self._above.addWidget(self._buttons, 0, Qt.AlignmentFlag.AlignTop)
        self._below.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(self._above)
        column.addLayout(self._below)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons where they leave the name its room."""
        super().resizeEvent(event)
        narrow = event.size().width() < theme.px(_NARROW)
        wanted, other = (self._below, self._above) if narrow else (self._above, self._below)
        if other.indexOf(self._buttons) >= 0:
            other.removeWidget(self._buttons)
            place = 0 if narrow else wanted.count()
            wanted.insertWidget(place, self._buttons, 0, Qt.AlignmentFlag.AlignTop)

    # ------------------------------------------------------------------------------- showing

    def show_view(self, view: RunView | None) -> None:
        """Show a run, and what can be done with it."""
        runs = view is not None and view.running
        waits = view is not None and view.state.state == "waiting"
        asked = view.state.stop if view is not None and view.live else None
        self.stop_later.setVisible(runs and asked is None)
        self.stop_now.setVisible(runs or waits)
        self.stop_now.setText(self.tr("Take it off") if waits else self.tr("Stop now"))
        self.stop_now.setEnabled(asked is None or asked.how != "now")
        self.start.setVisible(view is not None and not (runs or waits))  # else the middle offers it
        self.more.setVisible(view is not None)
        self.chip.setVisible(view is not None)
        self._show_tips()
        if view is not None:
            self.show_words(view.head)

    def _show_tips(self) -> None:
        tips = {
            self.stop_later: self.tr("Trains on until the next checkpoint is written, then stops"),
            self.stop_now: self.tr("Ends it at once; what was trained since is lost"),
        }
        for button, tip in tips.items():
            button.setToolTip(keyed(tip, str(button.property("command"))))

    def show_words(self, head: Head) -> None:
        """Show the name of a run and the line about it."""
        self.title.setText(head.title)
        self.about.setText(head.about)
        self.about.setToolTip(head.tip)
        self.about.setVisible(bool(head.about))
        self.chip.setVisible(bool(head.state))
        self.chip.set_state(head.state, head.tone)
        self.chip.setToolTip(head.tip)
        self.setAccessibleName(f"{head.title} {head.state}".strip())

    def show_queue(self, waiting: int, *, paused: bool) -> None:
        """Say how many runs of this machine wait; 0 says nothing."""
        words = self.tr("{} waiting").format(f"{waiting:,}")
        self.queue.setText(self.tr("{}, paused").format(words) if paused else words)
        self.queue.setVisible(bool(waiting) or paused)

    def say_other_leads(self, other: bool) -> None:
        """Step back where another button is the one to press next."""
        self.start.set_kind("raised" if other else "primary")

    def show_start(self, words: str, tip: str, *, on: bool) -> None:
        """Say what Start does, and whether it can."""
        self.start.setText(words)
        self.start.setToolTip(tip)
        self.start.setEnabled(on)
