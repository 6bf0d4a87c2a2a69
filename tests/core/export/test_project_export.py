from __future__ import annotations

import dataclasses
import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import av
import pytest
import toml

from app.core.cache import Cache, FileKey
from app.core.errors import DatasetError, ProjectError, WriteError
from app.core.export.project_export import export_project
from app.core.export.report import ExportReport
from app.core.export.wanted import without_words
from app.core.jobs import Checkpoint, Progress, Stopped
from app.core.library.model import Clip, Dataset, Prompt, Still
from app.core.library.project import Project
from app.core.library.sources import relocate
from app.core.media import index
from app.core.media.geometry import Crop
from app.core.planner.document import read_document
from app.core.planner.files import plan_file
from app.core.planner.schema import configure
from tests.core.export.makers import SIZE, TRIGGER, add_numbered_film, small_project
from tests.films import frame_number, frame_numbers


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with small_project(tmp_path) as project:
        yield project


def files(project: Project) -> dict[str, int]:
    """Every file of the dataset folder that people see, with its time."""
    folder = project.folder / "dataset"
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("manifest.json", ".rushes-export.lock")
    }


def caption(project: Project, name: str) -> str:
    return (project.folder / "dataset" / name).read_text(encoding="utf-8")


def change(project: Project, row: Clip | Still, **fields: object) -> None:
    project.change(row, dataclasses.replace(row, **fields))  # type: ignore[arg-type]


def forget_that_it_is_written(project: Project) -> None:
    manifest = project.folder / "dataset" / "manifest.json"
    value = json.loads(manifest.read_text(encoding="utf-8"))
    for name, entry in value["files"].items():
        value["files"][name] = [*entry[:2], -1, 0, "", 0, 0, 0]  # announced: key and row alone
    manifest.write_text(json.dumps(value), encoding="utf-8")


FIRST, SECOND = "clips/film_0000000-0000048", "clips/film_0000050-0000090"
STILL = "stills/film_0000007"


def test_that_what_is_picked_is_there_whole_with_its_caption(project: Project) -> None:
    report = export_project(project)
    assert report.ok and report.sentences() == [*report.begun]
    assert set(files(project)) == {
        *(f"{stem}{suffix}" for stem in (FIRST, SECOND) for suffix in (".mp4", ".txt")),
        *(f"{STILL}{suffix}" for suffix in (".png", ".txt")),
        "dataset.toml",
        "sample_prompts.txt",
    }
    assert [(each.frames, each.size, each.written) for each in report.clips] == [
        (32, SIZE, True),
        (27, SIZE, True),
    ]
    # 24 -> 16 frames a second: of three frames the first two.
    assert frame_numbers(report.clips[0].path) == [n for n in range(48) if n % 3 != 2]
    assert caption(project, f"{FIRST}.txt") == f"{TRIGGER}. a boat"
    assert caption(project, f"{SECOND}.txt") == f"{TRIGGER}, a crane"
    with av.open(str(report.stills[0].path)) as picture:
        assert frame_number(next(picture.decode(video=0))) == 7


def test_that_the_dataset_file_is_the_trainers_and_names_our_folders(project: Project) -> None:
    report = export_project(project)
    config = configure(read_document(report.dataset_toml))
    assert config.findings == ()
    folder = project.folder / "dataset"
    assert [each.directory for each in config.datasets] == [
        (folder / "stills").as_posix(),
        (folder / "clips").as_posix(),
        (folder / "clips").as_posix(),
    ]
    assert len({each.cache_place for each in config.datasets}) == 3
    # The recipe's windows of 45 frames are too long here; its sizes too large.
    assert [each.target_frames for each in config.datasets[1:]] == [(1, 21), (29,)]
    assert [each.resolution for each in config.datasets] == [SIZE, SIZE, SIZE]
    assert project.datasets() and project.log(2)[1].edit.label == "Starter datasets"


def test_that_another_size_of_stills_writes_the_stills_alone_again(project: Project) -> None:
    export_project(project)
    project.add([Still(source=1, frame=20, crop=Crop(40, 100, 4, 2), caption="a bow")])
    settings = project.settings
    project.change(settings, dataclasses.replace(settings, still_size=(48, 96)))
    report = export_project(project)
    assert [(each.size, each.written) for each in report.stills] == [
        ((48, 96), True),
        ((40, 80), True),
    ]
    assert not any(each.written for each in report.clips)
    assert any("1 still is smaller than 48×96" in note for note in report.notes)
    assert export_project(project).written == 0
    project.change(project.settings, settings)
    assert [each.size for each in export_project(project).stills] == [SIZE, (40, 100)]


def test_that_a_second_export_writes_nothing(project: Project) -> None:
    export_project(project)
    before = files(project)
    report = export_project(project)
    assert files(project) == before
    assert report.written == 0
    assert [each.frames for each in report.clips] == [32, 27]


def test_that_a_new_caption_rewrites_only_its_text(project: Project) -> None:
    export_project(project)
    before = files(project)
    change(project, project.clip(1), caption="a ship")
    export_project(project)
    after = files(project)
    assert {name for name in after if after[name] != before[name]} == {f"{FIRST}.txt"}
    assert caption(project, f"{FIRST}.txt") == f"{TRIGGER}. a ship"


def test_that_a_changed_clip_replaces_its_files_and_no_others(project: Project) -> None:
    export_project(project)
    before = files(project)
    change(project, project.clip(2), end=80)
    change(project, project.clip(1), crop=Crop(96, 64, 0, 0))
    report = export_project(project)
    after = files(project)
    assert set(after) - set(before) == {
        "clips/film_0000050-0000080.mp4",
        "clips/film_0000050-0000080.txt",
    }
    assert set(before) - set(after) == {f"{SECOND}.mp4", f"{SECOND}.txt"}
    assert [path.name for path in report.removed] == [
        "film_0000050-0000090.mp4",
        "film_0000050-0000090.txt",
    ]
    assert report.clips[0].size == (96, 64) and report.clips[0].written
    assert after[f"{STILL}.png"] == before[f"{STILL}.png"]


def test_that_another_quality_writes_all_clips_again_and_no_stills(project: Project) -> None:
    export_project(project)
    project.change(project.settings, dataclasses.replace(project.settings, crf=20))
    report = export_project(project)
    assert [each.written for each in (*report.clips, *report.stills)] == [True, True, False]


def test_that_a_moved_film_is_not_exported_again(project: Project, tmp_path: Path) -> None:
    export_project(project)
    moved = (tmp_path / "film.mp4").rename(tmp_path / "p" / "moved.mp4")
    report = export_project(project)
    assert "is not at" in report.sentences()[0] and report.ok and len(report.clips) == 2
    relocate(project, project.sources()[0], moved)
    report = export_project(project)
    assert [each.path.name for each in report.clips] == [
        "moved_0000000-0000048.mp4",
        "moved_0000050-0000090.mp4",
    ]


def test_that_a_clip_that_cannot_be_made_does_not_stop_the_others(project: Project) -> None:
    film = project.sources()[0]
    bad = project.add([Clip(source=film.id, start=90, end=200, caption="too far")])[0]
    report = export_project(project)
    assert [failure.row for failure in report.failures] == [bad]
    assert not report.ok and len(report.clips) == 2 and len(report.stills) == 1
    assert not [name for name in files(project) if "0000200" in name]
    change(project, bad, end=96)
    assert len(export_project(project).clips) == 3


def test_that_a_clip_that_fails_now_is_not_kept_from_before(project: Project) -> None:
    export_project(project)
    change(project, project.clip(1), crop=Crop(500, 500, 0, 0))
    report = export_project(project)
    assert len(report.failures) == 1
    assert f"{FIRST}.mp4" not in files(project) and f"{FIRST}.txt" not in files(project)


def test_that_a_missing_film_fails_its_own_clips_only(project: Project, tmp_path: Path) -> None:
    other = add_numbered_film(project, tmp_path / "other.mp4", 24)
    project.add([Clip(source=other.id, start=0, end=24, caption="x")])
    (tmp_path / "other.mp4").unlink()
    report = export_project(project)
    assert len(report.clips) == 2
    assert "is not at" in report.failures[0].message


def test_that_a_film_that_is_another_now_is_not_exported(project: Project, tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"another")
    report = export_project(project)
    assert len(report.failures) == 3
    assert "is not the film it was" in report.failures[0].message


# ------------------------------------------------------------------- what is a person's, stays


def test_that_files_of_other_origin_are_left_and_told(project: Project) -> None:
    folder = project.folder / "dataset" / "clips"
    folder.mkdir(parents=True)
    theirs = {f"{Path(FIRST).name}.mp4": b"theirs", "notes.txt": b"note", "own.mov": b"own"}
    for name, data in theirs.items():
        (folder / name).write_bytes(data)
    report = export_project(project)
    assert {name: (folder / name).read_bytes() for name in theirs} == theirs
    assert report.clips[0].path.name == f"{Path(FIRST).name}-2.mp4"
    assert [path.name for path in report.foreign] == [f"{Path(FIRST).name}.mp4", "own.mov"]
    assert "2 files in the dataset did not come from this project" in report.sentences()[0]
    assert export_project(project).clips[0].path == report.clips[0].path


def test_that_a_caption_edited_outside_is_left_and_told(project: Project) -> None:
    export_project(project)
    path = project.folder / "dataset" / f"{FIRST}.txt"
    path.write_text("Paper style. a red boat\n", encoding="utf-8")
    change(project, project.clip(1), caption="a blue boat")
    report = export_project(project)
    assert path.read_text(encoding="utf-8") == "Paper style. a red boat\n"
    assert project.clip(1).caption == "a blue boat"
    (edited,) = report.edited
    assert (edited.theirs, edited.ours) == ("Paper style. a red boat", "Paper style. a blue boat")
    assert "edited outside" in edited.message
    change(project, project.clip(1), caption="a red boat")  # the edit is taken over
    assert export_project(project).edited == ()
    change(project, project.clip(1), caption="a boat")
    export_project(project)
    assert caption(project, f"{FIRST}.txt") == "Paper style. a boat"


def test_that_edited_files_are_replaced_when_asked(project: Project) -> None:
    export_project(project)
    folder = project.folder / "dataset"
    for name in (f"{FIRST}.txt", f"{SECOND}.mp4", "dataset.toml"):
        (folder / name).write_bytes(b"edited")
    report = export_project(project)
    assert {edited.path.name for edited in report.edited} == {
        "film_0000000-0000048.txt",
        "film_0000050-0000090.mp4",
        "dataset.toml",
    }
    assert (folder / f"{SECOND}.mp4").read_bytes() == b"edited"
    assert (folder / "dataset.toml").read_bytes() == b"edited"
    report = export_project(project, replace_edited=True)
    assert report.edited == () and report.written == 1
    assert len(frame_numbers(folder / f"{SECOND}.mp4")) == 27
    assert "[general]" in (folder / "dataset.toml").read_text(encoding="utf-8")


def test_that_a_dataset_file_of_other_origin_is_never_replaced(project: Project) -> None:
    path = project.folder / "dataset" / "dataset.toml"
    path.parent.mkdir()
    path.write_text("theirs = 1\n", encoding="utf-8")
    for replace_edited in (False, True):
        report = export_project(project, replace_edited=replace_edited)
        assert [edited.path for edited in report.edited] == [path]
        assert path.read_text(encoding="utf-8") == "theirs = 1\n"


def test_that_an_edited_file_of_a_removed_clip_stays(project: Project) -> None:
    export_project(project)
    path = project.folder / "dataset" / f"{FIRST}.txt"
    path.write_text("mine", encoding="utf-8")
    project.remove([project.clip(1)])
    report = export_project(project)
    assert path.read_text(encoding="utf-8") == "mine"
    assert f"{FIRST}.mp4" not in files(project)
    assert [edited.path for edited in report.edited] == [path]


def test_that_a_copied_project_knows_its_files_again(project: Project) -> None:
    export_project(project)
    for path in (project.folder / "dataset").rglob("*"):
        if path.is_file():
            os.utime(path)
    report = export_project(project)
    assert report.written == 0 and report.edited == () and len(report.clips) == 2


# ---------------------------------------------------------------------- stopped, killed, alone


@pytest.mark.parametrize("after", [0, 3, 8, 20, 40, 60, 90, 100])
def test_that_a_stopped_export_leaves_nothing_half_written_and_is_taken_up(
    project: Project, after: int
) -> None:
    calls = 0

    def stop(progress: Progress) -> None:
        nonlocal calls
        calls += 1
        if calls > after:
            raise Stopped

    with pytest.raises(Stopped):
        export_project(project, checkpoint=stop)
    names = set(files(project))
    assert not [name for name in names if ".part" in name]
    for name in names:
        if name.endswith(".mp4"):
            assert len(frame_numbers(project.folder / "dataset" / name)) in (32, 27)
            assert name.replace(".mp4", ".txt") in names
    report = export_project(project)
    assert report.ok and report.foreign == () and report.edited == ()
    assert [each.path.name for each in report.clips] == [
        f"{Path(FIRST).name}.mp4",
        f"{Path(SECOND).name}.mp4",
    ]


def test_that_files_a_killed_export_finished_are_taken_over(project: Project) -> None:
    export_project(project)
    before = files(project)
    forget_that_it_is_written(project)
    (project.folder / "dataset" / f"{SECOND}.mp4").unlink()
    report = export_project(project)
    assert [(each.frames, each.size, each.written) for each in report.clips] == [
        (32, SIZE, False),
        (27, SIZE, True),
    ]
    assert files(project)[f"{FIRST}.mp4"] == before[f"{FIRST}.mp4"]


def test_that_progress_rises_to_its_end(project: Project) -> None:
    seen: list[float] = []
    export_project(project, checkpoint=lambda progress: seen.append(progress.fraction))
    assert seen[-1] == 1.0
    assert seen == sorted(seen) and len(seen) > 50


def test_that_two_exports_at_once_are_refused(project: Project) -> None:
    export_project(project)
    lock = sqlite3.connect(project.folder / "dataset" / ".rushes-export.lock", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    with pytest.raises(ProjectError, match="another export"):
        export_project(project)
    lock.close()
    export_project(project)


def test_that_a_folder_in_the_place_of_the_lock_is_said_in_a_sentence(project: Project) -> None:
    (project.folder / "dataset" / ".rushes-export.lock").mkdir(parents=True)
    with pytest.raises(WriteError, match="remove it"):
        export_project(project)


def test_that_a_lock_that_cannot_be_opened_is_said_in_a_sentence(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect

    def refuse(file: Path, **options: object) -> sqlite3.Connection:
        return connect(f"file:{file.as_posix()}?mode=ro", uri=True, **options)  # type: ignore[call-overload]

    monkeypatch.setattr("app.core.locks.sqlite3.connect", refuse)
    with pytest.raises(ProjectError, match=r"^Cannot write .*\.$"):
        export_project(project)


def test_that_a_full_disk_does_not_hide_that_an_export_was_stopped(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(progress: Progress) -> None:
        if progress.fraction > 0.1:
            monkeypatch.setattr("app.core.export.manifest.store.write_text", fail)
            raise Stopped

    def fail(path: Path, text: str) -> None:
        raise WriteError("The disk is full.")

    with pytest.raises(Stopped):
        export_project(project, checkpoint=stop)


def test_that_a_film_is_indexed_once_where_the_cache_cannot_be_written(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexed: list[Path] = []
    measure = index._measure

    def count(key: FileKey, checkpoint: Checkpoint) -> index.FrameIndex:
        indexed.append(key.path)
        return measure(key, checkpoint)

    monkeypatch.setattr(index, "_measure", count)
    (tmp_path / "cache").write_text("no folder")
    film = project.clip(1).source
    project.add([Clip(source=film, start=n, end=n + 2) for n in range(40)])
    assert export_project(project, cache=Cache(tmp_path / "cache")).ok
    assert indexed.count(tmp_path / "film.mp4") == 1


def test_that_only_the_given_cache_is_used(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(tmp_path / "given")
    monkeypatch.setattr("app.core.paths.cache_folder", lambda: pytest.fail("another cache"))
    assert export_project(project, cache=cache).written == 3
    forget_that_it_is_written(project)
    assert export_project(project, cache=cache).written == 1


def test_that_a_damaged_manifest_is_said_in_a_sentence(project: Project) -> None:
    export_project(project)
    before = files(project)
    manifest = project.folder / "dataset" / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8")[:99], encoding="utf-8")
    with pytest.raises(ProjectError, match="is damaged"):
        export_project(project)
    assert files(project) == before


@pytest.mark.parametrize("size", ["x", None, 1.5, True, [], "[" * 100_000])
def test_that_a_manifest_of_other_values_is_said_to_be_damaged(
    project: Project, size: object
) -> None:
    export_project(project)
    manifest = project.folder / "dataset" / "manifest.json"
    value = json.loads(manifest.read_text(encoding="utf-8"))
    next(iter(value["files"].values()))[2] = size
    text = size if isinstance(size, str) and len(size) > 9 else json.dumps(value)
    manifest.write_text(text, encoding="utf-8")
    with pytest.raises(ProjectError, match="is damaged"):
        export_project(project)


def test_that_an_empty_choice_is_said_in_a_sentence(project: Project) -> None:
    for row in (*project.clips(state="picked"), *project.stills(state="picked")):
        change(project, row, state="rejected")
    with pytest.raises(ProjectError, match="no picked clip"):
        export_project(project)


def test_that_a_folder_the_trainer_cannot_search_is_refused_at_once(tmp_path: Path) -> None:
    with small_project(tmp_path / "[films]") as project:
        with pytest.raises(DatasetError, match="move the project"):
            export_project(project)
        assert not (project.folder / "dataset" / "clips").exists()


# ----------------------------------------------------------------------------------- datasets


def test_that_films_of_one_name_get_files_of_their_own(project: Project, tmp_path: Path) -> None:
    other = add_numbered_film(project, tmp_path / "second" / "FILM.mp4", 48)
    project.add([Clip(source=other.id, start=0, end=48, caption="x")])
    names = [each.path.name for each in export_project(project).clips]
    assert names[0] == "film_0000000-0000048.mp4"
    assert names[2] == "FILM_0000000-0000048-2.mp4"
    project.remove([project.clip(1)])
    again = export_project(project)
    assert [each.path.name for each in again.clips] == names[1:] and again.written == 0


def test_that_datasets_and_prompts_of_the_project_are_used(project: Project) -> None:
    project.add(
        [
            Dataset(position=0, name="only", kind="video", resolution=(64, 32), target_frames=(5,)),
            Dataset(position=1, name="none", kind="image", resolution=(64, 64)),
        ]
    )
    project.add([Prompt(position=0, text="a kite", width=64, height=32, frames=5, seed=3)])
    project.remove(project.stills())
    report = export_project(project)
    value = toml.loads(report.dataset_toml.read_text(encoding="utf-8"))
    assert [entry["resolution"] for entry in value["datasets"]] == [[64, 32], [64, 64]]
    assert report.sentences() == ['Nothing is in the dataset "none": the trainer passes over it.']
    assert Path(value["datasets"][1]["image_directory"]).is_dir()
    planned = plan_file(report.dataset_toml)
    assert planned.errors == () and [each.samples for each in planned.datasets] == [2, 0]
    project.remove([each for each in project.datasets() if each.kind == "video"])
    assert "No dataset uses the clips" in export_project(project).sentences()[1]
    assert report.sample_prompts.read_text(encoding="utf-8") == (
        "# prompt 1\nPaper style. a kite --w 64 --h 32 --f 5 --d 3 --s 20\n"
    )


def test_that_clips_without_words_are_told(project: Project) -> None:
    change(project, project.clip(1), caption="")
    (first, *_) = export_project(project).sentences()
    assert first.startswith("1 of 3 clips and stills has no caption")
    assert first.endswith("or it trains on the trigger alone.")


def test_that_without_a_trigger_none_is_spoken_of() -> None:
    (sentence,) = without_words(2, 3, " ")
    assert sentence.endswith("write one, or they train on empty words.")
    assert without_words(0, 3, "") == []


def test_that_sample_prompts_are_begun_with_the_projects_own_words(project: Project) -> None:
    change(project, project.clip(1), caption="paper style: a boat")
    report = export_project(project)
    assert report.sample_prompts.read_text("utf-8") == (
        "# prompt 1\nPaper style. a boat --w 192 --h 112 --f 29 --d 7 --s 20 --fs 3.0\n"
        "# prompt 2\nPaper style. a crane --w 192 --h 112 --f 29 --d 7 --s 20 --fs 3.0\n"
    )
    assert report.begun == (
        "sample_prompts.txt was begun with the captions of 2 clips, at 192×112, 29 frames.",
    )
    assert export_project(project).begun == ()


def test_that_the_recipes_prompts_stand_in_until_a_clip_has_a_caption(project: Project) -> None:
    for clip in project.clips(state="picked"):
        change(project, clip, caption="")
    report = export_project(project)
    assert "--w 192 --h 112 --f 29 --d 7 --s 20" in report.sample_prompts.read_text("utf-8")
    assert "the recipe's examples" in report.begun[0] and project.prompts() == []
    change(project, project.clip(2), caption="a crane")
    written = export_project(project).sample_prompts.read_text("utf-8")
    assert "a crane --w 192" in written and len(project.prompts()) == 1


def test_that_the_report_is_plain_data(project: Project) -> None:
    report: ExportReport = export_project(project)
    value = json.loads(json.dumps(report.to_json()))
    assert value["clips"][0]["frames"] == 32
    assert value["dataset_toml"] == str(report.dataset_toml)
    assert value["failed"] == value["edited"] == value["removed"] == []
    assert value["notes"] == [*report.begun]


# --------------------------------------------------------------------------------- caption files


def test_that_a_caption_of_several_lines_is_one_line_in_its_file(project: Project) -> None:
    change(project, project.clip(1), caption="A boat\nlies still.\nPaper style, no wind.")
    export_project(project)
    assert caption(project, f"{FIRST}.txt") == (
        "Paper style. A boat lies still. Paper style, no wind."
    )


def test_that_another_trigger_changes_all_caption_files_and_nothing_else(project: Project) -> None:
    export_project(project)
    before = files(project)
    project.change(project.settings, dataclasses.replace(project.settings, trigger="먹 그림"))
    report = export_project(project)
    assert report.written == 0 and report.edited == ()
    changed = {name for name, stamp in files(project).items() if stamp != before[name]}
    texts = {name for name in before if name.endswith(".txt") and "/" in name}
    assert changed - {"sample_prompts.txt"} == texts and len(texts) == 3
    for name in texts:
        assert caption(project, name).count("먹 그림") == 1


def test_that_what_is_said_about_captions_is_no_reason_to_write_a_file_again(
    project: Project,
) -> None:
    export_project(project)
    before = files(project)
    for row in [*project.clips(), *project.stills()]:
        change(project, row, done=True, judged=7)
    project.change(project.settings, dataclasses.replace(project.settings, names=("Mina",)))
    assert export_project(project).written == 0
    assert files(project) == before


def test_that_the_same_words_in_another_form_are_written_anew(project: Project) -> None:
    export_project(project)
    path = project.folder / "dataset" / f"{FIRST}.txt"
    path.write_bytes("a boat".encode("utf-16"))
    assert export_project(project).edited == ()
    assert path.read_bytes() == b"Paper style. a boat"
