"""Too short, too long: what the project's datasets take of a clip.

All frames here are trained ones, those at the project's rate, never source frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.language import tr
from app.core.library.model import Dataset

_LEAST = 5  # frames: 4n + 1, the shortest video there is to the model
_LONGEST = 81  # what Wan makes, and was trained on: 5 s at 16 frames per second


@dataclass(frozen=True, slots=True)
class Lengths:
    """What clips should be as long as; frames.

    Attributes:
        shortest: No dataset takes anything from a shorter clip.
        complete: From one this long every dataset gets all the windows it wants.
        longest: Of a longer clip some frames are in no window; None where there is no such length.
        each: From one this long every dataset takes at least a window of each length.
    """

    shortest: int = _LEAST
    complete: int = _LEAST
    longest: int | None = _LONGEST
    each: int = _LEAST

    def lack(self, length: int) -> int:
        """Return the frames a clip lacks, as `frames_short` counts them; 0 where it has enough."""
        return max(0, (self.each if length < self.each else self.complete) - length)

    def lack_words(self, length: int) -> str:
        """Say of how many frames a clip would have enough that has not."""
        if length < self.each < self.complete:
            return tr(
                "Not every dataset gets all it wants of {length} trained frames: {each} would give "
                "a window of every length, {complete} all windows.",
                length=length,
                each=self.each,
                complete=self.complete,
            )
        return tr(
            "Not every dataset gets all it wants of {length} frames: {complete} would do.",
            length=length,
            complete=self.complete,
        )


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
        each=max(_each(each) for each in videos),
    )


def frames_apart(target: int, windows: int = 1) -> int:
    """Return the frames of a clip from which windows of one length each begin somewhere else."""
    return target + max(0, windows - 1)


def frames_short(held: int, target: int, windows: int = 1) -> int:
    """Return the frames a clip lacks for windows of one length; 0 where it has enough.

    First those for one window. Only a clip that gives one lacks what would keep all apart.

    Args:
        held: Frames of the clip.
        target: The length.
        windows: How many of it are wanted.
    """
    return max(0, (target if held < target else frames_apart(target, windows)) - held)


def _least(dataset: Dataset) -> int:
    return 1 if dataset.frame_extraction == "full" else min(dataset.target_frames, default=1)


def _enough(dataset: Dataset) -> int:
    """Return the length from which each window a dataset wants begins somewhere else."""
    windows = dataset.frame_sample if dataset.frame_extraction == "uniform" else 1
    return frames_apart(_each(dataset), windows)


def _each(dataset: Dataset) -> int:
    """Return the length from which a dataset takes a window of each length it wants."""
    if dataset.frame_extraction == "full":
        return 1
    return max(dataset.target_frames, default=1)


def _reach(dataset: Dataset) -> int | None:
    """Return how many frames of a clip can be in windows; None = any number."""
    if dataset.frame_extraction == "full":
        return dataset.max_frames
    if dataset.frame_extraction in {"chunk", "slide"}:
        return None
    windows = dataset.frame_sample if dataset.frame_extraction == "uniform" else 1
    return max(dataset.target_frames, default=1) * max(1, windows)
