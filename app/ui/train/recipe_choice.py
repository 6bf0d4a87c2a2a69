"""The recipe of the open project: read from its settings, changed by edits, kept as presets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.loop import loop_runs, spawn

if TYPE_CHECKING:
    from app.core.training.recipe.presets import Preset
    from app.core.training.recipe.training_recipe import TrainingRecipe

_NAME = "train.output_name"


class RecipeChoice(QObject):
    """What is to be trained how.

    Attributes:
        presets: All that can be chosen; empty until they were read.
        troubles: Sentences on files of presets that are none.

    Signals:
        changed: The recipe is another, or can be changed, or not any more.
        presets_changed: Presets were read, or are others.
    """

    changed = Signal()
    presets_changed = Signal()

    def __init__(self, document: Document, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._jobs = document, jobs
        self._text: tuple[str, str] | None = None
        self._recipe: TrainingRecipe | None = None
        self.presets: tuple[Preset, ...] = ()
        self.troubles: tuple[str, ...] = ()
        document.opened.connect(self._follow)
        document.changed.connect(self._follow)
        document.reloaded.connect(self._follow)

    @property
    def read_only(self) -> bool:
        """Whether nothing can be changed."""
        return self._document.read_only or not self._document.is_open

    @property
    def is_ready(self) -> bool:
        """Whether there is a recipe to be shown: a project is open, and presets were read."""
        return self._document.is_open and bool(self.presets)

    @property
    def recipe(self) -> TrainingRecipe:
        """The recipe; where none was chosen yet, the usual preset at the setup of *Plan*."""
        settings = self._document.rows.settings if self._document.is_open else None
        text = (settings.training, settings.setup) if settings is not None else ("", "")
        if self._recipe is None or text != self._text:
            self._text, self._recipe = text, self._read_recipe(*text)
        return self._recipe

    def _read_recipe(self, training: str, setup: str) -> TrainingRecipe:
        from app.core.planner.costs.setups import setup_of
        from app.core.training.recipe.presets import DEFAULT
        from app.core.training.recipe.setups import recipe_with_setup
        from app.core.training.recipe.training_recipe import TrainingRecipe, recipe_of

        if training:
            return recipe_of(training)
        found = next((each.recipe for each in self.presets if each.name == DEFAULT), None)
        if found is None:
            return TrainingRecipe()
        return recipe_with_setup(found, setup_of(setup)) if setup else found

    @property
    def preset(self) -> TrainingRecipe | None:
        """What the recipe was made from; None where that is not known, or not yet."""
        made_of = self.preset_of_recipe
        return None if made_of is None else made_of.recipe

    @property
    def preset_of_recipe(self) -> Preset | None:
        """The preset the recipe was made from; None as above."""
        name = self.recipe.preset
        return next((each for each in self.presets if each.name == name), None)

    # ------------------------------------------------------------------------------ changing

    def change(self, key: str, value: object, *, join: bool = False) -> None:
        """Give an option another value; None takes it out.

        Args:
            key: Of `options()`.
            value: Of its type.
            join: It is one step to undo with the last change of this option.
        """
        from app.core.training.recipe.options import every_option

        label = self.tr("Recipe: {}").format(every_option()[key].name)
        self.change_recipe(self.recipe.with_value(key, value), label, join=join)

    def change_values(self, values: Mapping[str, Any], label: str) -> None:
        """Give several options other values: one step to undo."""
        self.change_recipe(self.recipe.with_values(values), label)

    def change_recipe(self, recipe: TrainingRecipe, label: str, *, join: bool = False) -> None:
        """Take another recipe: one step to undo, with the setup that *Plan* estimates for."""
        from app.core.training.recipe.recipe_edits import recipe_edit

        if self.read_only or recipe == self.recipe:
            return
        edit = recipe_edit(self._document.rows.settings, recipe, label)
        if edit:
            self._document.apply(edit, join=join)

    def take_preset(self, preset: Preset) -> None:
        """Begin anew with a preset; the name of the run stays, unless another preset gave it."""
        recipe, name = preset.recipe, self.recipe.values.get(_NAME)
        given = self.preset.values.get(_NAME) if self.preset is not None else ""
        if name and name != given:
            recipe = recipe.with_value(_NAME, name)
        self.change_recipe(recipe, self.tr("Preset: {}").format(preset.title))

    def to_keep(self) -> TrainingRecipe:
        """Return the recipe as a preset has it: without the name of a run."""
        recipe = self.recipe
        return recipe.with_value(_NAME, "") if recipe.values.get(_NAME) else recipe

    def made_from(self, preset: Preset) -> None:
        """Let the recipe be made from a preset that says the same."""
        self.change_recipe(
            replace(self.recipe, preset=preset.name), self.tr("Preset: {}").format(preset.title)
        )

    def undo(self) -> None:
        """Take the last change back."""
        if not self.read_only:
            self._document.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        if not self.read_only:
            self._document.redo()

    def choose_file(self, key: str) -> None:
        """Ask for the file of an option."""
        spawn(self._choose_file(key))

    async def _choose_file(self, key: str) -> None:
        from app.core.training.recipe.options import every_option
        from app.ui.dialogs import choose_file
        from app.ui.theme import application

        over = application().activeWindow()
        if over is None:
            return
        known = self.recipe.values.get(key)
        folder = str(Path(known).parent) if isinstance(known, str) and known else ""
        option = every_option()[key]
        path = await choose_file(over, option.does, folder, [self.tr("All files (*)")])
        if path is not None:
            value = (path.as_posix(),) if option.kind == "list" else path.as_posix()
            self.change(key, value)

    # ------------------------------------------------------------------------------ following

    def _follow(self, *_edit: object) -> None:
        before, self._recipe = self._recipe, None
        if not _edit or not self._document.is_open or self.recipe != before:
            self.changed.emit()

    def look_for_presets(self) -> None:
        """Read the presets again, beside all else."""
        if loop_runs():
            spawn(self._read())

    async def _read(self) -> None:
        self.take_presets(*await self._jobs.beside(read_all, brief=True))

    def take_presets(self, presets: tuple[Preset, ...], troubles: tuple[str, ...]) -> None:
        """Take presets that were read."""
        if (presets, troubles) != (self.presets, self.troubles):
            self.presets, self.troubles = presets, troubles
            self._recipe = None
            self.changed.emit()
            self.presets_changed.emit()


def read_all() -> tuple[tuple[Preset, ...], tuple[str, ...]]:
    """Read all presets and what is wrong with files of them, in any thread; the options as well."""
    from app.core.training.recipe.options import options
    from app.core.training.recipe.presets import own, shipped

    options()
    found, troubles = own()
    return (*shipped(), *found), tuple(troubles)
