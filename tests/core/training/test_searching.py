"""All options as a list, their values shown, stepped and compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.training.recipe.comparing import differences
from app.core.training.recipe.options import every_option, groups, options
from app.core.training.recipe.searching import GroupLine, OptionLine, best_of, lines_of
from app.core.training.recipe.showing import (
    default_text,
    differs,
    is_advised,
    same,
    shown_text,
    stepped,
    typed_list,
)
from app.core.training.recipe.training_recipe import TrainingRecipe

KNOWN = options()


def listed(query: str = "", **how: object) -> list[str]:
    lines = lines_of(KNOWN, TrainingRecipe("", {"train.network_dim": 32}), query, **how)  # type: ignore[arg-type]
    return [line.key for line in lines if isinstance(line, OptionLine)]


def test_every_option_is_listed_once_under_its_group() -> None:
    lines = lines_of(KNOWN, TrainingRecipe())
    assert sorted(listed()) == sorted(KNOWN)
    heads = [line for line in lines if isinstance(line, GroupLine)]
    assert [head.group for head in heads] == [g for g in groups() if g in {h.group for h in heads}]
    assert sum(head.count for head in heads) == len(KNOWN)
    assert len(KNOWN) >= 155


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("--network_dim", "train.network_dim"),
        ("network dim", "train.network_dim"),
        ("seed", "train.seed"),
        ("blocks to swap", "train.blocks_to_swap"),
        ("save_every", "train.save_every_n_epochs"),
    ],
)
def test_a_name_a_flag_or_words_find_an_option(query: str, best: str) -> None:
    lines = lines_of(KNOWN, TrainingRecipe(), query)
    line = lines[best_of(lines, query)]
    assert isinstance(line, OptionLine)
    assert line.key == best


def test_words_of_the_help_find_an_option() -> None:
    assert "cache_text.fp8_t5" in listed("text encoder fp8")


def test_a_search_looks_into_folded_groups() -> None:
    folded = frozenset(groups())
    assert listed(folded=folded) == []
    assert "train.seed" in listed("seed", folded=folded)


def test_only_what_the_recipe_gives_is_listed_when_that_is_asked_for() -> None:
    assert listed(only_given=True) == ["train.network_dim"]


def test_a_search_for_nothing_known_lists_nothing() -> None:
    lines = lines_of(KNOWN, TrainingRecipe(), "xyzzy")
    assert lines == []
    assert best_of(lines, "xyzzy") == -1


def test_a_value_like_the_trainers_own_does_not_differ() -> None:
    alpha = every_option()["train.network_alpha"]
    assert not differs(alpha, None)
    assert not differs(alpha, 1.0)
    assert differs(alpha, 32)
    assert differs(every_option()["train.sdpa"], True)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [(3, 3.0, True), (True, 1, False), ((1, 2), [1, 2], True), ("3", 3, False), (None, 0, False)],
)
def test_values_are_the_same_as_the_trainer_takes_them(
    one: object, other: object, *, alike: bool
) -> None:
    assert same(one, other) is alike


@pytest.mark.parametrize(
    ("value", "text"), [(5e-5, "5e-5"), (3.0, "3.0"), (True, "on"), (("a", "b c"), "a b c")]
)
def test_values_are_shown_as_people_write_them(value: object, text: str) -> None:
    assert shown_text(value) == text


def test_the_trainers_own_is_told_in_a_word() -> None:
    assert default_text(every_option()["train.learning_rate"]) == "2e-6"
    assert default_text(every_option()["train.sdpa"]) == "off"
    assert default_text(every_option()["train.save_every_n_epochs"]) == ""


def test_what_we_recommend_is_told_from_other_values() -> None:
    alpha = every_option()["train.network_alpha"]
    recipe = TrainingRecipe("", {"train.network_dim": 16, "train.network_alpha": 32})
    assert not is_advised(alpha, recipe)
    assert is_advised(alpha, recipe.with_value("train.network_alpha", 16))
    assert not is_advised(every_option()["train.fp8_t5"], recipe)
    lines = {line.key: line for line in lines_of(KNOWN, recipe) if isinstance(line, OptionLine)}
    assert lines["train.network_alpha"].advice == 16
    assert lines["train.max_grad_norm"].advice is None


@pytest.mark.parametrize(
    ("key", "value", "up", "down"),
    [
        ("train.network_dim", 32, 33, 31),
        ("train.learning_rate", 5e-5, 1e-4, 2e-5),
        ("train.learning_rate", 1e-4, 2e-4, 5e-5),
        ("train.learning_rate", 3e-5, 5e-5, 2e-5),
        ("train.discrete_flow_shift", 3.0, 3.5, 2.5),
        ("train.blocks_to_swap", 39, 39, 38),
        ("train.optimizer_type", "adamw", "adamw", "adamw"),
    ],
)
def test_a_key_steps_a_number(key: str, value: object, up: object, down: object) -> None:
    option = every_option()[key]
    assert stepped(option, value, up=True) == up
    assert stepped(option, value, up=False) == down


@pytest.mark.parametrize("value", [1e-12, 1e-7, 0.002, 0.05, 0.99, 1.0, 1.2, 7.7])
def test_steps_of_a_number_go_up_and_down_all_the_way(value: float) -> None:
    option = replace(every_option()["train.sigmoid_scale"], least=None, most=None)
    for _ in range(60):
        above = stepped(option, value, up=True)
        assert above > value
        assert stepped(option, above, up=False) < above
        value = above


def test_a_list_is_typed_one_a_line_and_each_may_hold_blanks() -> None:
    option = every_option()["train.network_args"]
    text = "exclude_patterns=['a', 'b']\n\n verbose=True "
    assert typed_list(option, text) == ("exclude_patterns=['a', 'b']", "verbose=True")
    with pytest.raises(ValueError, match="takes a number"):
        typed_list(every_option()["train.base_weights_multiplier"], "1.0\nhalf")


def test_differences_tell_what_changed_came_and_went() -> None:
    was = {"train.seed": 1, "train.sdpa": True, "train.network_alpha": 32}
    now = {"train.seed": 2, "train.network_alpha": 32.0, "train.network_dim": 4}
    found = {each.key: (each.was, each.now) for each in differences(was, now)}
    assert found == {
        "train.seed": (1, 2),
        "train.sdpa": (True, None),
        "train.network_dim": (None, 4),
    }
