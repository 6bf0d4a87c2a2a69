"""A person's own presets: saved under a name, renamed, deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.errors import AppError
from app.ui import dialogs
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.plan.recipe_keeping import RecipeNameDialog

if TYPE_CHECKING:
    from app.core.training.recipe.presets import Preset
    from app.core.training.recipe.training_recipe import TrainingRecipe


class PresetKeeping(QObject):
    """Asks what is to be asked, and writes beside all else.

    Signals:
        changed: The presets on the disk are others.
        saved: One was saved.
        failed: Why not, a sentence.
    """

    changed = Signal()
    saved = Signal(object)
    failed = Signal(str)

    def __init__(self, over: QWidget, jobs: Jobs) -> None:
        super().__init__(over)
        self._over, self._jobs = over, jobs

    def save(self, recipe: TrainingRecipe) -> None:
        """Ask for a name and keep a recipe as a preset."""
        spawn(self._save(recipe))

    def rename(self, preset: Preset) -> None:
        """Ask what a preset is to be called."""
        spawn(self._rename(preset))

    def remove(self, preset: Preset) -> None:
        """Remove a preset, if the person is sure."""
        spawn(self._remove(preset))

    async def _save(self, recipe: TrainingRecipe) -> None:
        from app.core.training.recipe.presets import save_own

        title = self.tr("Save this recipe as a preset")
        name = await self._ask_name(title, "", self.tr("Save"))
        if name:
            kept = await self._written(save_own, name, recipe)
            if kept is not None:
                self.saved.emit(kept)

    async def _rename(self, preset: Preset) -> None:
        from app.core.training.recipe.presets import rename_own

        name = await self._ask_name(self.tr("Rename the preset"), preset.title, self.tr("Rename"))
        if name:
            await self._written(rename_own, preset, name)

    async def _remove(self, preset: Preset) -> None:
        from app.core.training.recipe.presets import delete_own

        sure = await dialogs.confirm(
            self._over.window(),
            self.tr("Delete “{}”?").format(preset.title),
            self.tr("Its file goes; recipes and runs that were made of it stay as they are."),
            accept=self.tr("Delete"),
            loses=True,
        )
        if sure:
            await self._written(delete_own, preset)

    async def _written(self, work: Callable[..., object], *args: object) -> object:
        """Write something; None, and a sentence, where that failed."""
        try:
            made = await self._jobs.beside(work, *args, brief=True)
        except AppError as error:
            self.failed.emit(str(error))
            return None
        self.changed.emit()
        return made

    async def _ask_name(self, title: str, known: str, accept: str) -> str:
        dialog = RecipeNameDialog(self._over.window(), title, known, accept)
        return dialog.name if await dialogs.done(dialog) else ""
