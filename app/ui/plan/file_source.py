"""A dataset file of its own on the stage *Plan*: its text, its steps, counted in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import AppError
from app.core.jobs import Checkpoint, Stopped
from app.core.library.edits import Edit
from app.core.planner.costs.setups import Setup
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.plan.source import PlanSource

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView
    from app.core.planner.own_file import FilePlanner, OwnFile
    from app.ui.preferences import PreferenceStore


class FileSource(PlanSource):
    """One dataset file; nothing is written to it before it is saved.

    Attributes:
        file: The text and its steps.
        architecture: What is trained: a name of `planner.rules.ARCHITECTURES`.

    Signals:
        stepped: What can be undone, or whether something is not saved, is another.
    """

    stepped = Signal()

    def __init__(
        self,
        file: OwnFile,
        planner: FilePlanner,
        jobs: Jobs,
        preferences: PreferenceStore | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(jobs, preferences, parent)
        self.file, self._planner = file, planner
        self.architecture = "wan"
        self._setup = Setup()
        self._view: PlanView | None = None
        self._trouble = ""
        self._tried: str | None = None
        self._running = self._again = self._anew = False

    @property
    def view(self) -> PlanView | None:
        """The last plan; None while there is none."""
        return self._view

    @property
    def trouble(self) -> str:
        """Why it could not be counted, one sentence; empty where it could."""
        return self._trouble

    @property
    def text(self) -> str:
        """The dataset file as it is now; its plan may lag behind."""
        return self.file.text

    @property
    def read_only(self) -> bool:
        """Whether nothing can be changed: only TOML is, and that as a copy."""
        return self.file.path.suffix.lower() == ".json"

    @property
    def setup(self) -> Setup:
        """What memory and time are estimated for."""
        return self._setup

    def change_text(self, text: str, label: str, *, join: bool = False) -> None:
        """Change the text: one step to undo, none where it says the same."""
        from app.core.planner.text.entry_text import read

        read(text)
        if self.file.change(text, label, join=join):
            self._follow()

    def change_setup(self, setup: Setup, label: str) -> None:
        """Estimate for another setup; it is no part of the file."""
        if setup != self._setup:
            self._setup = setup
            self._wake()

    def change_architecture(self, name: str) -> None:
        """Plan for what else is trained."""
        if name != self.architecture:
            self.architecture = name
            self._wake()

    def apply(self, edit: Edit, *, join: bool = False) -> None:
        """There are no rows to change.

        Raises RuntimeError where it is asked for one all the same.
        """
        if edit:
            raise RuntimeError("a dataset file of its own has no rows")

    def try_text(self, text: str | None) -> None:
        """Show the plan of another text without changing anything; None shows what is there."""
        if text != self._tried:
            self._tried = text
            self._wake()

    def count_again(self) -> None:
        """Read the files anew and count all."""
        self._anew = True
        self._wake()

    def undo(self) -> str | None:
        """Take the last step back, once what is typed is one; return what it is called."""
        self.settle()
        return self._followed(self.file.undo())

    def redo(self) -> str | None:
        """Do again what was taken back; return what it is called."""
        self.settle()
        return self._followed(self.file.redo())

    def is_saved(self) -> bool:
        """Return whether the disk has all of it, once what is typed is a step."""
        self.settle()
        return not self.file.is_changed

    async def save(self) -> None:
        """Write the file, once what is typed is in it.

        Raises:
            WriteError: It cannot be written.
        """
        self.settle()
        await self.jobs.beside(self.file.save, brief=True)
        self.stepped.emit()

    async def read_again(self) -> None:
        """Take over what another program wrote, as a step.

        Raises:
            DatasetError: It cannot be read.
        """
        label = self.tr("Read from the disk")
        if await self.jobs.beside(self.file.read_again, label, brief=True):
            self._follow()
        self.stepped.emit()

    # ------------------------------------------------------------------------------- counting

    def _followed(self, label: str | None) -> str | None:
        if label is not None:
            self._follow()
        return label

    def _follow(self) -> None:
        self.changed.emit()
        self.stepped.emit()
        self._wake()

    def _wake(self) -> None:
        self._again = True
        if not self._running:
            self._running = True
            spawn(self._count())

    async def _count(self) -> None:
        try:
            while self._again:
                self._again = False
                if self._anew:
                    self._planner.look_again()
                    self._anew = False
                tried, text = self._tried is not None, self._tried or self.file.text
                try:
                    view = await self.jobs.beside(
                        _counted,
                        self._planner,
                        text,
                        self.architecture,
                        self._setup,
                        tried=tried,
                        stoppable=True,
                    )
                except Stopped:
                    return
                except AppError as error:
                    self._view, self._trouble = None, str(error)
                else:
                    self._view, self._trouble = view, ""
                self.shown.emit()
        finally:
            self._running = False


def _counted(
    planner: FilePlanner,
    text: str,
    architecture: str,
    setup: Setup,
    *,
    tried: bool,
    checkpoint: Checkpoint,
) -> PlanView:
    from dataclasses import replace

    from app.core.export.plan_view import file_view
    from app.core.planner.costs.measured import load_runs
    from app.core.planner.names import names_of

    plan = planner.plan(text, architecture, checkpoint=checkpoint)
    view = file_view(plan, text, names_of(plan.config), setup, runs=load_runs())
    return replace(view, tentative=tried)
