"""The command line: every command of the program, for people and for scripts.

Exit codes: 0 success, 1 an error of the material (one sentence on stderr), 2 wrong usage, 130
stopped with Ctrl+C. What a command needs of core is imported inside it, so that ``--help`` is
instant.
"""

from __future__ import annotations

import sys

import typer
from typer.core import TyperGroup

from app.cli import datasets, films, projects, window
from app.cli.output import flush, report_fault, use_utf8
from app.core.errors import AppError

app = typer.Typer(
    name="rushes",
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
window.add_commands(app)
films.add_commands(app)
projects.add_commands(app)
datasets.add_commands(app)


@app.callback()
def root() -> None:
    """From a shelf of films to a trained video LoRA: what you see is what is trained.

    Frame numbers are those of the film in display order, from 0; a range START-END holds its start
    and not its end. `rushes` alone opens the window, `rushes PROJECT` opens it on a project; try
    `rushes demo` first.
    """


def main() -> None:
    """Run the program with the arguments it was started with."""
    use_utf8()
    sys.excepthook = report_fault
    try:
        try:
            command = typer.main.get_command(app)  # not app(): it puts typer's excepthook over ours
            assert isinstance(command, TyperGroup)
            command(window.with_command(sys.argv[1:], command.commands))
        finally:
            flush()
    except AppError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
