from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.library.project import Project
from tests.cli.conftest import Run
from tests.films import make_film

Rushes = Callable[..., Run]


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    """Two finished clips with captions."""
    folder = tmp_path / "내 clips #1"
    folder.mkdir()
    make_film(folder / "a.mp4", 17, rate=16)
    shutil.copy(folder / "a.mp4", folder / "b.mp4")
    (folder / "a.txt").write_text("Ghibli. A rabbit", encoding="utf-8")
    (folder / "b.txt").write_text("Ghibli. A fox", encoding="utf-8")
    return folder


def test_that_import_makes_the_project_and_names_the_trigger(
    rushes: Rushes, clips: Path, tmp_path: Path
) -> None:
    done = rushes("import", tmp_path / "new", clips)
    assert (done.code, done.out.rpartition(": ")[2]) == (0, "2 clips.\n")
    assert '--trigger "Ghibli."' in done.err
    with Project.open(tmp_path / "new") as project:
        assert [each.caption for each in project.clips()] == ["Ghibli. A rabbit", "Ghibli. A fox"]
        assert project.settings.name == "new"


def test_that_import_prints_json_and_goes_on_in_a_project(
    rushes: Rushes, clips: Path, tmp_path: Path
) -> None:
    first = rushes("import", tmp_path / "p", clips / "a.mp4", "--json")
    assert (first.code, first.json["clips"], first.json["failures"]) == (0, 1, [])
    second = rushes("import", tmp_path / "p", clips, "--trigger", "Ghibli.", "--json")
    assert (second.json["clips"], second.json["known"]) == (1, 1)
    with Project.open(tmp_path / "p") as project:
        assert project.settings.trigger == "Ghibli."
        assert sorted(each.caption for each in project.clips()) == ["A fox", "Ghibli. A rabbit"]


def test_that_a_dry_run_makes_nothing(rushes: Rushes, clips: Path, tmp_path: Path) -> None:
    done = rushes("import", tmp_path / "p", clips, "--dry-run")
    assert done.code == 0 and "2 clips" in done.out and "all with captions" in done.out
    assert not (tmp_path / "p").exists()
    value = rushes("import", tmp_path / "p", clips, "--dry-run", "--json").json
    assert value["found"][0]["kind"] == "clips" and value["trigger"] == "Ghibli."


def test_that_what_cannot_be_used_is_said_and_exits_with_1(
    rushes: Rushes, clips: Path, tmp_path: Path
) -> None:
    (clips / "c.mp4").write_bytes(b"no film")
    done = rushes("import", tmp_path / "p", clips, tmp_path / "gone")
    assert done.code == 1 and ": 2 clips." in done.out
    assert "c.mp4" in done.err and "gone" in done.err
    nothing = rushes("import", tmp_path / "q", tmp_path / "gone")
    assert nothing.code == 1 and nothing.out == "" and "is not there" in nothing.err
    assert not (tmp_path / "q").exists()
