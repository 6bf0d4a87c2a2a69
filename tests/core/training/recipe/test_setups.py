from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.library.edits import changing, several
from app.core.library.model import Settings
from app.core.library.project import Project
from app.core.planner.costs.setups import DEFAULT_SETUP, Setup, setup_of
from app.core.training.recipe.presets import Preset, read_preset, shipped
from app.core.training.recipe.recipe_edits import (
    following,
    recipe_edit,
    recipe_of_project,
)
from app.core.training.recipe.setups import recipe_with_setup, setup_of_recipe
from app.core.training.recipe.training_recipe import TrainingRecipe, recipe_of

AUTHORS = read_preset("takenoko-3090").recipe
MACHINE = Setup(card_gib=16.0, desktop_gib=0.5, gpu="RTX 4080")


def test_that_the_authors_recipe_is_the_setup_plan_has_by_default() -> None:
    assert setup_of_recipe(AUTHORS, DEFAULT_SETUP) == DEFAULT_SETUP


def test_that_the_machine_stays_the_persons() -> None:
    found = setup_of_recipe(read_preset("wan21-16gb").recipe, MACHINE)
    assert (found.card_gib, found.desktop_gib, found.gpu) == (16.0, 0.5, "RTX 4080")
    assert (found.swap, found.rank) == (33, 32)


@pytest.mark.parametrize(
    ("preset", "says"),
    [
        ("wan21-1.3b", {"model": "1.3B", "precision": "bf16", "swap": 0}),
        ("wan21-12gb", {"swap": 36, "offload": True, "rank": 16}),
        ("wan22-low", {"per_token_time": True, "both_models": False, "swap": 16}),
        ("wan22-both", {"per_token_time": True, "both_models": True}),
        ("quick-look", {"epochs": DEFAULT_SETUP.epochs, "steps": 1500, "rank": 16}),
        ("character", {"steps": 3000}),
    ],
)
def test_that_a_preset_is_estimated_as_what_it_trains(preset: str, says: dict[str, object]) -> None:
    found = asdict(setup_of_recipe(read_preset(preset).recipe, DEFAULT_SETUP))
    assert {name: found[name] for name in says} == says


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"train.fp8_scaled": None}, {"precision": "fp8"}),
        ({"train.fp8_base": None}, {"precision": "bf16"}),
        ({"train.optimizer_type": "AdamW"}, {"optimizer": "adamw"}),
        ({"train.optimizer_type": "prodigyopt.Prodigy"}, {"optimizer": "prodigy"}),
        ({"train.optimizer_type": "came.CAME"}, {"optimizer": "came.CAME"}),
        ({"train.network_dim": None}, {"rank": 4}),
        ({"train.max_train_epochs": None}, {"epochs": DEFAULT_SETUP.epochs, "steps": 1600}),
        ({"train.max_train_epochs": 3, "train.max_train_steps": 90}, {"epochs": 3, "steps": 0}),
        ({"train.gradient_accumulation_steps": 4}, {"accumulation": 4}),
        ({"train.task": "i2v-14B"}, {"i2v": True}),
        (
            {"train.task": "t2v-A14B", "train.force_v2_1_time_embedding": True},
            {"per_token_time": False},
        ),
    ],
)
def test_that_an_option_is_estimated_as_what_it_costs(
    values: dict[str, object], says: dict[str, object]
) -> None:
    found = asdict(setup_of_recipe(AUTHORS.with_values(values), DEFAULT_SETUP))
    assert {name: found[name] for name in says} == says


@pytest.mark.parametrize("preset", shipped(), ids=lambda each: each.name)
def test_that_a_setup_that_says_the_same_changes_nothing(preset: Preset) -> None:
    setup = setup_of_recipe(preset.recipe, MACHINE)
    assert recipe_with_setup(preset.recipe, setup) == preset.recipe
    assert recipe_with_setup(preset.recipe, setup, setup) == preset.recipe


@st.composite
def setups(draw: st.DrawFn) -> Setup:
    """Setups that a recipe can have: what the small model has not is left out."""
    big = draw(st.booleans())
    second = big and draw(st.booleans())
    return Setup(
        model="14B" if big else "1.3B",
        precision=draw(st.sampled_from(("fp8_scaled", "fp8", "bf16"))),
        rank=draw(st.integers(1, 128)),
        optimizer=draw(st.sampled_from(("adamw8bit", "adamw", "prodigy"))),
        swap=draw(st.integers(0, 39)),
        checkpointing=draw(st.booleans()),
        offload=draw(st.booleans()),
        per_token_time=second,
        h2d_only=draw(st.booleans()),
        accumulation=draw(st.integers(1, 8)),
        epochs=draw(st.integers(1, 100)),
        steps=draw(st.sampled_from((0, 0, 1500, 3000))),
        i2v=big and draw(st.booleans()),
        both_models=second and draw(st.booleans()),
        card_gib=MACHINE.card_gib,
    )


@given(setups(), setups(), st.sampled_from([each.recipe for each in shipped()]))
def test_that_any_setup_comes_out_of_the_recipe_again(
    first: Setup, second: Setup, recipe: TrainingRecipe
) -> None:
    made = recipe_with_setup(recipe, first, setup_of_recipe(recipe, second))
    assert setup_of_recipe(made, first) == first
    again = recipe_with_setup(made, second, first)
    assert setup_of_recipe(again, second) == second
    assert setup_of(second.to_json()) == second
    assert recipe_of(again.to_json()) == again  # every value is one its option takes


def test_that_a_swap_from_plan_changes_that_value_alone_and_in_its_place() -> None:
    made = recipe_with_setup(AUTHORS, replace(DEFAULT_SETUP, swap=14))
    assert list(made.values) == list(AUTHORS.values)
    differing = {k for k in made.values if made.values[k] != AUTHORS.values[k]}
    assert differing == {"train.blocks_to_swap"}
    assert "train.blocks_to_swap" not in (
        recipe_with_setup(AUTHORS, replace(DEFAULT_SETUP, swap=0)).values
    )


def test_that_an_alpha_as_large_as_the_rank_goes_along_and_another_stays() -> None:
    made = recipe_with_setup(AUTHORS, replace(DEFAULT_SETUP, rank=16))
    assert (made["train.network_dim"], made["train.network_alpha"]) == (16, 16)
    own = AUTHORS.with_value("train.network_alpha", 8)
    assert recipe_with_setup(own, replace(DEFAULT_SETUP, rank=16))["train.network_alpha"] == 8


def test_that_epochs_from_plan_take_the_place_of_steps_only_where_they_were_changed() -> None:
    quick = read_preset("quick-look").recipe
    assert recipe_with_setup(quick, DEFAULT_SETUP, DEFAULT_SETUP)["train.max_train_steps"] == 1500
    made = recipe_with_setup(quick, replace(DEFAULT_SETUP, epochs=7), DEFAULT_SETUP)
    assert made["train.max_train_epochs"] == 7
    asked = setup_of_recipe(quick, DEFAULT_SETUP)
    again = recipe_with_setup(quick, replace(asked, steps=0), asked)
    assert again["train.max_train_epochs"] == DEFAULT_SETUP.epochs
    assert not made.is_set("train.max_train_steps")


def test_that_going_back_to_wan_21_leaves_nothing_of_the_experts() -> None:
    for name in ("wan22-low", "wan22-both"):
        recipe = read_preset(name).recipe
        setup = setup_of_recipe(recipe, DEFAULT_SETUP)
        made = recipe_with_setup(recipe, replace(setup, per_token_time=False, both_models=False))
        assert made["train.task"] == "t2v-14B"
        assert not [key for key in made.values if "timestep_boundary" in key or "high" in key]
        assert not made.is_set("train.max_timestep")


def test_that_the_boundary_goes_along_with_image_to_video() -> None:
    recipe = read_preset("wan22-low").recipe
    made = recipe_with_setup(recipe, replace(setup_of_recipe(recipe, DEFAULT_SETUP), i2v=True))
    assert made["train.task"] == "i2v-A14B"
    assert made["train.max_timestep"] == 900
    assert made["cache_latents.i2v"] is True
    assert not made.is_set("cache_latents.clip")  # Wan 2.2 has none
    one = recipe_with_setup(AUTHORS, replace(DEFAULT_SETUP, i2v=True))
    assert one["cache_latents.clip"] == one["train.clip"] == ""


# --------------------------------------------------------------------------------- the project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p", "My film") as opened:
        yield opened


def test_that_a_recipe_and_what_plan_estimates_for_are_one_step(project: Project) -> None:
    project.apply(recipe_edit(project.settings, read_preset("wan21-12gb").recipe, "Preset"))
    assert recipe_of_project(project.settings) == read_preset("wan21-12gb").recipe
    assert setup_of(project.settings.setup).swap == 36
    project.undo()
    assert (project.settings.training, project.settings.setup) == ("", "")
    project.redo()
    assert setup_of(project.settings.setup).rank == 16


def test_that_a_change_in_plan_takes_the_recipe_along_in_the_same_step(project: Project) -> None:
    project.apply(recipe_edit(project.settings, AUTHORS, "Preset"))
    before = project.settings
    after = replace(before, setup=Setup(swap=14).to_json())
    project.apply(following(changing(before, after, label="Setup"), before))
    assert recipe_of_project(project.settings)["train.blocks_to_swap"] == 14
    project.undo()
    assert project.settings == before


def test_that_plan_changes_no_recipe_where_there_is_none_or_nothing_differs(
    project: Project,
) -> None:
    before = project.settings
    edit = changing(before, replace(before, setup=Setup(swap=14).to_json()))
    assert following(edit, before) is edit
    project.apply(recipe_edit(before, AUTHORS, "Preset"))
    now = project.settings
    for other in (
        changing(now, replace(now, trigger="x")),
        changing(now, replace(now, setup=replace(DEFAULT_SETUP, card_gib=16.0).to_json())),
    ):
        assert following(other, now) == other


def test_that_only_the_setup_among_several_changes_takes_the_recipe_along(
    project: Project,
) -> None:
    project.apply(recipe_edit(project.settings, AUTHORS, "Preset"))
    now = project.settings
    edit = several(
        "Recipe",
        [
            changing(now, replace(now, trigger="y")),
            changing(now, replace(now, setup=Setup(swap=20).to_json())),
        ],
    )
    project.apply(following(edit, now))
    assert project.settings.trigger == "y"
    assert recipe_of_project(project.settings)["train.blocks_to_swap"] == 20


def test_that_what_a_new_project_trains_costs_what_plan_says_of_it() -> None:
    assert setup_of_recipe(recipe_of_project(Settings(name="x")), DEFAULT_SETUP) == DEFAULT_SETUP


def test_that_a_project_without_a_recipe_trains_the_default_at_plans_setup() -> None:
    plain = recipe_of_project(Settings(name="x"))
    assert plain == read_preset("wan21-24gb").recipe
    swapped = recipe_of_project(Settings(name="x", setup=json.dumps({"swap": 20})))
    assert swapped == plain.with_value("train.blocks_to_swap", 20)
