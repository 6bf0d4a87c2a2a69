"""The command that opens the window."""

from __future__ import annotations

import sys
from collections.abc import Container, Sequence
from pathlib import Path
from typing import Annotated

import typer

_ROOT_OPTIONS = ("-h", "--help", "--install-completion", "--show-completion")


def add_commands(app: typer.Typer) -> None:
    """Add this module's command to the program."""
    app.command("open")(open_window)


def open_window(
    project: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PROJECT]",
            help="A project's folder, its project.rushes, or a dataset file to plan by itself.",
            show_default=False,
            readable=False,
        ),
    ] = None,
    smoke: Annotated[
        bool, typer.Option("--smoke", help="Open, show, close: tells whether the window can run.")
    ] = False,
) -> None:
    """Open the window, on a project or dataset file if one is named; `rushes PROJECT` is short.

    `rushes open my-project`
    """
    show_window(project, smoke=smoke)


def show_window(
    project: Path | None = None, *, demo: Path | None = None, smoke: bool = False
) -> None:
    """Open the window and stay until it is closed."""
    from app.ui.start import run_window

    code = run_window(project, demo=demo, smoke=smoke)
    if code:
        sys.exit(code)


def with_command(arguments: Sequence[str], commands: Container[str]) -> list[str]:
    """Return the arguments with ``open`` in front where they name no command.

    A single word that is neither a command nor there on the disk is left to be refused: it is a
    misspelt command.
    """
    if not arguments:
        return ["open"]
    first = arguments[0]
    if first in commands or first in _ROOT_OPTIONS:
        return list(arguments)
    is_word = not first.startswith("-") and Path(first).name == first
    if is_word and not Path(first).exists():
        return list(arguments)
    return ["open", *arguments]
