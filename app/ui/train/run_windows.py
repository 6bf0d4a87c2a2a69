"""The windows beside *Train*: log, runs, queue; each is made when it is first wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.ui.train.session import TrainSession
from app.ui.widgets.held import hold_while_there

if TYPE_CHECKING:
    from app.core.training.model import Run
    from app.core.training.recipe.training_recipe import TrainingRecipe
    from app.ui.train.history_dialog import HistoryDialog
    from app.ui.train.log_dialog import LogDialog
    from app.ui.train.queue_dialog import QueueDialog


class RunWindows(QObject):
    """One for the stage.

    Attributes:
        log: The window of a log; None: none is open. So are ``history`` and ``queue``.

    Signals:
        done: What was just done, a sentence.
        undoable: What was done and can be taken back.
        stop_asked: Ask whether to stop the run in a folder, or take it off the queue.
    """

    done = Signal(str)
    undoable = Signal(str)
    stop_asked = Signal(object)

    def __init__(self, over: QWidget, session: TrainSession) -> None:
        super().__init__(over)
        self._over, self._session = over, session
        self._runs = session.parts.runs
        self.log: LogDialog | None = None
        self.history: HistoryDialog | None = None
        self.queue: QueueDialog | None = None

    def show_log(self, step: str = "") -> None:
        """Show the whole log of the run that is shown, of a step or the one that is of interest."""
        from app.ui.train.log_dialog import LogDialog

        view = self._runs.view
        if view is None:
            return
        dialog = self.log
        if dialog is None:
            dialog = LogDialog(self._over, self._session.parts.jobs)
            dialog.said.connect(self.done)
            hold_while_there(self, "log", dialog)
        dialog.show_run(view, step)
        _bring(dialog)

    def show_history(self) -> None:
        """Show all runs of the project."""
        from app.ui.train.history_dialog import HistoryDialog

        dialog = self.history
        if dialog is None:
            dialog = HistoryDialog(self._over, self._session)
            dialog.said.connect(self.done)
            dialog.recipe_asked.connect(self.take_recipe)
            dialog.queue_asked.connect(self.show_queue)
            hold_while_there(self, "history", dialog)
        _bring(dialog)

    def show_queue(self) -> None:
        """Show the runs of this machine that wait."""
        from app.ui.train.queue_dialog import QueueDialog

        dialog = self.queue
        if dialog is None:
            dialog = QueueDialog(self._over, self._runs, self._session.parts.jobs)
            dialog.stop_asked.connect(self.stop_asked)
            hold_while_there(self, "queue", dialog)
        self._runs.look()
        _bring(dialog)

    def ask_cost(self, under: QWidget) -> None:
        """Ask what an hour of training costs."""
        from app.ui.train.figures_cost import CostPopover

        preferences = self._session.parts.preferences
        popover = CostPopover(self._over.window(), preferences.value.hour_cost)
        popover.chosen.connect(lambda text: preferences.change(hour_cost=text))
        popover.chosen.connect(self.count_cost)
        popover.show_under(under)
        popover.field.setFocus()

    def count_cost(self, _text: str = "") -> None:
        """Count costs by what an hour costs now."""
        from app.core.training.watching.tiles import price_of

        self._runs.price = price_of(self._session.parts.preferences.value.hour_cost)
        self._runs.look()

    def take_recipe(self, run: Run) -> None:
        """Let the project's recipe be that of a run: one step to undo."""
        from app.core.training.recipe.recipe_edits import recipe_edit

        document = self._session.parts.document
        if document.read_only:
            return
        label = self.tr("Recipe of {}").format(run.id)
        edit = recipe_edit(document.rows.settings, recipe_of_run(run), label)
        if edit:
            document.apply(edit)
            self.undoable.emit(self.tr("The recipe is that of {} now").format(run.id))
        else:
            self.done.emit(self.tr("The recipe is that of {} already").format(run.id))


def recipe_of_run(run: Run) -> TrainingRecipe:
    """Return the recipe of a run, as far as its options are known still."""
    from app.core.training.recipe.training_recipe import TrainingRecipe, known_values

    return TrainingRecipe(run.preset, known_values(run.values))


def _bring(dialog: QWidget) -> None:
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
