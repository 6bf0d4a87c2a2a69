"""Starts a training: exports what has changed, freezes the run, lets its supervisor begin."""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.amounts import counted
from app.core.errors import AppError
from app.core.jobs import Checkpoint, Stopped, part
from app.ui.document import read_again
from app.ui.loop import spawn
from app.ui.train.session import TrainSession

if TYPE_CHECKING:
    from app.core.cache import Cache
    from app.core.export.report import ExportReport
    from app.core.library.project import Project
    from app.core.training.commands.places import Rig
    from app.core.training.model import StepName
    from app.core.training.recipe.training_recipe import TrainingRecipe


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a training cannot be started.

    Attributes:
        sentence: With what to do.
        action: Words on a button that leads there; empty: none does.
        command: What that button does, by its id.
    """

    sentence: str
    action: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True)
class Launched:
    """What came of a start.

    Attributes:
        report: Of the export; None: nothing was to be exported.
        run: The folder of the run; None: not everything could be exported.
        in_front: How many runs are to end before it begins; None: it begins at once.
    """

    report: ExportReport | None
    run: Path | None = None
    in_front: int | None = None


Launcher = Callable[..., Launched]
"""Makes and starts a run in any thread: of a project, with ``cache`` and ``checkpoint``."""


class RunStarting(QObject):
    """One start at a time.

    Attributes:
        busy: Whether one is under way.

    Signals:
        changed: Of ``busy``.
        refused: A `Refusal`; None where there is none any more.
        exported: The dataset's files were written.
        started: The folder of the run that begins.
        said: What has begun, a sentence.
    """

    changed = Signal()
    refused = Signal(object)
    exported = Signal()
    started = Signal(object)
    said = Signal(str)

    def __init__(self, session: TrainSession) -> None:
        super().__init__(session)
        self._session = session
        self.busy = False

    def refusal(self) -> Refusal | None:
        """Return why nothing can be started now; None where it can."""
        session = self._session
        if session.project_folder is None:
            return Refusal("")
        if session.read_only:
            return Refusal(session.parts.document.project.read_only_because)
        rows = session.parts.document.rows
        if not rows.clips and not rows.stills:
            sentence = self.tr("Nothing is picked yet: pick shots in Clips first.")
            return Refusal(sentence, self.tr("Go to Clips"), "view.clips")
        if session.missing:
            return Refusal(session.missing[0], self.tr("Set up trainer and models"), "train.setup")
        return None

    def start(self, recipe: TrainingRecipe | None = None) -> None:
        """Start a training; None: of the project's recipe."""
        chosen, session = recipe or self._session.recipe, self._session
        launcher = partial(launch, recipe=chosen, rig=session.rig, steps=session.steps)
        self.start_so(launcher, self.refusal, chosen)

    def start_so(
        self,
        launcher: Launcher,
        refusal: Callable[[], Refusal | None],
        recipe: TrainingRecipe,
    ) -> None:
        """Start what a launcher makes of a recipe, unless it is refused."""
        if self.busy:
            return
        refused = refusal()
        self.refused.emit(refused)
        if refused is None:
            self._set_busy(True)
            spawn(self._start(launcher, recipe))

    async def _start(self, launcher: Launcher, recipe: TrainingRecipe) -> None:
        document = self._session.parts.document
        project = document.project
        try:
            may = await self._may_reach(recipe) and await self._may_share_the_card()
            if may and document.holds(project):
                await self._launch(project, launcher)
        except AppError as error:
            self.refused.emit(Refusal(str(error)))
        except (CancelledError, Stopped):
            self.said.emit(self.tr("The start was stopped; nothing was trained"))
            raise
        finally:
            self._set_busy(False)

    async def _may_reach(self, recipe: TrainingRecipe) -> bool:
        """Ask, where a recipe does more than to train; what is agreed to is not asked again."""
        from app.core.training.recipe.reaching import question, reaches
        from app.ui.dialogs import confirm
        from app.ui.theme import application

        preferences = self._session.parts.preferences
        found = reaches(recipe, preferences.value.trusted)
        over = application().activeWindow()
        if not found:
            return True
        if over is None:
            self.refused.emit(Refusal(found[0].sentence))
            return False
        title = self.tr("Run what this recipe names?")
        if not await confirm(over, title, question(found), accept=self.tr("Run it"), loses=True):
            return False
        marks = tuple(each.mark for each in found)
        preferences.change(trusted=(*marks, *preferences.value.trusted))
        self._session.changed.emit()
        return True

    async def _may_share_the_card(self) -> bool:
        """Ask, where a training runs that is none of ours."""
        from app.ui.dialogs import confirm
        from app.ui.theme import application

        words = await self._session.parts.jobs.beside(_foreign)
        over = application().activeWindow()
        if not words or over is None:
            return True
        title = self.tr("Train all the same?")
        return await confirm(over, title, words[0], accept=self.tr("Train"), loses=True)

    async def _launch(self, project: Project, launcher: Launcher) -> None:
        parts = self._session.parts
        document = parts.document
        document.settle()
        title = self.tr("Exporting, then starting the training")
        try:
            launched = await parts.jobs.run(title, launcher, project, cache=parts.films.cache)
        except BaseException:
            if document.holds(project):  # it may have changed by then
                spawn(read_again(document, parts.jobs, project))
            raise
        self.exported.emit()
        if not document.holds(project):
            return
        document.catch_up()
        if launched.run is None:
            self.refused.emit(self._not_exported(launched.report))
            return
        self.started.emit(launched.run)
        self.said.emit(self._begun(launched))

    def _not_exported(self, report: ExportReport | None) -> Refusal:
        assert report is not None
        number = counted(len(report.failures), "pick")
        sentence = self.tr("{} cannot be exported, so that nothing was started: {}").format(
            number, report.failures[0].message
        )
        return Refusal(sentence, self.tr("Go to Clips"), "view.clips")

    def _begun(self, launched: Launched) -> str:
        name = launched.run.name if launched.run is not None else ""
        if launched.in_front:
            return self.tr("{} waits behind {}").format(name, counted(launched.in_front, "run"))
        return self.tr("{} has begun").format(name)

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        self.changed.emit()


def launch(
    project: Project,
    *,
    recipe: TrainingRecipe,
    rig: Rig,
    steps: tuple[StepName, ...],
    cache: Cache,
    checkpoint: Checkpoint,
) -> Launched:
    """Export, freeze and start, in any thread; nothing is started of what is not all exported.

    Raises `AppError`, and `Stopped` as the checkpoint says: no run is left then.
    """
    from app.core.export.project_export import export_project
    from app.core.training.runs.freezing import Asked, freeze

    exporting = part(checkpoint, done=0.0, of=0.85, total=1.0)
    report = export_project(project, cache=cache, checkpoint=exporting)
    if report.failures:
        return Launched(report)
    freezing = part(checkpoint, done=0.85, of=0.15, total=1.0)
    folder = freeze(project, recipe, rig, Asked(steps=steps), cache=cache, checkpoint=freezing)
    return begun(folder, rig, report)


def begun(folder: Path, rig: Rig, report: ExportReport | None) -> Launched:
    """Start a run that was made; return what came of it.

    Raises `RunError`.
    """
    from app.core.training.runs.starting import start
    from app.core.training.runs.turns import read_queue

    start(folder)
    queue = read_queue()
    waits = queue.place(folder)
    in_front = None if waits is None or queue.has(rig.gpu) is None else waits + 1
    return Launched(report, folder, in_front)


def _foreign() -> tuple[str, ...]:
    from app.core.training.runs.foreign import foreign_words

    return foreign_words()
