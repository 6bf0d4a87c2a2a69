from __future__ import annotations

import json
import time

import pytest

from app.core import paths
from app.core.training.recipe.options import (
    OF_A_TRAINING,
    SCRIPTS,
    Option,
    every_option,
    groups,
    options,
)
from app.core.training.recipe.recommending import recommended_in
from app.core.training.recipe.training_recipe import TrainingRecipe, recipe_of
from app.core.training.recipe.values import out_of_bounds, trouble_of
from tests.core.training.trainers_rules import trainers_options

COUNTS = {"train": 130, "cache_latents": 17, "cache_text": 8, "generate": 70}
TRAINERS = [
    pytest.param(script, option, id=f"{script}{option['option']}")
    for script in COUNTS
    for option in trainers_options(script)
]


def of(script: str, name: str) -> Option:
    return every_option()[f"{script}.{name.removeprefix('--')}"]


@pytest.mark.parametrize("script", COUNTS)
def test_that_no_option_of_the_trainer_is_missing_and_none_is_invented(script: str) -> None:
    ours = [each.flag for each in every_option().values() if each.script == script]
    theirs = [each["option"] for each in trainers_options(script)]
    assert len(ours) == len(theirs) == COUNTS[script]
    assert sorted(ours) == sorted(theirs)


@pytest.mark.parametrize(("script", "said"), TRAINERS)
def test_that_an_option_is_what_the_trainer_says_it_is(
    script: str, said: dict[str, object]
) -> None:
    option = of(script, str(said["option"]))
    assert option.choices == tuple(said.get("choices", ()))  # type: ignore[arg-type]
    assert option.required == said.get("required", False)
    default = said.get("default")
    assert option.default == (tuple(default) if isinstance(default, list) else default)
    nargs = said.get("nargs")
    if said["kind"] == "flag":
        assert (option.kind, option.type) == ("flag", "flag")
        return
    assert option.kind == ("list" if nargs else "value")
    assert option.count == (nargs if isinstance(nargs, int) else None)
    kinds = {"int": "int", "float": "float", "_int_or_float": "amount"}
    if said["type"] in kinds:
        assert option.type == kinds[str(said["type"])]
    else:
        assert option.type in ("str", "path", "choice")
        assert (option.type == "choice") == bool(option.choices)


@pytest.mark.parametrize("option", every_option().values(), ids=lambda option: option.key)
def test_that_an_option_is_explained_in_sentences_of_a_known_group(option: Option) -> None:
    assert option.group in groups()
    for text in (option.short, option.why):
        assert text == text.strip()
        assert not text or text.endswith("."), text
    assert 10 < len(option.short) <= 120
    assert len(option.why) <= 200


@pytest.mark.parametrize("option", every_option().values(), ids=lambda option: option.key)
def test_that_what_is_recommended_or_suggested_is_taken(option: Option) -> None:
    if option.recommended is not None:
        assert option.why, "a recommendation says why"
        assert trouble_of(option, option.recommended) == ""
        assert out_of_bounds(option, option.recommended) == ""
    for each in option.suggested:
        value = (each,) if option.kind == "list" else each
        assert trouble_of(option, value) == ""


def test_that_the_options_of_a_training_come_in_the_order_of_their_groups() -> None:
    order = list(groups())
    found = [order.index(each.group) for each in options().values()]
    assert found == sorted(found)
    assert {each.script for each in options().values()} == set(OF_A_TRAINING)
    assert len(options()) == 130 + 17 + 8 + 3 + 9
    assert len(options("generate")) == 70
    assert set(SCRIPTS) == {*OF_A_TRAINING, "generate"}


def test_that_every_group_has_an_option() -> None:
    assert {each.group for each in every_option().values()} == set(groups())


def test_that_paths_and_names_of_the_project_are_known() -> None:
    ours = {each.key for each in options().values() if each.ours}
    assert ours == {
        *("train.dit", "train.dit_high_noise", "train.vae", "train.t5", "train.clip"),
        *("train.dataset_config", "train.output_dir", "train.output_name", "train.logging_dir"),
        *("train.sample_prompts", "train.resume", "cache_latents.dataset_config"),
        *("cache_latents.vae", "cache_latents.clip", "cache_text.dataset_config", "cache_text.t5"),
    }


def test_that_keys_of_accounts_are_known_as_secrets() -> None:
    assert {each.name for each in options().values() if each.secret} == {
        "wandb_api_key",
        "huggingface_token",
    }


def test_that_the_options_say_which_trainer_they_are_of_and_are_read_in_a_moment() -> None:
    text = (paths.resources() / "trainer" / "options.json").read_text(encoding="utf-8")
    began = time.process_time()
    found = json.loads(text)
    assert time.process_time() - began < 0.016  # the window may read it on its own thread
    assert found["trainer"] == "musubi-tuner 0.3.4"


@pytest.mark.parametrize(
    ("key", "values", "value"),
    [
        ("train.network_alpha", {"train.network_dim": 16}, 16),
        ("train.network_alpha", {}, 32),
        ("launch.mixed_precision", {"train.mixed_precision": "fp16"}, "fp16"),
        ("train.save_precision", {"train.mixed_precision": "fp16"}, "bf16"),
        ("train.save_last_n_steps_state", {"train.save_every_n_steps": 250}, None),
        (
            "train.save_last_n_steps_state",
            {"train.save_every_n_steps": 250, "train.save_state": True},
            500,
        ),
    ],
)
def test_that_a_recommendation_goes_by_the_rest_of_the_recipe(
    key: str, values: dict[str, object], value: object
) -> None:
    assert recommended_in(every_option()[key], TrainingRecipe("", values)) == value


def test_that_options_of_ours_have_no_dashes_and_are_kept_with_a_recipe() -> None:
    ours = options("rushes")
    assert {each.name for each in ours.values()} == {
        *("metrics", "held_out", "held_out_seed", "validate_every", "validate_every_steps"),
        *("validation_items", "smoke", "offline", "launch"),
    }
    assert all(each.flag == each.name for each in ours.values())
    recipe = TrainingRecipe().with_values({"rushes.metrics": True, "rushes.held_out": 5})
    assert recipe_of(recipe.to_json()) == recipe
