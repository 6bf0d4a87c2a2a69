from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.core.settings import Preferences, from_json, load, save, to_json


def test_that_preferences_come_back_as_they_were_kept(tmp_path: Path) -> None:
    kept = Preferences(theme="light", zoom=1.5, recent=("한국어 #1",), snap=False)
    save(kept, tmp_path)
    assert load(tmp_path) == kept


def test_that_missing_and_broken_files_give_defaults(tmp_path: Path) -> None:
    assert load(tmp_path) == Preferences()
    for text in ("", "{", "[]", "null", "\xff"):
        (tmp_path / "settings.json").write_text(text, encoding="latin-1")
        assert load(tmp_path) == Preferences()


@pytest.mark.parametrize(
    "value",
    [
        {"theme": "pink"},
        {"zoom": "big"},
        {"zoom": float("nan")},
        {"zoom": None},
        {"recent": "a"},
        {"snap": 1},
        {"tile_width": float("inf")},
        {"last_folder": 3},
        {"detector": []},
    ],
)
def test_that_a_value_of_the_wrong_kind_leaves_the_default(value: dict[str, object]) -> None:
    assert from_json(value) == Preferences()


def test_that_sizes_are_kept_within_what_can_be_used() -> None:
    assert from_json({"zoom": 9, "tile_width": 1}) == Preferences(zoom=2.0, tile_width=96)


def test_that_keys_of_a_newer_version_are_kept() -> None:
    value = to_json(from_json({"theme": "light", "of_tomorrow": [1]}))
    assert value["of_tomorrow"] == [1]
    assert json.loads(json.dumps(value)) == value


def test_that_a_project_opened_again_comes_first_and_the_list_stays_short() -> None:
    preferences = Preferences()
    for name in [*(f"p{n}" for n in range(20)), "p5"]:
        preferences = preferences.opened(Path(name))
    assert preferences.recent[0] == "p5"
    assert len(preferences.recent) == 12 == len(set(preferences.recent))
    assert "p19" not in preferences.forgotten("p19").recent
