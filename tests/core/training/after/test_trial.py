from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.core.training.after.trial import (
    Trial,
    Tried,
    numbers_of,
    prompts_of,
    read_trial,
    seeds_of,
    troubles,
    words_of,
)
from app.core.training.after.trial_presets import trial_presets

SEED = (  # what the published LoRA's page recommends
    "Studio Ghibli style. Woman with blonde hair is walking on the beach, camera zoom out."
)


def _trial(**more: object) -> Trial:
    tried = (Tried("/a/x-000001.safetensors", "epoch 1", 1, 31),)
    return Trial(checkpoints=tried, prompts=("a cat",), **more)  # type: ignore[arg-type]


def test_each_checkpoint_at_each_strength_makes_each_prompt_with_each_seed() -> None:
    trial = _trial(strengths=(0.8, 1.0), seeds=(1, 2, 3))
    assert (len(trial.cells), len(trial.lines), trial.films) == (2, 3, 6)
    assert words_of(trial) == "6 films: 1 checkpoint × 2 strengths × 1 prompt × 3 seeds"


def test_sizes_and_lengths_are_those_the_model_can_make() -> None:
    made = _trial(width=390, height=215, frames=36).made()
    assert (made.width, made.height, made.frames) == (384, 208, 33)


def test_a_test_is_read_back_as_it_was_written() -> None:
    trial = _trial(strengths=(0.8,), shift=7.0, negative="色调艳丽", solver="dpm++")
    assert read_trial(trial.to_json()) == trial


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"checkpoints": 3}', "{" * 5000])
def test_what_is_no_test_is_read_as_none(text: str) -> None:
    assert read_trial(text) is None


def test_strengths_and_seeds_are_typed_with_commas_or_blanks() -> None:
    assert numbers_of("0.6, 0.8  1.0;0.8") == (0.6, 0.8, 1.0)
    assert seeds_of("42 7") == (42, 7)
    with pytest.raises(ValueError, match='"strong" is no strength'):
        numbers_of("strong")
    with pytest.raises(ValueError, match='"-1" is no seed'):
        seeds_of("-1")


def test_prompts_are_lines_and_none_twice() -> None:
    assert prompts_of("a cat\n\n  a   dog \na cat\n") == ("a cat", "a dog")


def test_too_many_films_are_refused_with_their_number() -> None:
    trial = _trial(seeds=tuple(range(20)), strengths=tuple(n / 10 for n in range(1, 13)))
    trial = Trial(**{**_fields(trial), "prompts": tuple(f"p{n}" for n in range(40))})
    assert troubles(trial) == ("9,600 films are more than 500: choose fewer.",)


def _fields(trial: Trial) -> dict[str, object]:
    return {name: getattr(trial, name) for name in trial.__slots__}


def test_takenoko_has_its_authors_words(tmp_path: Path) -> None:
    first = trial_presets()[0]
    assert (first.title, first.trial.prompts[0]) == ("Takenoko", SEED)
    assert len(first.trial.prompts) == 3
    assert first.trial.negative.startswith("色调艳丽,过曝,静态")
    assert first.trial.negative.endswith("Unreal, CGI, bad quality")
    assert first.trial.solver == "unipc"
    assert 7 <= first.trial.steps <= 20
    assert first.sizes == ((384, 384), (768, 416), (384, 208))


def test_every_preset_can_be_made_as_it_stands() -> None:
    for each in trial_presets():
        assert each.trial.made() == each.trial, each.name
        assert (each.trial.width, each.trial.height) in each.sizes
        assert json.loads(each.trial.to_json())["solver"] in ("unipc", "dpm++")
