"""The bar at the foot: what runs, how far it is, how long it takes, and how to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedLayout, QWidget

from app.core.amounts import duration
from app.ui import theme
from app.ui.actions import follow_key, keyed
from app.ui.job import Report
from app.ui.jobs import Jobs
from app.ui.widgets.button import Button
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.surface import Surface

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView

HEIGHT = 36


class JobBar(Surface):
    """Shows the running job; at rest a line about the project, at the right the state of things."""

    queue_asked = Signal()

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__("rail", parent)
        self._jobs = jobs
        self._sum = ("", "")  # of the plan
        self._pages = QStackedLayout(self)
        self._rest = self._rest_page()
        self._busy: QWidget | None = None
        self._resting = self._rest
        self._pages.addWidget(self._rest)
        jobs.changed.connect(self._refresh)
        jobs.progressed.connect(self._show)
        theme.changes().changed.connect(self._size)
        self._size()
        self._refresh()

    def _rest_page(self) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(*(theme.px(n) for n in (16, 0, 16, 0)))
        self.message = ElidedLabel("", "muted")
        self.aside = Label("", "dim")
        self._dot = Label("●", "good", "small")
        self._dot.setVisible(False)
        row.addWidget(self._dot)
        row.addWidget(self.message, 1)
        row.addWidget(self.aside)
        self._failed = self._to_queue()
        row.addWidget(self._failed)
        return page

    def _to_queue(self) -> Button:
        """Return a button that opens the queue; it has no words yet."""
        button = Button("", "quiet")
        words = self.tr("Show the queue")
        follow_key(button, "view.queue", lambda _: button.setToolTip(keyed(words, "view.queue")))
        button.clicked.connect(self.queue_asked)
        button.setVisible(False)
        return button

    def _busy_page(self) -> QWidget:
        from app.ui.widgets.progress import Progress

        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(*(theme.px(n) for n in (16, 0, 8, 0)))
        row.setSpacing(theme.px(12))
        self._title = Label("")
        self._bar = Progress()
        self._bar.setMaximumWidth(theme.px(280))
        self._bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._left = Label("", "muted")
        self._what = ElidedLabel("", "dim")
        self._waiting = self._to_queue()
        self._pause = Button(self.tr("Pause"), "quiet")
        self._stop = Button(self.tr("Stop"), "quiet")
        self._pause.clicked.connect(self._jobs.toggle_pause)
        self._stop.clicked.connect(self._on_stop)
        row.addWidget(self._title)
        row.addWidget(self._bar, 2)
        row.addWidget(self._left)
        row.addWidget(self._what, 1)
        for widget in (self._waiting, self._pause, self._stop):
            row.addWidget(widget)
        return page

    def say(self, text: str, aside: str = "", tone: str = "") -> None:
        """Set the line that stands there while nothing runs; a tone lights a dot before it."""
        self.message.setText(text)
        self.aside.setText(aside)
        self._dot.setVisible(bool(tone))
        if tone:
            self._dot.set_tone(tone)

    def stand(self, page: QWidget | None) -> None:
        """Let another line stand there while no job runs; None: the usual one."""
        if page is not None and self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)
        self._resting = self._rest if page is None else page
        self._refresh()

    def show_plan(self, view: PlanView | None) -> None:
        """Say the sum of the plan, while nothing runs; not of one that is only being tried."""
        if view is None or view.refused or not view.plan.datasets:
            self.show_sum("")
        elif not view.tentative:
            self.show_sum(view.sum_line, self.tr("what one epoch would train now"))

    def show_sum(self, text: str, aside: str = "") -> None:
        """Say the sum of a plan."""
        self._sum = (text, aside)
        self.say(text, aside)

    def show_compared(self, text: str, aside: str, tone: str) -> None:
        """Say how the plan compares with the trainer's own count; the sum again where nothing."""
        if text:
            self.say(text, aside, tone)
        else:
            self.say(*self._sum)

    def _on_stop(self) -> None:
        self._jobs.stop()

    def _refresh(self) -> None:
        job = self._jobs.running
        failed = sum(each.state == "failed" for each in self._jobs.past)
        self._name(self._failed, self.tr("{} failed").format(f"{failed:,}") if failed else "")
        if job is None:
            self._pages.setCurrentWidget(self._resting)
            return
        if self._busy is None:
            self._busy = self._busy_page()  # with the first job
            self._pages.addWidget(self._busy)
        self._pages.setCurrentWidget(self._busy)
        waiting, more = len(self._jobs.waiting), len(self._jobs.all_running) - 1
        title = self.tr("{title} and {more} more").format(title=job.title, more=more)
        self._title.setText(title if more > 0 else job.title)
        words = [self.tr("{} waiting").format(f"{waiting:,}")] if waiting else []
        words += [self._failed.text()] if failed else []
        self._name(self._waiting, " · ".join(words))
        self._pause.setText(self.tr("Go on") if self._jobs.paused else self.tr("Pause"))
        self._show(self._jobs.last)

    def _name(self, button: Button, words: str) -> None:
        button.setText(words)
        button.setVisible(bool(words))

    def _show(self, report: Report | None) -> None:
        job = self._jobs.running
        if report is not None and job is not None and report.job != job.id:
            return  # of another one that runs beside it
        if report is None or job is None:
            self._bar.set_fraction(None)
            self._left.setText("")
            self._what.setText("")
            return
        progress = report.progress
        known = progress.total > 0
        self._bar.set_fraction(progress.fraction if known else None)
        parts = [f"{progress.fraction:.0%}"] if known else []
        if self._jobs.paused:
            parts.append(self.tr("paused"))
        elif report.seconds_left is not None:
            parts.append(self.tr("{time} left").format(time=duration(report.seconds_left)))
        self._left.setText(" · ".join(parts))
        self._what.setText(progress.what)

    def _size(self) -> None:
        self.setFixedHeight(theme.px(HEIGHT))
