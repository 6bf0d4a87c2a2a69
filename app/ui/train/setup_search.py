"""Looks for trainers and for files of models in usual places, and takes what is missing."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.jobs import Checkpoint, Progress
from app.ui.train.setup_doing import Doing, Taken

if TYPE_CHECKING:
    from app.core.training.trainer.fitting import Role
    from app.core.training.trainer.models_near import NearModels
    from app.core.training.trainer.nearby import Nearby
    from app.ui.document import Document
    from app.ui.jobs import Jobs
    from app.ui.train.setup_state import TrainerSetup

_TRAINERS, _MODELS, _ALL = "trainers", "models", "all"
_TELL_EVERY = 0.1  # seconds


class SetupSearch(QObject):
    """Runs one search of each kind; nothing that was chosen and fits is put aside for a find.

    Attributes:
        found: Folders of trainers that were found.
        ended: Whether a search for trainers has come to its end.
        missed: Roles that no file was found for by the last search for models.
        nearby: What the last look around has found and nobody has taken yet; None: none was made.

    Signals:
        changed: Anything of it.
        looked_into: A folder or file, while all is looked for; from any thread.
    """

    changed = Signal()
    looked_into = Signal(str)

    def __init__(self, document: Document, jobs: Jobs, setup: TrainerSetup) -> None:
        super().__init__(setup)
        self._document, self._jobs, self._setup = document, jobs, setup
        self.found: tuple[Path, ...] = ()
        self.ended = False
        self.missed: tuple[Role, ...] = ()
        self.nearby: Nearby | None = None
        self._doing = Doing(self)
        self._doing.changed.connect(self.changed)

    @property
    def for_trainers(self) -> bool:
        """Whether trainers are looked for."""
        return self._doing.runs(_TRAINERS)

    @property
    def for_models(self) -> bool:
        """Whether files of models are looked for."""
        return self._doing.runs(_MODELS)

    @property
    def for_all(self) -> bool:
        """Whether all that is missing is looked for."""
        return self._doing.runs(_ALL)

    def look_around(self) -> None:
        """Look for all that is missing; what is found is offered, see `use`."""
        self.forget()
        self._doing.begin(_ALL, self._all)

    def forget(self) -> None:
        """Put aside what the last searches for models said; trainers are the same for all tasks."""
        self.nearby, self.missed = None, ()

    def use(self) -> None:
        """Take all that the last look around has found."""
        nearby, setup = self.nearby, self._setup
        self.nearby = None
        if nearby is None:
            return
        if nearby.looked.folder is not None:
            setup.choose_trainer(str(nearby.looked.folder))
        if nearby.models:
            setup.choose_models({role: str(file.path) for role, file in nearby.models.items()})
        self.changed.emit()

    def look_for_trainers(self) -> None:
        """Look for trainers; the first that did not come with the project is taken, if none is."""
        self._doing.begin(_TRAINERS, self._trainers)

    def look_for_models(self) -> None:
        """Look for files of the task's models; found ones are taken where none fits yet."""
        self.missed = ()
        self._doing.begin(_MODELS, self._models)

    def stop(self) -> None:
        """Stop looking; what was chosen stays."""
        self._doing.stop(_TRAINERS, _MODELS, _ALL)

    async def _all(self, still: Checkpoint) -> Taken:
        from app.core.training.trainer.nearby import Near, look_around

        setup = self._setup
        task, wanted, without = setup.task, setup.wanting(), setup.info is None
        folders = [Path(path).parent for path in setup.models.values()]
        near = Near((*folders, *self._near()), self._project())
        found = await self._jobs.beside(
            *(look_around, near, task, wanted),
            trainer=without,
            report=self._telling(still),
            stoppable=True,
        )

        def take() -> None:
            if task != setup.task:
                return
            self.nearby, self.ended = found, self.ended or without
            self.missed = tuple(role for role in wanted if role not in found.models)
            if without:
                self.found = found.trainers

        return take

    def _telling(self, still: Checkpoint) -> Checkpoint:
        """Return a checkpoint that tells where is looked, a few times a second."""
        told = 0.0

        def report(progress: Progress) -> None:
            nonlocal told
            still(progress)
            now = time.monotonic()
            if progress.what and now - told > _TELL_EVERY:
                told = now
                self.looked_into.emit(progress.what)

        return report

    async def _trainers(self, still: Checkpoint) -> Taken:
        near, project = self._near(), self._project()
        found, own = await self._jobs.beside(
            *(_trainers_of, near, project), report=still, stoppable=True
        )

        def take() -> None:
            self.found, self.ended = found, True
            if own is not None and not self._setup.trainer:
                self._setup.choose_trainer(str(own))

        return take

    async def _models(self, still: Checkpoint) -> Taken:
        from app.core.training.trainer.models_near import models_near

        task = self._setup.task
        folders = [Path(path).parent for path in self._setup.models.values()]
        near: NearModels = await self._jobs.beside(
            models_near, [*folders, *self._near()], task, report=still, stoppable=True
        )

        def take() -> None:
            if task != self._setup.task:
                return
            wanted = self._setup.wanting()
            self.missed = tuple(role for role in wanted if role not in near.chosen)
            found = {role: str(near.chosen[role].path) for role in wanted if role in near.chosen}
            if found:
                self._setup.choose_models(found)

        return take

    def _near(self) -> list[Path]:
        """Return folders beside which things may lie."""
        folder = self._setup.looked.folder
        near = [folder] if folder is not None else []
        project = self._project()
        return near if project is None else [*near, project]

    def _project(self) -> Path | None:
        return self._document.project.folder if self._document.is_open else None


def _trainers_of(
    near: list[Path], project: Path | None, checkpoint: Checkpoint
) -> tuple[tuple[Path, ...], Path | None]:
    """Return the trainers that are found, and the first that did not come with the project."""
    from app.core.training.trainer.finding import find_trainers
    from app.core.training.trainer.nearby import came_with

    found = tuple(find_trainers(near, checkpoint))
    return found, next((each for each in found if not came_with(project, each)), None)
