"""Follows the runs of the open project in the background, whichever stage is shown.

One look at a time, in a thread: every second while somebody looks closely and a run is alive, every
five seconds otherwise, and not at all while no run is. One whose folder went away while it trains
is looked for until it is back. Whoever shows a run hears `viewed`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.loop import loop_runs, spawn

if TYPE_CHECKING:
    from app.core.training.watching.looking import Look, Looker
    from app.core.training.watching.queue import QueueView
    from app.core.training.watching.tiles import Price
    from app.core.training.watching.view import RunView

_CLOSE_MS, _FAR_MS = 1_000, 5_000


class RunFollowing(QObject):
    """One for a window.

    Attributes:
        view: The run that is shown, as it was a moment ago; None while none is.
        running: The run of this project that runs, or else waits; None where none does.
        queue: What runs and waits on this machine; None before the first look.
        price: What an hour costs.

    Signals:
        viewed: Of ``view``, also where nothing has changed but the time.
        ran: Of ``running``.
        ended: A RunView of a run that was alive at the look before.
        lost: The folder of a run that went away while it trains, once.
        found: The same folder, once it is back or the training has ended.
        listed: Runs have come or gone.
    """

    viewed = Signal(object)
    ran = Signal(object)
    ended = Signal(object)
    lost = Signal(object)
    found = Signal(object)
    listed = Signal()

    def __init__(self, document: Document, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent or document)
        self._document, self._jobs = document, jobs
        self._looker: Looker | None = None
        self._shown: Path | None = None
        self._close = self._looking = self._again = False
        self._known: tuple[Path, ...] = ()
        self._lost: tuple[Path, ...] = ()
        self.view: RunView | None = None
        self.running: RunView | None = None
        self.live: tuple[Path, ...] = ()
        self.queue: QueueView | None = None
        self.price: Price | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        document.opened.connect(self._begin)

    @property
    def runs(self) -> tuple[Path, ...]:
        """The folders of the project's runs, the newest last, as of the last look."""
        return self._known

    def show_run(self, folder: Path | None) -> None:
        """Look at this run from now on; None: at none."""
        if folder != self._shown:
            self._shown = folder
            self.view = None
            self.viewed.emit(None)
            self.look()

    def look_closely(self, on: bool) -> None:
        """Look every second, as somebody sees it, or seldom."""
        self._close = on
        self._pace()
        if on:
            self.look()

    def look(self) -> None:
        """Look now; while a look is under way, once more after it."""
        if self._looking:
            self._again = True
        elif self._document.is_open and loop_runs():
            self._looking = True
            spawn(self._look())

    def _begin(self) -> None:
        """Begin with another project, or with none."""
        self._looker, self._shown = None, None
        self._known, self.live, self._lost = (), (), ()
        self.view = self.running = None
        self.viewed.emit(None)
        self.ran.emit(None)
        self.listed.emit()
        self._pace()
        self.look()

    async def _look(self) -> None:
        try:
            while self._document.is_open:
                self._again = False
                project, looker = self._document.project, self._looker
                found = await self._jobs.beside(
                    _look, looker, project.folder, self._shown, self.price
                )
                if self._document.holds(project):
                    self._take(*found)
                    if not self._again:
                        return
        finally:
            self._looking = False

    def _take(self, looker: Looker, look: Look) -> None:
        self._looker = looker
        listed = look.runs != self._known
        self._known, self.live = look.runs, look.live
        self.running, self.queue = look.running, look.queue
        if look.shown is None or look.shown.folder == self._shown:
            self.view = look.shown
            self.viewed.emit(self.view)
        self.ran.emit(self.running)
        if listed:
            self.listed.emit()
        for view in look.ended:
            self.ended.emit(view)
        before, self._lost = {*self._lost}, look.lost
        for folder in before ^ {*look.lost}:
            (self.found if folder in before else self.lost).emit(folder)
        self._pace()

    def _pace(self) -> None:
        if not self.live and not self._lost:
            self._timer.stop()
            return
        wanted = _CLOSE_MS if self._close else _FAR_MS
        if not self._timer.isActive() or self._timer.interval() != wanted:
            self._timer.start(wanted)


def _look(
    looker: Looker | None, project: Path, shown: Path | None, price: Price | None
) -> tuple[Looker, Look]:
    from app.core.training.watching.looking import Looker

    looker = looker or Looker(project)
    return looker, looker.look(shown, price)
