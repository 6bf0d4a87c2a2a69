"""The plan of the open project, counted again after every edit, in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import AppError
from app.core.jobs import Checkpoint, Stopped
from app.core.library.edits import Edit, several
from app.core.memory import give_back
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.loop import spawn

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView
    from app.core.export.planned import ProjectPlan
    from app.core.export.project_plan import ProjectPlanner
    from app.core.export.shelf import Row
    from app.core.library.project import Project


class Planning(QObject):
    """Keeps the plan up to date; edits that come while it counts are taken together.

    Attributes:
        plan: The last one; None while there is none.
        view: What *Plan* shows of it.
        trouble: Why it could not be counted, one sentence; empty where it could.
    """

    planned = Signal(object)  # ProjectPlan, or None where there is none
    viewed = Signal(object)  # the same as a PlanView

    def __init__(self, document: Document, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._jobs = document, jobs
        self._planner: ProjectPlanner | None = None
        self._edits: list[Edit] | None = None  # None: all must be read
        self._running = False
        self._tried: str | None = None
        self._again = False  # what is tried is another
        self.plan: ProjectPlan | None = None
        self.view: PlanView | None = None
        self.trouble = ""
        document.opened.connect(self._begin)
        document.changed.connect(self._follow)
        document.reloaded.connect(self.count_all)

    def count_all(self) -> None:
        """Read the whole project again."""
        self._edits = None
        self._wake()

    def look_again(self) -> None:
        """Count again, with another look at the dataset folder: an export has changed it."""
        if self._planner is not None:
            self._planner.look_again(films=False)
            self.count_all()

    def try_text(self, text: str | None) -> None:
        """Plan another dataset file without changing anything; None: the project's own again."""
        if text != self._tried:
            self._tried, self._again = text, True
            self._wake()

    def _begin(self) -> None:
        self._planner, self._edits = None, None
        self._tried, self._again = None, False
        self._show(None, None)
        self._wake()

    def _show(self, plan: ProjectPlan | None, view: PlanView | None, trouble: str = "") -> None:
        self.plan, self.view, self.trouble = plan, view, trouble
        self.planned.emit(plan)
        self.viewed.emit(view)

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
            while self._document.is_open and (self._edits != [] or self._again):
                self._again = False
                project = self._document.project
                edits, self._edits = self._edits, []
                rows = self._document.rows
                held = [*rows.clips, *rows.stills] if edits is None else None
                try:
                    made = await self._jobs.beside(
                        _count,
                        self._planner,
                        project,
                        edits,
                        held,
                        tried=self._tried,
                        stoppable=True,
                    )
                except Stopped:
                    self._edits = None
                    if self._document.holds(project):
                        return
                    continue
                except AppError as error:
                    self._edits = None  # what was lost with it is read again
                    if self._document.holds(project):
                        self._show(None, None, str(error))
                        return
                    continue
                if self._document.holds(project):
                    self._planner, plan, view = made
                    self._show(plan, view)
        finally:
            self._running = False


def _count(
    planner: ProjectPlanner | None,
    project: Project,
    edits: list[Edit] | None,
    rows: list[Row] | None,
    *,
    tried: str | None,
    checkpoint: Checkpoint,
) -> tuple[ProjectPlanner, ProjectPlan, PlanView]:
    from app.core.export.plan_view import plan_view
    from app.core.export.project_plan import ProjectPlanner
    from app.core.planner.costs.measured import load_runs

    planner = planner or ProjectPlanner()
    edit = several("", edits) if edits is not None else None
    plan = planner.update(project, edit, rows=rows, tried=tried, checkpoint=checkpoint)
    plan.prepare()
    view = plan_view(plan, planner.films, tentative=tried is not None, runs=load_runs())
    if edits is None:
        give_back()
    return planner, plan, view
