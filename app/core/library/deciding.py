"""One decision on many rows, as one step."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence

from app.core.language import noted
from app.core.library.edits import Edit, changing, several
from app.core.library.model import Clip, Shot, Still
from app.core.library.picking import clips_over, pick_of, set_state

Fit = Callable[[Shot], tuple[int, int]]
"""Returns the range that is picked of a shot: ``[start, end)``."""


def accept(
    shots: Iterable[Shot], clips: Sequence[Clip], picks: Iterable[Clip | Still], fit: Fit
) -> Edit:
    """Return the edit after which all of them are picked; what is picked already stays as it is.

    Of a shot without clips a range is picked, with what a person thinks of the shot; clips that
    were rejected or left out are taken up again.

    Args:
        shots: Shots to pick of.
        clips: Clips of their sources, at least those that overlap them.
        picks: Clips and stills to pick.
        fit: Which range of a shot.
    """
    edits: list[Edit] = []
    again = {(type(row), row.id): row for row in picks}
    shots = list(shots)
    lying = clips_over(shots, clips)
    for shot in shots:
        edits.append(changing(shot, dataclasses.replace(shot, state="open")))
        over = lying.get(shot.id)
        if not over:
            edits.append(pick_of(shot, *fit(shot)))
        elif all(clip.state != "picked" for clip in over):
            again |= {(Clip, clip.id): clip for clip in over}
    return several(noted("Pick"), [*edits, set_state(again.values(), "picked")])
