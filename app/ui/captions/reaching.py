"""Whether what writes captions can be asked, and what it says of itself; looked for beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import AppError
from app.core.jobs import Checkpoint, Progress, Stopped
from app.core.secrets import Secrets
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.preferences import PreferenceStore

if TYPE_CHECKING:
    from app.core.captions.machine.captioners import Captioner, Reached

State = Literal["unset", "looking", "reached", "not reached"]
_AGAIN_MS = 15_000  # until a captioner that was not there is looked for again


class Reaching(QObject):
    """Looks for the chosen captioner while somebody watches, and after each change of it.

    Attributes:
        state: Of the chosen one.
        words: What it says of itself, or why it cannot be asked.
        models: What it has.
    """

    changed = Signal()

    def __init__(self, preferences: PreferenceStore, jobs: Jobs, secrets: Secrets) -> None:
        super().__init__(jobs)
        self._preferences, self._jobs, self._secrets = preferences, jobs, secrets
        self.state: State = "unset"
        self.words = ""
        self.models: tuple[str, ...] = ()
        self._watched = False
        self._for: object = None  # the captioner that is or was looked for
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self.look)
        preferences.changed.connect(self._on_preferences)

    def watch(self, on: bool) -> None:
        """Look now and, until it is reached, again and again; or no longer."""
        self._watched = on
        self._again.stop()
        if on and self.state != "looking":
            self.look()

    def look(self) -> None:
        """Look for the chosen captioner; the key is the kept one."""
        from app.core.captions.machine.captioners import captioner_of, is_set_up

        value = self._preferences.value
        if not is_set_up(value):
            self._for = None
            self._say("unset")
            return
        self._for = captioner = captioner_of(value)
        self._say("looking", self.words)
        spawn(self._look(captioner))

    async def _look(self, captioner: Captioner) -> None:
        try:
            found = await self._jobs.beside(_reach, captioner, self._secrets, None, stoppable=True)
        except AppError as error:
            self._end(captioner, "not reached", str(error))
        except Stopped:
            self._end(captioner, "not reached", "")
        else:
            self.models = found.models
            self._end(captioner, "reached", found.words)

    def _end(self, captioner: Captioner, state: State, words: str) -> None:
        if captioner != self._for:
            return  # another one was chosen meanwhile
        self._say(state, words)
        if state == "not reached" and self._watched:
            self._again.start()

    def _say(self, state: State, words: str = "") -> None:
        self.state, self.words = state, words
        self.changed.emit()

    def _on_preferences(self) -> None:
        from app.core.captions.machine.captioners import captioner_of, is_set_up

        value = self._preferences.value
        wanted = captioner_of(value) if is_set_up(value) else None
        if wanted == self._for:
            return
        if self._watched:
            self.look()
        else:
            self._for = None
            self._say("unset")


class Try(QObject):
    """One try of a captioner that is being set up; it can be given up."""

    ended = Signal(
        object
    )  # Reached, or the AppError that says why it cannot be asked; None: stopped

    def __init__(self, jobs: Jobs, secrets: Secrets, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._secrets = jobs, secrets
        self._number = 0

    @property
    def runs(self) -> bool:
        """Whether one is under way."""
        return self._number % 2 == 1

    def begin(self, captioner: Captioner, key: str | None) -> None:
        """Try; a key that is given is used and not kept. One that runs is given up."""
        self.stop()
        self._number += 1
        spawn(self._go(captioner, key, self._number))

    def stop(self) -> None:
        """Give up what runs."""
        self._number += self.runs

    async def _go(self, captioner: Captioner, key: str | None, number: int) -> None:
        def watch(_: Progress) -> None:
            if number != self._number:
                raise Stopped

        found: object = None
        try:
            found = await self._jobs.beside(
                _reach, captioner, self._secrets, key, stoppable=True, report=watch
            )
        except AppError as error:
            found = error
        except Stopped:
            return
        if number == self._number:
            self._number += 1
            self.ended.emit(found)


def _reach(
    captioner: Captioner, secrets: Secrets, key: str | None, checkpoint: Checkpoint
) -> Reached:
    from app.core.captions.machine.captioners import reach  # in its thread: it takes a while

    return reach(captioner, secrets, key, checkpoint)
