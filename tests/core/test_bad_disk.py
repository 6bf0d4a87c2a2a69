"""A disk that is full, read-only or gone: said in a sentence, and what was there stays."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core import settings, store
from app.core.cache import Cache
from app.core.captions import spelling
from app.core.errors import AppError, ProjectError, WriteError
from app.core.export.project_export import export_project
from app.core.export.project_plan import ProjectPlanner
from app.core.finding import find_shots
from app.core.library import pending
from app.core.library.pending import Pending, Task
from app.core.library.project import Project
from app.core.library.readable import export_readable
from app.core.library.snapshot import Snapshot
from app.core.library.sources import troubles
from app.core.planner.costs.cost import Setup
from app.core.planner.costs.measured import MeasuredRun, keep_run
from app.core.planner.own_file import OwnFile
from app.core.reports import keep_report
from app.core.training.model import Run, StopRequest
from app.core.training.recipe.presets import read_preset
from app.core.training.results.notes import Note, note_down
from app.core.training.runs.diary import Diary
from app.core.training.runs.freezing import freeze
from app.core.training.runs.requests import request_stop
from app.core.training.runs.rigging import Rig
from app.core.training.runs.starting import start
from app.core.training.runs.turns import pause_queue
from app.core.training.trainer.info import TrainerInfo
from tests.core.export.makers import small_project
from tests.failing_disk import failing_disk

WORDS = {
    errno.ENOSPC: "the disk is full",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "access is denied",
    errno.EIO: "input/output error",
    errno.ENODEV: "no such device",
}
RECIPE = read_preset("wan21-24gb").recipe


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """One for all: whatever failed, it is as it was."""
    folder = tmp_path_factory.mktemp("disk")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RUSHES_CACHE", str(folder / "cache"))
        with small_project(folder) as made:
            export_project(made)
            yield made


@pytest.fixture(scope="module")
def run(project: Project) -> Path:
    folder = project.folder / "runs" / "001-paper"
    folder.mkdir(parents=True)
    store.write_text(folder / "run.json", Run(id=folder.name, name="paper").to_json())
    return folder


def rig_on(folder: Path) -> Rig:
    """A trainer and models by their names alone: freezing opens none of them."""
    models = {}
    for role in ("dit", "vae", "t5"):
        models[role] = str(folder / f"{role}.safetensors")
        Path(models[role]).write_bytes(b"x")
    return Rig(TrainerInfo(folder, folder / "python", version="0.3.4"), models)


def own_file(project: Project) -> OwnFile:
    file = OwnFile(project.folder / "dataset" / "dataset.toml")
    file.change(file.text + "# more\n", "More")
    return file


Write = Callable[[Project, Path], object]
TASK = Task("find", 1)
WRITERS: dict[str, Write] = {
    "settings": lambda p, r: settings.save(settings.Preferences(theme="light"), p.folder),
    "words": lambda p, r: spelling.add_own_word("abcd", p.folder),
    "measured": lambda p, r: keep_run(MeasuredRun(Setup(), 7488, 1, 20.0), p.folder),
    "pending": lambda p, r: pending.save(p.folder, Pending((TASK,))),
    "readable": lambda p, r: export_readable(p, p.folder / "all.json"),
    "note": lambda p, r: note_down(r, "a.safetensors", Note(True, "good")),
    "stop": lambda p, r: request_stop(r, StopRequest()),
    "own file": lambda p, r: own_file(p).save(),
    "freeze": lambda p, r: freeze(p, RECIPE, rig_on(p.folder.parents[1])),
    "export": lambda p, r: export_project(p),
}


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO])
@pytest.mark.parametrize("name", WRITERS)
def test_that_what_cannot_be_written_is_a_sentence_and_leaves_nothing(
    project: Project, run: Path, name: str, error: int
) -> None:
    if name == "export":
        (project.folder / "dataset" / "stills" / "film_0000007.txt").unlink(missing_ok=True)
    before = contents(project.folder)
    with failing_disk(project.folder, error), pytest.raises(AppError) as caught:
        WRITERS[name](project, run)
    assert WORDS[error] in str(caught.value)
    assert "\n" not in str(caught.value)
    if error == errno.ENOSPC and name != "export":  # else what was begun cannot be taken away
        assert contents(project.folder) == before
    if name != "own file":  # its text is as it was typed
        WRITERS[name](project, run)  # and as soon as there is room it is done


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("project.rushes")
    }


def test_that_a_full_disk_keeps_edits_and_drafts_as_they_were(tmp_path: Path) -> None:
    long = "words " * 40_000
    with small_project(tmp_path) as project:
        clip = project.clips()[0]
        connection = project._connection
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        typed: list[Callable[[], object]] = [
            lambda: project.change(clip, dataclasses.replace(clip, caption=long)),
            lambda: project.save_draft(clip, long),
            lambda: project.save_file_draft(long),
        ]
        for write in typed:
            with pytest.raises(ProjectError, match="the disk is full"):
                write()
        assert (project.clip(clip.id), project.drafts(), project.file_draft()) == (clip, [], "")
        connection.execute("PRAGMA max_page_count = 100000")
        for write in typed[::-1]:
            write()
        assert project.clip(clip.id).caption == long


def test_that_derived_data_and_reports_are_done_without_where_they_cannot_be_kept(
    project: Project,
) -> None:
    folder = project.folder.parent
    for error in WORDS:
        with failing_disk(folder, error):
            cache = Cache(folder / "cache-2")
            cache.save("kind", "ab" * 20, b"1" * 5000)
            assert cache.load("kind", "ab" * 20) is None
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("RUSHES_CACHE", str(folder / "cache-2"))
                assert keep_report("what happened") is None
            ProjectPlanner(cache=cache).update(project)


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
def test_that_a_supervisor_goes_on_where_nothing_can_be_written(
    run: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    monkeypatch.chdir(run)
    (run / "state.json").unlink(missing_ok=True)
    diary = Diary(run, Run(id=run.name, name="paper"))
    with failing_disk(run, error) as tried:
        diary.note(phase="training")
        diary.beat(now=True)
        diary.gpu([1.0, 2.0])
    assert tried
    diary.beat(now=True)
    assert "training" in (run / "state.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("error", [errno.ENOENT, errno.EIO, errno.ENODEV])
def test_that_a_drive_that_goes_is_said_and_nothing_is_made_where_it_was(
    tmp_path: Path, error: int
) -> None:
    with small_project(tmp_path) as project:
        export_project(project)
        source = project.sources()[0]
        todo: list[Callable[[], object]] = [
            lambda: project.add([dataclasses.replace(project.clips()[0], id=0)]),
            lambda: project.save_draft(project.clips()[0], "words"),
            lambda: export_project(project),
            lambda: find_shots(project, source, cache=Cache(tmp_path.parent / "kept")),
            lambda: freeze(project, RECIPE, Rig()),
            lambda: pending.save(project.folder, Pending((TASK,))),
            lambda: note_down(project.folder / "runs" / "001-a", "a", Note()),
            lambda: start(project.folder / "runs" / "001-a"),
        ]
        with failing_disk(tmp_path, error, reading=True) as tried:
            for each in todo:
                with pytest.raises(AppError) as caught:
                    each()
                assert "\n" not in str(caught.value)
            assert [each.source.id for each in troubles(project)] == [source.id]
            Snapshot.of(project)
            with contextlib.suppress(AppError):
                ProjectPlanner().update(project)
        assert tried
        export_project(project)  # it is there again


def test_that_nothing_of_a_project_is_made_where_its_drive_was(tmp_path: Path) -> None:
    project = small_project(tmp_path / "mounted")
    project.folder.parent.rename(tmp_path / "elsewhere")
    for each in (
        lambda: export_project(project),
        lambda: freeze(project, RECIPE, Rig()),
        lambda: pending.save(project.folder, Pending((TASK,))),
        lambda: note_down(project.folder / "runs" / "001-a", "a", Note()),
    ):
        with pytest.raises((ProjectError, WriteError)):
            each()
    assert not (tmp_path / "mounted").exists()
    (tmp_path / "elsewhere").rename(project.folder.parent)
    project.close()


def test_that_the_queue_of_runs_is_said_where_it_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RUSHES_SETTINGS", str(tmp_path / "s"))
        with failing_disk(tmp_path / "s", errno.EROFS), pytest.raises(AppError, match="read-only"):
            pause_queue(True)
