"""Asks the captioner to make a prompt of an idea: one at a time, beside all else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import AppError
from app.core.jobs import Checkpoint, Progress, Stopped
from app.ui.captions.captioning import Captioning
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.loop import spawn

if TYPE_CHECKING:
    from app.core.captions.machine.asking import Backend
    from app.core.captions.machine.captioners import Captioner
    from app.core.captions.prompt_refining import Idea, Refined

_FREE_MS = 120_000  # after which an idle model leaves the memory


class PromptRefining(QObject):
    """Holds the model for a while, so that asking again does not load it again.

    Attributes:
        running: Whether it is being asked.
    """

    changed = Signal()  # it is asked, or not any more
    came = Signal(object)  # Refined
    failed = Signal(str, str)  # a sentence, and the technical part
    set_up_asked = Signal()  # nothing is set up that could be asked

    def __init__(self, document: Document, jobs: Jobs, captioning: Captioning) -> None:
        super().__init__(document)
        self._document, self._jobs, self._captioning = document, jobs, captioning
        self.running = False
        self._stop = False
        self._held: tuple[Captioner, Backend] | None = None
        self._free = QTimer(self, singleShot=True, interval=_FREE_MS)
        self._free.timeout.connect(self.free)
        document.opened.connect(self.stop)
        captioning.changed.connect(self._make_room)

    def ask(self, idea: Idea) -> None:
        """Ask for a prompt, unless that is being done."""
        captioner = self._captioning.captioner
        if captioner is None:
            self.set_up_asked.emit()
        elif not self.running:
            self._free.stop()
            self._set_running(True)
            spawn(self._ask(captioner, idea))

    def stop(self) -> None:
        """Give up what is being asked."""
        self._stop = True

    def free(self) -> None:
        """Let the model go, once it is not asked any more."""
        self._free.stop()
        held, self._held = (self._held, None) if not self.running else (None, self._held)
        if held is not None:
            spawn(self._close(held[1]))

    def _make_room(self) -> None:
        """Let an idle model go where captions load it for themselves: two may be too many."""
        if self._held is not None and self._captioning.writing:
            self.free()

    async def _ask(self, captioner: Captioner, idea: Idea) -> None:
        try:
            self._check_room(captioner)
            if await self._captioning.may_run(captioner):
                found = await self._jobs.beside(
                    self._refined, captioner, idea, stoppable=True, report=self._report
                )
                self.came.emit(found)
        except Stopped:
            pass
        except AppError as error:
            self.failed.emit(str(error), error.detail)
        finally:
            self._set_running(False)
            self._free.start()

    def _check_room(self, captioner: Captioner) -> None:
        """Raise `AppError` where a second copy of a model would be loaded."""
        from app.core.captions.machine.captioners import Worker

        if isinstance(captioner, Worker) and self._captioning.writing:
            raise AppError(
                self.tr(
                    "The model is writing captions, and a second copy of it may not fit into the "
                    "memory: ask again when they have come, or stop them in the queue."
                )
            )

    def _refined(self, captioner: Captioner, idea: Idea, checkpoint: Checkpoint) -> Refined:
        """Ask; in a thread."""
        from app.core.captions.prompt_refining import helper_template, refine

        return refine(self._backend(captioner), helper_template(), idea, checkpoint)

    def _backend(self, captioner: Captioner) -> Backend:
        if self._held is not None and self._held[0] == captioner:
            return self._held[1]
        if self._held is not None:
            self._held[1].close()
            self._held = None
        backend = self._captioning.make_backend(captioner, self._captioning.secrets)
        self._held = (captioner, backend)
        return backend

    def _report(self, _progress: Progress) -> None:
        if self._stop:
            raise Stopped

    def _set_running(self, on: bool) -> None:
        self.running, self._stop = on, False
        self.changed.emit()

    async def _close(self, backend: Backend) -> None:
        await self._jobs.beside(backend.close)
