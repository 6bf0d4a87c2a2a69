"""A project of a stranger: its file does nothing by itself, and nothing outside its folder goes."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path

import pytest

from app.core.errors import ProjectError
from app.core.export.alone import refuse_links
from app.core.export.manifest import Manifest, is_below
from app.core.export.project_export import export_project
from app.core.library.project import Project
from tests.core.library.makers import filled

BOMB = "(WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n)"


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        ("CREATE TRIGGER t AFTER UPDATE ON settings BEGIN DELETE FROM clip; END", "trigger"),
        (f"CREATE VIEW v AS SELECT {BOMB} AS x", "view"),
        ("CREATE VIRTUAL TABLE f USING fts5(x)", "table"),
    ],
)
def test_that_a_project_that_would_do_things_by_itself_is_refused_as_it_is(
    tmp_path: Path, made: str, kind: str
) -> None:
    filled(tmp_path).close()
    file = tmp_path / "project.rushes"
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute(made)
        database.execute("PRAGMA user_version = 3")  # what is brought up to date would set it off
    before = file.read_bytes()
    for to_read in (False, True):
        with pytest.raises(ProjectError, match=rf"do things by itself \(it has a {kind}\)"):
            Project.open(tmp_path, to_read=to_read)
    assert file.read_bytes() == before


def test_that_a_project_whose_table_is_a_view_is_refused_before_it_is_asked(tmp_path: Path) -> None:
    filled(tmp_path).close()
    with contextlib.closing(sqlite3.connect(tmp_path / "project.rushes")) as database:
        database.execute("DROP TABLE settings")
        database.execute(f"CREATE VIEW settings AS SELECT {BOMB} AS id")
    with pytest.raises(ProjectError, match="do things by itself"):
        Project.open_for_editing(tmp_path)


def test_that_no_other_file_can_be_attached_to_a_project(tmp_path: Path) -> None:
    with filled(tmp_path) as project, pytest.raises(sqlite3.OperationalError, match="too many"):
        project._connection.execute("ATTACH ? AS other", (str(tmp_path / "other"),))
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    "name",
    [
        *("../../secret.txt", "/etc/passwd", "clips/../../x.mp4", "C:/Windows/x", "..\\..\\x"),
        *("//host/share/x", "clips//x.mp4", "./x", "", "clips/x.mp4:stream", "clips/\0"),
    ],
)
def test_that_a_manifest_that_names_files_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("mine", encoding="utf-8")
    folder = tmp_path / "project" / "dataset"
    folder.mkdir(parents=True)
    columns = ["key", "row", "size"]
    said = {"format": 1, "columns": columns, "files": {name: ["k", 1, -1]}}  # announced: removed
    (folder / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(ProjectError, match="is damaged"):
        Manifest.load(folder)
    assert secret.exists()


def test_that_names_of_our_own_are_below() -> None:
    for name in ("dataset.toml", "clips/a_0000001-0000046.mp4", "a_1x1x1/바람 (2).txt", "x..y.mp4"):
        assert is_below(name)


def link(place: Path, target: Path) -> None:
    try:
        place.symlink_to(target, target_is_directory=True)
    except OSError:
        pytest.skip("no right to make links")


def test_that_a_dataset_folder_that_is_a_link_to_other_things_is_not_written_to(
    tmp_path: Path,
) -> None:
    project, home = tmp_path / "project", tmp_path / "home"
    project.mkdir()
    home.mkdir()
    (home / "letter.txt").write_text("mine", encoding="utf-8")
    link(project / "dataset", home)
    refused = pytest.raises(ProjectError, match="which holds other things")
    with Project.create(project, "Rain") as opened, refused:
        export_project(opened)
    assert [each.name for each in home.iterdir()] == ["letter.txt"]


def test_that_a_folder_of_clips_that_leads_out_is_not_written_to(tmp_path: Path) -> None:
    project, home = tmp_path / "project", tmp_path / "home"
    (project / "dataset").mkdir(parents=True)
    home.mkdir()
    link(project / "dataset" / "clips", home)
    with pytest.raises(ProjectError, match="is a link"):
        refuse_links(project, project / "dataset", ("clips", "stills"))


def test_that_a_persons_own_link_to_an_empty_folder_is_written_to(tmp_path: Path) -> None:
    project, large = tmp_path / "project", tmp_path / "large"
    project.mkdir()
    large.mkdir()
    link(project / "dataset", large)
    refuse_links(project, project / "dataset", ("clips", "stills"))
    (large / "manifest.json").write_text("{}", encoding="utf-8")  # and once it was
    refuse_links(project, project / "dataset", ("clips", "stills"))
    refuse_links(project, project / "none", ("clips",))
