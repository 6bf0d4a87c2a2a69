from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from app.core import paths
from app.core.errors import DatasetError
from app.core.export.recipes import (
    Recipe,
    keep_recipe,
    own_recipes,
    read_recipe,
    remove_recipe,
    rename_recipe,
    shipped_recipes,
)
from app.core.library.model import Dataset
from app.core.planner.rules import ARCHITECTURES

CLIPS = Dataset(
    position=0,
    name="clips",
    kind="video",
    resolution=(512, 288),
    frame_extraction="slide",
    target_frames=(33,),
    frame_stride=8,
    filter="tag:rain",
)
STILLS = Dataset(position=1, name="stills", kind="image", resolution=(768, 768), num_repeats=2)
MINE = Recipe(
    0.7,
    (CLIPS, STILLS),
    (),
    title="Rain",
    architecture="hunyuan",
    rate=Fraction(24000, 1001),
    setup={"swap": 12, "precision": "fp8"},
    more=({"source_fps": 24.0}, {}),
)


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("RUSHES_SETTINGS", str(tmp_path))
    yield tmp_path


def test_that_each_recipe_says_what_it_is_for_at_the_rate_of_its_model() -> None:
    recipes = shipped_recipes()
    assert [each.title for each in recipes][:2] == ["Three-part mix", "368×192×45 to start with"]
    assert len({each.order for each in recipes}) == len(recipes) == 7
    for each in recipes:
        assert each.purpose.endswith(".") and each.title and not each.own
        assert float(each.rate) == ARCHITECTURES[each.architecture].rate
        assert [row.position for row in each.datasets] == list(range(len(each.datasets)))
    assert {each.architecture for each in recipes} == set(ARCHITECTURES)


def test_that_the_mix_is_its_authors() -> None:
    stills, short, long = read_recipe().datasets
    assert (stills.kind, stills.resolution) == ("image", (768, 768))
    assert (short.resolution, short.frame_extraction, short.target_frames) == (
        *((768, 416), "head"),
        (1, 21),
    )
    assert (long.resolution, long.frame_extraction) == ((384, 208), "uniform")
    assert (long.target_frames, long.frame_sample) == ((45,), 2)
    for each in (stills, short, long):
        assert (each.batch_size, each.num_repeats, each.bucket_no_upscale) == (1, 1, True)


def test_that_framepack_has_the_key_no_row_has() -> None:
    recipe = next(each for each in shipped_recipes() if each.architecture == "framepack")
    assert [*map(dict, recipe.more)] == [{"fp_latent_window_size": 9}]
    assert {each.kind for each in recipe.datasets} == {"video"}  # it trains no pictures


def test_that_a_recipe_of_ones_own_is_kept_as_it_was_made() -> None:
    kept = keep_recipe(MINE)
    assert own_recipes() == ([kept], [])
    assert kept == replace(MINE, name="Rain", own=True)


def test_that_two_recipes_of_one_title_are_two() -> None:
    first, second = keep_recipe(MINE), keep_recipe(MINE)
    assert first.name != second.name
    rename_recipe(second, "  Snow  ")
    assert [each.title for each in own_recipes()[0]] == ["Rain", "Snow"]
    remove_recipe(first)
    remove_recipe(first)
    assert [each.title for each in own_recipes()[0]] == ["Snow"]


def test_that_a_recipe_needs_a_name_and_a_dataset() -> None:
    for wrong in (replace(MINE, title=" "), replace(MINE, datasets=())):
        with pytest.raises(DatasetError):
            keep_recipe(wrong)
    kept = keep_recipe(MINE)
    with pytest.raises(DatasetError):
        rename_recipe(kept, "\n")


@pytest.mark.parametrize(
    "text",
    [
        "no [toml",
        "title = 'none'",
        "datasets = []",
        "[[datasets]]\nkind = 'sound'\nname = 'x'",
        "[[datasets]]\nname = 'x'",
        "rate = 0\n[[datasets]]\nkind = 'video'\nname = 'x'",
        "rate = '1/0'\n[[datasets]]\nkind = 'video'\nname = 'x'",
        "architecture = 'flux'\n[[datasets]]\nkind = 'video'\nname = 'x'",
        "setup = 3\n[[datasets]]\nkind = 'video'\nname = 'x'",
        "[[datasets]]\nkind = 'video'\nname = 'x'\n[[datasets]]\nkind = 'video'\nname = 'X'",
        "rate = inf\n[[datasets]]\nkind = 'video'\nname = 'x'",
        "order = inf\n[[datasets]]\nkind = 'video'\nname = 'x'",
        "x = " + "[" * 5_000,
    ],
)
def test_that_a_file_which_is_no_recipe_hides_no_other(text: str) -> None:
    kept = keep_recipe(MINE)
    folder = paths.settings_folder() / "recipes"
    (folder / "broken.toml").write_text(text, encoding="utf-8")
    recipes, troubles = own_recipes()
    assert recipes == [kept]
    assert len(troubles) == 1 and "broken.toml" in troubles[0]


def test_that_nobody_has_recipes_before_one_is_kept() -> None:
    assert own_recipes() == ([], [])
