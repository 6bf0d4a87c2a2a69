"""Datasets and sample prompts to begin with: a recipe, fitted to the clips there are.

What is here only scales a recipe (`recipes`) down to material that is smaller or shorter than the
recipe assumes. It never scales up.
"""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.captions.text import one_line, without_trigger
from app.core.export.prompt_shapes import PromptShape
from app.core.export.recipes import Recipe
from app.core.language import noted, tr
from app.core.library.model import Dataset, Prompt
from app.core.planner.buckets import Buckets
from app.core.planner.windows import round_frames

_LEAST = 32  # pixels; the trainer finds no buckets for less
_STEP = 16  # pixels; what is made has sides of whole steps


@dataclass(frozen=True, slots=True)
class Material:
    """An exported clip or still: pictures and their size in pixels."""

    frames: int
    size: tuple[int, int]


def starter_datasets(
    recipe: Recipe, clips: Sequence[Material], stills: Sequence[Material]
) -> list[Dataset]:
    """Return the recipe's datasets, fitted to the material; as they are where there is none."""
    material = {"video": clips, "image": stills}
    return [_fitted(each, material[each.kind], recipe.share) for each in recipe.datasets]


def starter_prompts(
    recipe: Recipe,
    captions: Sequence[str],
    datasets: Sequence[Dataset],
    *,
    trigger: str,
    shape: PromptShape | None = None,
) -> list[Prompt]:
    """Return sample prompts of the project's own words: what training shows is then its own.

    Args:
        recipe: Says how many there are at most, with their seeds and steps.
        captions: Of the clips, in the project's order; the first that differ are used.
        datasets: Those of the project.
        trigger: What the captions may begin with; the prompts do not.
        shape: How large and long they are; None: see `prompt_shape`.

    Returns:
        Nothing where no clip has a caption.
    """
    found: dict[str, str] = {}
    for caption in captions:
        text = without_trigger(one_line(caption), trigger)
        if text:
            found.setdefault(text.casefold(), text)
    prompts = shaped_prompts(recipe.prompts, datasets, shape)
    return [
        dataclasses.replace(prompt, text=text)
        for prompt, text in zip(prompts, found.values(), strict=False)
    ]


def shaped_prompts(
    prompts: Iterable[Prompt], datasets: Sequence[Dataset], shape: PromptShape | None = None
) -> list[Prompt]:
    """Return prompts as large and long as a shape says; None: as `prompt_shape` does."""
    fields = prompt_shape(datasets) if shape is None else shape._asdict()
    return [dataclasses.replace(prompt, **fields) for prompt in prompts]


def prompt_shape(datasets: Sequence[Dataset]) -> dict[str, Any]:
    """Return width, height and frames of the longest windows of a video dataset; none without.

    As its dataset says: which bucket that becomes depends on the clips, see `prompt_shapes`.
    """
    videos = [each for each in datasets if each.kind == "video"]
    if not videos:
        return {}
    longest = max(videos, key=_window)
    width, height = (max(_STEP, side // _STEP * _STEP) for side in longest.resolution)
    return {"width": width, "height": height, "frames": _window(longest)}


def _window(dataset: Dataset) -> int:
    """Return the length of a dataset's longest windows in frames, 4n+1."""
    whole = dataset.frame_extraction == "full"
    longest = dataset.max_frames if whole else max(dataset.target_frames, default=1)
    return max(1, round_frames(longest))


Read = Mapping[tuple[str, str], Collection[str]]
"""The files that pass a filter, by kind of dataset and filter."""


_NONE = {
    "video": noted(
        'None of the clips is what the dataset "{name}" reads ({filter}): the trainer passes over '
        "it."
    ),
    "image": noted(
        'None of the stills is what the dataset "{name}" reads ({filter}): the trainer passes '
        "over it."
    ),
}
_UNUSED = {
    "video": noted("No dataset uses the clips: add one of them, or they do not train."),
    "image": noted("No dataset uses the stills: add one of them, or they do not train."),
}
_UNREAD = {
    "video": noted("{left:,} of {all:,} clips are read by no dataset."),
    "image": noted("{left:,} of {all:,} stills are read by no dataset."),
}


def without_material(
    datasets: Sequence[Dataset], clips: int, stills: int, read: Read | None = None
) -> list[str]:
    """Return sentences on datasets that read nothing, and on what no dataset reads.

    Args:
        datasets: Those of the project.
        clips: How many clips there are.
        stills: How many stills there are.
        read: What the filters of the datasets let through.
    """
    found = {"video": clips, "image": stills}
    notes: list[str] = []
    for each in datasets:
        if not found[each.kind]:
            notes.append(
                tr(
                    'Nothing is in the dataset "{name}": the trainer passes over it.',
                    name=each.name,
                )
            )
        elif each.filter and not (read or {}).get((each.kind, each.filter)):
            notes.append(tr(_NONE[each.kind], name=each.name, filter=each.filter))
    for kind in ("video", "image"):
        own = [each.filter for each in datasets if each.kind == kind]
        if found[kind] and not own:
            notes.append(tr(_UNUSED[kind]))
        elif found[kind] and all(own):
            every = set[str]().union(*((read or {}).get((kind, one), ()) for one in own))
            if left := found[kind] - len(every):
                notes.append(tr(_UNREAD[kind], left=left, all=found[kind]))
    return notes


def _fitted(dataset: Dataset, material: Sequence[Material], share: float) -> Dataset:
    if not material:
        return dataset
    # As many windows as wanted begin at frames of their own only where the clip is so much longer.
    spare = dataset.frame_sample - 1 if dataset.frame_extraction == "uniform" else 0
    lengths = [each.frames - spare for each in material]
    return dataclasses.replace(
        dataset,
        resolution=_resolution(dataset.resolution, [each.size for each in material]),
        target_frames=_targets(dataset.target_frames, lengths, share),
    )


def _resolution(area: tuple[int, int], sizes: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the size the trainer would really give to the most usual picture.

    The size named in the recipe is an area; a picture smaller than that keeps its own size.
    """
    bucket = Buckets(area, enabled=True, no_upscale=True).of(statistics.mode(sizes))
    return max(_LEAST, bucket[0]), max(_LEAST, bucket[1])


def _targets(wanted: Sequence[int], lengths: Sequence[int], share: float) -> tuple[int, ...]:
    """Return the window lengths, those too long for most clips shortened; ascending, each once."""
    ranked = sorted(lengths, reverse=True)
    reached = ranked[max(0, min(len(ranked), round(len(ranked) * share)) - 1)]
    longest = max(1, round_frames(reached))
    return tuple(sorted({min(frames, longest) for frames in wanted}))
