from __future__ import annotations

import dataclasses
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from app.core.errors import DatasetError, ProjectError, WriteError, cannot
from app.core.export.others import writing
from app.core.export.others.layout import folder_for
from app.core.export.others.report import OtherReport
from app.core.export.others.trainers import TRAINERS
from app.core.export.others.windows import Excerpt
from app.core.export.others.writing import export_for
from app.core.export.project_export import export_project
from app.core.jobs import Checkpoint, Progress, Stopped, ignore
from app.core.library.model import Clip, Still
from app.core.library.project import Project
from app.core.media import clip_file
from app.core.media.as_trained import in_bucket
from app.core.media.conform import conform
from app.core.media.geometry import Size
from app.core.media.index import index_file
from tests.core.export.makers import SIZE, TRIGGER, add_numbered_film
from tests.core.export.others.makers import WINDOWS, planned_project
from tests.films import frame_numbers


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with planned_project(tmp_path) as project:
        yield project


def exported(
    project: Project, trainer: str = "diffusion-pipe", checkpoint: Checkpoint = ignore
) -> OtherReport:
    return export_for(project, TRAINERS[trainer], checkpoint=checkpoint)


def files(folder: Path) -> dict[str, int]:
    """Every file that people see, with its time."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".rushes-export.lock"
    }


def source_frames(project: Project, excerpt: Excerpt) -> list[int]:
    row = excerpt.row
    if isinstance(row, Still):
        return [row.frame]
    index = index_file(project.path_of(project.sources()[0]))
    frames = conform(index, row.start, row.end, project.settings.rate)
    return [frames[place] for place in excerpt.places]


@pytest.mark.parametrize("trainer", TRAINERS)
def test_that_every_file_shows_the_frames_the_plan_trains(project: Project, trainer: str) -> None:
    report = exported(project, trainer)
    assert report.ok and report.there == report.written == report.layout.files == 11
    seen = 0
    for each in report.layout.sets:
        for placed in each.placed:
            path = report.layout.root / each.media / placed.file
            assert frame_numbers(path) == source_frames(project, placed.excerpt), path
            with av.open(str(path)) as film:
                stream = film.streams.video[0]
                assert (stream.width, stream.height) == (each.of.width, each.of.height)
                if not each.of.is_pictures:
                    assert stream.average_rate == 16 and stream.frames == each.of.frames
                    assert stream.codec_context.name == "h264"
            words = path.with_suffix(".txt").read_text(encoding="utf-8")
            assert words.rstrip("\n") == placed.caption and words.startswith(TRIGGER)
            seen += 1
    assert seen == report.there
    assert sum(len(each.placed) * each.of.repeats for each in report.layout.sets) == 24


def test_that_pictures_are_those_the_trainer_makes_of_the_export(project: Project) -> None:
    """The trainer reads our own export, resizes and cuts: the excerpt looks the same."""
    export_project(project)
    report = exported(project)
    with av.open(str(project.folder / "dataset/clips/film_0000000-0000048.mp4")) as film:
        whole = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    (wide,) = [each for each in report.layout.sets if each.of.shape == "80×48×29"]
    with av.open(str(report.layout.root / wide.media / wide.placed[1].file)) as film:
        cut = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    for frame, here in zip(whole[3:32], cut, strict=True):
        trained = in_bucket(np.asarray(frame, np.uint8), Size(80, 48))
        error = np.abs(trained.astype(int) - here.astype(int)).mean()
        assert error < 3.0


def test_that_a_still_is_enlarged_as_the_trainer_does_it(project: Project) -> None:
    export_project(project)
    report = exported(project)
    still = report.layout.sets[-1]
    with av.open(str(project.folder / "dataset/stills/film_0000007.png")) as film:
        whole = next(film.decode(video=0)).to_ndarray(format="rgb24")
    with av.open(str(report.layout.root / still.media / still.placed[0].file)) as film:
        here = next(film.decode(video=0)).to_ndarray(format="rgb24")
    assert np.array_equal(in_bucket(np.asarray(whole, np.uint8), Size(256, 144)), here)


def test_that_a_second_export_writes_nothing(project: Project) -> None:
    report = exported(project)
    before = files(report.layout.root)
    again = exported(project)
    assert again.ok and again.written == 0 and again.there == 11
    assert files(report.layout.root) == before
    assert again.sentences() == report.sentences() == []


def test_that_only_what_changed_is_written(project: Project) -> None:
    root = exported(project).layout.root
    before = files(root)
    clip = project.clips(state="picked")[0]
    project.change(clip, dataclasses.replace(clip, caption="another boat"))
    report = exported(project)
    changed = {name for name, time in files(root).items() if before.get(name) != time}
    assert report.written == 0
    assert {Path(name).suffix for name in changed} == {".txt", ".json"}
    assert all("0000000-0000048" in name or name == "manifest.json" for name in changed)


def test_that_what_is_not_trained_any_more_goes_with_its_folder(project: Project) -> None:
    root = exported(project, "diffsynth").layout.root
    windows = project.datasets()[0]
    project.change(windows, dataclasses.replace(windows, target_frames=(5,)))
    report = exported(project, "diffsynth")
    assert report.written == 0 and len(report.removed) == 5
    folders = {path.name for path in root.iterdir() if path.is_dir()}
    assert folders == {each.folder for each in report.layout.sets}
    assert report.sentences() == ["5 files no longer wanted: removed."]


def test_that_a_file_changed_outside_is_left_and_one_not_ours_is_said(project: Project) -> None:
    report = exported(project)
    first = report.layout.sets[0]
    caption = report.layout.root / first.media / Path(first.placed[0].file).with_suffix(".txt")
    caption.write_text("by hand", encoding="utf-8")
    (report.layout.root / first.media / "mine.mp4").write_bytes(b"x")
    again = exported(project)
    assert caption.read_text(encoding="utf-8") == "by hand"
    said = again.sentences()
    assert len(said) == 2 and "was edited outside" in said[0] and "mine.mp4" in said[1]


def test_that_a_stopped_export_leaves_whole_files_and_the_next_goes_on(project: Project) -> None:
    root = folder_for(project.folder, "diffusion-pipe")
    begun = 0

    def stop(progress: Progress) -> None:
        nonlocal begun
        begun += len(list(root.rglob("*.mp4"))) >= 3
        if begun > 3:
            raise Stopped

    with pytest.raises(Stopped):
        exported(project, checkpoint=stop)
    left = [name for name in files(root) if ".part" in name or "~" in name]
    assert left == []
    for path in root.rglob("*.mp4"):
        assert frame_numbers(path)
    report = exported(project)
    assert report.ok and 0 < report.written <= 11 and report.there == 11


def test_that_progress_only_rises_to_the_end(project: Project) -> None:
    told: list[float] = []
    exported(project, checkpoint=lambda progress: told.append(progress.fraction))
    assert told == sorted(told) and told[-1] == 1.0


def test_that_films_are_only_read_and_the_project_stays(project: Project) -> None:
    film = project.path_of(project.sources()[0])
    before = film.stat().st_mtime_ns, film.read_bytes(), project.datasets(), project.settings
    exported(project)
    assert (film.stat().st_mtime_ns, film.read_bytes()) == before[:2]
    assert (project.datasets(), project.settings) == before[2:]
    assert not (project.folder / "dataset").exists()


def test_that_a_full_disk_is_a_sentence_of_each_file(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(self: clip_file.ClipWriter, _frame: av.VideoFrame) -> None:
        full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        raise WriteError(cannot("write", self._path, full))

    monkeypatch.setattr(clip_file.ClipWriter, "write", write)
    report = exported(project)
    assert not report.ok
    assert any(
        "No space left" in each.message or "full" in each.message for each in report.failures
    )
    assert not list(report.layout.root.rglob("*.mp4"))
    assert all(
        path.with_suffix(".png").exists()
        for path in report.layout.root.rglob("*.txt")
        if path.name != "README.txt"
    )


def test_that_a_film_that_is_gone_is_said_and_its_files_stay(project: Project) -> None:
    other = add_numbered_film(project, project.folder.parent / "other.mp4")
    project.add([Clip(source=other.id, start=0, end=48, caption="a fish")])
    report = exported(project)
    assert report.ok and report.there == 17
    before = set(files(report.layout.root))
    project.path_of(other).unlink()
    again = exported(project)
    assert not again.ok and again.there == 11
    assert set(files(report.layout.root)) == before
    assert len(again.sentences()) == 1 and "other.mp4" in again.sentences()[0]
    project.path_of(project.sources()[0]).unlink()
    with pytest.raises(DatasetError, match=r"film\.mp4"):
        exported(project)


def test_that_two_do_not_write_at_once(project: Project) -> None:
    root = folder_for(project.folder, "simpletuner")
    with writing.alone(root), pytest.raises(ProjectError, match="another export"):
        exported(project, "simpletuner")


def test_that_a_read_only_project_is_exported_and_gets_no_datasets(tmp_path: Path) -> None:
    with planned_project(tmp_path) as project:
        folder = project.folder
    with Project.open(folder) as reader:
        assert exported(reader).ok


def test_that_clips_enlarged_show_their_frames_too(tmp_path: Path) -> None:
    larger = dataclasses.replace(WINDOWS, resolution=(400, 240), target_frames=(21,))
    with planned_project(tmp_path, larger) as project:
        report = exported(project)
        (found,) = report.layout.sets
        assert found.of.width > SIZE[0] and found.of.height > SIZE[1]
        for placed in found.placed:
            path = report.layout.root / found.media / placed.file
            assert frame_numbers(path) == source_frames(project, placed.excerpt)
