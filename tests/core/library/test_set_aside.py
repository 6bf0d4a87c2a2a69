from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.core import paths
from app.core.errors import WriteError
from app.core.library.drafts import Typed
from app.core.library.project import RECOVERED, Project
from app.core.library.set_aside import Aside, set_aside
from tests.core.library.makers import filled


def kept() -> list[Path]:
    return sorted((paths.settings_folder() / "typed").glob("*"))


def put_aside(project: Project, row: Typed, text: str) -> None:
    set_aside(project, [Aside.of(row, text, "caption")])


def test_that_what_was_set_aside_is_an_edit_when_the_project_is_opened_again(
    tmp_path: Path,
) -> None:
    with filled(tmp_path) as project:
        project.save_draft(project.clip(1), "a boy")  # before the drive went
        put_aside(project, project.clip(1), "a boy runs")
    with Project.open_for_editing(tmp_path) as project:
        assert project.clip(1).caption == "a boy runs"
        assert project.undo_label == RECOVERED
    assert kept() == []


def test_that_it_finds_its_project_where_that_was_moved_to(tmp_path: Path) -> None:
    with filled(tmp_path / "here") as project:
        put_aside(project, project.still(1), "a lake")
    (tmp_path / "here").rename(tmp_path / "there")
    with Project.open_for_editing(tmp_path / "there") as project:
        assert project.still(1).caption == "a lake"


def test_that_another_project_at_its_place_gets_nothing(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        clip = project.clip(1)
        put_aside(project, replace(clip, caption="another film's"), "a boy runs")
    with Project.open_for_editing(tmp_path) as project:
        assert project.clip(1).caption == clip.caption


def test_that_damaged_files_of_it_keep_no_project_closed(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        put_aside(project, project.clip(1), "a boy runs")
    (file,) = kept()
    for text in ("", "[]", '{"project": 1}', file.read_text().replace('"clip"', '"sqlite_master"')):
        file.write_text(text)
        with Project.open_for_editing(tmp_path) as project:
            assert project.undo_label != RECOVERED


def test_that_it_says_where_nothing_can_be_kept_either(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        paths.settings_folder().write_text("a file where the folder should be")
        with pytest.raises(WriteError, match="settings"):
            put_aside(project, project.clip(1), "a boy runs")
