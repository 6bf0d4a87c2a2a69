from __future__ import annotations

import argparse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.training.recipe.options import Option, every_option, options
from app.core.training.recipe.training_recipe import TrainingRecipe, recipe_of
from app.core.training.recipe.values import (
    kept_value,
    out_of_bounds,
    tokens_of,
    trouble_of,
    typed_value,
    value_text,
)


def of(key: str) -> Option:
    return every_option()[key]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((5e-5, "5e-5"), (1e-4, "1e-4"), (2.5e-4, "2.5e-4"), (0.001, "0.001"), (3.0, "3.0")),
        *((32, "32"), (0.0, "0.0"), (1e-8, "1e-8"), (1.29, "1.29"), (-6.5, "-6.5"), ("x y", "x y")),
        *((1e22, "1e+22"), (-2e-5, "-2e-5")),
    ],
)
def test_that_a_number_is_written_as_people_write_it(value: object, text: str) -> None:
    assert value_text(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_that_a_number_is_written_without_loss(value: float) -> None:
    assert float(value_text(value)) == value


@pytest.mark.parametrize(
    ("key", "value", "tokens"),
    [
        ("train.sdpa", True, ("--sdpa",)),
        ("train.seed", 2025, ("--seed", "2025")),
        ("train.network_args", ("a=1", "b=2"), ("--network_args", "a=1", "b=2")),
        ("train.lr_warmup_steps", "10%", ("--lr_warmup_steps", "10%")),
        ("train.logit_mean", -6.0, ("--logit_mean", "-6.0")),
        ("train.logit_mean", -1e-5, ("--logit_mean=-1e-5",)),
        ("train.output_name", "-x", ("--output_name=-x",)),
        ("train.metadata_title", "a b", ("--metadata_title", "a b")),
    ],
)
def test_that_an_option_is_as_many_tokens_as_the_command_line_needs(
    key: str, value: object, tokens: tuple[str, ...]
) -> None:
    assert tokens_of(of(key), value) == tokens


@pytest.mark.parametrize("value", [-1e-5, -6.0, -6, -0.5, -3e-20, 1e22])
def test_that_argparse_reads_every_number_as_the_value(value: float) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--logit_mean", type=float)
    parser.add_argument("--sdpa", action="store_true")
    tokens = [*tokens_of(of("train.logit_mean"), value), "--sdpa"]
    assert parser.parse_args(tokens).logit_mean == value


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("train.network_dim", " 32 ", 32),
        ("train.network_alpha", "32", 32),
        ("train.learning_rate", "5e-5", 5e-5),
        ("train.discrete_flow_shift", "3.0", 3.0),
        ("train.lr_warmup_steps", "100", 100),
        ("train.lr_warmup_steps", "0.05", 0.05),
        ("train.lr_warmup_steps", "10%", "10%"),
        ("train.task", "t2v-A14B", "t2v-A14B"),
        ("train.network_args", "a=1 b=[2,3]", ("a=1", "b=[2,3]")),
        ("train.network_args", "a=1\nb=[2, 3]\n", ("a=1", "b=[2, 3]")),
        ("train.base_weights_multiplier", "1 0.5", (1, 0.5)),
        ("generate.video_size", "208 384", (208, 384)),
    ],
)
def test_that_what_is_typed_becomes_the_value(key: str, text: str, value: object) -> None:
    found = typed_value(of(key), text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("train.network_dim", "32.5"),
        ("train.network_dim", ""),
        ("train.network_dim", "9" * 40),
        ("train.learning_rate", "fast"),
        ("train.learning_rate", "nan"),
        ("train.learning_rate", "inf"),
        ("train.learning_rate", "1e999"),
        ("train.lr_warmup_steps", "ten"),
        ("train.task", "t2v-5B"),
        ("train.timestep_boundary", "0.875"),
        ("train.output_name", "a\nb"),
        ("train.output_name", "x" * 5000),
    ],
)
def test_that_what_cannot_be_is_refused_with_a_sentence_that_names_the_option(
    key: str, text: str
) -> None:
    with pytest.raises(ValueError, match=rf"^--{key.split('.')[1]} takes .*\.$"):
        typed_value(of(key), text)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("train.sdpa", 1), ("train.sdpa", "yes"), ("train.seed", True), ("train.seed", "7")),
        *(("train.seed", 7.0), ("train.network_args", "a=1"), ("train.network_args", ())),
        *(("train.task", 3), ("train.metadata_title", "\ud800"), ("train.seed", (1,))),
        *(("generate.video_size", (1,)), ("train.learning_rate", float("nan"))),
    ],
)
def test_that_a_recipe_keeps_no_value_of_the_wrong_kind(key: str, value: object) -> None:
    assert kept_value(of(key), value) is None
    assert trouble_of(of(key), value).endswith(".")


def test_that_bounds_are_said_but_may_be_passed() -> None:
    option = of("train.timestep_boundary")
    assert trouble_of(option, 2000) == ""
    assert out_of_bounds(option, 2000) == "--timestep_boundary is at most 1000."
    assert out_of_bounds(option, -1) == "--timestep_boundary is at least 0."
    assert out_of_bounds(option, 875) == ""


def test_that_a_recipe_survives_its_text_with_every_kind_of_value() -> None:
    values = {
        "train.learning_rate": 5e-5,
        "train.network_alpha": 32,
        "train.discrete_flow_shift": 3.0,
        "train.sdpa": True,
        "train.network_args": ("a=1", "b=2"),
        "train.metadata_title": "바람 · 風",
        "train.dit": "",
        "cache_text.batch_size": 16,
    }
    recipe = TrainingRecipe("mine", values)
    found = recipe_of(recipe.to_json())
    assert found == recipe
    assert list(found.values) == list(values)
    assert [type(each) for each in found.values.values()] == [type(v) for v in values.values()]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "7", "null", '{"values": 3}', '{"values": {"train.nonsense": 1}}', "[" * 99999],
)
def test_that_a_text_that_is_no_recipe_sets_nothing(text: str) -> None:
    assert recipe_of(text) == TrainingRecipe()


def test_that_one_wrong_value_does_not_cost_the_others() -> None:
    text = '{"preset": 7, "values": {"train.seed": "x", "train.sdpa": true, "x.y": 1}}'
    assert recipe_of(text) == TrainingRecipe("", {"train.sdpa": True})


def test_that_a_value_that_is_set_keeps_its_place_and_a_new_one_comes_last() -> None:
    recipe = TrainingRecipe("", {"train.seed": 1, "train.sdpa": True})
    assert list(recipe.with_value("train.seed", 2).values.items()) == [
        ("train.seed", 2),
        ("train.sdpa", True),
    ]
    assert list(recipe.with_value("train.task", "t2v-14B").values) == [
        *("train.seed", "train.sdpa", "train.task")
    ]
    assert recipe.with_value("train.sdpa", False) == TrainingRecipe("", {"train.seed": 1})
    assert recipe.with_value("train.seed", None) == TrainingRecipe("", {"train.sdpa": True})


def test_that_an_option_that_is_not_set_has_the_trainers_default() -> None:
    recipe = TrainingRecipe("", {"train.seed": 1})
    assert recipe["train.seed"] == 1
    assert recipe["train.network_alpha"] == 1
    assert recipe["train.network_dim"] is None
    assert recipe["train.timestep_sampling"] == "sigma"
    assert not recipe.is_set("train.network_alpha")


@pytest.mark.parametrize("option", options().values(), ids=lambda option: option.key)
def test_that_every_default_of_the_trainer_is_a_value_its_option_takes(option: Option) -> None:
    if option.default not in (None, ""):
        assert trouble_of(option, option.default) == ""


@pytest.mark.parametrize("value", [10**400, -(10**400), float("inf"), float("nan")])
@pytest.mark.parametrize("key", ["train.learning_rate", "train.network_dim"])
def test_that_a_number_beyond_all_numbers_is_none(key: str, value: float) -> None:
    assert trouble_of(of(key), value)
    assert kept_value(of(key), value) is None
