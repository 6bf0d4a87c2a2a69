"""What is lost of which clip, and how far its range must grow so that nothing is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.export.films import Films
from app.core.export.lengths import Range, extended
from app.core.export.planned import ProjectPlan
from app.core.library.model import Clip, Shot, Still
from app.core.planner.ledger import Loss, losses


@dataclass(frozen=True, slots=True)
class RowLoss:
    """A loss and the clip it befalls.

    Attributes:
        row: None where the file is not of this project.
    """

    loss: Loss
    row: Clip | Still | None


@dataclass(frozen=True, slots=True)
class Cure:
    """A range that gives a clip all its samples; ``changing(clip, replace(clip, …))`` applies it.

    Attributes:
        start: First source frame.
        end: One past the last.
        frames: Frames it gains at the project's rate, at least.
    """

    clip: Clip
    start: int
    end: int
    frames: int


def row_losses(plan: ProjectPlan) -> list[RowLoss]:
    """Return every loss of a project's plan with its row, by dataset, file and length."""
    return [
        RowLoss(loss, plan.row_of(loss.dataset, loss.file))
        for loss in losses(plan.plan, plan.names)
    ]


def find_cure(lost: RowLoss, plan: ProjectPlan, films: Films, shots: Iterable[Shot]) -> Cure | None:
    """Return the range that cures a loss; None where length is no cure or the shot has no room.

    Args:
        lost: It.
        plan: The plan it is of.
        films: With the clip's film.
        shots: Those of the clip's source; the clip may not leave the one it is in.
    """
    clip, needs = lost.row, lost.loss.needs
    if not isinstance(clip, Clip) or needs is None or lost.loss.missing is None:
        return None
    index = films.of(clip.source).index
    limits = limits_of(clip, shots)
    if index is None or limits is None:
        return None
    span = extended(index, limits, (clip.start, clip.end), needs, plan.settings.rate)
    return None if span is None else Cure(clip, *span, lost.loss.missing)


def limits_of(clip: Clip, shots: Iterable[Shot]) -> Range | None:
    """Return the source frames of the shot a clip lies in; None where it is not inside one."""
    for shot in shots:
        if shot.source == clip.source and shot.start <= clip.start and clip.end <= shot.end:
            return shot.start, shot.end
    return None
