"""What *Plan* shows and changes: a project, or a dataset file of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import DatasetError
from app.core.library.edits import Edit, changing
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.planning import Planning

if TYPE_CHECKING:
    from app.core.export.dataset_toml import Places
    from app.core.export.plan_view import PlanView
    from app.core.library.model import Dataset, Settings
    from app.core.planner.costs.setups import Setup
    from app.core.planner.tables.pinned import Pinned
    from app.ui.preferences import PreferenceStore


class PlanSource(QObject):
    """One dataset file, its plan, and the one way to change it.

    Attributes:
        is_project: Its datasets are rows of a project.
        jobs: Runs what takes long.
        preferences: The person's, where there are any.
        document: The project; None for a dataset file of its own.
    """

    shown = Signal()  # another view, or trouble, or none
    changed = Signal()  # the text is another; its plan comes later

    is_project = False

    def __init__(
        self, jobs: Jobs, preferences: PreferenceStore | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.jobs, self.preferences = jobs, preferences
        self.document: Document | None = None
        self._typists: list[Callable[[], None]] = []
        self._pin: Pinned | None = None

    def keep_typed(self, keep: Callable[[], None]) -> None:
        """Let something call to keep what is being typed, before a step back and the like."""
        self._typists.append(keep)
        if self.document is not None:
            self.document.keep_typed(keep)

    def settle(self) -> None:
        """Let what is being typed become a step.

        Raises:
            ProjectError: It could not be kept; it stays where it is typed.
        """
        for keep in self._typists:
            keep()

    @property
    def view(self) -> PlanView | None:
        """The last plan; None while there is none."""
        raise NotImplementedError

    @property
    def trouble(self) -> str:
        """Why it could not be counted, one sentence; empty where it could."""
        raise NotImplementedError

    @property
    def text(self) -> str:
        """The dataset file as it is now; its plan may lag behind."""
        raise NotImplementedError

    @property
    def read_only(self) -> bool:
        """Whether nothing can be changed."""
        raise NotImplementedError

    @property
    def setup(self) -> Setup:
        """What memory and time are estimated for."""
        raise NotImplementedError

    def change_text(self, text: str, label: str, *, join: bool = False) -> None:
        """Change the dataset file: one step to undo, none where it says the same.

        With ``join`` it is one step with the last change, where that has the same label.

        Raises:
            DatasetError: It is no TOML; nothing is changed.
            ProjectError: It could not be kept.
        """
        raise NotImplementedError

    def change_entry(self, change: Callable[[str], str], label: str) -> None:
        """Change the file with a function of `planner.text.entry_text`; errors as `change_text`."""
        self.change_text(change(self.text), label)

    def change_setup(self, setup: Setup, label: str) -> None:
        """Estimate for another setup: one step to undo."""
        raise NotImplementedError

    def apply(self, edit: Edit, *, join: bool = False) -> None:
        """Change rows of the project; ``join`` as in `change_text`.

        Raises:
            ProjectError: It could not be kept.
        """
        raise NotImplementedError

    def places(self) -> Places:
        """Return where the exported files of the project lie."""
        raise NotImplementedError

    @property
    def pinned(self) -> Pinned | None:
        """The plan that the one of now is compared with; None where none is."""
        return self._pin

    def keep_pin(self, pinned: Pinned | None, label: str) -> None:
        """Compare with a plan from now on; with none for None. Here it lasts as long as this."""
        self._pin = pinned
        self.changed.emit()

    def go_back(self, pinned: Pinned, label: str) -> None:
        """Have the pinned datasets again, as `change_text` does."""
        self.change_text(pinned.text, label)

    def try_text(self, text: str | None) -> None:
        """Show the plan of another text without changing anything; None shows what is there."""
        raise NotImplementedError

    def count_again(self) -> None:
        """Count all anew."""
        raise NotImplementedError


class ProjectSource(PlanSource):
    """The open project."""

    is_project = True

    def __init__(
        self,
        document: Document,
        planning: Planning,
        jobs: Jobs,
        preferences: PreferenceStore | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(jobs, preferences, parent)
        self._document, self._planning = document, planning
        self.document = document
        self._pin_text = ""
        self._made: tuple[tuple[Settings, tuple[Dataset, ...]], str] | None = None
        planning.planned.connect(self.shown)
        document.changed.connect(self._on_changed)
        document.reloaded.connect(self.changed)

    @property
    def view(self) -> PlanView | None:
        """The last plan; None while there is none."""
        return self._planning.view

    @property
    def trouble(self) -> str:
        """Why it could not be counted, one sentence; empty where it could."""
        return self._planning.trouble

    @property
    def text(self) -> str:
        """The dataset file as it is now; its plan may lag behind.

        Where a project lies in a folder that the trainer cannot handle, it is as it was kept.
        """
        from app.core.export.dataset_text import render

        if not self._document.is_open:
            return ""
        settings, datasets = self._rows()
        view = self.view
        if not datasets:  # those of the starter are shown, which nobody has taken over yet
            return view.text if view is not None else ""
        if self._made is None or self._made[0] != (settings, datasets):
            try:
                text = render(datasets, settings, self.places())
            except DatasetError:  # the plan says it
                text = settings.dataset_file
            self._made = (settings, datasets), text
        return self._made[1]

    @property
    def read_only(self) -> bool:
        """Whether nothing can be changed."""
        return self._document.read_only

    @property
    def setup(self) -> Setup:
        """What memory and time are estimated for."""
        from app.core.planner.costs.setups import setup_of

        return setup_of(self._document.rows.settings.setup if self._document.is_open else "")

    def change_text(self, text: str, label: str, *, join: bool = False) -> None:
        """Change the dataset file: one step to undo, none where it says the same."""
        from app.core.export.dataset_text import edit_of_text

        settings, datasets = self._rows()
        self.apply(edit_of_text(text, datasets, settings, self.places(), label), join=join)

    def change_setup(self, setup: Setup, label: str) -> None:
        """Estimate for another setup: one step to undo."""
        settings = self._document.rows.settings
        self.apply(changing(settings, replace(settings, setup=setup.to_json()), label=label))

    def apply(self, edit: Edit, *, join: bool = False) -> None:
        """Change rows of the project; ``join`` as in `change_text`.

        Where it changes what is estimated for, the recipe of the training goes along.
        """
        from app.core.training.recipe.recipe_edits import following

        if edit:
            self._document.apply(following(edit, self._document.rows.settings), join=join)

    @property
    def pinned(self) -> Pinned | None:
        """The plan that the one of now is compared with; the project keeps it."""
        from app.core.planner.tables.pinned import pinned_of

        text = self._document.rows.settings.pinned if self._document.is_open else ""
        if text != self._pin_text:
            self._pin_text, self._pin = text, pinned_of(text)
        return self._pin

    def keep_pin(self, pinned: Pinned | None, label: str) -> None:
        """Compare with a plan from now on: one step to undo."""
        from app.core.export.pinning import pinning

        self.apply(pinning(self._document.rows.settings, pinned, label))

    def go_back(self, pinned: Pinned, label: str) -> None:
        """Have the pinned datasets, their text and setup again: one step to undo."""
        from app.core.export.pinning import back_to

        settings, datasets = self._rows()
        self.apply(back_to(pinned, datasets, settings, label))

    def try_text(self, text: str | None) -> None:
        """Show the plan of another text without changing anything; None shows what is there."""
        self._planning.try_text(text)

    def count_again(self) -> None:
        """Count all anew."""
        self._planning.count_all()

    def _rows(self) -> tuple[Settings, tuple[Dataset, ...]]:
        rows = self._document.rows
        return rows.settings, tuple(rows.datasets)

    def places(self) -> Places:
        """Return where the exported files of the project lie."""
        from app.core.export.dataset_toml import places_in
        from app.core.export.project_export import FOLDER

        return places_in(self._document.project.folder / FOLDER)

    def _on_changed(self, edit: Edit) -> None:
        touched = {change.table for change in edit.changed} | {name for name, _ in edit.removed}
        added = {type(row).__name__ for row in edit.added}
        if touched & {"dataset", "settings"} or added & {"Dataset", "Settings"}:
            self.changed.emit()
