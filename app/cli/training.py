"""Commands on trainings: train, runs, stop."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli import output, resuming
from app.cli.output import JsonFlag
from app.cli.projects import ProjectArgument
from app.cli.values import moment_value
from app.core.amounts import disk_size

if TYPE_CHECKING:
    from app.core.cache import Cache
    from app.core.library.project import Project
    from app.core.training.commands.dry_run import DryRun
    from app.core.training.commands.places import Rig
    from app.core.training.model import RunState, StepName
    from app.core.training.recipe.training_recipe import TrainingRecipe
    from app.core.training.runs.listing import Listed

RunArgument = Annotated[
    Path,
    typer.Argument(metavar="RUN_FOLDER", help="A run's folder: see `runs`.", readable=False),
]
_LOOK_EVERY = 0.5  # seconds


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands to the program."""
    app.command()(train)
    app.command()(runs)
    app.command()(stop)
    app.command()(pack)


def train(
    project: ProjectArgument,
    recipe: Annotated[
        str,
        typer.Option("--recipe", metavar="NAME", help="A preset, or the project's own recipe."),
    ] = "project",
    steps: Annotated[
        str,
        typer.Option(
            "--steps",
            metavar="STEPS",
            help="Of check, cache_latents, cache_text, smoke, train: some.",
        ),
    ] = "",
    resume: Annotated[
        Path | None,
        typer.Option("--resume", metavar="RUN_FOLDER", help="Go on from where a run ended."),
    ] = None,
    start_from: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="NAME",
            help="With --resume: a state of it, or a checkpoint to begin from its weights.",
        ),
    ] = "",
    epochs: Annotated[
        int | None,
        typer.Option("--epochs", min=1, help="With --resume: in all, those of before included."),
    ] = None,
    today: Annotated[
        bool,
        typer.Option("--today", help="With --resume: train on today's dataset, not the run's own."),
    ] = False,
    trust: Annotated[
        bool,
        typer.Option(
            "--trust", help="Run what the recipe loads, sends or writes beyond the training."
        ),
    ] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Stay until it has ended.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the commands and write nothing.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Train a project's LoRA with a recipe: check, cache latents, cache text, train.

    What changed is exported, the run is made and started, and its folder printed; it goes on when
    this program has ended, or the connection. With --wait, exit 1 unless it reached its end.

    `rushes train my-project --recipe takenoko-3090`

    `rushes train my-project --steps check,train --wait`

    `rushes train my-project --resume my-project/runs/003-rain --dry-run`
    """
    from app.core.library.project import Project

    wanted = steps_value(steps)
    again = resuming.Again(resume, start_from, epochs, steps=steps, today=today)
    again.check(recipe)
    if resume is not None and dry_run:
        resuming.print_dry_run(project, again, as_json=as_json)
        return
    if dry_run:
        with Project.open(project, to_read=True) as opened:
            print_dry_run(opened, recipe, as_json=as_json)
        return
    with Project.open(project) as opened:
        if resume is not None:
            folder = resuming.make_run(opened, again, trust=trust)
        else:
            folder = make_run(opened, recipe, wanted, trust=trust)
    from app.core.training.runs.starting import start

    state = start(folder)
    if wait:
        state = until_ended(folder)
    if as_json:
        output.print_json(run_json(folder, state))
    else:
        output.say(str(folder))
        if wait:
            output.say(state_words(state))
    for sentence in state.warnings:
        output.warn(sentence)
    if wait and state.state != "done":
        if state.trouble:
            output.warn(state.trouble)
        raise typer.Exit(1)


def steps_value(text: str) -> tuple[StepName, ...] | None:
    """Return the steps a text names, with commas; None where it is empty: as the recipe says.

    Raises:
        typer.BadParameter: One is none.
    """
    from app.core.training.model import OF_A_TRAINING

    named = [each.strip() for each in text.split(",") if each.strip()]
    for each in named:
        if each not in OF_A_TRAINING:
            raise typer.BadParameter(
                f"{each!r} is no step; give some of {', '.join(OF_A_TRAINING)}",
                param_hint="--steps",
            )
    return tuple(each for each in OF_A_TRAINING if each in named) or None


def make_run(
    project: Project, recipe: str, steps: tuple[StepName, ...] | None, *, trust: bool
) -> Path:
    """Export what changed of a project and make a run of it; return its folder."""
    from app.core.cache import Cache
    from app.core.training.commands.dry_run import named_recipe
    from app.core.training.runs.freezing import Asked, freeze

    found = named_recipe(project.settings, recipe)
    check_reach(found, trust=trust)
    rig = ready_rig(found)
    cache = Cache()
    export_what_changed(project, cache)
    asked = Asked(steps=steps)
    return output.run("Making the run", freeze, project, found, rig, asked, cache=cache)


def check_reach(recipe: TrainingRecipe, *, trust: bool) -> None:
    """Refuse a recipe that reaches beyond the training, unless a person has agreed to that.

    Raises:
        RunError: It does; each thing it does is printed.
    """
    from app.core import settings
    from app.core.training.recipe.reaching import reaches
    from app.core.training.runs.starting import RunError

    found = () if trust else reaches(recipe, settings.load().trusted)
    for each in found:
        output.warn(each.sentence)
    if found:
        raise RunError("The recipe does more than to train: give --trust where you know all this.")


def ready_rig(recipe: TrainingRecipe) -> Rig:
    """Return what a recipe is trained with; the trainer is asked what it has.

    Raises:
        RunError: Something is not set up.
    """
    from app.core import settings
    from app.core.training.commands.command_lines import missing
    from app.core.training.runs.rigging import chosen_rig
    from app.core.training.runs.starting import RunError

    rig: Rig = output.run("Asking the trainer", chosen_rig, settings.load(), recipe)
    for sentence in (wanted := missing(recipe, rig))[1:]:
        output.warn(sentence)
    if wanted:
        raise RunError(wanted[0])
    return rig


def export_what_changed(project: Project, cache: Cache) -> None:
    """Export what changed of a project; a person is told what cannot be."""
    from app.core.export.project_export import export_project

    report = output.run("Exporting", export_project, project, cache=cache)
    for sentence in report.sentences():
        output.warn(sentence)
    if not report.ok:
        raise typer.Exit(1)


def until_ended(folder: Path) -> RunState:
    """Wait for the end of a run; Ctrl+C ends the waiting alone."""
    from app.core.training.runs.life import state_of

    while not (state := state_of(folder)).ended:
        time.sleep(_LOOK_EVERY)
    return state


def print_dry_run(project: Project, recipe: str, *, as_json: bool) -> None:
    """Print what a training would run."""
    from app.core.training.commands.dry_run import dry_run_of

    run = dry_run_of(project, recipe)
    if as_json:
        output.print_json(run.to_json())
    else:
        show_dry_run(run)
    for sentence in run.missing:
        output.warn(sentence)


def show_dry_run(run: DryRun) -> None:
    """Print the commands of a training, for people."""
    for title, text in run.texts():
        output.say_exactly(f"# {title}\n{text}\n")


def runs(project: ProjectArgument, as_json: JsonFlag = False) -> None:
    """List the runs of a project, the newest first, and how far they are.

    `rushes runs my-project`
    """
    from app.core.library.project import Project
    from app.core.training.runs.listing import list_runs

    with Project.open(project, to_read=True) as opened:
        found = list_runs(opened.folder)
    if as_json:
        output.print_json({"runs": [run_json(each.folder, each.state) for each in found]})
        return
    if not found:
        output.say("Nothing was trained here yet.")
        return
    output.table(("run", "state", ">step", ">loss", "what…"), map(_row, found))


def _row(each: Listed) -> tuple[str, ...]:
    point = each.state.point
    step = f"{point.step:,}/{point.steps:,}" if point else ""
    loss = f"{point.loss:.4f}" if point and point.loss is not None else ""
    return each.folder.name, each.state.state, step, loss, state_words(each.state)


def state_words(state: RunState) -> str:
    """Return in a line how a run stands."""
    said = [state.trouble or state.phase, state.kept]
    if state.ended:
        return " ".join(part for part in said if part) or state.state
    return " ".join(part for part in said if part)


def run_json(folder: Path, state: RunState) -> dict[str, Any]:
    """Return how a run stands as JSON prints it."""
    import json

    value: dict[str, Any] = json.loads(state.to_json())
    return {"folder": str(folder), **value}


def stop(
    run: RunArgument,
    at_checkpoint: Annotated[
        bool, typer.Option("--at-checkpoint", help="As soon as the next checkpoint is written.")
    ] = False,
    at: Annotated[
        str, typer.Option("--at", metavar="HH:MM", help="The next time the clock says so.")
    ] = "",
    cancel: Annotated[
        bool, typer.Option("--cancel", help="Take back what was asked: go on.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Stop a run with all its processes, or take a run that waits out of the queue.

    Stopping at once waits until it has ended, which takes up to ten seconds.

    `rushes stop my-project/runs/003-rain --at-checkpoint`
    """
    from app.core.training.model import StopRequest
    from app.core.training.runs.life import state_of
    from app.core.training.runs.requests import request_stop, take_stop_back
    from app.core.training.runs.starting import RunError

    if at_checkpoint + bool(at) + cancel > 1:
        raise typer.BadParameter("only one of --at-checkpoint, --at and --cancel can be given")
    when = moment_value(at, time.time()) if at else None
    folder = run.absolute()
    if not (folder / "run.json").is_file():
        raise RunError(f'"{run}" is no run: `rushes runs PROJECT` lists their folders.')
    state = state_of(folder)
    if not state.ended:
        if cancel:
            take_stop_back(folder)
        else:
            request = StopRequest(
                how="checkpoint" if at_checkpoint else "at" if at else "now", at=when
            )
            request_stop(folder, request)
            if request.how == "now":
                state = until_ended(folder)
    if as_json:
        output.print_json(run_json(folder, state))
    else:
        output.say(_answer(folder, state, cancel=cancel, when=when))


def pack(
    run: RunArgument,
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="A new folder for all of it.", readable=False)
    ],
    caches: Annotated[
        bool,
        typer.Option("--caches", help="With what is cached: nothing is cached again there."),
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Copy a run with its dataset into one folder that trains on another machine, without Rushes.

    Its start.sh and start.ps1 hold the run's very command lines, with other paths; models and
    trainer are named by variables, and README.txt says what must be put where.

    `rushes pack my-project/runs/003-rain /media/disk/rain --caches`
    """
    from app.core.cache import Cache
    from app.core.training.packing.packing import pack as pack_run

    made = output.run("Packing", pack_run, run, out, caches=caches, cache=Cache())
    if as_json:
        output.print_json(made.to_json())
        return
    output.say(
        f"{made.files:,} files, {disk_size(made.size)}, in {made.folder}: README.txt says what to "
        f"put where ({', '.join(made.needs)}); start.sh runs {', '.join(made.steps)}."
    )


def _answer(folder: Path, state: RunState, *, cancel: bool, when: float | None) -> str:
    if state.ended:
        return f"{folder.name}: {state.state}. {state.kept}".strip()
    if cancel:
        return f"{folder.name} goes on."
    if when is not None:
        return f"{folder.name} will be stopped at {time.strftime('%H:%M', time.localtime(when))}."
    return f"{folder.name} will be stopped as soon as its next checkpoint is written."
