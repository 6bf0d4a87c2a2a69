"""How well cuts agree with labels, as the numbers to hold define it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

TOLERANCE = 1  # frames


@dataclass(frozen=True)
class Labels:
    """Where a film's cuts truly are.

    Attributes:
        range: Frames that were looked at, half-open.
        hard: First frames of new shots.
        gradual: First and last mixed frames.
        ignored: First and last frames of stretches that count neither way.
    """

    range: tuple[int, int]
    hard: Sequence[int]
    gradual: Sequence[tuple[int, int]]
    ignored: Sequence[tuple[int, int]]

    @classmethod
    def read(cls, path: Path) -> Labels:
        """Return the labels of a JSON file."""
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            range=(data["range"][0], data["range"][1]),
            hard=data["hard"],
            gradual=[(first, last) for first, last, *_ in data["gradual"]],
            ignored=[(first, last) for first, last, *_ in data.get("ignore", [])],
        )


@dataclass(frozen=True)
class Score:
    """Cuts found, missed and made up."""

    found: int
    missed: int
    false: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, 0-1."""
        return 2 * self.found / max(1, 2 * self.found + self.missed + self.false)


def score_all(frames: Iterable[int], labels: Labels) -> Score:
    """Return the score of all cuts found, given by their frames.

    A hard cut is found by one frame within `TOLERANCE`; a gradual one by any frame inside of it,
    and more of them are not counted.
    """
    rest, missed = _match(frames, labels)
    hit = {span for span in labels.gradual if any(_inside(frame, span) for frame in rest)}
    false = [frame for frame in rest if not any(_inside(frame, s) for s in labels.gradual)]
    found = len(labels.hard) - missed + len(hit)
    return Score(found, missed + len(labels.gradual) - len(hit), len(false))


def score_hard(frames: Iterable[int], labels: Labels) -> Score:
    """Return the score of the hard cuts found; those at gradual ones count neither way."""
    rest, missed = _match(frames, labels)
    false = [frame for frame in rest if not any(_inside(frame, s) for s in labels.gradual)]
    return Score(len(labels.hard) - missed, missed, len(false))


def _match(frames: Iterable[int], labels: Labels) -> tuple[list[int], int]:
    """Return the frames that hit no hard cut, and how many hard cuts were missed."""
    rest = [f for f in sorted(frames) if labels.range[0] <= f < labels.range[1]]
    rest = [f for f in rest if not any(first <= f <= last for first, last in labels.ignored)]
    missed = 0
    for cut in labels.hard:
        near = [frame for frame in rest if abs(frame - cut) <= TOLERANCE]
        if near:
            rest.remove(min(near, key=lambda frame: abs(frame - cut)))
        else:
            missed += 1
    return rest, missed


def _inside(frame: int, span: tuple[int, int]) -> bool:
    return span[0] - TOLERANCE <= frame <= span[1] + TOLERANCE
