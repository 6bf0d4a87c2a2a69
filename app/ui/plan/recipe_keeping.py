"""A person's own recipes: saved under a name, renamed, deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.ui import dialogs
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import Field, LineEdit

if TYPE_CHECKING:
    from app.core.export.recipes import Recipe


class RecipeKeeping(QObject):
    """Asks what is to be asked, and writes beside all else.

    Signals:
        changed: The recipes on the disk are others.
    """

    changed = Signal()

    def __init__(self, over: QWidget, jobs: Jobs) -> None:
        super().__init__(over)
        self._over, self._jobs = over, jobs

    def save(self, made: Callable[[str], Recipe]) -> None:
        """Ask for a name and keep what is ``made`` with it."""
        spawn(self._save(made))

    def rename(self, recipe: Recipe) -> None:
        """Ask what a recipe is to be called."""
        spawn(self._rename(recipe))

    def remove(self, recipe: Recipe) -> None:
        """Remove a recipe, if the person is sure."""
        spawn(self._remove(recipe))

    async def _save(self, made: Callable[[str], Recipe]) -> None:
        from app.core.export.recipes import keep_recipe

        title = self.tr("Save these datasets as a recipe")
        name = await self._ask_name(title, "", self.tr("Save"))
        if name:
            await self._jobs.beside(keep_recipe, made(name), brief=True)
            self.changed.emit()

    async def _rename(self, recipe: Recipe) -> None:
        from app.core.export.recipes import rename_recipe

        name = await self._ask_name(self.tr("Rename the recipe"), recipe.title, self.tr("Rename"))
        if name:
            await self._jobs.beside(rename_recipe, recipe, name, brief=True)
            self.changed.emit()

    async def _remove(self, recipe: Recipe) -> None:
        from app.core.export.recipes import remove_recipe

        sure = await dialogs.confirm(
            self._over.window(),
            self.tr("Delete “{}”?").format(recipe.title),
            self.tr("Its file goes; datasets that were made of it stay."),
            accept=self.tr("Delete"),
            loses=True,
        )
        if sure:
            await self._jobs.beside(remove_recipe, recipe, brief=True)
            self.changed.emit()

    async def _ask_name(self, title: str, known: str, accept: str) -> str:
        dialog = RecipeNameDialog(self._over.window(), title, known, accept)
        return dialog.name if await dialogs.done(dialog) else ""


class RecipeNameDialog(Dialog):
    """Asks what a recipe is called.

    Attributes:
        name: What was typed, once it is closed.
    """

    def __init__(self, parent: QWidget, title: str, known: str, accept: str) -> None:
        super().__init__(parent, title)
        self.field = LineEdit(known, name=self.tr("Name"))
        self.field.selectAll()
        self.body.addWidget(Field(self.tr("Name"), self.field))
        self.add_button(self.tr("Cancel"), result=QDialog.DialogCode.Rejected.value)
        self._accept = self.add_button(accept, "primary", result=QDialog.DialogCode.Accepted.value)
        self.name = known
        self.field.textChanged.connect(self._on_text)
        self._on_text(known)
        self.field.setFocus()

    def _on_text(self, text: str) -> None:
        self.name = " ".join(text.split())
        self._accept.setEnabled(bool(self.name))
