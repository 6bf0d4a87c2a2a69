"""What the trainer wrote into a checkpoint about its making, as a list that people can read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.core.training.clock import full_moment
from app.core.training.results.looking import reading_of

_WORDS = {
    "ss_output_name": "Name",
    "ss_base_model_version": "Made for",
    "ss_sd_model_name": "Model",
    "ss_network_module": "Network",
    "ss_network_dim": "Rank",
    "ss_network_alpha": "Alpha",
    "ss_network_args": "Network arguments",
    "ss_network_dropout": "Dropout",
    "ss_epoch": "Epoch",
    "ss_num_epochs": "Epochs planned",
    "ss_steps": "Step",
    "ss_max_train_steps": "Steps planned",
    "ss_num_train_items": "Samples",
    "ss_num_batches_per_epoch": "Batches per epoch",
    "ss_gradient_accumulation_steps": "Gradient accumulation",
    "ss_learning_rate": "Learning rate",
    "ss_lr_scheduler": "Schedule",
    "ss_lr_warmup_steps": "Warm-up",
    "ss_optimizer": "Optimizer",
    "ss_timestep_sampling": "Timesteps",
    "ss_discrete_flow_shift": "Flow shift",
    "ss_weighting_scheme": "Weighting",
    "ss_mixed_precision": "Precision",
    "ss_fp8_base": "Model in fp8",
    "ss_seed": "Seed",
    "ss_training_started_at": "Begun",
    "ss_training_finished_at": "Saved",
    "ss_training_comment": "Comment",
    "ss_datasets": "Datasets",
    "sshs_model_hash": "AutoV3",
    "modelspec.architecture": "Architecture",
    "modelspec.resolution": "Resolution",
    "modelspec.title": "Title",
}
_TIMES = {"ss_training_started_at", "ss_training_finished_at"}
_COUNTS = {"ss_steps", "ss_max_train_steps", "ss_num_train_items", "ss_num_batches_per_epoch"}
_NOTHING = {"None", "", "{}", "[]"}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the file says of itself.

    Attributes:
        label: For people; the key itself where we have no word for it.
        value: For people.
        key: As the file has it.
    """

    label: str
    value: str
    key: str


def facts_of(path: Path) -> tuple[Fact, ...]:
    """Return what a checkpoint says of itself: what matters first, then the rest by key.

    Raises:
        WeightsError: The file cannot be read, or is not whole.
    """
    return readable(reading_of(path)[0])


def readable(metadata: Mapping[str, str]) -> tuple[Fact, ...]:
    """Return metadata as a list; what says nothing ("None") is left out."""
    known = [key for key in _WORDS if key in metadata]
    rest = sorted(key for key in metadata if key not in _WORDS)
    return tuple(
        Fact(_WORDS.get(key, key), _value(key, metadata[key]), key)
        for key in (*known, *rest)
        if metadata[key] not in _NOTHING
    )


def _value(key: str, text: str) -> str:
    if key in _TIMES:
        return _time(text)
    if key == "ss_datasets":
        return _datasets(text)
    if key in _COUNTS and text.isascii() and text.isdigit():
        return f"{int(text):,}"
    if key == "sshs_model_hash":
        return text[:12]
    return text


def _time(text: str) -> str:
    try:
        return full_moment(float(text))
    except (ValueError, OverflowError, OSError):
        return text


def _datasets(text: str) -> str:
    """Return ``clips_head 128×80, 1/21 frames · images 128×128``."""
    try:
        found = [_dataset(each) for each in json.loads(text)]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return text
    return " · ".join(found)


def _dataset(each: Mapping[str, object]) -> str:
    folder = each.get("video_directory") or each.get("image_directory") or "?"
    size = each.get("resolution")
    shape = "×".join(str(side) for side in size) if isinstance(size, list) else str(size)
    frames = each.get("target_frames")
    length = f", {'/'.join(str(n) for n in frames)} frames" if isinstance(frames, list) else ""
    return f"{folder} {shape}{length}"
