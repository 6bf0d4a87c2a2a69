"""The command line: every command of the program, for people and for scripts."""

from __future__ import annotations

import typer

app = typer.Typer(
    name="rushes",
    help="From a shelf of films to a trained video LoRA: what you see is what is trained.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.callback()
def root() -> None:
    """From a shelf of films to a trained video LoRA: what you see is what is trained."""


def main() -> None:
    """Run the program with the arguments it was started with."""
    app()
