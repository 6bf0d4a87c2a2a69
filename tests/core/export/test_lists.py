"""The lists of datasets that read only some, from the export to the trainer's own reading."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.errors import DatasetError
from app.core.export.dataset_text import edit_of_text, render
from app.core.export.dataset_toml import places_in
from app.core.export.project_export import export_project
from app.core.export.project_plan import ProjectPlanner
from app.core.importing.dataset_file import read_dataset_file
from app.core.library.edits import changing
from app.core.library.model import Clip, Dataset
from app.core.library.project import Project
from app.core.planner.files import plan_file
from app.core.planner.report import plan_json
from app.core.planner.text import entry_text
from tests.core.export.makers import small_project

ALL = Dataset(position=0, name="all", kind="video", resolution=(64, 48), target_frames=(9,))
SOME = Dataset(
    position=1,
    name="some of: it",
    kind="video",
    resolution=(48, 32),
    target_frames=(5,),
    filter="tag:rain",
)
PICTURES = Dataset(
    position=2, name="pictures", kind="image", resolution=(64, 64), filter="rating>=1"
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with small_project(tmp_path) as project:
        first, second = project.clips(state="picked")
        change(project, first, tags=("Rain", "비"), caption='say "ah",\n안녕')
        change(project, second, tags=("rainy",))
        project.add([ALL, SOME, PICTURES])
        yield project


def change(project: Project, row: Clip | Dataset, **fields: object) -> None:
    project.apply(changing(row, dataclasses.replace(row, **fields)))  # type: ignore[arg-type]


def row_of(project: Project, name: str) -> Dataset:
    return next(each for each in project.datasets() if each.name == name)


def said(project: Project, name: str) -> list[dict[str, str]]:
    path = project.folder / "dataset" / name
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_that_a_list_says_what_the_caption_files_say(project: Project) -> None:
    report = export_project(project)
    clips = project.folder / "dataset" / "clips"
    (line,) = said(project, "some of_ it.jsonl")
    assert line["video_path"] == (clips / "film_0000000-0000048.mp4").as_posix()
    beside = (clips / "film_0000000-0000048.txt").read_text(encoding="utf-8")
    assert line["caption"] == beside == 'Paper style. say "ah", 안녕'
    assert said(project, "pictures.jsonl") == []
    assert report.edited == () and report.failures == ()
    assert any("None of the stills" in note and "rating>=1" in note for note in report.notes)


def test_that_what_is_planned_is_what_the_trainer_reads_then(project: Project) -> None:
    plan = ProjectPlanner().update(project)
    assert [each.samples for each in plan.plan.datasets] == [2, 1, 0]
    report = export_project(project)
    assert plan_json(plan.plan) == plan_json(plan_file(report.dataset_toml))
    assert set(plan.notes) == set(report.notes)


def test_that_a_caption_left_as_it_was_edited_is_in_the_list_too(project: Project) -> None:
    export_project(project)
    caption = project.folder / "dataset" / "clips" / "film_0000000-0000048.txt"
    caption.write_text("written outside", encoding="utf-8")
    report = export_project(project)
    assert [each.path for each in report.edited] == [caption]
    assert said(project, "some of_ it.jsonl")[0]["caption"] == "written outside"


@pytest.mark.parametrize("outside", [b"", b"\xef\xbb\xbfmarked", b"\xff\xfe", b" \n"])
def test_that_a_plan_reads_edited_captions_as_the_list_has_them(
    project: Project, outside: bytes
) -> None:
    export_project(project)
    caption = project.folder / "dataset" / "clips" / "film_0000000-0000048.txt"
    caption.write_bytes(outside)
    change(project, row_of(project, "all"), filter="source:film")  # no folder is read, but lists
    plan = ProjectPlanner().update(project)
    report = export_project(project)
    assert plan_json(plan.plan) == plan_json(plan_file(report.dataset_toml))


def test_that_a_list_goes_when_no_dataset_wants_it(project: Project) -> None:
    export_project(project)
    there = project.folder / "dataset" / "some of_ it.jsonl"
    assert there.exists()
    change(project, row_of(project, SOME.name), filter="")
    report = export_project(project)
    assert there in report.removed and not there.exists()
    assert "video_jsonl_file" not in report.dataset_toml.read_text(encoding="utf-8")
    assert export_project(project).removed == ()


def test_that_a_list_somebody_wrote_in_is_not_overwritten_unasked(project: Project) -> None:
    export_project(project)
    there = project.folder / "dataset" / "some of_ it.jsonl"
    there.write_text("mine\n", encoding="utf-8")
    assert there in [each.path for each in export_project(project).edited]
    assert there.read_text(encoding="utf-8") == "mine\n"
    assert export_project(project, replace_edited=True).edited == ()
    assert len(said(project, there.name)) == 1


def test_that_a_filter_which_says_nothing_stops_export_and_plan_with_a_sentence(
    project: Project,
) -> None:
    change(project, row_of(project, SOME.name), filter="tga:rain")
    plan = ProjectPlanner().update(project)
    assert "some of: it" in plan.refused and "did you mean tag?" in plan.refused
    assert plan.plan.datasets == ()
    with pytest.raises(DatasetError, match="did you mean tag"):
        export_project(project)
    assert not (project.folder / "dataset" / "clips").exists()


def test_that_clips_which_no_dataset_reads_are_told(project: Project) -> None:
    change(project, row_of(project, "all"), filter="tag:rain or tag:none")
    plan = ProjectPlanner().update(project)
    assert "1 of 2 clips are read by no dataset." in plan.notes
    assert set(plan.notes) == set(export_project(project).notes)


def test_that_a_copy_of_an_entry_reads_what_the_first_reads(project: Project) -> None:
    settings, rows = project.settings, project.datasets()
    places = places_in(project.folder / "dataset")
    text = render(rows, settings, places)
    twice = entry_text.doubled_entry(text, 1, {"cache_directory": "/somewhere/twin"})
    project.apply(edit_of_text(twice, rows, settings, places, "Duplicate"))
    assert [(each.name, each.filter) for each in project.datasets()] == [
        ("all", ""),
        ("some of: it", "tag:rain"),
        ("twin", "tag:rain"),
        ("pictures", "rating>=1"),
    ]
    export_project(project)
    assert said(project, "twin.jsonl") == said(project, "some of_ it.jsonl")


def test_that_a_text_keeps_its_comments_while_a_dataset_comes_to_read_only_some(
    project: Project,
) -> None:
    places = places_in(project.folder / "dataset")
    rows = project.datasets()
    plain = [dataclasses.replace(each, filter="") for each in rows]
    text = render(plain, project.settings, places).replace(
        "[[datasets]]", "[[datasets]]  # mine", 1
    )
    settings = dataclasses.replace(project.settings, dataset_file=text)
    some = render(rows, settings, places)
    assert "# mine" in some and some.count("_jsonl_file") == 2
    assert "video_directory" in some
    again = dataclasses.replace(settings, dataset_file=some)
    back = render(plain, again, places)
    assert back.count("_jsonl_file") == 0 and back.count("video_directory") == 2


def test_that_a_file_of_ours_that_is_imported_says_what_its_lists_read(project: Project) -> None:
    found = read_dataset_file(export_project(project).dataset_toml)
    assert [(each.name, each.kind) for each in found.datasets] == [
        ("all", "video"),
        ("some of_ it", "video"),
        ("pictures", "image"),
    ]
    assert [each.filter for each in found.datasets] == ["", 'tag:"some of_ it"', ""]
    assert [each.tags for each in found.media] == [("some of_ it",), ()]
    assert len(found.media) == 2  # each file once, though it is in a folder and in a list
    assert {each.caption for each in found.media} == {
        'Paper style. say "ah", 안녕',
        "Paper style, a crane",
    }
