"""What the commands do: each is connected here, and is enabled only while it can be done."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.language import tr
from app.ui.actions import (
    BROWSE,
    CAPTION,
    COMMANDS,
    FILTERING,
    MARK,
    PICK,
    PLAY,
    PROJECT,
    VIEW,
    key_text,
)  # fmt: skip
from app.ui.command import Command
from app.ui.first_run import STEPPING
from app.ui.folders import show_folder
from app.ui.help.helping import Helping
from app.ui.loop import spawn
from app.ui.plan_actions import PLAN, PLAN_LOOKING
from app.ui.sizing import Sizing
from app.ui.train_actions import TRAIN, TRAIN_LOOKING

if TYPE_CHECKING:
    from app.core.library.edits import Edit
    from app.ui.main_window import MainWindow
    from app.ui.palette import Palette
    from app.ui.queue_panel import QueuePanel

_ALWAYS = {
    *("project.new", "project.open", "project.open_dataset", "project.demo", "project.quit"),
    *("project.pause", "train.setup"),
}
_CHANGING = {
    *("project.add_films", "project.add_folder", "project.find_shots", "project.find_all_shots"),
    *("project.find_missing_shots", "project.check_films", "project.check_all", "project.relink"),
    *("project.export", "edit.trigger", "edit.still_size"),
}
_OF_BOTH = {
    *("caption.prompts", "caption.captioner", "caption.templates"),
    *("caption.outside", "caption.import"),
}
_LOOKING = {
    "caption.prompts",
    *("caption.previous", "caption.next", "caption.next_open", "caption.mode"),
    *("caption.play", "caption.back", "caption.forward", "caption.larger", "caption.smaller"),
    *("caption.next_waiting", "caption.history", "caption.captioner", "caption.templates"),
    *("caption.copy", "caption.reveal"),
    *("caption.replace", "caption.next_hit", "caption.previous_hit"),
    "caption.next_mistake",
    *PLAN_LOOKING,
    *TRAIN_LOOKING,
}
_ON_FILMS = {"project.find_shots", "project.find_all_shots"}  # by a letter: where films are seen
_ON_TIMELINE = {"view.zoom_in", "view.zoom_out", "view.fit_film", "view.fit_shot"}


class Commands(QObject):
    """Connects the window's commands."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._actions = window.actions_
        self._sizing = Sizing(window.preferences)
        self.helping = Helping(
            window.stack, window.actions_, window.jobs, window.preferences, self._what_is_shown
        )
        self._actions.connect_to(
            {
                "project.new": self._new,
                "project.open": self._open,
                "project.open_dataset": partial(window.datasets.choose, window),
                "project.demo": self._demo,
                "project.import": window.arrivals.importing.ask,
                "project.close": self._close_project,
                "project.readable": self._readable,
                "project.show_folder": self._show_folder,
                "project.pause": window.jobs.toggle_pause,
                "project.quit": window.close,
                "edit.undo": self._undo,
                "edit.redo": self._redo,
                "edit.settings": self._settings,
                "edit.trigger": self._trigger,
                "edit.still_size": self._still_size,
                "view.clips": partial(window.stages.show, "clips"),
                "view.captions": partial(window.stages.show, "captions"),
                "view.plan": partial(window.stages.show, "plan"),
                "view.train": partial(window.stages.show, "train"),
                "view.palette": self._palette,
                **self.helping.slots(),
                "view.about": self._about,
                "view.queue": self._queue,
                "view.larger": self._sizing.larger,
                "view.smaller": self._sizing.smaller,
                "view.normal": self._sizing.normal,
                "view.fullscreen": self._fullscreen,
            }
        )
        self._where = ""  # of what the last step was, where it is not to be seen
        self._offered: list[Callable[[], object]] = []
        window.job_bar.queue_asked.connect(self._queue)
        window.document.opened.connect(self.refresh)
        window.document.stack_changed.connect(self.refresh)
        window.document.stepped.connect(self._on_stepped)
        window.stack.currentChanged.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Enable what can be done now; name what would be undone."""
        document = self._window.document
        is_open, may_change = document.is_open, document.is_open and not document.read_only
        on_clips = is_open and self._window.stage == "clips"
        on_captions = is_open and self._window.stage == "captions"
        on_stage = {PLAN: is_open and self._window.stage == "plan"}
        on_stage[TRAIN] = is_open and self._window.stage == "train"
        for command in COMMANDS:
            on = {
                PROJECT: is_open, VIEW: True, PLAY: on_clips, BROWSE: on_clips,
                CAPTION: on_captions, **on_stage,
            }.get(command.group, True)  # fmt: skip
            if command.id == "project.import":
                on = may_change or not is_open
            elif command.id in _ON_TIMELINE:
                on = on_clips
            elif command.id in FILTERING:
                on = on_clips or on_captions
            elif command.group in (MARK, PICK) or command.id in _ON_FILMS:
                on = on_clips and may_change
            elif command.group == CAPTION and command.id not in _LOOKING:
                on = on_captions and may_change
            elif command.group in on_stage and command.id not in _LOOKING:
                on = on_stage[command.group] and may_change
            elif command.id in _CHANGING:
                on = may_change
            elif command.id in ("view.clips", "view.captions", "view.plan", "view.train"):
                on = is_open
            on = on or command.id in _ALWAYS
            self._actions[command.id].setEnabled(on and self._is_of_mode(command))
        self.name_steps()

    def name_steps(self) -> None:
        """Name what would be taken back or done again."""
        document, stages = self._window.document, self._window.stages
        undo = stages.mark_label(back=True) or document.undo_label
        redo = stages.mark_label(back=False) or document.redo_label
        self._name_step("edit.undo", self.tr("Undo"), undo)
        self._name_step("edit.redo", self.tr("Redo"), redo)

    def _is_of_mode(self, command: Command) -> bool:
        """Return whether a command is for what *Captions* shows, or for a tour that is taken."""
        if command.id in STEPPING:
            return self._window.first_run.tour is not None
        if command.group != CAPTION or self._window.stage != "captions":
            return True
        shown = self._window.captions.shows_prompts
        return command.id in _OF_BOTH or command.id.startswith("caption.prompt_") == shown

    def _name_step(self, command: str, verb: str, label: str | None) -> None:
        action = self._actions[command]
        action.setEnabled(label is not None)
        action.setText(verb if label is None else f"{verb}: {label}")

    # -------------------------------------------------------------------------------- project

    def _new(self) -> None:
        spawn(self._window.desk.new())

    def _open(self) -> None:
        spawn(self._window.desk.choose())

    def _demo(self) -> None:
        spawn(self._window.desk.open_demo())

    def _close_project(self) -> None:
        spawn(self._window.desk.leave())

    def _readable(self) -> None:
        spawn(self._window.desk.save_readable())

    def _show_folder(self) -> None:
        show_folder(self._window.document.project.folder)

    # ------------------------------------------------------------------------------ edit, view

    def _undo(self) -> None:
        self._where = ""
        self._window.document.settle()
        label = self._window.stages.step_mark(back=True) or self._window.document.undo()
        if label is not None:
            self._tell(self.tr("Undone: {}").format(label))

    def _redo(self) -> None:
        self._where = ""
        self._window.document.settle()
        label = self._window.stages.step_mark(back=False) or self._window.document.redo()
        if label is not None:
            self._tell(self.tr("Done again: {}").format(label))

    def _on_stepped(self, edit: Edit) -> None:
        self._where = self._window.stages.go_to_stepped(edit)

    def _tell(self, step: str) -> None:
        """Say what was taken back or done again, and of what, where that is not to be seen."""
        words = self.tr("{} ({})").format(step, self._where) if self._where else step
        self._window.telling.done(words)

    def _settings(self) -> None:
        self._open_settings()

    def _trigger(self) -> None:
        self._open_settings("trigger")

    def _still_size(self) -> None:
        self._open_settings("stills")

    def _open_settings(self, begin: str = "") -> None:
        from app.ui import dialogs
        from app.ui.settings_dialog import SettingsDialog

        dialog = SettingsDialog(
            self._window, self._window.preferences, self._window.document, self._window.jobs
        )
        if begin == "trigger":
            dialog.begin_with_trigger()
        elif begin == "stills":
            dialog.begin_with_stills()
        spawn(dialogs.done(dialog))

    def _what_is_shown(self) -> str:
        """Return the stage that is shown, or what it shows in place of itself."""
        stages = self._window.stages
        if stages.shown == "clips" and stages.clips.review.on:
            return "review"
        if stages.shown == "captions" and stages.captions.shows_prompts:
            return "prompts"
        return stages.shown

    def close_settings(self) -> bool:
        """Close the settings, where they are shown; return whether they were."""
        from app.ui.settings_dialog import SettingsDialog

        shown = [each for each in self._window.findChildren(SettingsDialog) if each.isVisible()]
        for dialog in shown:
            dialog.accept()
        return bool(shown)

    def _about(self) -> None:
        from app.ui.about_dialog import AboutDialog

        dialog = AboutDialog(self._window)
        dialog.open()
        spawn(dialog.read(self._window.jobs))

    def _palette(self) -> None:
        from app.ui.palette import Entry

        commands = [each for each in COMMANDS if self._actions[each.id].isEnabled()]
        entries = [
            Entry(self._actions[each.id].text(), tr(each.group), key_text(each.id))
            for each in commands
        ]
        self._offered = [self._actions[each.id].trigger for each in commands]
        shown = self._window.stages.filter
        if shown is not None:
            for name, text in shown.saved.all.items():
                entries.append(Entry(name, self.tr("Saved filter")))
                self._offered.append(partial(shown.set_text, text))
        self.palette.open(entries)

    def _queue(self) -> None:
        self.queue.toggle()

    @cached_property
    def queue(self) -> QueuePanel:
        """The panel of the queue, made when it is first opened."""
        from app.ui.queue_panel import QueuePanel

        return QueuePanel(self._window.jobs, key_text("view.queue"), self._window)

    @cached_property
    def palette(self) -> Palette:
        """The command palette, made when it is first opened."""
        from app.ui.palette import Palette

        palette = Palette(self._window)
        palette.chosen.connect(self._on_chosen)
        palette.looked_up.connect(self.helping.look_up)
        return palette

    def _on_chosen(self, place: int) -> None:
        self._offered[place]()

    def _fullscreen(self) -> None:
        window = self._window
        if window.isFullScreen():
            window.showNormal()
        else:
            window.showFullScreen()
