"""What each dataset takes of a clip: lanes under its timeline, and the size of its pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.media.conform import conform
from app.core.media.geometry import Size
from app.core.planner.facts import Shape
from app.core.timeline_blocks import Lane, Run

if TYPE_CHECKING:
    from app.core.export.project_plan import ProjectPlan
    from app.core.library.model import Clip, Dataset
    from app.core.media.index import FrameIndex

COLORS = ("good", "info", "violet", "accent", "rose")
"""Roles of colours of dataset 0, 1, 2, …; they come round again."""


def xray_lanes(plan: ProjectPlan, clip: Clip | None, index: FrameIndex) -> list[Lane]:
    """Return a lane for each video dataset, with the source frames of each of its windows.

    Args:
        plan: Of the project.
        clip: None where no clip is marked: the lanes are then empty.
        index: Of the clip's film.
    """
    runs: dict[str, tuple[Run, ...]] = {}
    if clip is not None:
        frames = conform(index, clip.start, clip.end, plan.settings.rate)
        for dataset, windows in plan.windows_of(clip):
            runs[dataset.name] = tuple(
                Run(
                    frames[window.start],
                    frames[window.start + window.frames - 1] + 1,
                    str(window.frames),
                    window.collides,
                )
                for window in windows
                if window.start + window.frames <= len(frames)
            )
    return [
        Lane(_label(dataset), COLORS[number % len(COLORS)], runs.get(dataset.name, ()))
        for number, dataset in enumerate(plan.datasets)
        if dataset.kind == "video"
    ]


def _label(dataset: Dataset) -> str:
    targets = ", ".join(str(frames) for frames in dataset.target_frames)
    return f"{dataset.name} {targets}".strip()


def trained_sizes(
    plan: ProjectPlan, size: Size, frames: int, *, still: bool = False
) -> list[tuple[str, Size]]:
    """Return the size each dataset trains an exported clip or still at, by the dataset's name.

    Datasets that refuse it are left out.

    Args:
        plan: Of the project; the clip need not be picked.
        size: Width and height as exported.
        frames: Frames as exported; 1 of a still.
        still: Ask the datasets of pictures, not those of clips.
    """
    kind = "image" if still else "video"
    shape = Shape(frames, *size, "", False)
    sizes = []
    for dataset, planned in zip(plan.datasets, plan.plan.datasets, strict=False):
        if planned.config.kind == kind and planned.windower is not None:
            outcome = planned.windower.outcome(shape)
            if not outcome.refused and min(outcome.bucket) > 0:
                sizes.append((dataset.name, Size(*outcome.bucket)))
    return sizes
