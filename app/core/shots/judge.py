"""From features to scores: what may be a cut, and how surely. No threshold is applied here."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from app.core.shots.cuts import Cut, Kind
from app.core.shots.dissolves import Stretch, find_dissolves
from app.core.shots.fades import find_fades
from app.core.shots.features import Features, Halves
from app.core.shots.hard import Rows, cut_scores
from app.core.shots.samples import Floats

_SURE = 0.5  # a hard cut this sure ends whatever mixes
_KEPT = 0.01  # less sure hard cuts are forgotten


@dataclass(frozen=True, eq=False)
class Scores:
    """How surely shots change where.

    Attributes:
        hard: For each frame the probability 0-1 that a shot begins there at once.
        gradual: Dissolves and fades, sure or not, in order, none overlapping another.
        lead_in: Where a fade at the film's beginning ends; 0 = there is none.
        lead_out: Where a fade at the film's end begins; the number of frames = there is none.
    """

    hard: Halves
    gradual: tuple[Cut, ...]
    lead_in: int
    lead_out: int


def judge(features: Features, step: int) -> Scores:
    """Return the scores of a film.

    A fade from or to nothing, at the film's own ends, is no cut: there is no other shot.

    Args:
        features: Of all its frames.
        step: Frames per row of them.
    """
    frames, rows = len(features.change), len(features)
    scores = cut_scores(features)
    sure = np.flatnonzero(scores > _SURE)
    fades = find_fades(features, sure)
    inner = [fade for fade in fades if fade.last >= 0 and fade.first < rows]
    mixed = [_as_cut(fade, "fade", step, frames) for fade in inner]
    for dissolve in find_dissolves(features, sure):
        if all(dissolve.first <= fade.last or dissolve.last >= fade.first for fade in fades):
            mixed.append(_as_cut(dissolve, "dissolve", step, frames))
    leads = [math.ceil(fade.first) * step for fade in fades if fade.last < 0]
    tails = [(math.floor(fade.last) + 1) * step for fade in fades if fade.first >= rows]
    return Scores(
        hard=_per_frame(scores, features.change.astype(np.float32), step),
        gradual=tuple(sorted(mixed, key=lambda cut: cut.frame)),
        lead_in=min([*leads, frames]) if leads else 0,
        lead_out=min([*tails, frames]),
    )


def _as_cut(stretch: Stretch, kind: Kind, step: int, frames: int) -> Cut:
    """Return a stretch in frames.

    What is hardly mixed yet cannot be seen, so the first mixed frame is taken a little late rather
    than too early: it is surely one.
    """
    late = 0.8 + 0.03 * (stretch.first - stretch.last)
    first = math.floor(stretch.last + late) + 1
    end = max(first + 1, math.ceil(stretch.first))
    return Cut(min(first * step, frames - 1), min(end * step, frames), kind, stretch.score)


def _per_frame(scores: Floats, change: Floats, step: int) -> Halves:
    """Return the scores of rows at frames: a row's at its frame that changes most."""
    hard = np.zeros(len(change), np.float16)
    rows: Rows = np.flatnonzero(scores > _KEPT)
    for row in rows:
        first = (row - 1) * step + 1
        frame = first + int(np.argmax(change[first : first + step]))
        hard[frame] = scores[row]
    return hard
