"""``rushes train --resume``: go on from where a run ended."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from app.cli import output

if TYPE_CHECKING:
    from app.core.library.project import Project
    from app.core.training.commands.places import Rig
    from app.core.training.resuming.going_on import GoingOn


@dataclass(frozen=True, slots=True)
class Again:
    """What was asked for.

    Attributes:
        run: The folder of the run; None: nothing is gone on from.
        start_from: The name of a state or a checkpoint; empty: the newest whole state.
        epochs: In all; None: as was planned.
        steps: As `steps_value` takes them; empty: those that are needed.
        today: Train on the dataset as it is today.
    """

    run: Path | None = None
    start_from: str = ""
    epochs: int | None = None
    steps: str = ""
    today: bool = False

    def check(self, recipe: str) -> None:
        """Check that all belongs together.

        Raises:
            typer.BadParameter: An option means nothing so.
        """
        if self.run is None:
            if self.start_from or self.epochs is not None or self.today:
                raise typer.BadParameter("--from, --epochs and --today belong to --resume")
            return
        if recipe != "project":
            raise typer.BadParameter("a run that goes on has its own recipe", param_hint="--recipe")
        if not (self.run / "run.json").is_file():
            from app.core.training.runs.starting import RunError

            raise RunError(f'"{self.run}" is no run: `rushes runs PROJECT` lists their folders.')


def print_dry_run(place: Path, again: Again, *, as_json: bool) -> None:
    """Print what would be run, and what that means; nothing is written."""
    from dataclasses import replace

    from app.cli.training import show_dry_run
    from app.core import settings
    from app.core.library.project import Project
    from app.core.training.commands.dry_run import chosen_trainer, rig_of
    from app.core.training.resuming.making import dry_run_on

    preferences = settings.load()
    with Project.open(place, to_read=True) as opened:
        going = _going_on(opened, again)
        rig = rig_of(preferences, going.recipe)
        rig = replace(rig, trainer=chosen_trainer(preferences))
        run = dry_run_on(opened.folder, _with_steps(opened, again, going, rig), rig)
    if as_json:
        output.print_json(run.to_json())
    else:
        _tell(going)
        show_dry_run(run)
    if going.refused:
        output.warn(going.refused)
        raise typer.Exit(1)
    for sentence in run.missing:
        output.warn(sentence)


def make_run(project: Project, again: Again, *, trust: bool) -> Path:
    """Make the run that goes on; return its folder."""
    from app.cli.training import check_reach, export_what_changed, ready_rig
    from app.core.cache import Cache
    from app.core.training.resuming.making import make_run_on
    from app.core.training.runs.starting import RunError

    going = _going_on(project, again)
    if going.refused:
        raise RunError(going.refused)
    check_reach(going.recipe, trust=trust)
    rig = ready_rig(going.recipe)
    cache = Cache()
    if again.today:
        export_what_changed(project, cache)
    going = _with_steps(project, again, going, rig)
    _tell(going)
    return output.run("Making the run", make_run_on, project, going, rig, cache=cache)


def _going_on(project: Project, again: Again) -> GoingOn:
    from app.core.training.resuming.going_on import Wish, going_on
    from app.core.training.resuming.making import point_of
    from app.core.training.runs.life import state_of
    from app.core.training.runs.starting import RunError

    assert again.run is not None
    folder = again.run.absolute()
    if not state_of(folder).ended:
        raise RunError(f'"{folder.name}" has not ended: stop it first.')
    point = point_of(folder, again.start_from)
    wish = Wish(point=point, epochs=again.epochs, dataset="today" if again.today else "run")
    return going_on(wish, project.folder)


def _with_steps(project: Project, again: Again, going: GoingOn, rig: Rig) -> GoingOn:
    """Return it with the steps that were named, or else those that are needed."""
    from dataclasses import replace

    from app.cli.training import steps_value
    from app.core.cache import Cache
    from app.core.training.resuming.making import steps_needed

    if again.steps:
        steps = steps_value(again.steps)
    else:
        looking = (project.folder, going.wish, rig)
        steps = output.run("Looking at the caches", steps_needed, *looking, cache=Cache())
    return replace(going, asked=replace(going.asked, steps=steps))


def _tell(going: GoingOn) -> None:
    """Say on standard error where it goes on and what that means."""
    point = going.wish.point
    output.warn(f"Goes on from {point.name}: {point.words}.")
    for sentence in (going.words, *going.kept, *going.differs):
        output.warn(sentence)
    for change in going.changes:
        output.warn(change.sentence)
