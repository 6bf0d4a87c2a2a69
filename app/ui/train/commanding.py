"""What Start would run, as command lines: made anew when anything of it is another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.training.model import OF_A_TRAINING
from app.ui.loop import loop_runs, spawn

if TYPE_CHECKING:
    from app.core.training.commands.places import Places, Rig
    from app.core.training.model import Command, StepName
    from app.ui.train.session import TrainSession

USUAL: tuple[StepName, ...] = tuple(step for step in OF_A_TRAINING if step != "smoke")


class Commanding(QObject):
    """Asks for no file but the number of the next run, and that beside all else.

    Args:
        session: Of what is chosen; its ``changed`` lets the commands be made anew.
    """

    def __init__(self, session: TrainSession) -> None:
        super().__init__(session)
        self._session = session
        self._commands: tuple[Command, ...] | None = None
        self._number, self._counting = 1, False
        session.changed.connect(self._forget)
        session.run_shown.connect(self.count)
        session.parts.preferences.changed.connect(self._follow_preferences)
        self._seen = self._preferred()

    # ---------------------------------------------------------------------------------- looking

    @property
    def steps(self) -> tuple[StepName, ...]:
        """Which steps run, in their order; of the smoke test the recipe decides."""
        from app.core.training.recipe.around import steps_of

        left_out = self._session.parts.preferences.value.steps_left_out
        return tuple(step for step in steps_of(self._session.recipe) if step not in left_out)

    @property
    def run_id(self) -> str:
        """What the folder of the next run will be called, unless another one comes before."""
        from app.core.training.folder import id_of

        return id_of(self._number, self.run_name)

    @property
    def run_name(self) -> str:
        """What the files of the next run are called."""
        from app.core.training.commands.dry_run import output_name

        document = self._session.parts.document
        return output_name(self._session.recipe, document.rows.settings)

    @property
    def rig(self) -> Rig:
        """What it would run with."""
        from app.core.training.commands.dry_run import rig_of

        rig = rig_of(self._session.parts.preferences.value, self._session.recipe)
        return replace(rig, trainer=self._session.trainer)

    @property
    def places(self) -> Places | None:
        """Where it would read and write; None while no project is open."""
        from app.core.training.commands.places import places_of

        folder = self._session.project_folder
        return None if folder is None else places_of(folder, self.run_id)

    @property
    def commands(self) -> tuple[Command, ...]:
        """What Start runs, in order; none while no project is open."""
        from app.core.training.commands.command_lines import commands

        if self._commands is None:
            places = self.places
            self._commands = (
                ()
                if places is None
                else commands(self._session.recipe, self.rig, places, steps=self.steps)
            )
        return self._commands

    @property
    def missing(self) -> tuple[str, ...]:
        """What must be set up before it can run, a sentence each."""
        from app.core.training.commands.command_lines import missing

        return missing(self._session.recipe, self.rig)

    # --------------------------------------------------------------------------------- changing

    def leave_out(self, step: StepName, *, out: bool) -> None:
        """Let a step run no more, or again."""
        preferences = self._session.parts.preferences
        left_out = [each for each in preferences.value.steps_left_out if each != step]
        preferences.change(steps_left_out=(*left_out, *((step,) if out else ())))

    def _forget(self) -> None:
        self._commands = None

    def _follow_preferences(self) -> None:
        seen, self._seen = self._seen, self._preferred()
        if seen != self._seen:
            self._session.changed.emit()

    def _preferred(self) -> tuple[object, ...]:
        value = self._session.parts.preferences.value
        return value.steps_left_out, value.gpu, value.models

    # --------------------------------------------------------------------------------- counting

    def count(self) -> None:
        """Look which number the next run will have."""
        if loop_runs() and not self._counting and self._session.project_folder is not None:
            self._counting = True
            spawn(self._count())

    async def _count(self) -> None:
        from app.core.training.folder import next_id

        try:
            folder = self._session.project_folder
            if folder is None:
                return
            found = await self._session.parts.jobs.beside(next_id, folder, "run", brief=True)
        finally:
            self._counting = False
        number = int(found.partition("-")[0])
        if number != self._number and folder == self._session.project_folder:
            self._number = number
            self._session.changed.emit()
