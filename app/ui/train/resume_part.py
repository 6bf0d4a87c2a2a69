"""Going on with a run that has ended: looks what it left, offers it, starts it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.core.errors import AppError
from app.ui.loop import spawn
from app.ui.train.resume_card import ResumeCard
from app.ui.train.run_starting import Launched, Refusal, RunStarting, begun
from app.ui.train.session import TrainSession
from app.ui.widgets.held import hold_while_there

if TYPE_CHECKING:
    from app.core.cache import Cache
    from app.core.jobs import Checkpoint
    from app.core.library.project import Project
    from app.core.training.commands.places import Rig
    from app.core.training.model import RunState
    from app.core.training.recipe.training_recipe import TrainingRecipe
    from app.core.training.resuming.going_on import GoingOn
    from app.core.training.resuming.offering import Look, Offer
    from app.core.training.watching.view import RunView
    from app.ui.train.resume_dialog import ResumeDialog


class ResumePart(QObject):
    """Made with the stage.

    Attributes:
        card: In the middle, under the run.
        dialog: Where it is chosen how; None: it is not open.
    """

    def __init__(self, tab: QWidget, session: TrainSession, starting: RunStarting) -> None:
        super().__init__(tab)
        self._tab, self._session, self._starting = tab, session, starting
        self.card = ResumeCard()
        self.dialog: ResumeDialog | None = None
        self._seen: tuple[object, ...] = ()
        self.card.go_asked.connect(self.go_on)
        self.card.choose_asked.connect(self.choose)
        self.card.run_asked.connect(self._show_after)
        session.asked.connect(self._do)
        starting.changed.connect(self._on_busy)
        runs = session.parts.runs
        runs.viewed.connect(self.show_view)
        runs.listed.connect(self._look_again)
        session.run_shown.connect(partial(self.show_view, None))
        self.show_view(runs.view)

    # --------------------------------------------------------------------------------- looking

    def show_view(self, view: RunView | None) -> None:
        """Look what a run that has ended can go on from, once for each state of it."""
        if view is None or not view.state.ended or view.folder != self._session.run:
            self._seen = ()
            self.card.show_offer(None)
            return
        runs = self._session.parts.runs
        seen = (view.folder, view.state.state, view.state.heartbeat, len(runs.runs))
        if seen != self._seen:
            self._seen = seen
            spawn(self._look(view, seen))

    def _look_again(self) -> None:
        self.show_view(self._session.parts.runs.view)

    async def _look(self, view: RunView, seen: tuple[object, ...]) -> None:
        offer = await self._session.parts.jobs.beside(_offer_of, view.folder, view.state)
        if seen == self._seen:
            self.card.show_offer(offer)

    def _on_busy(self) -> None:
        self.card.say_busy(self._starting.busy)

    def _show_after(self) -> None:
        offer = self.card.offer
        if offer is not None and offer.link is not None and offer.link.gone_on:
            self._session.show_run(offer.link.gone_on[-1])

    # ---------------------------------------------------------------------------------- doing

    def _do(self, command: str) -> None:
        if command == "train.resume" and self.card.offer is not None and self.card.offer.points:
            self.choose()

    def rig_of(self, recipe: TrainingRecipe) -> Rig:
        """Return what a recipe would run with."""
        from app.core.training.commands.dry_run import rig_of

        session = self._session
        return replace(rig_of(session.parts.preferences.value, recipe), trainer=session.trainer)

    def go_on(self) -> None:
        """Go on as it is offered; where the dataset is another, it is asked how."""
        offer = self.card.offer
        if offer is not None and offer.point is not None:
            spawn(self._go_on(offer))

    async def _go_on(self, offer: Offer) -> None:
        from app.core.training.resuming.going_on import Wish, recipe_of_run
        from app.core.training.resuming.offering import look_at_wish

        parts, project = self._session.parts, self._session.project_folder
        if offer.point is None or project is None:
            return
        wish = Wish(point=offer.point)
        rig = self.rig_of(recipe_of_run(offer.point))
        self.card.say_busy(True)
        try:
            look = await parts.jobs.beside(
                look_at_wish, project, wish, rig, cache=parts.films.cache
            )
        except AppError as error:
            self._starting.refused.emit(Refusal(str(error)))
            return
        finally:
            self._on_busy()
        if look.dataset.any or look.going.refused:
            self.choose()
        else:
            self.start(look)

    def choose(self) -> None:
        """Open the dialog in which it is chosen how."""
        from app.ui.train.resume_dialog import ResumeDialog

        offer = self.card.offer
        if offer is None or not offer.points:
            return
        dialog = ResumeDialog(self._tab, self._session, offer, self.rig_of)
        hold_while_there(self, "dialog", dialog)
        dialog.chosen.connect(self.start)
        dialog.open()

    def start(self, look: Look) -> None:
        """Start what was looked at."""
        going = look.going
        rig = self.rig_of(going.recipe)
        launcher = partial(launch_on, going=going, rig=rig)
        self._starting.start_so(launcher, partial(self._refusal, look), going.recipe)

    def _refusal(self, look: Look) -> Refusal | None:
        session = self._session
        if session.project_folder is None:
            return Refusal("")
        if session.read_only:
            return Refusal(session.parts.document.project.read_only_because)
        if look.going.refused:
            return Refusal(look.going.refused)
        if look.run.missing:
            return Refusal(look.run.missing[0], self.tr("Trainer and models…"), "train.setup")
        return None


def _offer_of(folder: Path, state: RunState) -> Offer | None:
    """Return what a run offers to go on from; what it takes is imported in the thread as well."""
    from app.core.training.resuming.offering import offer_of

    return offer_of(folder, state)


def launch_on(
    project: Project, *, going: GoingOn, rig: Rig, cache: Cache, checkpoint: Checkpoint
) -> Launched:
    """Make and start a run that goes on, in any thread; export before where today's is wanted.

    Raises `AppError`, and `Stopped` as the checkpoint says: no run is left then.
    """
    from app.core.export.project_export import export_project
    from app.core.jobs import part
    from app.core.training.resuming.making import make_run_on

    report = None
    if going.wish.dataset == "today":
        exporting = part(checkpoint, done=0.0, of=0.85, total=1.0)
        report = export_project(project, cache=cache, checkpoint=exporting)
        if report.failures:
            return Launched(report)
    freezing = part(checkpoint, done=0.85, of=0.15, total=1.0)
    folder: Path = make_run_on(project, going, rig, cache=cache, checkpoint=freezing)
    return begun(folder, rig, report)
