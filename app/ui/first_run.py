"""What somebody new needs: the trainer's page, with a project or without, and the tour."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.ui.loop import spawn

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow
    from app.ui.touring.leader import TourLeader
    from app.ui.train.setup_dialog import SetupDialog
    from app.ui.train.setup_state import TrainerSetup

STEPPING = ("view.tour_next", "view.tour_back")


class FirstRun(QObject):
    """Opens the page *Trainer and models*; leads through the tour."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._page: SetupDialog | None = None
        self._opening = self._beginning = False
        self.tour: TourLeader | None = None
        window.actions_.connect_to(
            {
                "train.setup": self.open_setup,
                "view.tour": self.begin_tour,
                "view.tour_next": partial(self._step, 1),
                "view.tour_back": partial(self._step, -1),
            }
        )

    # ---------------------------------------------------------------------- trainer and models

    @cached_property
    def setup(self) -> TrainerSetup:
        """Trainer and models: those of all projects."""
        from app.ui.train.setup_state import TrainerSetup

        window = self._window
        return TrainerSetup(window.document, window.jobs, window.preferences, self)

    def open_setup(self) -> None:
        """Show the page *Trainer and models*."""
        if self._page is None and not self._opening:
            spawn(self._open_setup())

    async def _open_setup(self) -> None:
        from app.ui.ahead import SETUP, import_ahead

        self._opening = True
        try:
            await import_ahead(self._window.jobs, SETUP)
        finally:
            self._opening = False
        from app.ui.train.setup_dialog import SetupDialog

        self.setup.begin()
        self._page = SetupDialog(self._window, self.setup)
        self._page.finished.connect(self._on_page_closed)
        self._page.open()

    def _on_page_closed(self) -> None:
        self._page = None

    # -------------------------------------------------------------------------------- the tour

    @property
    def place(self) -> int | None:
        """The place of the step of the tour that is shown, from 0; None: none is taken."""
        return None if self.tour is None else self.tour.tour.place

    def begin_tour(self) -> None:
        """Take the tour: on the open project, else on the demo."""
        if not self._beginning:
            spawn(self._begin_tour(demo=not self._window.document.is_open))

    def tour_on_demo(self) -> None:
        """Take the tour on the demo."""
        if not self._beginning:
            spawn(self._begin_tour(demo=True))

    async def _begin_tour(self, *, demo: bool) -> None:
        window = self._window
        if self.tour is not None:
            self.tour.leave()
        self._beginning = True
        try:
            if demo:
                await window.desk.open_demo()
        finally:
            self._beginning = False
        if window.document.is_open:
            self.lead()

    def lead(self, place: int = 0) -> None:
        """Lead through the tour on the open project, from a step on, by its place from 0."""
        from app.ui.touring.leader import TourLeader

        self.tour = tour = TourLeader(self._window)
        tour.ended.connect(self._on_tour_ended)
        tour.demo_asked.connect(self.tour_on_demo)
        tour.begin(place)
        self._window.commands.refresh()

    def _step(self, by: int) -> None:
        if self.tour is not None:
            self.tour.go(by)

    def _on_tour_ended(self, finished: bool) -> None:
        self.tour = None
        if finished:
            self._window.preferences.change(toured=True)
        self._window.commands.refresh()
