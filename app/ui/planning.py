"""The plan of the open project, counted again after every edit, in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.library.edits import Edit, several
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.loop import spawn

if TYPE_CHECKING:
    from app.core.export.project_plan import ProjectPlan, ProjectPlanner
    from app.core.library.project import Project


class Planning(QObject):
    """Keeps the plan up to date; edits that come while it counts are taken together."""

    planned = Signal(object)  # ProjectPlan, or None where no project is open

    def __init__(self, document: Document, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._jobs = document, jobs
        self._planner: ProjectPlanner | None = None
        self._edits: list[Edit] | None = None  # None: all must be read
        self._running = False
        self.plan: ProjectPlan | None = None
        document.opened.connect(self._begin)
        document.changed.connect(self._follow)
        document.reloaded.connect(self.count_all)

    def count_all(self) -> None:
        """Read the whole project again."""
        self._edits = None
        self._wake()

    def look_again(self) -> None:
        """Count again, with another look at films and dataset folder: files have changed."""
        if self._planner is not None:
            self._planner.look_again()
            self.count_all()

    def _begin(self) -> None:
        self._planner, self.plan, self._edits = None, None, None
        self.planned.emit(None)
        self._wake()

    def _follow(self, edit: Edit) -> None:
        if self._edits is not None:
            self._edits.append(edit)
        self._wake()

    def _wake(self) -> None:
        if not self._running and self._document.is_open:
            self._running = True
            spawn(self._count())

    async def _count(self) -> None:
        try:
            while self._document.is_open and self._edits != []:
                project = self._document.project
                edits, self._edits = self._edits, []
                made = await self._jobs.beside(_count, self._planner, project, edits)
                if self._document.is_open and self._document.project is project:
                    self._planner, self.plan = made
                    self.planned.emit(self.plan)
        finally:
            self._running = False


def _count(
    planner: ProjectPlanner | None, project: Project, edits: list[Edit] | None
) -> tuple[ProjectPlanner, ProjectPlan]:
    from app.core.export.project_plan import ProjectPlanner

    planner = planner or ProjectPlanner()
    edit = several("", edits) if edits is not None else None
    return planner, planner.update(project, edit)
