"""Stops a run: at once, after a checkpoint, at a time; and takes that back."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTime, Signal
from PySide6.QtWidgets import QDialog, QTimeEdit, QWidget

from app.core.errors import AppError
from app.ui import theme
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import Field
from app.ui.widgets.label import Label

if TYPE_CHECKING:
    from app.core.training.model import How, StopRequest
    from app.core.training.watching.view import RunView

_DAY = 86_400


class RunStopping(QObject):
    """Writes what is asked for into the run's folder; its supervisor does it.

    Signals:
        asked: Something was asked for, or taken back: look at the run.
        said: What comes of it, a sentence.
        troubled: Why it could not be asked for, a sentence.
    """

    asked = Signal()
    said = Signal(str)
    troubled = Signal(str)

    def __init__(self, over: QWidget, jobs: Jobs) -> None:
        super().__init__(over)
        self._over, self._jobs = over, jobs

    def after_checkpoint(self, view: RunView) -> None:
        """Let it train until the next checkpoint is written."""
        spawn(self._ask(view.folder, "checkpoint", None))

    def at_once(self, view: RunView) -> None:
        """Ask whether to stop now, saying what would be lost."""
        spawn(self._at_once(view))

    def at_once_of(self, folder: Path) -> None:
        """Ask whether to stop a run, or take one off the queue, of any project."""
        spawn(self._at_once_of(folder))

    def at_a_time(self, view: RunView) -> None:
        """Ask when to stop."""
        spawn(self._at_a_time(view))

    def keep_on(self, view: RunView) -> None:
        """Take back what was asked for."""
        spawn(self._keep_on(view.folder))

    async def _at_once(self, view: RunView) -> None:
        from app.core.training.watching.endings import saved_step, what_would_be_lost
        from app.ui.dialogs import confirm

        if view.state.state == "waiting":
            title = self.tr("Take {} off the queue?").format(view.head.title)
            sentence = self.tr("It has not begun; its recipe and commands stay in its folder.")
            accept = self.tr("Take it off")
        else:
            title = self.tr("Stop {} now?").format(view.head.title)
            commands = view.run.commands if view.run is not None else ()
            sentence = what_would_be_lost(view.state, saved_step(view), commands)
            accept = self.tr("Stop now")
        if await confirm(self._over.window(), title, sentence, accept=accept, loses=True):
            await self._ask(view.folder, "now", None)

    async def _at_once_of(self, folder: Path) -> None:
        view = await self._jobs.beside(_look, folder)
        if view.live:
            await self._at_once(view)

    async def _at_a_time(self, view: RunView) -> None:
        from app.ui.dialogs import done

        dialog = StopAtDialog(self._over.window(), view.head.title)
        chosen = dialog.chosen
        if await done(dialog):
            await self._ask(view.folder, "at", chosen[-1])

    async def _ask(self, folder: Path, how: How, at: float | None) -> None:
        from app.core.training.model import StopRequest

        await self._write(folder, StopRequest(how=how, at=at))
        words = {
            "now": self.tr("It is being stopped"),
            "checkpoint": self.tr("It stops when the next checkpoint is written"),
            "at": self.tr("It stops at the time you chose"),
        }
        self.said.emit(words[how])

    async def _keep_on(self, folder: Path) -> None:
        await self._write(folder, None)
        self.said.emit(self.tr("It trains on"))

    async def _write(self, folder: Path, request: StopRequest | None) -> None:
        try:
            await self._jobs.beside(_write, folder, request, brief=True)
        except AppError as error:
            self.troubled.emit(str(error))
            raise
        finally:
            self.asked.emit()


def _look(folder: Path) -> RunView:
    from app.core.training.watching.watch import RunWatch

    return RunWatch(folder, whole=False).poll()


def _write(folder: Path, request: StopRequest | None) -> None:
    from app.core.training.runs.requests import request_stop, take_stop_back

    if request is None:
        take_stop_back(folder)
    else:
        request_stop(folder, request)


class StopAtDialog(Dialog):
    """Asks for a time of the clock: the next one that it will be.

    Attributes:
        chosen: The time, Unix seconds, as its last item.
    """

    def __init__(self, parent: QWidget, name: str, now: float | None = None) -> None:
        super().__init__(
            parent,
            parent.tr("Stop {} at a time").format(name),
            parent.tr("It is ended then, checkpoint or not: choose one right after an epoch."),
        )
        self._now = time.time() if now is None else now
        self.chosen: list[float] = []
        self.time = QTimeEdit(QTime.fromString(_clock(self._now + 8 * 3600), "HH:mm"))
        self.time.setDisplayFormat("HH:mm")
        self.time.setMaximumWidth(theme.px(120))
        self.time.setButtonSymbols(QTimeEdit.ButtonSymbols.NoButtons)
        self.time.setMinimumHeight(theme.px(32))
        self.said = Label("", "muted")
        self.body.addWidget(Field(self.tr("Time"), self.time))
        self.body.addWidget(self.said)
        self.add_button(self.tr("Cancel"), result=QDialog.DialogCode.Rejected.value)
        accept = QDialog.DialogCode.Accepted.value
        self.add_button(self.tr("Stop then"), "primary", result=accept)
        self.time.timeChanged.connect(self._follow)
        self._follow()
        self.time.setFocus()

    def _follow(self) -> None:
        from app.core.amounts import days
        from app.core.clock import moment

        at = self.time.time()
        when = next_time(at.hour(), at.minute(), self._now)
        self.chosen[:] = [when]
        words = moment(when, self._now)
        left = days(when - self._now)
        self.said.setText(self.tr("That is {}, in {}.").format(words, left))


def next_time(hour: int, minute: int, now: float) -> float:
    """Return when it will next be that time of the clock, Unix seconds."""
    today = time.localtime(now)
    at = time.mktime((*today[:3], hour, minute, 0, 0, 0, -1))
    if at > now:
        return at
    later = time.localtime(now + _DAY)
    return time.mktime((*later[:3], hour, minute, 0, 0, 0, -1))


def _clock(at: float) -> str:
    when = time.localtime(at)
    return f"{when.tm_hour:02d}:{when.tm_min // 5 * 5:02d}"
