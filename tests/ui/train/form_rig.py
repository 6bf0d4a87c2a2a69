"""The left column of *Train* over a small project, planned at once instead of in a thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from app.core.library.project import Project
from app.core.library.snapshot import Snapshot
from app.core.settings import Preferences
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.parts import Parts
from app.ui.preferences import PreferenceStore
from app.ui.train.recipe_choice import read_all
from app.ui.train.recipe_pane import RecipePane
from app.ui.train.session import TrainSession
from tests.ui.plan.conftest import HEAD, STILLS, Counted, bare_project


@dataclass
class SharedParts:
    """Those of the parts of a window that the recipe looks at."""

    document: Document
    jobs: Jobs
    preferences: PreferenceStore
    planning: Counted


@dataclass
class Form:
    """The column, and what it lies on."""

    parts: SharedParts
    session: TrainSession
    pane: RecipePane

    @property
    def values(self) -> dict[str, object]:
        """What the recipe gives, as the project has it."""
        return dict(self.session.recipe.values)

    @property
    def document(self) -> Document:
        """The project in memory."""
        return self.parts.document

    def take(self, preset: str) -> None:
        """Begin with a preset."""
        choice = self.session.choice
        choice.take_preset(next(each for each in choice.presets if each.name == preset))


def made_form(folder: Path, *, read_only: bool = False) -> Form:
    """Make the column over a project of two clips and a still."""
    project = bare_project(folder)
    project.add([HEAD, STILLS])
    if read_only:
        where = project.folder
        project.close()
        project = Project.open(where, to_read=True)
    document, jobs = Document(), Jobs()
    parts = SharedParts(document, jobs, PreferenceStore(Preferences()), Counted(document, jobs))
    session = TrainSession(cast("Parts", parts))
    pane = RecipePane(session)
    document.show(project, Snapshot.of(project))
    session.choice.take_presets(*read_all())
    parts.planning.count()
    pane.resize(290, 900)
    pane.show()
    return Form(parts, session, pane)
