"""At the foot: what writes captions, whether it is there, with which prompt, and one button."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.core.amounts import duration
from app.core.captions.reviewing import Ended, named
from app.core.library.captioned import Row
from app.ui import theme
from app.ui.actions import Actions, key_text
from app.ui.captions.reaching import Reaching
from app.ui.captions.template_choice import TemplateChoice
from app.ui.captions.template_store import TemplateStore
from app.ui.job import Job, Report
from app.ui.theme import Tone
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.chip import Chip
from app.ui.widgets.label import ElidedLabel, Label, SectionHead
from app.ui.widgets.notice import Notice
from app.ui.widgets.progress import Progress
from app.ui.widgets.surface import Hairline

if TYPE_CHECKING:
    from app.core.captions.machine.captioners import Captioner

_MENU = ("caption.ask_many", "caption.templates", "caption.captioner")


class AskPanel(QWidget):
    """Shows what it is told; what it offers are commands."""

    asked = Signal()  # the button was pressed: ask for what was named on it
    failed_asked_again = Signal()
    end_dismissed = Signal()

    def __init__(self, actions: Actions, store: TemplateStore, reaching: Reaching) -> None:
        super().__init__()
        self._actions, self._reaching = actions, reaching
        self._set_up = self._working = self._paused = self._reading = False
        self.end = Notice(grade="warn", action=self.tr("Try again"), narrow=True)
        self.end.acted.connect(self.failed_asked_again)
        self.end.closed.connect(self.end_dismissed)
        self.end.hide()
        self._name = ElidedLabel("", "muted")
        self.chip = Chip("", clickable=True)
        self.chip.clicked.connect(actions["caption.captioner"].trigger)
        self.choice = TemplateChoice(store, actions)
        self.ask = Button("", "primary")
        self.ask.clicked.connect(self._on_asked)
        self.more = IconButton("dots", self.tr("More about machine captions"))
        self.more.clicked.connect(self._open_menu)
        self._bar, self._left = Progress(), Label("", "muted", "small")
        self._lay_out()
        reaching.changed.connect(self._show_state)
        self._show_state()

    def _lay_out(self) -> None:
        where = QHBoxLayout()
        where.setSpacing(theme.px(8))
        where.addWidget(self._name, 1)
        where.addWidget(self.chip)
        does = QHBoxLayout()
        does.setSpacing(theme.px(8))
        does.addWidget(self.ask, 1)
        does.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(Hairline())
        column.addWidget(self.end)
        column.addWidget(SectionHead(self.tr("Caption the selection")))
        column.addLayout(where)
        column.addWidget(self.choice)
        for part in (self._bar, self._left):
            column.addWidget(part)
            part.hide()
        column.addLayout(does)

    # ------------------------------------------------------------------------------- showing

    def show_captioner(self, captioner: Captioner | None, *, reading: bool) -> None:
        """Show what is asked.

        Args:
            captioner: None: nothing is set up.
            reading: Whether the project is open for reading only.
        """
        from app.core.captions.machine.captioners import name_of

        self._set_up, self._reading = captioner is not None, reading
        self._name.setText(self.tr("No captioner yet") if captioner is None else name_of(captioner))

    def show_rows(self, rows: Sequence[Row], scope: str) -> None:
        """Show for what the button asks.

        Args:
            rows: Clips and stills without words; none: there is nothing to ask for.
            scope: What they are of, in words: ``12 selected``.
        """
        self.choice.show_kinds(rows)
        if self._reading:
            self.ask.setText(self.tr("Caption…"))
            self.ask.setEnabled(False)
            self.ask.setToolTip(self.tr("The project is open for reading only"))
            return
        if not self._set_up:
            self.ask.setText(self.tr("Set up a captioner…"))
            self.ask.setEnabled(True)
            self.ask.setToolTip(self.tr("Say which model writes captions"))
            return
        self.ask.setEnabled(bool(rows))
        if not rows and self._working:
            self.ask.setText(self.tr("Captioning…"))
            self.ask.setToolTip(self.tr("The job bar pauses and stops it"))
            return
        if not rows:
            self.ask.setText(self.tr("Nothing is empty here"))
            words = self.tr("All of {} have words, or a machine caption waits. Ask again with {}.")
            self.ask.setToolTip(words.format(scope, key_text("caption.ask_many") or "…"))
            return
        self.ask.setText(self.tr("Caption {}").format(named(rows, empty=True)))
        words = self.tr("Those without words, of {}. What comes waits for you to take it.")
        self.ask.setToolTip(words.format(scope))

    def show_job(self, job: Job | None, *, paused: bool = False) -> None:
        """Show how far the work is; None: nothing is asked for."""
        self._working, self._paused = job is not None, paused
        self._bar.setVisible(job is not None)
        self._left.setVisible(job is not None)
        if job is None:
            return
        if job.report is None:
            self._bar.set_fraction(None if job.state == "running" else 0.0)
            self._left.setText(self.tr("waits for its turn") if job.state == "waiting" else "")
            return
        self.show_report(job.report)

    def show_report(self, report: Report) -> None:
        """Show how far the running work is."""
        progress = report.progress
        self._bar.set_fraction(progress.fraction if progress.total else None)
        parts = [self.tr("{} of {}").format(f"{progress.done:,.0f}", f"{progress.total:,.0f}")]
        if self._paused:
            parts.append(self.tr("paused"))
        elif report.seconds_left is not None:
            parts.append(self.tr("{} left").format(duration(report.seconds_left)))
        parts += [progress.what] if progress.what else []
        self._left.setText(" · ".join(parts))

    def progress_words(self) -> str:
        """Return what is said of how far the work is."""
        return self._left.text()

    def show_end(self, end: Ended | None) -> None:
        """Show how the last request ended, where something is left of it to do."""
        failed = end is not None and (end.failed or end.came < end.asked)
        self.end.setVisible(bool(failed))
        if end is not None and failed:
            self.end.say(end.sentence, "warn", action=self.tr("Try again"))

    def _show_state(self) -> None:
        words: dict[str, tuple[str, Tone]] = {
            "unset": (self.tr("not set up"), "neutral"),
            "looking": (self.tr("looking…"), "neutral"),
            "reached": (self.tr("connected"), "good"),
            "not reached": (self.tr("not reached"), "bad"),
        }
        text, tone = words[self._reaching.state]
        self.chip.set_state(text, tone)
        said = self._reaching.words or self.tr("Click to choose what writes captions")
        self.chip.setToolTip(said)
        self.chip.setAccessibleDescription(said)

    # ---------------------------------------------------------------------------------- doing

    def _on_asked(self) -> None:
        if self._set_up:
            self.asked.emit()
        else:
            self._actions["caption.captioner"].trigger()

    def _open_menu(self) -> None:
        menu = QMenu(self)
        for command in _MENU:
            menu.addAction(self._actions[command])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(self.more.rect().topLeft()) - menu.rect().bottomLeft())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._reaching.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._reaching.watch(False)
