"""A small project on the stage *Plan*, counted at once instead of in another thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.core.errors import AppError
from app.core.export.plan_view import plan_view
from app.core.export.project_plan import ProjectPlanner
from app.core.library.model import Dataset, Shot
from app.core.library.project import Project
from app.core.library.snapshot import Snapshot
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.plan.plan_tab import PlanTab
from app.ui.plan.source import ProjectSource
from app.ui.planning import Planning
from tests.core.export.makers import small_project

HEAD = Dataset(
    position=0, name="head", kind="video", resolution=(64, 48), target_frames=(1, 29)
)  # the second clip has 27 frames
STILLS = Dataset(position=1, name="stills", kind="image", resolution=(64, 64))


class Counted(Planning):
    """Counts when it is told to; ``fails`` is what it says then instead."""

    fails = ""

    def _wake(self) -> None:
        """Not by itself."""

    def count(self) -> None:
        """Count all as it is now."""
        if self.fails:
            self._show(None, None, str(AppError(self.fails)))
            return
        planner = ProjectPlanner()
        plan = planner.update(self._document.project)
        self._show(plan, plan_view(plan, planner.films))


@dataclass
class Stage:
    """The tab with what it shows."""

    document: Document
    planning: Counted
    tab: PlanTab

    def count(self) -> None:
        self.planning.count()


def bare_project(folder: Path) -> Project:
    """Two clips and a still, each clip in a shot with room; no datasets."""
    project = small_project(folder)
    source = project.sources()[0].id
    project.add([Shot(source=source, start=0, end=49), Shot(source=source, start=49, end=96)])
    return project


@pytest.fixture
def stage(tmp_path: Path, qtbot: QtBot) -> Iterator[Stage]:
    """The project with two datasets, shown and counted; one clip loses a sample."""
    project = bare_project(tmp_path)
    project.add([HEAD, STILLS])
    document, jobs = Document(), Jobs()
    planning = Counted(document, jobs)
    tab = PlanTab(ProjectSource(document, planning, jobs))
    qtbot.addWidget(tab)
    document.show(project, Snapshot.of(project))
    tab.resize(1300, 900)
    tab.show()
    made = Stage(document, planning, tab)
    made.count()
    yield made
    document.close()
