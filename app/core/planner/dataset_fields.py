"""What a person types into a dataset's card: which fields there are, read and written as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from app.core.errors import DatasetError
from app.core.library.model import Dataset, Extraction
from app.core.planner.rules import FRAME_STEP
from app.core.planner.windows import round_frames

Field = Literal[
    "resolution",
    "frame_extraction",
    "target_frames",
    "frame_sample",
    "frame_stride",
    "max_frames",
    "num_repeats",
    "batch_size",
    "bucket_no_upscale",
]
EXTRACTIONS: tuple[Extraction, ...] = ("head", "chunk", "slide", "uniform", "full")

_LEAST_SIDE, _MOST_SIDE = 32, 8192  # pixels; the trainer finds no buckets for less
_MOST_NUMBER = 10_000
_USUAL_STRIDE, _USUAL_SAMPLE = 8, 2


def fields_of(dataset: Dataset) -> tuple[Field, ...]:
    """Return the fields that change something in a dataset, in the order to show them."""
    own: list[Field] = ["resolution"]
    if dataset.kind == "video":
        own.append("frame_extraction")
        own += _WINDOWS[dataset.frame_extraction]
    return (*own, "num_repeats", "batch_size", "bucket_no_upscale")


_WINDOWS: dict[Extraction, tuple[Field, ...]] = {
    "head": ("target_frames",),
    "chunk": ("target_frames",),
    "slide": ("target_frames", "frame_stride"),
    "uniform": ("target_frames", "frame_sample"),
    "full": ("max_frames",),
}


def field_text(dataset: Dataset, field: Field) -> str:
    """Return a field as it is shown and as `with_field` reads it."""
    if field == "resolution":
        return "{} × {}".format(*dataset.resolution)
    if field == "target_frames":
        return ", ".join(map(str, dataset.target_frames or (1,)))
    return str(getattr(dataset, field))


def with_field(dataset: Dataset, field: Field, text: str) -> Dataset:
    """Return a dataset with a field as it was typed.

    Raises:
        DatasetError: It cannot be that; the sentence says what can be written.
    """
    values = _READERS.get(field, _number)(text)
    return replace(dataset, **{field: values})  # type: ignore[arg-type]


def with_extraction(dataset: Dataset, extraction: Extraction) -> Dataset:
    """Return a dataset that takes its windows otherwise, such that it really does.

    One window per clip spread "uniformly" would be ``head`` to the trainer, and a stride of 1
    would begin a window at every frame; both get usual values then.
    """
    sample, stride = dataset.frame_sample, dataset.frame_stride
    if extraction == "uniform" and sample < 2:
        sample = _USUAL_SAMPLE
    if extraction == "slide" and stride < 2:
        stride = _USUAL_STRIDE
    return replace(dataset, frame_extraction=extraction, frame_sample=sample, frame_stride=stride)


def _numbers(text: str) -> list[int] | None:
    """Return the whole numbers of a text, parted by anything usual; None where it holds others."""
    parts = [part for part in re.split(r"[\s,;x×*\[\]]+", text.strip().lower()) if part]
    return [int(part) for part in parts] if all(_is_number(part) for part in parts) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 6


def _resolution(text: str) -> tuple[int, int]:
    sides = _numbers(text) or []
    if len(sides) == 1:
        sides = sides * 2
    if len(sides) != 2:
        raise DatasetError("Write a width and a height, such as 768 × 416.")
    if not all(_LEAST_SIDE <= side <= _MOST_SIDE for side in sides):
        raise DatasetError(f"Each side is {_LEAST_SIDE} to {_MOST_SIDE:,} pixels.")
    return sides[0], sides[1]


def _targets(text: str) -> tuple[int, ...]:
    found = _numbers(text)
    if not found:
        raise DatasetError("Write lengths in frames, such as 1, 21.")
    for frames in found:
        _check_length(frames)
    return tuple(sorted(set(found)))


def _length(text: str) -> int:
    frames = _number(text)
    _check_length(frames)
    return frames


def _check_length(frames: int) -> None:
    if frames < 1:
        raise DatasetError("A window has 1 frame or more.")
    if frames % FRAME_STEP != 1:
        below = round_frames(frames)
        either = f"{below} or {below + FRAME_STEP}" if below >= 1 else "1"
        raise DatasetError(f"Lengths are 4n + 1: write {either} instead of {frames}.")


def _number(text: str) -> int:
    found = _numbers(text) or []
    if len(found) != 1 or not 1 <= found[0] <= _MOST_NUMBER:
        raise DatasetError(f"Write a whole number from 1 to {_MOST_NUMBER:,}.")
    return found[0]


_READERS: dict[Field, Callable[[str], object]] = {
    "resolution": _resolution,
    "target_frames": _targets,
    "max_frames": _length,
}
