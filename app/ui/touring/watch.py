"""Counts what is done in the window while the tour is taken, and says what it shows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from app.core.library.model import Clip, Shot, Still
from app.core.touring.steps import Scene

if TYPE_CHECKING:
    from app.core.library.edits import Edit
    from app.core.marking import Mark
    from app.ui.main_window import MainWindow

_PRESSED = (QEvent.Type.MouseButtonRelease, QEvent.Type.KeyPress)


class Watch(QObject):
    """Listens to the stages as they are made; it ends with its parent."""

    def __init__(self, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._counts: Counter[str] = Counter()
        self._heard: set[str] = set()  # stages that are listened to
        self._mark: tuple[int, int, int] | None = None
        self._span: tuple[int, int] | None = None
        self._length = 0  # of the text that is written
        self._trigger: str | None = None
        self._recipe: str | None = None
        window.actions_["train.setup"].triggered.connect(self._on_setup)
        window.document.opened.connect(self._forget)
        window.document.changed.connect(self._on_changed)

    def scene(self) -> Scene:
        """Return what the window shows now, and what was done up to now."""
        for stage, listen in (
            ("clips", self._listen_to_clips),
            ("captions", self._listen_to_captions),
            ("plan", self._listen_to_plan),
            ("train", self._listen_to_train),
        ):
            if stage not in self._heard and self._window.stages.made(stage) is not None:
                self._heard.add(stage)
                listen()
        if "train" in self._heard and "recipe" not in self._heard:
            self._listen_to_recipe()
        self._look_at_settings()
        return Scene(self._window.stage, self._all_counts(), frozenset(self._facts()))

    # --------------------------------------------------------------------------- what there is

    def _facts(self) -> list[str]:
        document = self._window.document
        if not document.is_open:
            return []
        rows = document.rows
        shots, picked = rows.number_of(Shot), rows.picked_of(Clip)
        found = {
            "shots": bool(shots),
            "read_only": document.read_only,
            "undecided": picked < shots,
            "picks": bool(picked or rows.picked_of(Still)),
            "trigger": bool(rows.settings.trigger),
            "trainer": self._is_set_up(),
            **self._facts_of_stages(),
        }
        return [name for name, so in found.items() if so]

    def _facts_of_stages(self) -> dict[str, bool]:
        window, found = self._window, {"marked": False, "lanes": False, "losses": False}
        if window.stages.made("clips") is not None:
            mark = window.clips.marking.mark
            found["marked"] = mark is not None and not mark.still
            found["lanes"] = any(strip.lane.runs for strip in window.clips.viewing.timeline.runs)
        view = window.parts.planning.view
        found["losses"] = view is not None and bool(view.groups)
        return found

    def _is_set_up(self) -> bool:
        train = self._window.stages.made("train")
        return train is not None and not self._window.train.session.missing

    def _all_counts(self) -> dict[str, int]:
        document = self._window.document
        picked = document.rows.picked_of(Clip) if document.is_open else 0
        return {**self._counts, "picked": picked}

    def _look_at_settings(self) -> None:
        """Note that another trigger or recipe was set."""
        if not self._window.document.is_open:
            return
        settings = self._window.document.rows.settings
        if self._recipe is not None and settings.training != self._recipe:
            self._counts["recipe"] += 1
        if self._trigger is not None and settings.trigger and settings.trigger != self._trigger:
            self._counts["triggered"] += 1
        self._recipe, self._trigger = settings.training, settings.trigger

    def _forget(self) -> None:
        self._mark = self._span = self._recipe = self._trigger = None

    def _on_changed(self, edit: Edit) -> None:
        if any(each.values.get("done") for each in edit.changed):
            self._counts["captioned"] += 1

    # -------------------------------------------------------------------------------- stages

    def _listen_to_clips(self) -> None:
        clips = self._window.clips
        self._on_marked(clips.marking.mark)
        clips.marking.marked.connect(self._on_marked)
        clips.xray.part_asked.connect(self._on_part)

    def _on_marked(self, mark: Mark | None) -> None:
        """Note that another shot was chosen, or that the range has another length."""
        if mark is None:
            self._mark = self._span = None
            return
        what = (mark.source, mark.shot or mark.clip, mark.still)
        if self._mark is not None and what != self._mark:
            self._counts["chosen"] += 1
        elif self._span is not None and self._span != mark.span:
            self._counts["length"] += 1
        self._mark, self._span = what, mark.span

    def _listen_to_captions(self) -> None:
        keeping = self._window.captions.stage.editor.keeping
        self._length = len(keeping.text)
        keeping.shown.connect(self._on_shown)
        keeping.typed.connect(self._on_typed)

    def _on_shown(self) -> None:
        self._length = len(self._window.captions.stage.editor.keeping.text)

    def _on_typed(self) -> None:
        length = len(self._window.captions.stage.editor.keeping.text)
        self._counts["written"] += max(1, abs(length - self._length))
        self._length = length

    def _listen_to_plan(self) -> None:
        plan = self._window.plan
        plan.ledger.behind_asked.connect(self._on_behind)
        for part in (plan.losses.table, plan.losses.table.viewport()):
            part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note that somebody looks at what is lost."""
        if event.type() in _PRESSED:
            self._counts["loss"] += 1
        return super().eventFilter(watched, event)

    def _listen_to_train(self) -> None:
        self._window.train.run.starting.started.connect(self._on_started)

    def _listen_to_recipe(self) -> None:
        """Listen to what is there only when the presets were read."""
        pane = self._window.train.recipe
        if pane.filled:
            self._heard.add("recipe")
            pane.command.done.connect(self._on_copied)

    # -------------------------------------------------------------- slots that end with this object

    def _on_setup(self) -> None:
        self._counts["setup"] += 1

    def _on_part(self) -> None:
        self._counts["part"] += 1

    def _on_behind(self) -> None:
        self._counts["behind"] += 1

    def _on_started(self) -> None:
        self._counts["started"] += 1

    def _on_copied(self) -> None:
        self._counts["copied"] += 1
