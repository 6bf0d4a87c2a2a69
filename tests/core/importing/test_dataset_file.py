from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.cache import Cache
from app.core.errors import AppError
from app.core.export.project_export import export_project
from app.core.importing.bringing import bring_in
from app.core.importing.dataset_file import is_dataset_file, read_dataset_file
from app.core.importing.found import Choices
from app.core.importing.looking import look
from app.core.library.model import Clip, Dataset, Still
from app.core.library.project import Project
from app.core.library.sources import add_film
from app.core.planner.files import plan_file
from tests.films import make_film


def clip_files(folder: Path, *names: str, frames: int = 33) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    first = make_film(folder / names[0], frames, rate=16)
    for name in names[1:]:
        shutil.copy(first, folder / name)
    for name in names:
        (folder / name).with_suffix(".txt").write_text(f"Trig. {name}", encoding="utf-8")


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "dataset.toml"
    path.write_text(text.replace("{tmp}", tmp_path.as_posix()), encoding="utf-8")
    return path


TWO = """\
[general]
resolution = [480, 272]
caption_extension = ".txt"
enable_bucket = true
num_repeats = 2

[[datasets]]
video_directory = "{tmp}/클립 #1"
cache_directory = "{tmp}/cache/main"
target_frames = [1, 30]
frame_extraction = "uniform"
frame_sample = 3

[[datasets]]
video_directory = "{tmp}/b"
cache_directory = "{tmp}/cache/more"
num_repeats = 1
batch_size = 2
target_frames = [17]
source_fps = 30.0
"""


def test_that_a_dataset_file_becomes_datasets_and_clips(project: Project, tmp_path: Path) -> None:
    clip_files(tmp_path / "클립 #1", "a.mp4", "b.mp4")
    clip_files(tmp_path / "b", "c.mp4")
    found = look([written(tmp_path, TWO)])
    assert found.trigger == "Trig."
    bring_in(project, found, Choices(), cache=Cache())
    main, more = project.datasets()
    assert (main.name, main.resolution, main.num_repeats) == ("main", (480, 272), 2)
    assert (main.frame_extraction, main.frame_sample, main.target_frames) == ("uniform", 3, (1, 29))
    assert (more.name, more.num_repeats, more.batch_size) == ("more", 1, 2)
    assert (more.frame_extraction, more.target_frames) == ("head", (17,))
    assert [each.caption for each in project.clips()] == [f"Trig. {n}.mp4" for n in "abc"]
    said = "\n".join(found.notes)
    assert '"more": source_fps is left out' in said
    assert '"main": target_frames are 1 and 29 now' in said
    assert '"main" reads 2 of 3 clips: they get the tag "main"' in said
    assert (main.filter, more.filter) == ("tag:main", "tag:more")
    assert [each.tags for each in project.clips()] == [("main",), ("main",), ("more",)]
    assert not found.troubles


def test_that_a_jsonl_brings_its_captions(project: Project, tmp_path: Path) -> None:
    clip_files(tmp_path / "v", "a.mp4", "b.mp4")
    (tmp_path / "frames").mkdir()
    lines = [
        {"video_path": "v/a.mp4", "caption": "one\nline"},
        {"video_path": (tmp_path / "v" / "b.mp4").as_posix(), "caption": "비"},
        {"video_path": (tmp_path / "frames").as_posix(), "caption": "folder"},
        {"video_path": "v/gone.mp4", "caption": "gone"},
    ]
    text = "\n".join(json.dumps(line) for line in lines)
    (tmp_path / "meta.jsonl").write_text(text, encoding="utf-8")
    toml = '[[datasets]]\nvideo_jsonl_file = "{tmp}/meta.jsonl"\nenable_bucket = true\n'
    found = look([written(tmp_path, toml)])
    brought = bring_in(project, found, Choices(), cache=Cache())
    assert [each.caption for each in project.clips()] == ["one line", "비"]
    assert any("1 clip is a folder of pictures" in each for each in found.troubles)
    assert len(brought.failures) == 1 and "gone.mp4" in brought.failures[0]


def test_that_unknown_keys_are_said_and_the_rest_is_taken(tmp_path: Path) -> None:
    clip_files(tmp_path / "클립 #1", "a.mp4")
    clip_files(tmp_path / "b", "c.mp4")
    text = TWO.replace("batch_size = 2", "batch_sise = 2\nframe_stride = 'x'")
    found = read_dataset_file(written(tmp_path, text + "\n[extra]\nx = 1\n"))
    assert [each.batch_size for each in found.datasets] == [1, 1]
    said = "\n".join(found.notes)
    assert all(key in said for key in ('"batch_sise"', "frame_stride", "[extra]"))
    assert "It is passed over." in said


@pytest.mark.parametrize(
    "text", ["", "not toml", "[general]\n", '[[directory]]\npath = "/x"\n', "datasets = 3\n"]
)
def test_that_a_file_of_another_trainer_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(AppError, match=r"\.$"):
        read_dataset_file(path)
    assert not is_dataset_file(path)
    assert len(look([path]).troubles) == 1


def test_that_missing_folders_are_said(tmp_path: Path) -> None:
    found = look([written(tmp_path, TWO)])
    assert not found.media and len(found.datasets) == 2
    assert sum("cannot be opened" in each for each in found.troubles) == 2


def test_that_datasets_of_a_project_are_kept_replaced_or_added_to(
    project: Project, tmp_path: Path
) -> None:
    clip_files(tmp_path / "클립 #1", "a.mp4")
    clip_files(tmp_path / "b", "c.mp4")
    project.add([Dataset(position=0, name="Main", kind="video", resolution=(64, 64))])
    found = look([written(tmp_path, TWO)])
    bring_in(project, found, Choices(datasets="leave"), cache=Cache())
    assert [each.name for each in project.datasets()] == ["Main"]
    bring_in(project, found, Choices(datasets="add"), cache=Cache())
    assert [each.name for each in project.datasets()] == ["Main", "main 2", "more"]
    bring_in(project, found, Choices(datasets="replace"), cache=Cache())
    assert [each.name for each in project.datasets()] == ["main", "more"]
    project.undo()
    assert [each.name for each in project.datasets()] == ["Main", "main 2", "more"]


def test_that_an_exported_project_comes_back_with_the_same_plan(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 240, rate=24, size=(320, 192))
    with Project.create(tmp_path / "first", "First") as first:
        source = add_film(first, film, cache=Cache())
        first.change(
            first.settings, type(first.settings)(name="First", trigger="Ghibli."), label="Trigger"
        )
        first.add(
            [
                Clip(source=source.id, start=s, end=s + n, caption=f"clip {s}")
                for s, n in ((0, 90), (90, 45), (140, 100))
            ]
        )
        first.add([Still(source=source.id, frame=7, caption="still")])
        first.add(
            [
                Dataset(
                    position=0,
                    name="a",
                    kind="video",
                    resolution=(160, 96),
                    target_frames=(1, 17),
                    frame_extraction="uniform",
                    frame_sample=2,
                ),
                Dataset(
                    position=1,
                    name="b",
                    kind="video",
                    resolution=(96, 64),
                    num_repeats=3,
                    target_frames=(9,),
                    frame_extraction="slide",
                    frame_stride=5,
                ),
                Dataset(
                    position=2,
                    name="c",
                    kind="image",
                    resolution=(160, 96),
                    batch_size=2,
                    bucket_no_upscale=True,
                ),
            ]
        )
        wanted = export_project(first, cache=Cache()).dataset_toml
    with Project.create(tmp_path / "second", "Second") as second:
        found = look([wanted])
        assert found.trigger == "Ghibli."
        brought = bring_in(second, found, Choices(trigger=found.trigger), cache=Cache())
        assert not brought.failures and not found.troubles
        again = export_project(second, cache=Cache()).dataset_toml
        assert sorted(each.caption for each in second.clips()) == ["clip 0", "clip 140", "clip 90"]
    one, two = (plan_file(each, cache=Cache()) for each in (wanted, again))
    assert one.samples == two.samples and one.samples
    assert [each.buckets for each in one.datasets] == [each.buckets for each in two.datasets]


ONE = """\
[general]
resolution = [192, 112]

[[datasets]]
video_directory = "{tmp}/v"
target_frames = [17]
"""


@pytest.mark.parametrize(
    "line", ["num_repeats = 1", "batch_size = 1", "max_frames = 129", "resolution = 1"]
)
def test_that_a_number_no_project_can_keep_is_said_and_passed_over(
    project: Project, tmp_path: Path, line: str
) -> None:
    clip_files(tmp_path / "v", "a.mp4")
    usual = read_dataset_file(written(tmp_path, ONE)).datasets[0]
    found = look([written(tmp_path, f"{ONE}{line}{'0' * 20}\n")])
    name = line.partition(" ")[0]
    assert any(name in each and "passed over" in each for each in found.notes)
    bring_in(project, found, Choices(), cache=Cache())
    (kept,) = project.datasets()
    assert replace(kept, id=0, name=usual.name) == usual


@pytest.mark.parametrize(
    "row",
    [
        '{"video_path": "a\\u0000b.mp4", "caption": ""}',
        '{"video_path": "\\ud800.mp4", "caption": ""}',
        json.dumps({"video_path": "가" * 5000, "caption": ""}),
    ],
)
def test_that_a_row_whose_path_no_file_can_have_is_said_and_the_others_come(
    project: Project, tmp_path: Path, row: str
) -> None:
    clip_files(tmp_path / "v", "a.mp4")
    good = json.dumps({"video_path": str(tmp_path / "v" / "a.mp4"), "caption": "x\ud800"})
    rows = tmp_path / "rows.jsonl"
    rows.write_text(f"{row}\n{good}\n", encoding="utf-8")
    text = ONE.replace("video_directory", "video_jsonl_file").replace("/v", "/rows.jsonl")
    brought = bring_in(project, look([written(tmp_path, text)]), Choices(), cache=Cache())
    assert [clip.caption for clip in project.clips()] == ["x"]
    assert len(brought.failures) == 1


def test_that_a_row_that_is_nested_without_end_is_said(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text("[" * 100_000)
    text = ONE.replace("video_directory", "video_jsonl_file").replace("/v", "/rows.jsonl")
    assert any("line 1" in each for each in look([written(tmp_path, text)]).troubles)
