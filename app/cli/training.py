"""Commands on trainings: train."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import output
from app.cli.output import JsonFlag
from app.cli.projects import ProjectArgument

if TYPE_CHECKING:
    from app.core.training.commands.dry_run import DryRun


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands to the program."""
    app.command()(train)


def train(
    project: ProjectArgument,
    recipe: Annotated[
        str,
        typer.Option("--recipe", metavar="NAME", help="A preset, or the project's own recipe."),
    ] = "project",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the commands and write nothing.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Train a project's LoRA with a recipe: cache latents, cache text, train.

    `rushes train my-project --recipe takenoko-3090 --dry-run`
    """
    from app.core.library.project import Project
    from app.core.training.commands.dry_run import dry_run_of

    if not dry_run:
        raise typer.BadParameter("only --dry-run is there yet", param_hint="--dry-run")
    with Project.open(project, to_read=True) as opened:
        run = dry_run_of(opened, recipe)
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
