from __future__ import annotations

import dataclasses

import pytest

from app.core.planner.editing.key_help import CHOICES, KEYS, keys_of, silence_of
from app.core.planner.schema import GENERAL_KEYS, IMAGE_KEYS, VIDEO_KEYS, DatasetConfig


def test_that_every_key_of_the_schema_has_a_control_where_it_may_stand() -> None:
    assert {key.name for key in keys_of(None)} == set(GENERAL_KEYS)
    assert {key.name for key in keys_of("image")} == set(GENERAL_KEYS | IMAGE_KEYS)
    assert {key.name for key in keys_of("video")} == set(GENERAL_KEYS | VIDEO_KEYS)


def test_that_defaults_are_those_the_trainer_builds_a_dataset_with() -> None:
    built = {field.name: field.default for field in dataclasses.fields(DatasetConfig)}
    for key in KEYS:
        if key.name in built and not key.place:
            said = tuple(key.default) if isinstance(key.default, list) else key.default
            assert said == built[key.name], key.name


def test_that_every_key_is_explained_in_sentences() -> None:
    for key in KEYS:
        assert key.label and key.help.endswith("."), key.name
        assert (key.control == "choice") == (key.name in CHOICES)
        assert key.architectures is None or key.models


@pytest.mark.parametrize(
    ("name", "extraction", "architecture", "why"),
    [
        ("frame_sample", "uniform", "wan", ""),
        ("frame_sample", "head", "wan", "Only uniform reads it."),
        ("target_frames", "full", "wan", "Only head, chunk, slide or uniform reads it."),
        ("fp_latent_window_size", "head", "framepack", ""),
        ("fp_latent_window_size", "head", "wan", "Wan does nothing with it."),
        ("multiple_target", "head", "hunyuan", "HunyuanVideo does nothing with it."),
        ("resolution", "full", "hunyuan", ""),
    ],
)
def test_that_a_key_that_changes_nothing_says_why(
    name: str, extraction: str, architecture: str, why: str
) -> None:
    key = next(key for key in KEYS if key.name == name)
    assert silence_of(key, extraction, architecture) == why
