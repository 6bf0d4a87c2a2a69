"""What the trainer wrote into a checkpoint about its making, as a list that people can read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.core.clock import full_moment
from app.core.language import noted, tr
from app.core.training.results.looking import reading_of

_WORDS = {
    "ss_output_name": noted("Name"),
    "ss_base_model_version": noted("Made for"),
    "ss_sd_model_name": noted("Model"),
    "ss_network_module": noted("Network"),
    "ss_network_dim": noted("Rank"),
    "ss_network_alpha": noted("Alpha"),
    "ss_network_args": noted("Network arguments"),
    "ss_network_dropout": noted("Dropout"),
    "ss_epoch": noted("Epoch"),
    "ss_num_epochs": noted("Epochs planned"),
    "ss_steps": noted("Step"),
    "ss_max_train_steps": noted("Steps planned"),
    "ss_num_train_items": noted("Samples"),
    "ss_num_batches_per_epoch": noted("Batches per epoch"),
    "ss_gradient_accumulation_steps": noted("Gradient accumulation"),
    "ss_learning_rate": noted("Learning rate"),
    "ss_lr_scheduler": noted("Schedule"),
    "ss_lr_warmup_steps": noted("Warm-up"),
    "ss_optimizer": noted("Optimizer"),
    "ss_timestep_sampling": noted("Timesteps"),
    "ss_discrete_flow_shift": noted("Flow shift"),
    "ss_weighting_scheme": noted("Weighting"),
    "ss_mixed_precision": noted("Precision"),
    "ss_fp8_base": noted("Model in fp8"),
    "ss_seed": noted("Seed"),
    "ss_training_started_at": noted("Begun"),
    "ss_training_finished_at": noted("Saved"),
    "ss_training_comment": noted("Comment"),
    "ss_datasets": noted("Datasets"),
    "sshs_model_hash": noted("AutoV3"),
    "modelspec.architecture": noted("Architecture"),
    "modelspec.resolution": noted("Resolution"),
    "modelspec.title": noted("Title"),
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
        Fact(tr(_WORDS.get(key, key)), _value(key, metadata[key]), key)
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
    if not isinstance(frames, list):
        return f"{folder} {shape}"
    lengths = "/".join(str(n) for n in frames)
    return tr("{shape}, {frames} frames", shape=f"{folder} {shape}", frames=lengths)
