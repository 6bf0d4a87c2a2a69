"""Looks for trainers and for files of models in usual places, and takes what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.jobs import Checkpoint
from app.ui.train.setup_doing import Doing, Taken

if TYPE_CHECKING:
    from app.core.training.trainer.fitting import Role
    from app.core.training.trainer.models_near import NearModels
    from app.ui.parts import Parts
    from app.ui.train.setup_state import TrainerSetup

_TRAINERS, _MODELS = "trainers", "models"


class SetupSearch(QObject):
    """Runs one search of each kind; nothing that was chosen and fits is put aside for a find.

    Attributes:
        found: Folders of trainers that were found.
        ended: Whether a search for trainers has come to its end.
        missed: Roles that no file was found for by the last search for models.
    """

    changed = Signal()

    def __init__(self, parts: Parts, setup: TrainerSetup) -> None:
        super().__init__(setup)
        self._parts, self._setup = parts, setup
        self.found: tuple[Path, ...] = ()
        self.ended = False
        self.missed: tuple[Role, ...] = ()
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

    def look_for_trainers(self) -> None:
        """Look for trainers; the first is taken where none is chosen."""
        self._doing.begin(_TRAINERS, self._trainers)

    def look_for_models(self) -> None:
        """Look for files of the task's models; found ones are taken where none fits yet."""
        self.missed = ()
        self._doing.begin(_MODELS, self._models)

    def stop(self) -> None:
        """Stop looking; what was chosen stays."""
        self._doing.stop(_TRAINERS, _MODELS)

    async def _trainers(self, still: Checkpoint) -> Taken:
        from app.core.training.trainer.finding import find_trainers

        near = self._near()
        found = await self._parts.jobs.beside(find_trainers, near, report=still, stoppable=True)

        def take() -> None:
            self.found, self.ended = tuple(found), True
            if found and not self._setup.trainer:
                self._setup.choose_trainer(str(found[0]))

        return take

    async def _models(self, still: Checkpoint) -> Taken:
        from app.core.training.trainer.models_near import models_near

        task = self._setup.task
        folders = [Path(path).parent for path in self._setup.models.values()]
        near: NearModels = await self._parts.jobs.beside(
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
        document = self._parts.document
        return [*near, document.project.folder] if document.is_open else near
