"""The dataset file as a person writes in it, and the project's rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.core.errors import DatasetError
from app.core.export.dataset_text import edit_of_text, put_back, render, rows_of_text
from app.core.export.dataset_toml import places_in
from app.core.library.model import Dataset, Settings
from app.core.library.project import Project
from app.core.planner.text import entry_text

PLACES = places_in(Path("/p/dataset"))
STILLS = Dataset(id=1, position=0, name="stills", kind="image", resolution=(768, 768))
LONG = Dataset(
    id=2,
    position=1,
    name="long",
    kind="video",
    resolution=(384, 208),
    target_frames=(45,),
    frame_extraction="uniform",
    frame_sample=2,
)
ROWS = [STILLS, LONG]
SETTINGS = Settings(name="p")


def settled(text: str) -> Settings:
    return replace(SETTINGS, dataset_file=text)


def test_that_a_file_nobody_wrote_in_becomes_the_same_rows() -> None:
    text = render(ROWS, SETTINGS, PLACES)
    assert rows_of_text(text, ROWS) == ROWS
    assert not edit_of_text(text, ROWS, SETTINGS, PLACES, "nothing")
    assert render(ROWS, settled(text), PLACES) == text


def test_that_only_what_a_row_says_otherwise_is_written() -> None:
    text = render(ROWS, SETTINGS, PLACES)
    text = entry_text.with_value(text, 1, "target_frames", [45, 46])
    mine = text.replace("[general]", "# mine\n[general]").replace(
        "frame_sample = 2", "frame_sample = 2  # two are enough\nsource_fps = 30"
    )
    assert render(rows_of_text(mine, ROWS), settled(mine), PLACES) == mine
    changed = render([STILLS, replace(LONG, frame_sample=3)], settled(mine), PLACES)
    assert changed == mine.replace("frame_sample = 2 ", "frame_sample = 3 ")


def test_that_general_holds_where_an_entry_says_nothing() -> None:
    text = '[general]\nbatch_size = 4\n[[datasets]]\nvideo_directory = "x"\nresolution = 512\n'
    (row,) = rows_of_text(text, [])
    assert (row.batch_size, row.resolution, row.name, row.id) == (4, (512, 512), "clips", 0)


def test_that_folders_typed_into_it_are_put_back() -> None:
    text = render(ROWS, SETTINGS, PLACES).replace("/p/dataset/clips", "D:/elsewhere")
    edit = edit_of_text(text, ROWS, SETTINGS, PLACES, "x")
    assert not edit
    assert '"/p/dataset/clips"' in render(ROWS, settled(text), PLACES)


def test_that_a_project_that_was_moved_reads_its_new_folders() -> None:
    text = render(ROWS, SETTINGS, PLACES)
    there = places_in(Path("/elsewhere/dataset"))
    assert render(ROWS, settled(text), there) == text.replace("/p/dataset", "/elsewhere/dataset")


def test_that_entries_keep_their_rows_when_they_change_places_or_go() -> None:
    text = render(ROWS, SETTINGS, PLACES)
    turned = rows_of_text(entry_text.moved_entry(text, 0, 1), ROWS)
    assert [(row.id, row.position, row.name) for row in turned] == [
        (2, 0, "long"),
        (1, 1, "stills"),
    ]
    assert rows_of_text(entry_text.without_entry(text, 0), ROWS) == [replace(LONG, position=0)]


def test_that_what_is_no_toml_names_its_line() -> None:
    with pytest.raises(DatasetError, match="Line 2"):
        edit_of_text("[general]\nx = = 1\n", ROWS, SETTINGS, PLACES, "x")


def test_that_a_written_file_is_one_step_to_undo(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p", "p") as project:
        project.add([replace(STILLS, id=0), replace(LONG, id=0)])
        rows, settings = project.datasets(), project.settings
        text = render(rows, settings, PLACES)
        typed = entry_text.with_entry(text, 2, {"video_directory": "", "cache_directory": "c/new"})
        typed = entry_text.with_value(typed, 0, "num_repeats", 5) + "# end\n"
        project.apply(edit_of_text(typed, rows, settings, PLACES, "Dataset file"))
        assert [(row.name, row.num_repeats) for row in project.datasets()] == [
            ("stills", 5),
            ("long", 1),
            ("new", 1),
        ]
        assert "# end" in render(project.datasets(), project.settings, PLACES)
        project.undo()
        assert (project.datasets(), project.settings) == (rows, settings)


FOREIGN = """\
# 다른 사람의 설정
datasets = [
  { video_jsonl_file = 'D:\\x\\v.jsonl', target_frames = [21], source_fps = 30 }, # hers
  { image_directory = "D:/stills", cache_directory = "D:/c", batch_size = 2 },
]
"""


def test_that_a_file_of_another_person_becomes_this_project_s() -> None:
    rows = rows_of_text(FOREIGN, [])
    assert [(row.kind, row.name, row.batch_size) for row in rows] == [
        ("video", "clips", 1),
        ("image", "c", 2),
    ]
    kept = render(rows, settled(FOREIGN), PLACES)
    assert kept.startswith(
        "# 다른 사람의 설정\ndatasets = [\n  { target_frames = [21], source_fps = 30"
    )
    assert 'video_directory = "/p/dataset/clips"' in kept and "# hers\n" in kept
    assert 'image_directory = "/p/dataset/stills", cache_directory = "/p/dataset/cache/c"' in kept
    assert rows_of_text(kept, rows) == rows
    said = put_back(FOREIGN, kept)
    assert said.startswith("Put back: video_jsonl_file, image_directory and cache_directory.")
    assert not put_back(kept, kept)


def test_that_line_ends_and_strange_keys_survive_what_rows_change() -> None:
    text = (render(ROWS, SETTINGS, PLACES) + "misspeled = 1 # ?").replace("\n", "\r\n")
    changed = render([STILLS, replace(LONG, frame_sample=3)], settled(text), PLACES)
    assert changed == text.replace("frame_sample = 2", "frame_sample = 3")


def test_that_removed_and_added_rows_leave_the_rest_as_it_is() -> None:
    text = render(ROWS, SETTINGS, PLACES).replace("[[datasets]]", "# mine\n[[datasets]]")
    one = render([LONG], settled(text), PLACES)
    assert one.count("# mine") == 1 and one.endswith(text[text.rindex("# mine") :])
    two = render([LONG, replace(STILLS, id=9, position=1)], settled(text), PLACES)
    assert two.index("/clips") < two.index("/stills")
    assert two.count("[[datasets]]") == two.count("# mine") == 2


@pytest.mark.parametrize(
    "kept", ["x = [", "datasets = 3\r\n", "[datasets]\nx = 1", "a = " + "[" * 3_000]
)
def test_that_a_text_that_cannot_be_read_any_more_stays_as_comments_above_the_rows(
    kept: str,
) -> None:
    text = render(ROWS, settled(kept), PLACES)
    assert f"\n# {kept.splitlines()[0]}\n" in text
    assert rows_of_text(text, ROWS) == ROWS
    changed = edit_of_text(text + "# more\n", ROWS, settled(kept), PLACES, "x")
    assert not changed.removed and not changed.added
    (change,) = changed.changed
    assert change.table == "settings" and change.values == {"dataset_file": text + "# more\n"}


def test_that_a_byte_order_mark_in_a_project_is_passed_over() -> None:
    text = render(ROWS, settled("\ufeff# mine\n"), PLACES)
    assert text.startswith("# mine\n") and rows_of_text(text, ROWS) == ROWS


def test_that_a_new_row_takes_nothing_of_a_removed_one_of_another_kind() -> None:
    short = replace(LONG, id=3, position=0, name="short", target_frames=(21,))
    text = render([short, LONG], SETTINGS, PLACES)
    rows = [STILLS, LONG]  # short was removed; stills came and were moved to its place
    (made, _) = entry_text.entries_of(entry_text.read(render(rows, settled(text), PLACES)))
    assert "image_directory" in made
    assert not made.keys() & {"video_directory", "frame_extraction", "target_frames"}
