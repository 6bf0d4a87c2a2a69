"""A film's scores: what is kept of it, and how they are measured in one pass of decoding."""

from __future__ import annotations

import contextlib
import dataclasses
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from app.core import arrays
from app.core.errors import DamagedError
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import tr
from app.core.media.index import FrameIndex
from app.core.shots.cuts import Cut
from app.core.shots.decode import Flags, thumbnails
from app.core.shots.features import Halves, Thumbnail
from app.core.shots.judge import judge
from app.core.shots.samples import Floats, Samples
from app.core.shots.survey import Survey

Mode: TypeAlias = Literal["exact", "fast"]

_DOUBTED = 0.2  # a hard cut less sure needs no exact place


@dataclass(frozen=True, eq=False)
class FrameSignal:
    """What is known of a film before any threshold.

    Attributes:
        frames: Frames that could be decoded; the film is damaged behind them unless ``whole``.
        whole: They are all there are.
        hard: For each frame the probability 0-1 that a shot begins there at once.
        change: For each frame its distance from the one before it: how much moves. All 0 where
            the detector does not measure it.
        gradual: Dissolves and fades, sure or not, in order, none overlapping another.
        lead_in: Where a fade at the film's beginning ends; 0 = there is none.
        lead_out: Where a fade at the film's end begins; ``frames`` = there is none.
    """

    frames: int
    whole: bool
    hard: Halves
    change: Halves
    gradual: tuple[Cut, ...]
    lead_in: int
    lead_out: int

    def scores(self) -> Floats:
        """Return how sure it is, 0-1, that each frame begins a shot or is part of a change."""
        scores = self.hard.astype(np.float32)
        for cut in self.gradual:
            scores[cut.frame : cut.end] = np.maximum(scores[cut.frame : cut.end], cut.score)
        return scores

    def pack(self) -> bytes:
        """Return it as bytes for the cache."""
        facts = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        facts["gradual"] = [dataclasses.astuple(cut) for cut in self.gradual]
        columns = {name: facts.pop(name) for name in ("hard", "change")}
        return arrays.pack(facts, columns, deflated=True)

    @classmethod
    def unpack(cls, data: bytes) -> FrameSignal:
        """Return what `pack` packed; raises ValueError for what it did not."""
        facts, columns = arrays.unpack(data)
        facts["gradual"] = tuple(Cut(*cut) for cut in facts["gradual"])
        return cls(**(facts | columns))


def scan(
    index: FrameIndex, *, mode: Mode = "exact", checkpoint: Checkpoint = ignore
) -> FrameSignal:
    """Decode a film once and return its signal.

    Memory does not grow with the film but for some 100 bytes per frame.

    Args:
        index: The film.
        mode: ``fast`` leaves out frames that no other refers to, where the packets let expect no
            cut, and looks again where one is found all the same.
        checkpoint: Called with frames done and frames in all.

    Raises:
        DamagedError: Not even the first frame can be decoded.
        SourceError: The file cannot be opened any more.
        Stopped: The checkpoint said so.
    """
    survey = Survey(index, fast=mode == "fast")
    frames = survey.run(checkpoint)
    if not frames:
        raise DamagedError(
            tr('"{path}" is damaged: not one frame can be decoded; get it again.', path=index.path),
            frame=0,
        )
    features = survey.table.first(frames, survey.step)
    scores = judge(features, survey.step)
    hard = scores.hard
    if survey.seen is not None:
        hard = _looked_again(index, hard, survey.seen, checkpoint)
    return FrameSignal(
        frames,
        frames == len(index),
        hard,
        features.change,
        scores.gradual,
        scores.lead_in,
        scores.lead_out,
    )


def _looked_again(index: FrameIndex, hard: Halves, seen: Flags, checkpoint: Checkpoint) -> Halves:
    """Return the scores with each likely cut at its exact frame.

    Args:
        index: The film.
        hard: Scores of all frames.
        seen: The frames that were decoded: a cut beside another may be some frames off.
        checkpoint: Called per frame decoded.
    """
    exact = hard.copy()
    for frame in np.flatnonzero(hard >= _DOUBTED).tolist():
        if seen[frame] and seen[frame - 1]:
            continue
        before = int(np.flatnonzero(seen[:frame])[-1])
        behind = frame + int(np.argmax(seen[frame:]))
        exact[frame] = 0
        exact[_greatest_change(index, before, behind, checkpoint)] = hard[frame]
    return exact


def _greatest_change(index: FrameIndex, first: int, last: int, checkpoint: Checkpoint) -> int:
    """Return the frame of ``first + 1`` … ``last`` that differs most from the one before it."""
    needed = np.zeros(len(index), bool)
    needed[first : last + 1] = True
    found: dict[int, Thumbnail] = {}
    with contextlib.closing(thumbnails(index, first, needed=needed)) as pictures:
        for frame, thumbnail in pictures:
            checkpoint(Progress(frame, len(index), tr("Finding cuts")))
            if frame >= first:
                found[frame] = thumbnail
            if frame >= last:
                break
    if len(found) < 2:
        return last
    samples = Samples.of(np.stack([found[frame] for frame in sorted(found)]))
    return sorted(found)[1 + int(np.argmax(sum(samples.squares(1))))]
