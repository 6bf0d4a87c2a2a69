from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.core.paths import projects_folder
from app.core.settings import Place, Preferences, from_json, load, save, to_json


def test_that_preferences_come_back_as_they_were_kept(tmp_path: Path) -> None:
    kept = Preferences(
        theme="light", zoom=1.5, recent=("한국어 #1",), snap=False, keys={"a": ("Q",), "b": ()}
    )
    save(kept, tmp_path)
    assert load(tmp_path) == kept


def test_that_filters_and_orders_come_back_in_their_order(tmp_path: Path) -> None:
    kept = Preferences(
        filters={"b": "len>=45", "a": 'tag:"눈"'}, orders={"shot": "-length"}, filmstrip=True
    )
    for text in ("rain", "snow", "rain"):
        kept = kept.filtered(text)
    save(kept, tmp_path)
    assert load(tmp_path) == kept
    assert list(load(tmp_path).filters) == ["b", "a"]
    assert kept.past_filters == ("rain", "snow")
    for n in range(40):
        kept = kept.filtered(str(n))
    assert len(kept.past_filters) == 20 and kept.past_filters[0] == "39"


def test_that_half_a_character_is_kept_as_it_is(tmp_path: Path) -> None:
    kept = Preferences(recent=("/films/\udcff",), past_filters=("a\\\ud83d",))
    save(kept, tmp_path)
    assert load(tmp_path) == kept


def test_that_missing_and_broken_files_give_defaults(tmp_path: Path) -> None:
    assert load(tmp_path) == Preferences()
    for text in ("", "{", "[]", "null", "\xff", "[" * 100_000):
        (tmp_path / "settings.json").write_text(text, encoding="latin-1")
        assert load(tmp_path) == Preferences()


@pytest.mark.parametrize(
    "value",
    [
        {"theme": "pink"},
        {"zoom": "big"},
        {"zoom": float("nan")},
        {"zoom": None},
        {"zoom": 10**400},
        {"tile_width": -(10**400)},
        {"recent": "a"},
        {"snap": 1},
        {"tile_width": float("inf")},
        {"last_folder": 3},
        {"detector": []},
        {"projects_in": 1},
        {"places": {"a": 1}},
        {"filters": {"a": 1}},
        {"orders": ["length"]},
        {"past_filters": "rain"},
        {"filmstrip": 1},
        {"keys": []},
        {"keys": {"mark.in": "I", "mark.out": [1]}},
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


@pytest.mark.parametrize("place", [Place("clip", 12), Place("shot", 3, 7), Place("still", 1, 1)])
def test_that_the_place_in_a_project_is_found_again(tmp_path: Path, place: Place) -> None:
    folder = tmp_path / "한국어 #1: x"
    save(Preferences().opened(folder).left_at(folder, place), tmp_path)
    assert load(tmp_path).place_in(folder) == place
    assert load(tmp_path).place_in(tmp_path) is None


@pytest.mark.parametrize("text", ["", "clip", "clip:", "clip:x:1", "film:1:", "clip:1:2:3", "1"])
def test_that_a_place_of_another_form_is_none(text: str) -> None:
    assert Preferences(places={"p": text}).place_in(Path("p")) is None


def test_that_places_are_kept_of_recent_projects_only() -> None:
    preferences = Preferences()
    for n in range(30):
        folder = Path(f"p{n}")
        preferences = preferences.opened(folder).left_at(folder, Place("clip", n))
    assert len(preferences.places) <= 13
    assert preferences.place_in(Path("p29")) == Place("clip", 29)
    assert preferences.forgotten("p29").place_in(Path("p29")) is None


def test_that_new_projects_go_where_the_last_one_went_while_that_is_there(tmp_path: Path) -> None:
    assert Preferences().parent_of_projects() == projects_folder()
    chosen = Preferences(projects_in=str(tmp_path))
    assert chosen.parent_of_projects() == tmp_path
    gone = Preferences(projects_in=str(tmp_path / "unplugged"))
    assert gone.parent_of_projects() == projects_folder()


def test_that_filters_of_captions_are_kept_apart_from_those_of_the_grid(tmp_path: Path) -> None:
    kept = Preferences().filtered("len>=45").filtered("lint:any", "captions")
    kept = kept.keeping({"Long": "len>=45"}, "grid").keeping({"Bad": "lint:any"}, "captions")
    save(kept, tmp_path)
    kept = load(tmp_path)
    assert kept.past_filters_of("grid") == ("len>=45",)
    assert kept.past_filters_of("captions") == ("lint:any",)
    assert kept.filters_of("grid") == {"Long": "len>=45"}
    assert kept.filters_of("captions") == {"Bad": "lint:any"}


def test_that_the_caption_one_was_in_is_kept_for_recent_projects(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    kept = Preferences().opened(there).opened(here)
    kept = kept.caption_left(there, ("still", 7)).caption_left(here, ("clip", 3))
    save(kept, tmp_path)
    kept = load(tmp_path)
    assert (kept.caption_in(here), kept.caption_in(there)) == (("clip", 3), ("still", 7))
    assert kept.forgotten(str(there)).caption_in(there) is None
    assert Preferences(captions_at={str(here): "shot:1"}).caption_in(here) is None


def test_that_captioners_come_back_and_those_without_a_meaning_are_dropped(tmp_path: Path) -> None:
    server = {"url": "http://127.0.0.1:1234/v1", "concurrency": 2, "extra": {"top_k": 20}}
    kept = Preferences(
        captioner="lm-studio",
        captioners={"lm-studio": server},
        templates={"clip": "wan"},
        told=("https://api.openai.com:443",),
    )
    save(kept, tmp_path)
    assert load(tmp_path) == kept
    broken = from_json({"captioners": {"a": server, "b": 7}, "captioner": 7, "told": "x"})
    assert broken == Preferences(captioners={"a": server})
