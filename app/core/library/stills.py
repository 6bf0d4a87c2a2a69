"""Stills made of clips: with the clip's words, tags and crop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from app.core.amounts import counted
from app.core.language import clauses, noted, tr
from app.core.library.edits import Edit, adding
from app.core.library.model import Clip, Still
from app.core.media.conform import conform

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

Choice = Literal["first", "middle", "sharpest"]
"""Which frame of a clip becomes its still."""


@dataclass(frozen=True, slots=True)
class Stills:
    """Stills to make of clips.

    Attributes:
        edit: Makes them, in one step.
        made: How many.
        there: How many clips have theirs already.
        lost: How many have none, because their film cannot be read.
    """

    edit: Edit
    made: int
    there: int
    lost: int = 0

    @property
    def sentence(self) -> str:
        """What was done."""
        said = [tr("{stills} made", stills=counted(self.made, "still"))]
        if self.there == 1:
            said.append(tr("1 was there already"))
        elif self.there:
            said.append(tr("{number:,} were there already", number=self.there))
        if self.lost:
            said.append(tr("{clips} could not be read", clips=counted(self.lost, "clip")))
        return tr("{sentence}.", sentence=clauses(said))


def still_of(clip: Clip, frame: int) -> Still:
    """Return the still of a clip's frame, with what a person thinks and says of the clip."""
    return Still(
        source=clip.source,
        frame=frame,
        crop=clip.crop,
        caption=clip.caption,
        rating=clip.rating,
        tags=clip.tags,
    )


def stills_of(
    clips: Iterable[Clip], frames: Mapping[int, int | None], stills: Iterable[Still]
) -> Stills:
    """Return the stills to make of clips; those that are there already are passed over.

    Args:
        clips: The clips.
        frames: The source frame that becomes the still, by the clip's id; None: it has none.
        stills: Of the project.
    """
    known = {(still.source, still.frame) for still in stills}
    new: list[Still] = []
    there = lost = 0
    for clip in clips:
        frame = frames.get(clip.id)
        if frame is None:
            lost += 1
        elif (clip.source, frame) in known:
            there += 1
        else:
            known.add((clip.source, frame))
            new.append(still_of(clip, frame))
    edit = adding(*new, label=noted("Stills from picks"))
    return Stills(edit, len(new), there, lost)


def middle_of(index: FrameIndex | None, clip: Clip, rate: Fraction) -> int:
    """Return the frame in the middle of those that are trained; without an index, of all."""
    if index is None or clip.end > len(index):
        return (clip.start + clip.end) // 2
    frames = conform(index, clip.start, clip.end, rate)
    return frames[len(frames) // 2]
