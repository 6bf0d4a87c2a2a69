"""The stages of the work: each is made when it is first shown, and connected to the window."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from app.ui.loop import loop_runs, spawn

if TYPE_CHECKING:
    from app.core.library.edits import Edit
    from app.core.library.seen import Place
    from app.ui.captions.captions_tab import CaptionsTab
    from app.ui.clips.clips_tab import ClipsTab
    from app.ui.filter_bar import FilterBar
    from app.ui.jobs import Jobs
    from app.ui.main_window import MainWindow
    from app.ui.plan.plan_tab import PlanTab
    from app.ui.train.train_tab import TrainTab

CAPTIONS_FOOT = 52  # px at zoom 1: the buttons below the editor
_QUIET_MS = 1_500  # after a project was opened
STAGES = ("clips", "captions", "plan", "train")


class Stages(QObject):
    """Makes the stages of the open project and goes from one to the other."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._quiet.timeout.connect(self._look_ahead)
        window.document.opened.connect(self._quiet.start)
        window.document.opened.connect(self._begin_anew)
        window.document.keep_before_closing(self._keep_stage)

    def _begin_anew(self) -> None:
        """Let another project begin at the top, no field of it being typed into."""
        for page in filter(None, map(self.made, STAGES[1:])):  # *Clips* begins by itself
            for area in page.findChildren(QScrollArea):
                area.horizontalScrollBar().setValue(0)
                area.verticalScrollBar().setValue(0)
            typed = page.focusWidget()
            if typed is not None:
                typed.clearFocus()

    def _keep_stage(self) -> None:
        preferences, folder = self._window.preferences, self._window.document.project.folder
        if self.shown:
            preferences.put(preferences.value.stage_left(folder, self.shown))

    def go_on(self) -> None:
        """Show the stage in which one was when the project that is open was left."""
        folder = self._window.document.project.folder
        stage = self._window.preferences.value.stages.get(str(folder), "")
        if stage in STAGES and stage != self.shown:
            self.show(stage, anew=True)

    def _look_ahead(self) -> None:
        """Import what *Train* takes while nobody waits for it."""
        if self._window.document.is_open and self.made("train") is None and loop_runs():
            spawn(_import_train(self._window.jobs))

    @cached_property
    def clips(self) -> ClipsTab:
        """The stage *Clips*."""
        from app.ui.clips import clips_tab

        window = self._window
        tab = clips_tab.ClipsTab(window.parts, window.actions_)
        tab.said.connect(window.say)
        tab.done.connect(window.telling.done)
        tab.undoable.connect(window.telling.undoable)
        tab.exported.connect(window.telling.written)
        tab.foot_taken.connect(window.telling.lift)
        tab.marking.stepping.changed.connect(window.commands.name_steps)
        tab.restore(window.preferences.value.layout)
        window.stack.addWidget(tab)
        return tab

    @cached_property
    def captions(self) -> CaptionsTab:
        """The stage *Captions*."""
        from app.ui.captions import captions_tab

        window = self._window
        tab = captions_tab.CaptionsTab(window.parts, window.actions_)
        tab.said.connect(window.say)
        tab.done.connect(window.telling.done)
        tab.undoable.connect(window.telling.undoable)
        tab.clip_asked.connect(self.show_clip)
        tab.mode_changed.connect(window.commands.refresh)
        tab.restore(window.preferences.value.layout)
        window.stack.addWidget(tab)
        return tab

    @cached_property
    def plan(self) -> PlanTab:
        """The stage *Plan*."""
        from app.ui.plan import plan_tab
        from app.ui.plan.plan_commands import connect_plan
        from app.ui.plan.source import ProjectSource

        window, parts = self._window, self._window.parts
        source = ProjectSource(parts.document, parts.planning, parts.jobs, parts.preferences, self)
        tab = plan_tab.PlanTab(source, parts.thumbnails)
        connect_plan(tab, window.actions_)
        tab.copied.connect(window.telling.done)
        tab.written.connect(window.telling.written)
        tab.others.said.connect(window.say)
        tab.caches.begin(window.telling.done, window.say, window.job_bar.show_compared)
        self.clips.work.exported.connect(tab.caches.work.files_changed)
        tab.export_asked.connect(self.clips.work.export)
        tab.clips_asked.connect(self.show_clips)
        tab.clip_asked.connect(self.show_clip)
        tab.caption_asked.connect(self.show_caption)
        tab.undoable.connect(window.telling.undoable)
        window.stack.addWidget(tab)
        return tab

    @cached_property
    def train(self) -> TrainTab:
        """The stage *Train*."""
        from app.ui.train import train_tab
        from app.ui.train.train_commands import connect_train

        window = self._window
        tab = train_tab.TrainTab(window.parts, setup=window.first_run.setup)
        connect_train(tab, window.actions_)
        tab.done.connect(window.telling.done)
        tab.said.connect(window.say)
        tab.undoable.connect(window.telling.undoable)
        tab.written.connect(window.telling.written)
        tab.stage_asked.connect(self.show)
        tab.command_asked.connect(self._do_elsewhere)
        tab.exported.connect(self._on_exported)
        tab.prompts_asked.connect(self.show_prompts)
        tab.restore(window.preferences.value.layout)
        window.stack.addWidget(tab)
        return tab

    def _on_exported(self) -> None:
        if self.made("plan") is not None:
            self.plan.caches.work.files_changed()

    def _do_elsewhere(self, command: str) -> None:
        """Do a command of the stage that its group names, or of the whole window."""
        stage, _, _ = command.partition(".")
        if stage in STAGES:
            self.show(stage)
        self._window.actions_[command].trigger()

    def show_prompts(self) -> None:
        """Show the sample prompts of *Captions*."""
        self._show_place("prompts")

    def _show_place(self, place: Place) -> None:
        """Show a stage, with captions or prompts in *Captions*."""
        self.show("captions" if place == "prompts" else place)
        if self.shown == "captions" and self.captions.shows_prompts != (place == "prompts"):
            self.captions.toggle_prompts()

    @property
    def _place(self) -> str:
        """What is shown: a stage, or the prompts; empty on the welcome page."""
        if self.shown == "captions" and self.captions.shows_prompts:
            return "prompts"
        return self.shown

    def made(self, stage: str) -> QWidget | None:
        """Return a stage that was shown before; None for one that was not."""
        return self.__dict__.get(stage)

    @property
    def shown(self) -> str:
        """The stage that is shown, of `STAGES`; empty on the welcome page."""
        page = self._window.stack.currentWidget()
        return next((name for name in STAGES if self.made(name) is page), "")

    @property
    def filter(self) -> FilterBar | None:
        """The filter of the stage that is shown; None where it has none."""
        if self.shown == "clips":
            return self.clips.shelf.filter
        return self.captions.lists.head.filter if self.shown == "captions" else None

    def show(self, stage: str, *, anew: bool = False) -> None:
        """Show a stage; what is marked in one is shown in the other, unless one begins ``anew``."""
        before, page = self.shown, getattr(self, stage)
        if before == "clips" and stage == "captions" and not anew:
            row = self.clips.marking.row
            self.captions.begin(row)
        elif stage == "captions":
            self.captions.begin(None)
        self._window.show_page(page)
        self._lift_what_is_said()
        if before == "captions" and stage == "clips":
            key = self.captions.lists.left_at(self.clips.marking.row)
            if key is not None:
                self.clips.reveal(*key)

    def _lift_what_is_said(self) -> None:
        """Let what is said for a while lie over nothing that is read or pressed."""
        foot = CAPTIONS_FOOT if self.shown == "captions" else 0
        if self.shown == "clips":
            foot = self.clips.review.foot
        self._window.telling.lift(foot)

    def show_clips(self) -> None:
        """Show *Clips*."""
        self.show("clips")

    def show_clip(self, kind: str, row_id: int) -> None:
        """Show a clip, still or shot in *Clips*."""
        self.show("clips")
        self.clips.reveal(kind, row_id)

    def show_caption(self, kind: str, row_id: int) -> None:
        """Show the caption of a clip or still in *Captions*."""
        from app.core.library.model import Clip, Still

        rows = self._window.parts.document.rows
        row = rows.get(Clip, row_id) if kind == "clip" else rows.get(Still, row_id)
        self.show("captions")
        self.captions.begin(row)

    def go_to_stepped(self, edit: Edit) -> str:
        """Go to what a step changed, on another stage too; return what cannot be shown.

        *Clips*, where it is shown already, hears of it by itself. Behind a dialog no stage changes.
        """
        from app.core.library.seen import places_of

        places = places_of(edit)
        if places and self._place not in places and QApplication.activeModalWidget() is None:
            self._show_place(places[0])
            if self.shown == "clips":
                self.clips.go_to_stepped(edit)
        return self.captions.go_to_stepped(edit) if self.shown == "captions" else ""

    def step_mark(self, *, back: bool) -> str | None:
        """Take back a range that was marked last in *Clips*, where that is shown, or do it again.

        Returns:
            What it is called; None, and nothing done, where an edit is newer.
        """
        return self.clips.marking.stepping.step(back=back) if self.shown == "clips" else None

    def mark_label(self, *, back: bool) -> str | None:
        """Return the name of what `step_mark` would do; None where it would do nothing."""
        return self.clips.marking.stepping.label(back=back) if self.shown == "clips" else None

    def says(self, sentence: str) -> bool:
        """Return whether the stage that is shown says a sentence itself."""
        shown = self.shown
        if shown == "plan":
            return self.plan.says(sentence)
        return shown == "captions" and self.captions.machine.says(sentence)

    def layout_to_keep(self) -> dict[str, str]:
        """Return where the panes of the stages are, by their names."""
        kept: dict[str, str] = {}
        for stage in ("clips", "captions", "train"):
            if self.made(stage) is not None:
                kept |= getattr(self, stage).layout_to_keep()
        return kept

    def shut(self) -> None:
        """Stop what plays: the window closes."""
        if self.made("clips") is not None:
            self.clips.viewing.player.shut()
        if self.made("captions") is not None:
            self.captions.shut()


async def _import_train(jobs: Jobs) -> None:
    from app.ui.ahead import TRAIN, import_ahead

    await import_ahead(jobs, TRAIN)
