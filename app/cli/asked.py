"""What the arguments ask for, where that is the window alone; knows no typer: that takes longer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WindowAsked:
    """The window, on a project if there is one; ``smoke`` only shows it and closes it."""

    project: Path | None = None
    smoke: bool = False


def window_asked(arguments: Sequence[str], environment: Iterable[str]) -> WindowAsked | None:
    """Return what the window is to show; None where the arguments are for typer to judge.

    Those are all that may be another command, wrong, or a shell's question for completions: here
    only what is plain is understood, as ``rushes open`` would.

    Args:
        arguments: What follows the program's name.
        environment: The names of the environment's variables.
    """
    if any(name.startswith("_") and name.endswith("_COMPLETE") for name in environment):
        return None
    words = list(arguments)
    if words[:1] == ["open"]:
        del words[0]
    elif words and not words[0].startswith("-") and Path(words[0]).name == words[0]:
        return None  # it may be a command
    named = [word for word in words if word != "--smoke"]
    if len(named) > 1 or any(word.startswith("-") for word in named):
        return None
    return WindowAsked(Path(named[0]) if named else None, smoke=len(named) < len(words))
