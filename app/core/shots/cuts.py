"""Cuts, and the shots between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["hard", "dissolve", "fade"]

_MARGIN = 2  # frames left out on either side of a mixed stretch: its ends are hard to see


@dataclass(frozen=True, slots=True)
class Cut:
    """Where one shot gives way to the next.

    Attributes:
        frame: First frame of the new shot; of a dissolve or fade the first mixed frame.
        end: First clean frame of the new shot; for a hard cut ``frame`` itself.
        kind: What the change is. A fade goes through a blank picture.
        score: How sure it is, 0.0-1.0.
    """

    frame: int
    end: int
    kind: Kind
    score: float

    def to_json(self) -> dict[str, Any]:
        """Return it as ``rushes shots --json`` prints it."""
        score = round(self.score, 3)
        return {"frame": self.frame, "end": self.end, "kind": self.kind, "score": score}


@dataclass(frozen=True, slots=True)
class Shot:
    """A run of frames ``[start, end)`` without a cut.

    Attributes:
        start: First frame.
        end: The frame after the last one.
        soft_start: What comes before is mixed into it: a clip should not begin just here.
        soft_end: What comes after is.
    """

    start: int
    end: int
    soft_start: bool = False
    soft_end: bool = False


def shots_between(
    cuts: Sequence[Cut], frames: int, *, lead_in: int = 0, lead_out: int | None = None
) -> list[Shot]:
    """Return the clean runs of frames between cuts, in order.

    Args:
        cuts: In order, none overlapping another.
        frames: How many frames the film has.
        lead_in: Where a fade at the film's beginning ends; 0 = there is none.
        lead_out: Where a fade at the film's end begins; None or ``frames`` = there is none.

    Returns:
        Shots that leave out every mixed frame and two more on either side. A run of which nothing
        is left is passed over.
    """
    last = frames if lead_out is None else lead_out
    starts = [(lead_in, lead_in > 0), *((cut.end, cut.kind != "hard") for cut in cuts)]
    ends = [*((cut.frame, cut.kind != "hard") for cut in cuts), (last, last < frames)]
    shots = (
        Shot(start + _MARGIN * after, end - _MARGIN * before, after, before)
        for (start, after), (end, before) in zip(starts, ends, strict=True)
    )
    return [shot for shot in shots if shot.start < shot.end]
