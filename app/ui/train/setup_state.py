"""Which trainer and models are set up: kept in the preferences, looked at beside all else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.core.jobs import Checkpoint, Progress
from app.core.training.trainer.fitting import Role, roles_of
from app.core.training.trainer.info import TrainerInfo
from app.core.training.trainer.looking import Looked
from app.core.training.trainer.needs import Need, needs_of
from app.core.training.trainer.standing import (
    Standing,
    chosen_models,
    model_standing,
    models_standing,
    trainer_standing,
    with_models,
)
from app.ui.train.setup_doing import Doing, Taken
from app.ui.train.setup_search import SetupSearch

if TYPE_CHECKING:
    from app.core.training.trainer.model_files import ModelFile
    from app.ui.document import Document
    from app.ui.jobs import Jobs
    from app.ui.preferences import PreferenceStore

_FIRST_TASK = "t2v-14B"


class TrainerSetup(QObject):
    """Looks at what is chosen.

    Attributes:
        looked: What is known of the trainer.
        files: What is known of the files that are chosen for the task, by role.
        search: Looks for trainers and models.

    Signals:
        changed: Anything of it, or of what it is doing.
        set_up: What a training would use is another.
    """

    changed = Signal()
    set_up = Signal()

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        preferences: PreferenceStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._jobs, self._preferences = document, jobs, preferences
        self.looked = Looked()
        self.files: dict[Role, ModelFile] = {}
        self.search = SetupSearch(document, jobs, self)
        self.search.changed.connect(self.changed)
        self._task = ""
        self._recipe: Mapping[str, Any] = {}
        self._recipe_text: str | None = None
        self._paths: dict[Role, str] = {}
        self._chosen: tuple[str, str] | None = None
        self._doing = Doing(self)
        self._doing.changed.connect(self.changed)
        preferences.changed.connect(self._on_preferences)
        for signal in (document.changed, document.opened, document.reloaded):
            signal.connect(self._on_document)

    def begin(self) -> None:
        """Look at what is chosen, where that was not done yet."""
        self._on_document()
        self._on_preferences()

    # ------------------------------------------------------------------------------ what there is

    @property
    def info(self) -> TrainerInfo | None:
        """The trainer; None where there is none that can be used."""
        return self.looked.info

    @property
    def task(self) -> str:
        """What the recipe trains; without a project, what the person looks at."""
        return str(self._recipe.get("train.task") or self._task or _FIRST_TASK)

    @property
    def has_recipe(self) -> bool:
        """Whether a project is open, whose recipe decides on the task."""
        return self._document.is_open

    @property
    def trainer(self) -> str:
        """The folder of the trainer as a person gave it; empty for none."""
        return self._preferences.value.trainer

    @property
    def python(self) -> str:
        """The Python that a person chose; empty: that of the trainer's folder."""
        return self._preferences.value.trainer_python

    @property
    def gpu(self) -> int:
        """The card that trains."""
        return self._preferences.value.gpu

    @property
    def models(self) -> dict[Role, str]:
        """The files that are chosen for the task, by role."""
        return dict(self._paths)

    @property
    def asking(self) -> bool:
        """Whether the trainer's Python is being asked."""
        return self._doing.runs("trainer")

    @property
    def trainer_standing(self) -> Standing:
        """How it stands with the trainer."""
        return trainer_standing(self.looked)

    def standing(self, role: Role) -> Standing | None:
        """Return how it stands with a role of the task; None while it is looked at."""
        file = self.files.get(role)
        if file is None and role in self._paths:
            return None
        return model_standing(role, self.task, file, **self._numbers())

    def wanting(self) -> tuple[Role, ...]:
        """Return the roles of the task that have no file that fits."""
        stand = {role: self.standing(role) for role in roles_of(self.task)}
        return tuple(k for k, v in stand.items() if v is not None and v.grade in ("neutral", "bad"))

    @property
    def models_standing(self) -> Standing:
        """How it stands with all models of the task."""
        each_one = {role: self.standing(role) for role in roles_of(self.task)}
        return models_standing(self.task, {k: v for k, v in each_one.items() if v is not None})

    @property
    def needs(self) -> tuple[Need, ...]:
        """All that a training of the task needs, and whether it is there."""
        stand = {role: self.standing(role) for role in roles_of(self.task)}
        return needs_of(self.looked, self.task, stand)

    def _numbers(self) -> dict[str, Any]:
        """Return what the recipe says of numbers; nothing where there is none yet."""
        if not self._recipe:
            return {}
        return {
            "mixed_precision": str(self._recipe.get("train.mixed_precision") or ""),
            "fp8_base": bool(self._recipe.get("train.fp8_base")),
            "fp8_scaled": bool(self._recipe.get("train.fp8_scaled")),
        }

    # ------------------------------------------------------------------------------------ choosing

    def choose_trainer(self, folder: str) -> None:
        """Take another trainer, with the Python that belongs to it."""
        if folder.strip() != self._preferences.value.trainer:
            self._preferences.change(trainer=folder.strip(), trainer_python="")

    def choose_python(self, python: str) -> None:
        """Take another Python; empty: the one that belongs to the trainer."""
        self._preferences.change(trainer_python=python.strip())

    def choose_models(self, files: Mapping[Role, str]) -> None:
        """Take files of models for the task; an empty path takes one away."""
        models = with_models(self._preferences.value.models, self.task, files)
        self._preferences.change(models=models)

    def choose_task(self, task: str) -> None:
        """Look at the models of another task; where a project is open, its recipe decides."""
        if not self.has_recipe and task != self.task:
            self._task = task
            self._take_task()
            self.changed.emit()

    def choose_gpu(self, index: int) -> None:
        """Take another card."""
        self._preferences.change(gpu=index)

    # ------------------------------------------------------------------------------------- looking

    def ask_again(self) -> None:
        """Ask the trainer's Python anew, and look at the files of models again."""
        self._look_at_trainer(anew=True)
        self._look_at_files()

    def stop(self) -> None:
        """Stop asking; what was known before stays."""
        self._doing.stop("trainer")

    def _on_preferences(self) -> None:
        value = self._preferences.value
        if self._chosen != (value.trainer, value.trainer_python):
            self._chosen = (value.trainer, value.trainer_python)
            self._look_at_trainer()
        self._take_models()

    def _on_document(self) -> None:
        document = self._document
        text = document.rows.settings.training if document.is_open else ""
        if text == self._recipe_text:
            return
        from app.core.training.recipe.training_recipe import recipe_of

        task = self.task
        self._recipe_text = text
        self._recipe = recipe_of(text).values
        if self.task != task:
            self._take_task()
        self.changed.emit()

    def _take_task(self) -> None:
        """Let all be of the task: what was found for another is nothing to this one."""
        self.search.forget()
        self._take_models()

    def _take_models(self) -> None:
        """Let the files be those that are chosen for the task."""
        paths = chosen_models(self._preferences.value.models, self.task)
        if paths != self._paths:
            self._paths = paths
            self._look_at_files()
            self.set_up.emit()

    def _look_at_trainer(self, *, anew: bool = False) -> None:
        if not anew:  # another one
            self.looked = Looked()
            self.set_up.emit()
        if not self.trainer:
            self._doing.stop("trainer")
            return
        self._doing.begin("trainer", partial(self._ask, anew=anew))

    def _look_at_files(self) -> None:
        self.files = {}
        self._doing.begin("files", self._look)

    # ---------------------------------------------------------------------------------- in threads

    async def _ask(self, still: Checkpoint, *, anew: bool) -> Taken:
        from app.core.training.trainer.looking import look

        value = self._preferences.value
        looked = await self._jobs.beside(
            look, value.trainer, value.trainer_python, anew=anew, stoppable=True, report=still
        )

        def take() -> None:
            self.looked = looked
            self.set_up.emit()

        return take

    async def _look(self, still: Checkpoint) -> Taken:
        paths = dict(self._paths)
        files = await self._jobs.beside(_looked_at, paths, report=still, stoppable=True)

        def take() -> None:
            self.files = files
            self.set_up.emit()

        return take


def _looked_at(paths: Mapping[Role, str], checkpoint: Checkpoint) -> dict[Role, ModelFile]:
    """Return what the chosen files are."""
    from app.core.training.trainer.model_files import look_at_model

    found: dict[Role, ModelFile] = {}
    for role, path in paths.items():
        checkpoint(Progress(len(found), len(paths), path))
        found[role] = look_at_model(Path(path))
    return found
