from __future__ import annotations

from typing import Any

import pytest

from app.core.errors import DatasetError
from app.core.planner.editing.dataset_fields import (
    Field,
    Section,
    fields_of,
    odd_keys,
    sections_of,
    stepped,
    text_of,
    with_extraction,
)
from app.core.planner.editing.key_help import KEYS, Key, key_named
from app.core.planner.editing.typed_values import value_of
from app.core.planner.windows import MODES

CLIPS = {"video_directory": "/g/clips", "resolution": [768, 416], "target_frames": [1, 21]}
STILLS = {"image_directory": "/g/stills", "resolution": 768}


def entry(own: dict[str, Any], general: dict[str, Any] | None = None) -> Section:
    return sections_of({"general": general or {}, "datasets": [own]})[1]


def named(name: str) -> Key:
    key = key_named(name)
    assert key is not None
    return key


def fields(section: Section, *, project: bool = False) -> dict[str, Field]:
    return {field.key.name: field for field in fields_of(section, "wan", project=project)}


def usual(section: Section, *, project: bool = False) -> list[str]:
    return [name for name, field in fields(section, project=project).items() if field.usual]


# ------------------------------------------------------------------ what is shown


def test_that_only_keys_that_say_something_are_in_sight() -> None:
    assert usual(entry(STILLS), project=True) == [
        "resolution",
        "num_repeats",
        "batch_size",
        "bucket_no_upscale",
    ]
    assert "frame_sample" in usual(entry(CLIPS | {"frame_extraction": "uniform"}))
    assert "frame_stride" in usual(entry(CLIPS | {"frame_extraction": "slide"}))
    full = entry(CLIPS | {"frame_extraction": "full"})
    assert "target_frames" not in usual(full) and "max_frames" in usual(full)


def test_that_a_key_of_another_extraction_is_shown_where_it_is_written() -> None:
    assert "frame_sample" not in fields(entry(CLIPS))
    written = fields(entry(CLIPS | {"frame_sample": 3}))["frame_sample"]
    assert (written.usual, written.text, written.silent) == (False, "3", "Only uniform reads it.")


def test_that_a_file_of_its_own_has_its_folders_in_sight_and_a_project_has_not() -> None:
    assert usual(entry(CLIPS))[:2] == ["video_directory", "cache_directory"]
    assert "video_directory" not in usual(entry(CLIPS), project=True)
    assert "video_directory" in fields(entry(CLIPS), project=True)


def test_that_a_dataset_over_a_jsonl_has_that_in_sight_instead_of_a_folder() -> None:
    shown = usual(entry({"video_jsonl_file": "/g/clips.jsonl"}))
    assert "video_jsonl_file" in shown and "video_directory" not in shown


def test_that_a_value_says_where_it_comes_from_and_what_would_hold_without_it() -> None:
    shown = fields(entry(CLIPS | {"num_repeats": 2}, {"num_repeats": 5, "batch_size": 4}))
    assert (shown["num_repeats"].origin, shown["num_repeats"].back_text) == ("own", "5")
    assert (shown["batch_size"].origin, shown["batch_size"].text) == ("general", "4")
    assert (shown["bucket_no_upscale"].origin, shown["bucket_no_upscale"].text) == ("default", "no")
    assert shown["target_frames"].back_text == "1"
    assert shown["source_fps"].text == "" and shown["source_fps"].back_text == "as is"


def test_that_general_shows_what_may_stand_there_and_nothing_falls_back_to_it_twice() -> None:
    general = sections_of({"general": {"batch_size": 4}})[0]
    shown = fields(general)
    assert list(shown) == [key.name for key in KEYS if key.general]
    assert shown["batch_size"].back_text == "1" and shown["num_repeats"].origin == "default"


def test_that_what_may_not_stand_in_general_does_not_hold() -> None:
    shown = fields(entry({"video_directory": "/g"}, {"target_frames": [45]}))
    assert shown["target_frames"].text == "1"


@pytest.mark.parametrize(
    ("own", "kind"),
    [
        (CLIPS, "video"),
        (STILLS, "image"),
        (CLIPS | STILLS, "video"),
        ({"target_frames": [45]}, "video"),
        ({"resolution": 512}, "image"),
    ],
)
def test_that_an_entry_is_of_the_kind_it_is_checked_as(own: dict[str, Any], kind: str) -> None:
    assert entry(own).kind == kind


@pytest.mark.parametrize(
    "data", [None, [], {}, {"datasets": 3}, {"general": [], "datasets": [3, None]}]
)
def test_that_a_file_in_no_shape_has_what_sections_it_has(data: object) -> None:
    sections = sections_of(data)
    assert sections[0].own == {} and all(each.own == {} for each in sections[1:])


def test_that_a_key_the_trainer_does_not_take_is_shown_for_what_it_is() -> None:
    section = entry(
        CLIPS | {"target_frame": [45], "image_directory": "/g", "fp_1f_no_post": True}
        | {"qwen_image_edit_control_resolution": 512}
    )  # fmt: skip
    found = {odd.name: odd for odd in odd_keys(section)}
    assert found["target_frame"].sentence == "Unknown to the trainer; target_frames?"
    assert found["target_frame"].shown == "[45]"
    assert found["image_directory"].sentence == "A key of stills."
    assert "write control_resolution" in found["qwen_image_edit_control_resolution"].sentence
    assert len(found) == 4
    general = sections_of({"general": {"target_frames": [1]}})[0]
    assert odd_keys(general)[0].sentence == "May only stand in a dataset."


# ------------------------------------------------------------------ values


@pytest.mark.parametrize("extraction", MODES)
def test_that_what_is_shown_reads_as_it_was(extraction: str) -> None:
    own = CLIPS | {"frame_extraction": extraction, "frame_sample": 2, "frame_stride": 8}
    for field in fields(entry(own)).values():
        if field.value is not None:
            assert value_of(field.key, field.text) == field.value


@pytest.mark.parametrize("text", ["512x288", " 512 × 288", "512, 288", "512 288", "[512,288]"])
def test_that_a_resolution_may_be_written_in_any_usual_way(text: str) -> None:
    assert value_of(named("resolution"), text) == [512, 288]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("resolution", "640", [640, 640]),
        ("target_frames", "45, 21 45", [21, 45]),
        ("source_fps", "30", 30.0),
        ("source_fps", "29,97", 29.97),
        ("source_fps", "30000/1001", 30000 / 1001),
        ("caption_extension", "txt", ".txt"),
        ("video_directory", '"H:\\films\\clips"', "H:/films/clips"),
        ("fp_1f_clean_indices", "0 10", [0, 10]),
        ("fp_1f_target_index", "0", 0),
        ("enable_bucket", "Yes", True),
        ("frame_extraction", "chunk", "chunk"),
    ],
)
def test_that_what_is_typed_becomes_what_the_file_has(name: str, text: str, value: object) -> None:
    read = value_of(named(name), text)
    assert read == value and type(read) is type(value)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("resolution", 768, "768 × 768"),
        ("resolution", "768", '"768"'),
        ("resolution", [1, 2, 3], "[1, 2, 3]"),
        ("target_frames", 45, "45"),
        ("target_frames", [], "[]"),
        ("source_fps", 30, "30"),
        ("source_fps", 29.97, "29.97"),
        ("source_fps", 30.0, "30"),
        ("enable_bucket", "yes", '"yes"'),
        ("num_repeats", True, "true"),
        ("cache_directory", None, ""),
    ],
)
def test_that_a_value_is_shown_even_where_the_trainer_refuses_it(
    name: str, value: object, shown: str
) -> None:
    assert text_of(named(name), value) == shown


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("resolution", "wide", "768 × 416"),
        ("resolution", "1 2 3", "768 × 416"),
        ("resolution", "16x16", "32 to 8,192"),
        ("resolution", "-768x416", "768 × 416"),
        ("target_frames", "", "1, 21"),
        ("target_frames", "47", "45 or 49 instead of 47"),
        ("target_frames", "0", "1 frame or more"),
        ("target_frames", "21.5", "1, 21"),
        ("max_frames", "130", "129 or 133 instead of 130"),
        ("num_repeats", "0", "from 1 to 10,000"),
        ("num_repeats", "many", "from 1 to 10,000"),
        ("batch_size", "99999999999", "from 1 to 10,000"),
        ("batch_size", "\u0663", "from 1 to 10,000"),  # digits that are not ours
        ("source_fps", "film", "29.97"),
        ("source_fps", "30/0", "29.97"),
        ("source_fps", "nan", "29.97"),
        ("source_fps", "inf", "29.97"),
        ("fp_1f_clean_indices", "a", "0, 10"),
        ("frame_extraction", "heads", "head, chunk"),
        ("enable_bucket", "maybe", "yes or no"),
        ("cache_directory", '""', "take the key out"),
    ],
)
def test_that_what_cannot_be_says_what_can(name: str, text: str, says: str) -> None:
    with pytest.raises(DatasetError) as error:
        value_of(named(name), text)
    assert says in str(error.value)


def test_that_a_chosen_extraction_really_happens() -> None:
    assert with_extraction(entry(CLIPS), "uniform")["frame_sample"] == 2
    assert with_extraction(entry(CLIPS), "slide")["frame_stride"] == 8
    own = entry(CLIPS | {"frame_sample": 3})
    assert with_extraction(own, "uniform") == {"frame_extraction": "uniform"}


# ------------------------------------------------------------------ steps


@pytest.mark.parametrize(
    ("name", "text", "cursor", "steps", "after"),
    [
        ("resolution", "768 × 416", 2, 1, "784 × 416"),
        ("resolution", "768 × 416", 9, -1, "768 × 400"),
        ("resolution", "770 × 416", 0, 1, "784 × 416"),
        ("resolution", "770 × 416", 0, -1, "768 × 416"),
        ("resolution", "32 × 32", 0, -1, "32 × 32"),
        ("target_frames", "1, 21", 5, 1, "1, 25"),
        ("target_frames", "1, 21", 0, -1, "1, 21"),
        ("target_frames", "1, 21", 1, 1, "5, 21"),
        ("target_frames", "47", 1, 1, "49"),
        ("max_frames", "129", 3, 10, "169"),
        ("num_repeats", "1", 0, -1, "1"),
        ("num_repeats", "1", 1, 1, "2"),
        ("source_fps", "29.97", 5, 1, "30"),
        ("source_fps", "29.97", 5, -1, "29"),
        ("fp_1f_target_index", "1", 1, -1, "0"),
    ],
)
def test_that_arrow_keys_step_the_number_at_the_cursor_by_its_own_step(
    name: str, text: str, cursor: int, steps: int, after: str
) -> None:
    step = stepped(named(name), text, cursor, steps)
    assert step is not None and step[0] == after
    again = stepped(named(name), step[0], step[1], steps)
    assert again is not None and again[0].count(",") == text.count(",")


def test_that_there_is_nothing_to_step_without_a_number() -> None:
    assert stepped(named("resolution"), "wide", 0, 1) is None
    assert stepped(named("cache_directory"), "/g/cache2", 9, 1) is None
