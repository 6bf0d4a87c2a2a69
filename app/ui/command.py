"""A command of the window, as the tables of commands hold it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the window.

    Attributes:
        id: ``group.verb``.
        text: For people.
        keys: The program's own; the first one is shown; portable text as `QKeySequence` writes it.
            A person may change them: `keys` has those in force.
        group: What it is listed under.
        repeats: Whether it happens again and again while its key is held.
    """

    id: str
    text: str
    keys: tuple[str, ...]
    group: str
    repeats: bool = False
