"""The program's commands, as typer reads them: help, completion, the arguments of each."""

from __future__ import annotations

from collections.abc import Sequence

import typer
from typer.core import TyperGroup

from app.cli import datasets, films, imports, projects, training, window

app = typer.Typer(
    name="rushes",
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
window.add_commands(app)
films.add_commands(app)
projects.add_commands(app)
imports.add_commands(app)
datasets.add_commands(app)
training.add_commands(app)


@app.callback()
def root() -> None:
    """From a shelf of films to a trained video LoRA: what you see is what is trained.

    Frame numbers are those of the film in display order, from 0; a range START-END holds its start
    and not its end. `rushes` alone opens the window, `rushes PROJECT` opens it on a project; try
    `rushes demo` first.
    """


def run(arguments: Sequence[str]) -> None:
    """Run the command that the arguments name; ends as typer does, with SystemExit."""
    command = typer.main.get_command(app)  # not app(): it puts typer's excepthook over ours
    assert isinstance(command, TyperGroup)
    command(window.with_command(arguments, command.commands))
