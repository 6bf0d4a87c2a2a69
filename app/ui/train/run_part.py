"""What *Train* shows of runs, made, put in its place and connected."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from app.ui.actions import keyed
from app.ui.folders import show_folder
from app.ui.train.figures_tiles import FigureTiles
from app.ui.train.log_card import LogCard
from app.ui.train.run_others import RunOthers
from app.ui.train.run_pane import RunPane
from app.ui.train.run_starting import Refusal, RunStarting
from app.ui.train.run_stopping import RunStopping
from app.ui.train.run_windows import RunWindows, recipe_of_run
from app.ui.train.session import TrainSession

if TYPE_CHECKING:
    from app.core.training.watching.view import Cure, Head, RunView
    from app.ui.train.train_tab import TrainTab


class RunPart(QObject):
    """Made with the stage.

    Attributes:
        pane: In the middle.
        windows: Log, history and queue, in windows of their own.

    Signals:
        viewed: The shown run as it is now, a RunView; None: none is shown.
        done: What was just done, a sentence.
        undoable: What was done and can be taken back.
        exported: The dataset's files were written.
        command_asked: A command of another stage, by its id.
    """

    viewed = Signal(object)
    done = Signal(str)
    undoable = Signal(str)
    exported = Signal()
    command_asked = Signal(str)

    def __init__(self, tab: TrainTab, session: TrainSession) -> None:
        super().__init__(tab)
        self._tab, self._session = tab, session
        self._runs = session.parts.runs
        self.pane = RunPane()
        self.tiles, self.log_card = FigureTiles(), LogCard()
        self.stopping = RunStopping(tab, session.parts.jobs)
        self.starting = RunStarting(session)
        self.others = RunOthers(tab, session, self.pane)
        self.windows = RunWindows(tab, session)
        self._unready = False  # what is said stands until something is set up
        tab.middle.add_card(self.pane)
        tab.side.add_card(self.tiles)
        self._connect()
        tab.installEventFilter(self)

    def begin(self) -> None:
        """Show the run there is, when all that shows it is connected."""
        self.windows.count_cost()
        self._choose()
        self._show(self._runs.view)
        self._offer_start()

    def add_log(self) -> None:
        """Put the log below all that stands in the right column."""
        self._tab.side.add_card(self.log_card, 1)

    def _connect(self) -> None:
        session, runs = self._session, self._runs
        session.asked.connect(self._do)
        session.run_shown.connect(self._follow)
        runs.viewed.connect(self._show)
        runs.listed.connect(self._choose)
        self.pane.asked.connect(self._do)
        self.pane.log_asked.connect(self.windows.show_log)
        self.pane.cure_asked.connect(self._cure)
        self.log_card.asked.connect(self.windows.show_log)
        self.tiles.cost_asked.connect(lambda: self.windows.ask_cost(self.tiles.taken))
        windows = self.windows
        windows.done.connect(self.done)
        windows.undoable.connect(self.undoable)
        windows.stop_asked.connect(self.stopping.at_once_of)
        self.stopping.asked.connect(runs.look)
        self.stopping.said.connect(self.done)
        self.stopping.troubled.connect(self.pane.say_trouble)
        self.starting.changed.connect(self._offer_start)
        self.starting.refused.connect(self._on_refused)
        self.pane.trouble.closed.connect(self._say_first)
        self.starting.started.connect(self._on_started)
        self.starting.said.connect(self.done)
        self.starting.exported.connect(self.exported)
        self.pane.helped.connect(self._help)
        session.changed.connect(self._offer_start)
        session.parts.document.changed.connect(self._offer_start)
        session.parts.planning.viewed.connect(self._offer_start)

    # -------------------------------------------------------------------------------- showing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look closely while the stage is seen."""
        if watched is self._tab and event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            shown = event.type() == QEvent.Type.Show
            self._runs.look_closely(shown)
            if shown:
                QTimer.singleShot(0, self._tab, self._take_keys)
        return super().eventFilter(watched, event)

    def _take_keys(self) -> None:
        """Leave no key on a button that stops a training: nobody has chosen it."""
        if self.pane.head.isAncestorOf(self._tab.window().focusWidget() or self._tab):
            self._tab.setFocus()

    def _choose(self) -> None:
        """Show the run that runs, or the newest one, where none is shown, or one that is gone."""
        runs, running = self._runs.runs, self._runs.running
        if self._session.run in runs:
            return
        newest = runs[-1] if runs else None
        self._session.show_run(running.folder if running is not None else newest)

    def _follow(self) -> None:
        self.pane.say_trouble("")
        self._runs.show_run(self._session.run)

    def _show(self, view: RunView | None) -> None:
        if view is None and self._session.run is not None:
            return  # it is being read
        self.pane.show_view(view)
        queue = self._runs.queue
        waiting = len(queue.waiting) if queue is not None else 0
        self.pane.head.show_queue(waiting, paused=queue is not None and queue.paused)
        self.tiles.show_view(view)
        self.log_card.show_view(view)
        self.viewed.emit(view)
        if view is None:
            self._offer_start()

    # ------------------------------------------------------------------------------- starting

    def _offer_start(self, *_: object) -> None:
        """Say what Start does, and what is missing for it."""
        if self._session.project_folder is None:
            return
        head, refusal = self.pane.head, self.starting.refusal()
        if self._session.run is None:
            head.show_words(self._next_run())
        if self._unready and self._said_refusal() != _told(refusal)[0]:
            self._on_refused(refusal)
        tip = self.tr("Exports what has changed, checks, makes the caches and trains")
        if self.starting.busy:
            head.show_start(self.tr("Starting…"), tip, on=False)
        elif refusal is not None:
            head.show_start(self.tr("Start training"), refusal.sentence, on=True)
        else:
            head.show_start(self.tr("Start training"), keyed(tip, "train.start"), on=True)
        self._say_first()

    def _say_first(self) -> None:
        self.pane.say_first(*_told(self.starting.refusal()))

    def _next_run(self) -> Head:
        """Return what stands over a run that was not started yet."""
        from app.core.training.watching.view import Head

        plan, name = self._session.parts.planning.view, self._session.commanding.run_name
        tip = self.tr("As Plan counts what an export now would be trained on.")
        return Head(name, plan.sum_line if plan is not None else "", tip=tip)

    def _on_refused(self, refusal: Refusal | None) -> None:
        self._unready = refusal is not None and refusal == self.starting.refusal()
        self.pane.say_trouble(*_told(refusal))
        self._say_first()

    def _said_refusal(self) -> str:
        trouble = self.pane.trouble
        return trouble.sentence() if trouble.isVisibleTo(self.pane) else ""

    def _on_started(self, folder: Path) -> None:
        self._session.show_run(folder)
        self._runs.look()

    def _help(self, command: str) -> None:
        """Lead to where what is missing is."""
        if command.startswith("train."):
            self._session.asked.emit(command)
        else:
            self.command_asked.emit(command)

    # ---------------------------------------------------------------------------------- doing

    def _do(self, command: str) -> None:
        view = self._runs.view
        if command == "train.start":
            self.starting.start()
        elif command == "train.history":
            self.windows.show_history()
        elif command == "train.queue":
            self.windows.show_queue()
        elif view is None:
            return
        elif command == "train.log":
            self.windows.show_log()
        elif command == "run.folder":
            show_folder(view.folder)
        elif command == "run.recipe":
            self.windows.take_recipe(view.run)
        elif command == "run.again":
            self.starting.start(recipe_of_run(view.run))
        elif view.live:
            self._stop(command, view)

    def _stop(self, command: str, view: RunView) -> None:
        acts = {
            "train.stop_checkpoint": self.stopping.after_checkpoint,
            "train.stop_now": self.stopping.at_once,
            "train.stop_at": self.stopping.at_a_time,
            "train.keep_on": self.stopping.keep_on,
        }
        if command in acts:
            acts[command](view)

    def _cure(self, cure: Cure) -> None:
        if cure.kind == "log":
            self.windows.show_log()
        elif cure.kind == "file":
            show_folder(Path(cure.target).parent)
        elif cure.kind == "ladder":
            self.command_asked.emit("plan.ladder")
        elif cure.kind == "check":
            self.command_asked.emit("view.plan")
        elif cure.kind in ("setup", "models"):
            self._session.asked.emit("train.setup")
        elif cure.kind == "recipe":
            self._session.option_asked.emit(cure.target)
        elif cure.kind == "set":
            self._session.choice.change_values(
                cure.values, self.tr("Recipe: {}").format(cure.label)
            )
        else:
            self._do("run.again")


def _told(refusal: Refusal | None) -> tuple[str, str, str]:
    """Return the sentence of a refusal, the words on its button, and what that does."""
    return ("", "", "") if refusal is None else (refusal.sentence, refusal.action, refusal.command)
