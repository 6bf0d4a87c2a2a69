"""What is chosen in *Train*, of the open project; its parts look here and change it here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.ui.train.setup_state import TrainerSetup

if TYPE_CHECKING:
    from app.core.training.trainer.info import TrainerInfo
    from app.ui.parts import Parts


class TrainSession(QObject):
    """One for a window; another project begins it anew.

    Attributes:
        parts: What all stages share.
        run: The folder of the run that is shown; None: none is.
        overlaid: Folders of runs that are drawn beside it.
        setup: Trainer, models and card.
    """

    changed = Signal()  # what Start would do is another
    run_shown = Signal()
    overlaid_changed = Signal()
    asked = Signal(str)  # a command, by its id

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.parts = parts
        self.run: Path | None = None
        self.overlaid: tuple[Path, ...] = ()
        self.setup = TrainerSetup(parts, self)
        self.setup.set_up.connect(self.changed)
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
    def trainer(self) -> TrainerInfo | None:
        """The trainer; None where none is set up that can be used."""
        return self.setup.info

    @property
    def models(self) -> Mapping[str, str]:
        """The files that are chosen for the recipe's task, by role."""
        return {str(role): path for role, path in self.setup.models.items()}

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
