"""What is chosen in *Train*, of the open project; its parts look here and change it here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.ui.train.commanding import Commanding
from app.ui.train.recipe_choice import RecipeChoice
from app.ui.train.setup_state import TrainerSetup

if TYPE_CHECKING:
    from app.core.training.commands.places import Rig
    from app.core.training.model import Command, StepName
    from app.core.training.recipe.training_recipe import TrainingRecipe
    from app.core.training.trainer.info import TrainerInfo
    from app.ui.parts import Parts


class TrainSession(QObject):
    """One for a window; another project begins it anew.

    Attributes:
        parts: What all stages share.
        choice: The recipe and what it can be made from.
        commanding: What Start would run.
        run: The folder of the run that is shown; None: none is.
        overlaid: Folders of runs that are drawn beside it.
        setup: Trainer, models and card.
    """

    changed = Signal()  # what Start would do is another
    run_shown = Signal()
    overlaid_changed = Signal()
    asked = Signal(str)  # a command, by its id
    option_asked = Signal(str)  # show this option of the recipe, by its key

    def __init__(
        self, parts: Parts, parent: QObject | None = None, setup: TrainerSetup | None = None
    ) -> None:
        """Make it.

        Args:
            parts: What all stages share.
            parent: It ends with that.
            setup: Trainer and models of the window; None: of its own.
        """
        super().__init__(parent)
        self.parts = parts
        self.setup = setup or TrainerSetup(parts.document, parts.jobs, parts.preferences, self)
        self.setup.set_up.connect(self.changed)
        self.choice = RecipeChoice(parts.document, parts.jobs, self)
        self.commanding = Commanding(self)
        self.choice.changed.connect(self.changed)
        self.run: Path | None = None
        self.overlaid: tuple[Path, ...] = ()
        parts.document.opened.connect(self._begin)

    @property
    def read_only(self) -> bool:
        """Whether nothing of the project can be changed."""
        return self.parts.document.read_only

    @property
    def project_folder(self) -> Path | None:
        """The open project's folder; None where none is open."""
        document = self.parts.document
        return document.project.folder if document.is_open else None

    @property
    def recipe(self) -> TrainingRecipe:
        """What is to be trained how."""
        return self.choice.recipe

    @property
    def trainer(self) -> TrainerInfo | None:
        """What trains; None: it was not found yet, or cannot be used."""
        return self.setup.info

    @property
    def rig(self) -> Rig:
        """What a training would run with."""
        return self.commanding.rig

    @property
    def commands(self) -> tuple[Command, ...]:
        """What Start runs, in order; none while no project is open."""
        return self.commanding.commands

    @property
    def missing(self) -> tuple[str, ...]:
        """What must be set up before it can run, a sentence each."""
        return self.commanding.missing

    @property
    def steps(self) -> tuple[StepName, ...]:
        """Which steps run."""
        return self.commanding.steps

    def change(self, key: str, value: object, *, join: bool = False) -> None:
        """Give an option another value; see `RecipeChoice.change`."""
        self.choice.change(key, value, join=join)

    def change_recipe(self, recipe: TrainingRecipe, label: str) -> None:
        """Take another recipe: one step to undo."""
        self.choice.change_recipe(recipe, label)

    def show_run(self, folder: Path | None) -> None:
        """Show a run; None: what would be started."""
        if folder != self.run:
            self.run = folder
            self.run_shown.emit()

    def overlay(self, folders: tuple[Path, ...]) -> None:
        """Draw runs beside the one that is shown."""
        if folders != self.overlaid:
            self.overlaid = folders
            self.overlaid_changed.emit()

    def _begin(self) -> None:
        self.run, self.overlaid = None, ()
        self.run_shown.emit()
        self.overlaid_changed.emit()
        self.changed.emit()
