from __future__ import annotations

from pathlib import Path

import pytest

from app.core import paths
from app.core.planner.costs.cost import Costs
from app.core.planner.costs.setups import Setup
from app.core.planner.resolutions import tokens_of
from app.core.training.recipe.facts import NOTHING_KNOWN
from app.core.training.recipe.options import every_option
from app.core.training.recipe.presets import (
    Preset,
    PresetError,
    delete_own,
    own,
    preset_text,
    read_preset,
    recipe_text,
    rename_own,
    save_own,
    shipped,
)
from app.core.training.recipe.setups import setup_of_recipe
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.recipe.values import out_of_bounds
from app.core.training.recipe.warnings import warnings

NAMES = [
    *("takenoko-3090", "wan21-24gb", "wan21-16gb", "wan21-12gb", "wan21-1.3b", "wan22-low"),
    *("wan22-high", "wan22-both", "character", "motion", "quick-look"),
]
presets = pytest.mark.parametrize("preset", shipped(), ids=lambda each: each.name)


def test_that_the_presets_come_in_their_order_the_authors_first() -> None:
    assert [each.name for each in shipped()] == NAMES
    assert len({each.title for each in shipped()}) == len(NAMES)


@presets
def test_that_a_preset_says_what_it_is_for_and_sets_what_its_file_says(preset: Preset) -> None:
    assert preset.purpose.endswith(".")
    assert preset.hints
    assert all(each.endswith(".") for each in preset.hints)
    file = paths.resources() / "presets" / "training" / f"{preset.name}.toml"
    text = file.read_text(encoding="utf-8")
    said = [line for line in text.partition("[cache_latents]")[2].splitlines() if " = " in line]
    assert len(said) == len(preset.recipe.values)  # none was left out as no option's


@presets
def test_that_a_preset_leaves_paths_to_the_project(preset: Preset) -> None:
    for key, value in preset.recipe.values.items():
        option = every_option()[key]
        if option.ours and key != "train.output_name":
            assert value == "", key
        assert out_of_bounds(option, value) == ""
        assert option.script != "generate"


@presets
def test_that_the_authors_heaviest_step_surely_fits_the_card_of_a_preset(preset: Preset) -> None:
    cards = {"wan21-16gb": 16.0, "wan21-12gb": 12.0}
    machine = Setup(card_gib=cards.get(preset.name, 24.0))
    costs = Costs(setup_of_recipe(preset.recipe, machine))
    assert costs.surely_fits(costs.of(tokens_of((768, 416), 21)))


@presets
def test_that_of_a_preset_of_ours_nothing_is_to_be_said_but_of_its_nature(preset: Preset) -> None:
    said = warnings(preset.recipe, NOTHING_KNOWN)
    if preset.name == "takenoko-3090":  # the author's, with our recommendations beside it
        assert [each.key for each in said] == [
            *("train.save_precision", "train.output_name", "train.save_last_n_epochs_state")
        ]
    elif preset.name == "wan22-both":
        assert [each.grade for each in said] == ["info"]
    else:
        assert said == ()


def test_that_a_preset_is_found_by_its_name_or_title() -> None:
    assert read_preset("takenoko-3090").title == "Takenoko 3090"
    assert read_preset("TAKENOKO 3090").name == "takenoko-3090"


@pytest.mark.parametrize("name", ["nix", "", "../wan21-24gb", "training/takenoko-3090", "a\0b"])
def test_that_an_unknown_name_is_one_sentence_with_the_names_there_are(name: str) -> None:
    save_own("Mine", TrainingRecipe("", {"train.seed": 1}))
    with pytest.raises(PresetError, match="there are project, Mine, takenoko-3090") as raised:
        read_preset(name)
    assert "\n" not in str(raised.value)


def test_that_a_preset_of_ones_own_comes_back_as_it_was_kept() -> None:
    recipe = read_preset("wan22-low").recipe.with_values(
        {"train.network_args": ("a=1", "b='x y'"), "train.metadata_title": '바람 "quoted" \\ %'}
    )
    kept = save_own("  My   style ", recipe, "For\nme.")
    assert (kept.title, kept.purpose, kept.own) == ("My style", "For me.", True)
    (found,), troubles = own()
    assert troubles == []
    assert found == kept
    assert found.recipe.values == recipe.values
    assert list(found.recipe.of("train")) == list(recipe.of("train"))
    assert read_preset("my style") == found


def test_that_the_same_title_takes_the_place_and_our_names_stay_ours() -> None:
    first = save_own("Quick look", TrainingRecipe("", {"train.seed": 1}))
    again = save_own("quick LOOK", TrainingRecipe("", {"train.seed": 2}))
    assert first.name == again.name != "quick-look"
    assert [each.recipe.values for each in own()[0]] == [{"train.seed": 2}]
    assert read_preset("quick-look").own is False
    assert save_own("project", TrainingRecipe("", {"train.seed": 1})).name != "project"


def test_that_a_preset_of_ones_own_can_be_renamed_and_removed() -> None:
    kept = save_own("One", TrainingRecipe("", {"train.seed": 1}))
    renamed = rename_own(kept, "Two")
    assert [each.title for each in own()[0]] == ["Two"]
    delete_own(renamed)
    delete_own(renamed)
    assert own() == ([], [])


def test_that_what_ships_with_the_program_is_neither_renamed_nor_removed() -> None:
    for change in (delete_own, lambda preset: rename_own(preset, "x")):
        with pytest.raises(ValueError, match="ships with the program"):
            change(shipped()[0])


@pytest.mark.parametrize(("title", "values"), [("  ", {"train.seed": 1}), ("x", {})])
def test_that_nothing_is_kept_without_a_name_or_a_value(title: str, values: dict[str, int]) -> None:
    with pytest.raises(PresetError):
        save_own(title, TrainingRecipe("", values))
    assert own() == ([], [])


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"title = 3", b"[train]\nseed = 'x'", b"a = [" + b"[" * 5000, b"train = 3"],
)
def test_that_a_file_that_is_no_preset_is_told_of_and_costs_nothing_else(content: bytes) -> None:
    save_own("Good", TrainingRecipe("", {"train.seed": 1}))
    bad = paths.settings_folder() / "training" / "bad.toml"
    bad.write_bytes(content)
    found, (trouble,) = own()
    assert [each.title for each in found] == ["Good"]
    assert str(bad) in trouble
    with pytest.raises(PresetError):
        read_preset("bad")


def test_that_an_option_of_a_newer_version_is_passed_over(tmp_path: Path) -> None:
    kept = save_own("Newer", TrainingRecipe("", {"train.seed": 1}))
    file = paths.settings_folder() / "training" / f"{kept.name}.toml"
    file.write_text(file.read_text("utf-8") + "warp_speed = 9\n[x]\ny = 1\n", encoding="utf-8")
    assert own()[0][0].recipe.values == {"train.seed": 1}


def test_that_a_run_keeps_its_recipe_as_a_file_that_can_be_read_again(tmp_path: Path) -> None:
    recipe = read_preset("takenoko-3090").recipe
    assert recipe_text(recipe).count("learning_rate = 5e-05") == 1
    file = paths.settings_folder() / "training" / "of-run.toml"
    file.parent.mkdir(parents=True)
    file.write_text(recipe_text(recipe), encoding="utf-8")
    assert own()[0][0].recipe.values == recipe.values
    assert "[generate]" not in preset_text(read_preset("motion"))
