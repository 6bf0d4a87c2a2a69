"""Too short, too long: what the project's datasets take of a clip, counted in conformed frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.library.model import Dataset

_LEAST = 5  # frames: 4n + 1, the shortest video there is to the model
_LONGEST = 81  # what Wan makes, and was trained on: 5 s at 16 frames per second


@dataclass(frozen=True, slots=True)
class Lengths:
    """What clips should be as long as; frames.

    Attributes:
        shortest: No dataset takes anything from a shorter clip.
        complete: From one this long every dataset takes every length it wants.
        longest: Of a longer clip some frames are in no window; None where there is no such length.
    """

    shortest: int = _LEAST
    complete: int = _LEAST
    longest: int | None = _LONGEST


ANY_LENGTH = Lengths()


def lengths_of(datasets: Sequence[Dataset]) -> Lengths:
    """Return what the video datasets take; without any, what the model itself can use.

    ``head`` takes a window of each length from the beginning, ``uniform`` spreads ``frame_sample``
    windows over the clip, which then overlap or leave gaps; ``chunk`` and ``slide`` go through all
    of it, ``full`` goes as far as ``max_frames``.
    """
    videos = [each for each in datasets if each.kind == "video"]
    if not videos:
        return Lengths()
    reaches = [_reach(each) for each in videos]
    known = [reach for reach in reaches if reach is not None]
    return Lengths(
        shortest=min(_least(each) for each in videos),
        complete=max(_enough(each) for each in videos),
        longest=max(known) if len(known) == len(reaches) else None,
    )


def _least(dataset: Dataset) -> int:
    return 1 if dataset.frame_extraction == "full" else min(dataset.target_frames, default=1)


def _enough(dataset: Dataset) -> int:
    """Return the length from which each window a dataset wants has frames of its own."""
    if dataset.frame_extraction == "full":
        return 1
    spare = dataset.frame_sample - 1 if dataset.frame_extraction == "uniform" else 0
    return max(dataset.target_frames, default=1) + max(0, spare)


def _reach(dataset: Dataset) -> int | None:
    """Return how many frames of a clip can be in windows; None = any number."""
    if dataset.frame_extraction == "full":
        return dataset.max_frames
    if dataset.frame_extraction in {"chunk", "slide"}:
        return None
    windows = dataset.frame_sample if dataset.frame_extraction == "uniform" else 1
    return max(dataset.target_frames, default=1) * max(1, windows)
