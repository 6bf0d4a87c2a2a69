"""The window: rail, stages, notices, job bar; it owns them and nothing else."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.errors import AppError
from app.core.settings import Preferences
from app.ui import theme
from app.ui.actions import Actions, keys
from app.ui.arrivals import Arrivals
from app.ui.closing import Closing
from app.ui.commands import Commands
from app.ui.dataset_windows import DatasetWindows
from app.ui.desk import Desk
from app.ui.document import Document
from app.ui.errors import Doors
from app.ui.first_run import FirstRun
from app.ui.job_bar import JobBar
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.notices import Notices
from app.ui.placement import bound, put_back
from app.ui.preferences import PreferenceStore
from app.ui.rail import Rail
from app.ui.recent_list import RecentList
from app.ui.stages import STAGES, Stages
from app.ui.telling import Telling
from app.ui.welcome import Welcome

if TYPE_CHECKING:
    from app.ui.captions.captions_tab import CaptionsTab
    from app.ui.clips.clips_tab import ClipsTab
    from app.ui.parts import Parts
    from app.ui.plan.plan_tab import PlanTab
    from app.ui.train.train_tab import TrainTab
    from app.ui.widgets.notice import Grade


class MainWindow(QWidget):
    """The one window of the program."""

    closed = Signal()
    language_chosen = Signal()  # another one than it speaks

    def __init__(self, preferences: Preferences, doors: Doors) -> None:
        super().__init__()
        self.preferences = PreferenceStore(preferences, self)
        self.document, self.jobs = Document(self), Jobs(self)
        keys().change(preferences.keys)
        self.actions_ = Actions(self)
        self.stages = Stages(self)
        self.datasets = DatasetWindows(self.preferences, self)
        self.desk = Desk(self, self.document, self.jobs, self.preferences)
        self._doors = doors
        self._look = preferences.theme, preferences.zoom
        self._language = preferences.language
        self.closing = Closing(self)
        self.progress = ""
        self._build()
        self._connect()
        put_back(self, preferences.layout.get("window", ""))
        self._show_project()

    # ------------------------------------------------------------------------------ building

    def _build(self) -> None:
        self.setWindowTitle("Rushes")
        self.setAcceptDrops(True)
        bound(self)
        self.rail = Rail(self.actions_)
        self.rail.add_stage(self.actions_["view.clips"], "clips", self.tr("Clips"))
        self.rail.add_stage(self.actions_["view.captions"], "captions", self.tr("Captions"))
        self.rail.add_stage(self.actions_["view.plan"], "plan", self.tr("Plan"))
        self.rail.add_stage(self.actions_["view.train"], "train", self.tr("Train"))
        self.welcome = Welcome(self.actions_, self.preferences)
        self.recent = RecentList(self.welcome, self.document, self.jobs, self.preferences)
        self.notices = Notices()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.welcome)
        self.job_bar = JobBar(self.jobs)
        column = QVBoxLayout()
        column.setSpacing(0)
        for widget, stretch in ((self.notices, 0), (self.stack, 1), (self.job_bar, 0)):
            column.addWidget(widget, stretch)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        self.telling = Telling(self.stack, self.actions_)

    def _connect(self) -> None:
        self._doors.troubled.connect(self.show_trouble)
        self._doors.failed.connect(self._show_fault)
        self.document.changed.connect(self._show_name)
        self.document.reloaded.connect(self._show_name)
        self.document.changed_outside.connect(self.desk.on_changed_outside)
        self.preferences.changed.connect(self._on_preferences)
        self.rail.home_asked.connect(self.desk.on_home)
        self.welcome.chosen.connect(self.desk.on_chosen)
        self.desk.opening.connect(self._on_opening)
        self.desk.opened.connect(self.stages.go_on)
        self.desk.films_given.connect(self._on_films_given)
        self.arrivals = Arrivals(self)
        self.first_run = FirstRun(self)
        self.commands = Commands(self)

    # ------------------------------------------------------------- made when first needed

    @cached_property
    def parts(self) -> Parts:
        """What the stages share, made before the first project is shown."""
        from app.ui.captions.caption_files import CaptionFiles
        from app.ui.parts import Parts
        from app.ui.train.run_telling import RunTelling

        parts = Parts(self.document, self.jobs, self.preferences)
        self.caption_files = CaptionFiles(self)
        self.run_telling = RunTelling(self, parts.runs)
        parts.planning.viewed.connect(self.job_bar.show_plan)
        parts.captioning.said.connect(self.say)
        parts.films.cured.connect(self.notices.retract)
        parts.captioning.done.connect(self.telling.done)
        self.document.opened.connect(self._show_project)  # when they have let go of the last one
        return parts

    @property
    def clips(self) -> ClipsTab:
        """The stage *Clips*."""
        return self.stages.clips

    @property
    def captions(self) -> CaptionsTab:
        """The stage *Captions*."""
        return self.stages.captions

    @property
    def plan(self) -> PlanTab:
        """The stage *Plan*."""
        return self.stages.plan

    @property
    def train(self) -> TrainTab:
        """The stage *Train*."""
        return self.stages.train

    @property
    def stage(self) -> str:
        """The stage that is shown, of `stages.STAGES`; empty on the welcome page."""
        return self.stages.shown

    # ------------------------------------------------------------------------------- showing

    async def open_project(self, path: Path) -> None:
        """Open a project."""
        await self.desk.open(path)

    async def open_demo(self, folder: Path) -> None:
        """Make or take up the demo project and open it."""
        await self.desk.open_demo(folder)

    def show_page(self, page: QWidget) -> None:
        """Show the welcome page or a stage; its keys go where they were, else to all of it."""
        had_keys = page.focusWidget() is not None
        self.stack.setCurrentWidget(page)
        if not had_keys and page.focusWidget() is not None:
            page.setFocus()  # Qt gives them to a field that nobody has asked for
        for name in STAGES:
            self.actions_[f"view.{name}"].setChecked(name == self.stage)

    def show_trouble(self, error: AppError) -> None:
        """Show the sentence of an error that is not our fault."""
        if not self.datasets.show_trouble(error):
            self.notices.say(str(error), "bad", detail=error.detail)

    def show_clip(self, kind: str, row_id: int) -> None:
        """Show a clip, still or shot in its stage."""
        self.stages.show_clip(kind, row_id)

    def _on_films_given(self, films: list[Path]) -> None:
        self.clips.add_films(films)

    def say(self, sentence: str, grade: Grade) -> None:
        """Show a sentence, unless it stands in the stage already."""
        if not self.stages.says(sentence):
            self.notices.say(sentence, grade)

    def _show_fault(self, report: str, kept: Path | None) -> None:
        from app.ui.faults import FaultDialog

        if self.findChild(FaultDialog) is None:
            FaultDialog(self, report, kept).open()

    def _show_project(self) -> None:
        """Show the stages of the open project, or the welcome page."""
        is_open = self.document.is_open
        self.rail.show_stages(is_open)
        self.notices.clear()
        self._show_name()
        if is_open:
            self.show_page(self.clips)
            self.clips.begin()
            if self.document.read_only:
                self.notices.say(self.document.project.read_only_because, "warn")
        else:
            self.recent.show()
            self.show_page(self.welcome)
            self.welcome.setFocus()

    def _on_opening(self) -> None:
        _ = self.parts  # there when the document tells of the project

    def _show_name(self, *_: object) -> None:
        name = self.document.rows.settings.name if self.document.is_open else ""
        runs = f"{self.progress} – " if name and self.progress else ""
        self.setWindowTitle(f"{runs}{name} – Rushes" if name else "Rushes")

    def show_progress(self, words: str) -> None:
        """Say in the window's title, and so in the taskbar, how far a training is."""
        if words != self.progress:
            self.progress = words
            self._show_name()

    def _on_preferences(self) -> None:
        value = self.preferences.value
        keys().change(value.keys)
        app = QApplication.instance()
        if (value.theme, value.zoom) != self._look and isinstance(app, QApplication):
            self._look = value.theme, value.zoom
            theme.apply(app, *self._look)
            bound(self)
        if value.language != self._language:
            self._language = value.language
            self.language_chosen.emit()

    # ---------------------------------------------------------------------- dropping, closing

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.take_dropped(paths)

    def take_dropped(self, paths: list[Path]) -> None:
        """Open a dropped project; add dropped films; import what is no film."""
        self.arrivals.take(paths)

    async def idle(self) -> None:
        """Wait until nothing is opened, read or worked at any more."""
        import asyncio

        made = self.__dict__
        while self.jobs.busy or ("parts" in made and self.parts.thumbnails.busy):  # noqa: ASYNC110
            await asyncio.sleep(0.02)  # neither tells
        await asyncio.sleep(0.05)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        spawn(self.closing.close())

    def let_go(self) -> None:
        """Hear of no more troubles: another window takes this one's place."""
        self._doors.troubled.disconnect(self.show_trouble)
        self._doors.failed.disconnect(self._show_fault)
