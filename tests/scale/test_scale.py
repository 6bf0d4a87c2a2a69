"""The program that measures large libraries, on a small one."""

from __future__ import annotations

from pathlib import Path

from app.core.cache import Cache
from app.core.library.model import Clip, Shot
from app.core.library.project import Project
from app.core.library.snapshot import Snapshot
from tests.scale.library import LONG, make_library
from tests.scale.measuring import ROWS, of_core

SHOTS = 4_000


def test_that_a_library_is_a_project_like_any_other_and_is_made_once(tmp_path: Path) -> None:
    folder = make_library(tmp_path, SHOTS)
    with Project.open(folder) as project:
        assert project.count(Shot) == SHOTS and project.count(Clip) == SHOTS // 10
        film = project.sources()[-1]
        assert project.path_of(film).is_file()
        assert project.shots(film)[-1].end == film.frames and film.frames % LONG == 0
        assert all(clip.caption for clip in project.clips(film))
        rows = Snapshot.of(project)
        assert len(rows.shots) == SHOTS and project.undo_label is not None
    assert Cache().folder.is_dir()
    before = (folder / "project.rushes").stat().st_mtime_ns
    assert make_library(tmp_path, SHOTS) == folder
    assert (folder / "project.rushes").stat().st_mtime_ns == before
    found = of_core(folder)
    assert found.keys() == {row.name for row in ROWS[:6]}
    assert all(value > 0 for value in found.values())
    with Project.open(folder) as project:  # what was changed to measure is as it was
        assert project.clips()[SHOTS // 20].caption.startswith("a cat")
