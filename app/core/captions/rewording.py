"""What a change of many captions would make of each, before it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.core.amounts import counted
from app.core.captions.differing import Run, differ
from app.core.captions.text import tidy
from app.core.captions.writing import rewrite_each
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import tr
from app.core.library.captioned import Row
from app.core.library.edits import Edit

_TOLD_EVERY = 256  # captions between two reports


@dataclass(frozen=True, slots=True)
class Rewording:
    """The words that one caption would have.

    Attributes:
        row: The clip or still, with the words it has.
        after: The words it would have, in the form in which they are kept.
        places: In how many places they differ, as the change counts them.
    """

    row: Row
    after: str
    places: int = 1

    @property
    def before(self) -> str:
        """The words it has."""
        return self.row.caption

    @property
    def runs(self) -> tuple[Run, ...]:
        """The difference, to be looked at."""
        return differ(self.before, self.after)


Reword = Callable[[str], tuple[str, int]]
"""Returns what becomes of a text, and in how many places."""


def reword(
    rows: Iterable[Row], change: Reword, checkpoint: Checkpoint = ignore
) -> tuple[Rewording, ...]:
    """Return what becomes of the captions that a change does not leave as they are."""
    every = tuple(rows)
    found: list[Rewording] = []
    for number, row in enumerate(every):
        if number % _TOLD_EVERY == 0:
            checkpoint(Progress(number, len(every)))
        text, places = change(row.caption)
        if places and text != row.caption and (text := tidy(text)) != row.caption:
            found.append(Rewording(row, text, places))
    return tuple(found)


def places_in(rewordings: Sequence[Rewording]) -> str:
    """Return how much would change, for people: "14 in 11 captions"."""
    places = sum(each.places for each in rewordings)
    return tr(
        "{places:,} in {captions}", places=places, captions=counted(len(rewordings), "caption")
    )


def written(rewordings: Iterable[Rewording], label: str) -> Edit:
    """Return the edit that makes the changes: one step to undo.

    A caption that became another one since is left alone.
    """
    return rewrite_each(((each.row, each.after) for each in rewordings), label)
