"""The trainer's cache folders, looked into in the background, and what is done about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from app.core.amounts import counted
from app.core.jobs import Checkpoint, Progress, Stopped
from app.core.memory import give_back
from app.ui.loop import spawn
from app.ui.plan.source import PlanSource

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView
    from app.core.export.unexported import ExportedFiles
    from app.core.library.model import Clip, Still
    from app.core.library.project import Project
    from app.core.planner.caches.freshness_files import State
    from app.core.planner.caches.freshness_look import CacheLook
    from app.core.planner.caches.freshness_removal import Chosen
    from app.core.planner.caches.freshness_words import Summary
    from app.core.planner.caches.printed import Printed

_SETTLING_MS = 350  # after another plan: a drag or a held key makes many


class CachesWork(QObject):
    """Looks into the folders of the plan that is shown: after it changed, and when asked to.

    Attributes:
        summary: What was found last; None before the first look.
        looking: A look is under way.
        log: The trainer's log that the plan is compared with; None for none.
        has_begun: It looks by itself.
    """

    looked = Signal()  # the summary is another, or a look begins or ends
    reached = Signal(float)  # how far the look is, 0.0-1.0; from its thread
    told = Signal(str)  # what was done, one sentence
    warned = Signal(str, str)  # what could not be done, one sentence, and its grade

    def __init__(self, source: PlanSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self.summary: Summary | None = None
        self.looking = False
        self.log: Path | None = None
        self.has_begun = False
        self._runs: tuple[Printed, ...] = ()
        self._tools: _Tools | None = None
        self._view: PlanView | None = None
        self._again = self._attended = False
        self._settle = QTimer(self, singleShot=True, interval=_SETTLING_MS)
        self._settle.timeout.connect(self._look_on)
        self._disk = True  # the disk is to be looked at: not only the plan is another

    def begin(self) -> None:
        """Look by itself from now on: after each plan, and when the window comes back."""
        self.has_begun = True
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._on_state)
        self._look_soon()

    def attend(self, *, on: bool) -> None:
        """Take note of whether somebody looks at the caches: else nothing is done by itself."""
        self._attended = on
        if self._disk:
            self._look_soon()

    def files_changed(self) -> None:
        """Look at the disk with the next plan: an export has written."""
        self._disk = True

    def show_view(self, view: PlanView) -> None:
        """Take another plan; one that is only tried is passed over."""
        if view.tentative or view is self._view:
            return
        other = self._view is not None and _place(view) != _place(self._view)
        self._view = view
        if other:
            self.summary, self._tools, self._disk = None, None, True
            self.log, self._runs = None, ()
            self.looked.emit()
        self._look_soon()

    def _look_soon(self) -> None:
        if self.has_begun and self._attended and self._view is not None:
            self._settle.start()

    def look_again(self) -> None:
        """Look at the disk now; while a look is under way, once more after it."""
        self._disk = True
        self._look_on()

    def _look_on(self) -> None:
        if self.looking:
            self._again = True
        elif self._view is not None and not self._source.jobs.closed:
            self.looking = True
            self.looked.emit()
            spawn(self._look())

    def state_of(self, row: Clip | Still) -> State | None:
        """Return the worst state of what is cached of a clip or still; None where unknown."""
        from app.core.export.unexported import state_of_row

        view, summary = self._view, self.summary
        if view is None or view.project is None or summary is None:
            return None
        return state_of_row(summary.found, view.project, row)

    # -------------------------------------------------------------------------------- looking

    async def _look(self) -> None:
        try:
            while True:
                view, self._again = self._view, False
                if view is None:
                    return
                await self._look_at(view)
                if not self._again:
                    return
        except Stopped:
            return
        finally:
            self.looking = False
            self.looked.emit()

    async def _look_at(self, view: PlanView) -> None:
        made: tuple[_Tools, Summary] | None = None
        document = self._source.document
        disk, self._disk = self._disk, False
        kept = (self._tools, disk or self._tools is None)
        run = partial(self._source.jobs.beside, report=self._report, stoppable=True)
        if view.project is None:
            made = await run(_look, kept, view, None, self._runs)
        elif document is not None and document.is_open:
            project = document.project
            with document.reading(project):
                made = await run(_look, kept, view, project, self._runs)
        if made is not None and self._view is not None and _place(self._view) == _place(view):
            self._tools, self.summary = made

    def _report(self, progress: Progress) -> None:
        self.reached.emit(progress.fraction)

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self._disk = True
            self._look_soon()

    # ----------------------------------------------------------------------------------- acting

    async def listed(self, state: State) -> Sequence[Chosen]:
        """Return the files in a state, for a list; many take a moment."""
        from app.core.planner.caches.freshness_removal import removable

        if self.summary is None:
            return []
        found = self.summary.found
        if state in ("stale", "orphan"):
            chosen = await self._source.jobs.beside(
                removable, found, orphans=state == "orphan", brief=True
            )
            if len(chosen) == self.summary.counts[state]:
                return chosen
        return await self._source.jobs.beside(list, found.files(state), brief=True)

    async def remove(self, chosen: Sequence[Chosen]) -> None:
        """Take files away and look again."""
        from app.core.planner.caches.freshness_removal import is_cache_name, remove

        wanted = [each for each in chosen if is_cache_name(each[1].name)]
        title = self.tr("Removing {}").format(counted(len(wanted), "cache file"))
        try:
            done = await self._source.jobs.run(title, remove, wanted)
        finally:
            self.look_again()
        gone = counted(len(done.names), "cache file")
        again = any(each.state == "stale" and each.reason != "plan" for _, each in wanted)
        words = self.tr("{} removed: the next caching makes what is missing")
        self.told.emit((words if again else self.tr("{} removed")).format(gone))
        if done.kept:
            more = len(done.kept) - 1
            rest = self.tr(" {:,} more stayed.").format(more) if more else ""
            self.warned.emit(done.kept[0] + rest, "warn")

    async def compare_with(self, log: Path) -> None:
        """Compare the plan with a log of the trainer, now and after each change of the plan.

        Raises:
            DatasetError: It is none, or cannot be read.
        """
        from app.core.planner.caches.printed_compare import read_runs

        self._runs = await self._source.jobs.beside(read_runs, log)
        self.log = log
        self.look_again()

    def forget_log(self) -> None:
        """Compare with the cache folders only."""
        self.log, self._runs = None, ()
        if self.summary is not None:
            self.summary = replace(self.summary, logs=())
        self.looked.emit()


class _Tools:
    """What is kept from look to look."""

    def __init__(self, look: CacheLook, files: ExportedFiles | None) -> None:
        self.look, self.files = look, files


def _place(view: PlanView) -> Path:
    return view.plan.config.document.path


def _look(
    kept: tuple[_Tools | None, bool],
    view: PlanView,
    project: Project | None,
    runs: tuple[Printed, ...],
    *,
    checkpoint: Checkpoint,
) -> tuple[_Tools, Summary]:
    from app.core.cache import Cache
    from app.core.export.project_export import FOLDER
    from app.core.export.unexported import ExportedFiles, look_at_project
    from app.core.planner.caches.freshness_look import CacheLook
    from app.core.planner.caches.freshness_words import summary

    tools, disk = kept
    if tools is None:
        files = ExportedFiles(project.folder / FOLDER) if project is not None else None
        tools = _Tools(CacheLook(Cache()), files)
    if view.project is not None and project is not None and tools.files is not None:
        found = look_at_project(
            tools.look,
            tools.files,
            view.project,
            project.sources(),
            disk=disk,
            checkpoint=checkpoint,
        )
    else:
        found = tools.look.look(view.plan, disk=disk, checkpoint=checkpoint)
    said = summary(found, runs)
    if disk:
        give_back()
    return tools, said
