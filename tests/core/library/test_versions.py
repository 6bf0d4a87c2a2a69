"""Projects as people have them, made by each version of the program."""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
import sqlite3
from pathlib import Path

import pytest

from app.core.library.migrations import MIGRATIONS
from app.core.library.model import Shot
from app.core.library.project import RECOVERED, Project
from app.core.library.readable import readable
from tests.core.library.makers import filled

VERSIONS = range(1, len(MIGRATIONS) + 1)
EDITS = {1: 8, 2: 8, 3: 9, 4: 10, 5: 11, 6: 12}  # in the sample of each version


def put(samples: Path, version: int, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / "project.rushes"
    shutil.copy(samples / "projects" / f"version{version}.rushes", file)
    return file


def layout(file: Path) -> set[tuple[str, str]]:
    """Names and columns of the tables, in order, and the indexes of a project."""
    with contextlib.closing(sqlite3.connect(file)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        indexes = database.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'index'")
        columns = {
            (name, str(database.execute(f"PRAGMA table_info({name})").fetchall()))
            for (name,) in tables
        }
        return columns | set(indexes.fetchall())


@pytest.mark.parametrize("version", VERSIONS)
def test_that_a_project_of_each_version_opens(samples: Path, tmp_path: Path, version: int) -> None:
    file = put(samples, version, tmp_path / "old")
    with Project.open(file) as project:
        assert project.settings.name == "Fireflies"
        assert [len(project.clips()), len(project.stills()), project.count(Shot)] == [3, 1, 3]
        assert project.clip(1).caption == "走る"
        assert project.log()[-1].edit.label == "Add films"
    filled(tmp_path / "new").close()
    assert layout(file) == layout(tmp_path / "new" / "project.rushes")


@pytest.mark.parametrize("version", VERSIONS)
def test_that_edits_of_older_versions_are_undone_and_redone(
    samples: Path, tmp_path: Path, version: int
) -> None:
    with Project.create(tmp_path / "new", "Fireflies") as project:
        beginning = readable(project)
    with Project.open(put(samples, version, tmp_path / "old")) as project:
        before = readable(project)
        shot = project.shots()[0]
        project.change(shot, dataclasses.replace(shot, rating=5, tags=("sea",)))
        assert sum(1 for _ in iter(project.undo, None)) == EDITS[version] + 1
        assert readable(project) == beginning
        assert sum(1 for _ in iter(project.redo, None)) == EDITS[version] + 1
        assert project.shots()[0] == dataclasses.replace(shot, rating=5, tags=("sea",))
        project.undo()
        assert readable(project) == before


def test_that_version_2_keeps_what_was_taken_back_and_what_was_typed(
    samples: Path, tmp_path: Path
) -> None:
    file = put(samples, 2, tmp_path)
    with Project.open(file) as project:
        assert project.redo_label == "Caption"
        assert [(draft.row.id, draft.text) for draft in project.drafts()] == [(3, 'says "goodbye"')]
        shot = project.shots(project.source(2))[0]
        assert (shot.rating, shot.tags, shot.state) == (4, ("hill",), "rejected")
        redone = project.redo()
        assert redone is not None and project.clip(2).caption == "taken back"
    with Project.open_for_editing(file) as project:
        assert project.undo_label == RECOVERED and project.clip(3).caption == 'says "goodbye"'


def test_that_stills_of_older_projects_stay_as_large_as_they_are(
    samples: Path, tmp_path: Path
) -> None:
    for version in VERSIONS:
        with Project.open(put(samples, version, tmp_path / str(version))) as project:
            now = project.settings
            assert now.still_size == ((768, 512) if version >= 3 else None)
            project.change(now, dataclasses.replace(now, still_size=(512, 512)))
            assert project.settings.still_size == (512, 512)
            project.undo()
            assert project.settings == now


def test_that_captions_of_older_projects_are_open_and_have_a_history(
    samples: Path, tmp_path: Path
) -> None:
    for version in VERSIONS:
        with Project.open(put(samples, version, tmp_path / str(version))) as project:
            clip = project.clip(1)
            assert (clip.done, clip.judged) == ((True, 1) if version >= 4 else (False, 0))
            assert [each.text for each in project.wordings(clip)][-1] == "走る"
            waiting = [each.text for each in project.waiting_machine()]
            assert waiting == (["A hill."] if version >= 4 else [])
            names = ("Seita", "節子") if version >= 4 else ()
            assert project.settings.names == names


def test_that_datasets_of_older_projects_read_all_clips_as_wan_does(
    samples: Path, tmp_path: Path
) -> None:
    for version in VERSIONS:
        with Project.open(put(samples, version, tmp_path / str(version))) as project:
            filters = [each.filter for each in project.datasets()]
            assert filters == ["", "tag:rain" if version >= 5 else ""]
            now = project.settings
            assert now.architecture == ("hunyuan" if version >= 5 else "wan")
            assert ("only the rain" in now.dataset_file) == (version >= 5)
            assert (now.setup, now.pinned) == ('{"rank": 16}' if version >= 5 else "", "")
            assert ("takenoko-3090" in now.training) == (version >= 6)


def test_that_the_log_of_version_1_is_measured(samples: Path, tmp_path: Path) -> None:
    file = put(samples, 1, tmp_path)
    Project.open(file).close()
    with contextlib.closing(sqlite3.connect(file)) as database:
        query = "SELECT size = length(edit) + length(inverse) FROM log"
        assert set(database.execute(query).fetchall()) == {(1,)}
