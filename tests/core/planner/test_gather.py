"""What a folder can hold, and what a plan and a check say of it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from app.core.errors import DatasetError
from app.core.export.plan_view import marks_of
from app.core.jobs import Checkpoint, Progress, Stopped
from app.core.planner.check import check_json, check_words
from app.core.planner.files import check_file, plan_file
from app.core.planner.gather import in_parallel
from app.core.planner.media_facts import video_fact
from app.core.planner.report import words
from app.core.planner.rules import MUSUBI_LATER
from tests.core.planner.disk import dataset_file, jsonl_plan, texts
from tests.films import make_film


def test_that_a_plan_tells_which_folder_was_read_and_what_it_passed_over(folder: Path) -> None:
    (folder / "v" / "notes.doc").touch()
    plan = plan_file(dataset_file(folder, "target_frames = [1, 45]"))
    (dataset,) = plan.datasets
    assert Path(dataset.facts.place) == folder / "v"
    assert [item.file for item in dataset.facts.ignored] == ["notes.doc"]
    assert (plan.samples, [loss.file for loss in dataset.dropped]) == (3, ["b.mp4"])


def test_that_a_relative_folder_is_looked_up_where_the_trainer_starts(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = dataset_file(folder, directory="v")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert plan_file(path).samples == 2  # not there: read beside the file
    assert "whole paths" in texts(plan_file(path))
    (elsewhere / "v").mkdir()
    assert plan_file(path).errors  # there: found, and empty
    assert plan_file(path, working=folder).samples == 2


def test_that_a_missing_folder_is_said_as_the_trainer_passes_over_it(folder: Path) -> None:
    plan = plan_file(dataset_file(folder, directory=(folder / "none").as_posix()))
    assert "finds nothing there and goes on" in texts(plan)
    assert [error.stage for error in plan.errors] == ["train"]


@pytest.mark.parametrize(
    ("content", "wanted", "stops"),
    [
        (b"caf\xe9", "not UTF-8", True),
        (b"", "no words in the caption; write some", False),
        (b"\xef\xbb\xbfa caption", "byte order mark", False),
    ],
)
def test_that_captions_are_read_as_the_trainer_reads_them(
    folder: Path, content: bytes, wanted: str, stops: bool
) -> None:
    (folder / "v" / "b.txt").write_bytes(content)
    plan = plan_file(dataset_file(folder))
    assert wanted in texts(plan)
    assert [error.stage for error in plan.errors] == (["cache_latents"] if stops else [])


def test_that_an_extension_without_a_dot_gets_its_cure(folder: Path) -> None:
    plan = plan_file(dataset_file(folder, 'caption_extension = "txt"'))
    assert plan.errors[0].stage == "cache_latents"
    assert 'write ".txt"' in plan.errors[0].message


def test_that_a_folder_of_pictures_is_a_clip_in_a_jsonl(folder: Path) -> None:
    (folder / "stills").mkdir()
    for number in range(9):
        Image.new("RGB", (64, 48)).save(folder / "stills" / f"{number}.png")
    rows = [{"video_path": str(folder / "stills"), "caption": "x"}]
    (folder / "v.jsonl").write_text(json.dumps(rows[0]) + "\n", encoding="utf-8")
    path = folder / "dataset.toml"
    path.write_text(
        f'[[datasets]]\nvideo_jsonl_file = "{(folder / "v.jsonl").as_posix()}"\n'
        f'cache_directory = "{(folder / "c").as_posix()}"\nframe_extraction = "full"\n'
        "resolution = [96, 64]\n",
        encoding="utf-8",
    )
    (window,) = plan_file(path).datasets[0].windows
    assert (window.file, window.frames, window.bucket) == ("stills", 9, (80, 64))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('{"video_path": "a"\n', "line 1: no valid JSON"),
        ('{"video_path": "a", "caption": "x"}\n\n', "line 2: a blank line"),
        ("[1]\n", "no object in curly brackets"),
        (b"\xff", "not UTF-8"),
        (None, "cannot be opened"),
    ],
)
def test_that_a_bad_jsonl_stops_the_trainer_while_it_builds(
    tmp_path: Path, text: str | bytes | None, wanted: str
) -> None:
    jsonl = tmp_path / "v.jsonl"
    if text is not None:
        jsonl.write_bytes(text if isinstance(text, bytes) else text.encode())
    path = tmp_path / "dataset.toml"
    path.write_text(
        f'[[datasets]]\nvideo_jsonl_file = "{jsonl.as_posix()}"\ncache_directory = "c"\n',
        encoding="utf-8",
    )
    (error, *_) = plan_file(path).errors
    assert (error.stage, error.dataset) == ("datasets", 0)
    assert wanted in error.message


def test_that_a_clip_without_its_control_is_refused(folder: Path) -> None:
    control = folder / "control"
    control.mkdir()
    (control / "a.mov").touch()
    path = dataset_file(folder, f'control_directory = "{control.as_posix()}"')
    (error,) = plan_file(path).errors
    assert error.stage == "datasets" and "b.mp4: no control in" in error.message
    (control / "b").mkdir()
    assert not plan_file(path).errors


def test_that_foreign_files_in_the_cache_folder_are_named(folder: Path) -> None:
    cache = folder / "cache"
    cache.mkdir()
    (cache / "style_wan.safetensors").touch()
    plan = plan_file(dataset_file(folder, f'cache_directory = "{cache.as_posix()}"'))
    assert "style_wan.safetensors" in texts(plan) and "deletes it" in texts(plan)


def test_that_training_sees_nothing_in_a_folder_named_like_a_pattern(folder: Path) -> None:
    path = dataset_file(folder, f'cache_directory = "{(folder / "c[1]").as_posix()}"')
    plan = plan_file(path)
    assert plan.samples == 0
    assert "takes" in texts(plan) and "for a pattern" in texts(plan)
    assert plan.datasets[0].cache_files == 2


def test_that_check_gives_stage_line_and_key(folder: Path) -> None:
    path = dataset_file(folder, "target_frames = [16]", 'frame_extraction = "slide"')
    report = check_json(check_file(path))
    assert report["ok"] is True and report["errors"] == []
    warnings = report["warnings"]
    assert isinstance(warnings, list)
    places = {(w["key"], w["line"], w["stage"], w["fatal"]) for w in warnings}
    assert ("target_frames", 6, "train", False) in places
    assert ("frame_stride", 4, "train", False) in places  # not written: the line of its table


def test_that_check_keeps_the_line_of_a_refused_key(folder: Path) -> None:
    report = check_file(dataset_file(folder, "source_fps = 24"))
    assert [(error.stage, error.line) for error in report.errors] == [("config", 6)]


def test_that_a_missing_dataset_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"does not exist; check the path\.$"):
        plan_file(tmp_path / "none.toml")


def test_that_reading_stops_at_once() -> None:
    def slow(number: int, checkpoint: Checkpoint) -> int:
        for _ in range(1000):
            checkpoint(Progress(0, 1))
            time.sleep(0.005)
        return number

    def stop(progress: Progress) -> None:
        if time.monotonic() - start > 0.1:
            raise Stopped

    start = time.monotonic()
    with pytest.raises(Stopped):
        in_parallel(list(range(40)), slow, str, stop)
    assert time.monotonic() - start < 0.4


def test_that_progress_within_the_files_shows_and_only_rises() -> None:
    def slow(number: int, checkpoint: Checkpoint) -> int:
        for step in range(20):
            checkpoint(Progress(step, 20))
            time.sleep(0.01)
        checkpoint(Progress(0, 20))  # a step of another kind begins
        return number

    seen: list[Progress] = []
    in_parallel([1, 2], slow, str, seen.append)
    done = [progress.done for progress in seen]
    assert done == sorted(done) and done[-1] == 2
    assert any(0 < each < 1 for each in done)
    assert seen[0].what == "1"


def test_that_decoding_a_long_clip_shows(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mp4", 400, rate=16)
    seen: list[float] = []
    video_fact(film, verify=True, checkpoint=lambda progress: seen.append(progress.fraction))
    assert seen == sorted(seen)
    assert sum(0.1 < fraction < 0.99 for fraction in seen) > 300


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ({"caption": "x"}, "has no path"),
        ({"image_path": "i.png"}, 'has no "caption"'),
        ({"image_path": "none.png", "caption": "x"}, "does not exist"),
    ],
)
def test_that_a_row_without_what_it_needs_stops_caching(
    tmp_path: Path, row: dict[str, str], wanted: str
) -> None:
    Image.new("RGB", (64, 48)).save(tmp_path / "i.png")
    plan = jsonl_plan(tmp_path, "image", row)
    assert plan.errors[0].stage == "cache_latents"
    assert wanted in plan.errors[0].message


def test_that_images_of_a_jsonl_may_have_a_numbered_path_and_an_empty_caption(
    tmp_path: Path,
) -> None:
    Image.new("RGB", (64, 48)).save(tmp_path / "i.png")
    plan = jsonl_plan(tmp_path, "image", {"image_path_0": "i.png", "caption": ""})
    assert (plan.errors, plan.samples) == ((), 1)
    assert "no words in the caption; write some" in texts(plan)


def test_that_rows_of_a_jsonl_have_all_or_none_a_control(tmp_path: Path) -> None:
    row = {"video_path": "a.mp4", "caption": "x"}
    plan = jsonl_plan(tmp_path, "video", row, {**row, "control_path": "b.mp4"})
    assert plan.errors[0].stage == "datasets"
    assert "1 lines have no control_path" in plan.errors[0].message


def test_that_later_rules_read_a_jsonl_more_kindly(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    make_film(tmp_path / "sub" / "a.mp4", 9, rate=16)
    text = json.dumps({"video_path": "a.mp4", "caption": "x"}) + "\n\n"
    (tmp_path / "sub" / "m.jsonl").write_text(text, encoding="utf-8")
    path = tmp_path / "dataset.toml"
    path.write_text(
        '[[datasets]]\nvideo_jsonl_file = "sub/m.jsonl"\ncache_directory = "c"\n', encoding="utf-8"
    )
    assert plan_file(path, working=tmp_path, rules=MUSUBI_LATER).samples == 1
    assert plan_file(path, working=tmp_path).errors[0].stage == "datasets"


@pytest.mark.parametrize("text", ["C:\\films", "a\0b"])
def test_that_a_path_with_control_characters_gets_its_cure(tmp_path: Path, text: str) -> None:
    path = tmp_path / "dataset.json"
    entry = {"video_directory": text.replace("\\f", "\f"), "cache_directory": text}
    path.write_text(json.dumps({"datasets": [entry]}), encoding="utf-8")
    assert "forward slashes" in texts(plan_file(path))


@pytest.mark.parametrize("name", ["a\0b.jsonl", "a.jsonl/b"])
def test_that_a_jsonl_that_cannot_be_one_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.jsonl").touch()
    path = tmp_path / "dataset.json"
    path.write_text(
        json.dumps({"datasets": [{"video_jsonl_file": name, "cache_directory": "c"}]}),
        encoding="utf-8",
    )
    assert plan_file(path, working=tmp_path).errors[0].message.endswith("check the path.")


def test_that_a_caption_that_cannot_be_read_stops_caching(folder: Path) -> None:
    (folder / "v" / "b.txt").unlink()
    (folder / "v" / "b.txt").mkdir()
    (error,) = plan_file(dataset_file(folder)).errors
    assert "b.mp4: the caption cannot be read" in error.message


def test_that_check_speaks_for_people(folder: Path) -> None:
    good = check_words(check_file(dataset_file(folder, "target_frames = [45]")))
    assert good.startswith("The trainer would run.\nwarning (line 4): ")
    assert "nothing for 45 frames from b.mp4" in good
    (folder / "v" / "b.txt").unlink()
    bad = check_words(check_file(dataset_file(folder)))
    assert "The trainer would stop.\nerror (cache_latents, line 2): Dataset 0: b.mp4" in bad


def test_that_check_says_line_key_and_what_the_trainer_wants(folder: Path) -> None:
    report = check_file(dataset_file(folder, "source_fps = 30"))
    (error,) = check_json(report)["errors"]
    assert (error["line"], error["key"]) == (6, "source_fps")
    assert not report.ok and error["message"].endswith("write 30.0.")
    assert "error (config, line 6): " in check_words(report)


def test_that_two_datasets_with_one_cache_folder_are_told_at_the_second_s_line(
    folder: Path,
) -> None:
    where = (folder / "v").as_posix()
    path = dataset_file(folder, "[[datasets]]", f'video_directory = "{where}"')
    report = check_file(path)
    (error,) = (each for each in report.errors if each.key == "cache_directory")
    assert error.line == 6
    assert "error (datasets, line 6): Datasets 0 and 1" in check_words(report)


def test_that_entries_without_files_or_captions_are_told_what_to_add(folder: Path) -> None:
    path = folder / "dataset.toml"
    where = (folder / "v").as_posix()
    path.write_text(
        f'[[datasets]]\nvideo_directory = "{where}"\n[[datasets]]\nbatch_size = 1\n',
        encoding="utf-8",
    )
    plan = plan_file(path)
    assert [(error.stage, error.dataset) for error in plan.errors] == [
        ("datasets", 1),
        ("cache_latents", 0),
    ]
    assert 'write caption_extension = ".txt"' in plan.errors[1].message


def test_that_words_tell_where_files_were_read(folder: Path) -> None:
    text = words(plan_file(dataset_file(folder)))
    assert f"from {folder / 'v'}" in text
    assert text.startswith("2 samples · 2 steps/epoch")


def test_that_planning_imports_no_decoder() -> None:
    heavy = "('av', 'cv2', 'PIL', 'torch')"
    code = (
        "import sys, app.core.planner.files, app.core.planner.report, app.core.planner.resolutions;"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_that_an_extension_without_a_dot_is_marked_where_it_stands(folder: Path) -> None:
    path = dataset_file(folder)
    text = path.read_text(encoding="utf-8").replace('".txt"', '"txt"')
    path.write_text(text, encoding="utf-8")
    [mark] = [each for each in marks_of(plan_file(path)) if each.key == "caption_extension"]
    assert (mark.grade, mark.line, mark.dataset) == ("bad", 2, None)
