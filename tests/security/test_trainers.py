"""A trainer that came with a project of a stranger is run when a person has taken it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.training.trainer import finding, models_near
from app.core.training.trainer.looking import python_of
from app.core.training.trainer.nearby import Near, came_with, look_around
from tests.core.training.trainer.checkouts import make_checkout, write


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for module in (finding, models_near):
        monkeypatch.setattr(module, "drives", list)
    monkeypatch.setenv("RUSHES_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def trap(folder: Path) -> Path:
    """Make a trainer whose Python leaves a trace beside it when it is run."""
    made = make_checkout(folder / "musubi-tuner", "old")
    for name in ("bin/python", "Scripts/python.exe"):
        write(made / "venv" / name, f'#!/bin/sh\ntouch "{folder}/run"\n').chmod(0o755)
    return made


@pytest.mark.parametrize("place", ["unpacked/project", "unpacked", "."])
def test_that_the_python_of_a_trainer_that_came_with_a_project_is_not_run(
    home: Path, tmp_path: Path, place: str
) -> None:
    project = tmp_path / "work" / "unpacked" / "project"
    project.mkdir(parents=True)
    folder = tmp_path / "work" / place
    made = trap(folder)
    found = look_around(Near((), project), "t2v-14B", [], home=home)
    assert found.looked.folder == made  # it is offered
    assert found.looked.info is None
    assert not (folder / "run").exists()


def test_that_the_python_of_a_trainer_among_downloads_is_not_run(home: Path) -> None:
    made = trap(home / "Downloads")
    found = look_around(Near(), "t2v-14B", [], home=home)
    assert found.trainers == (made,)
    assert not (home / "Downloads" / "run").exists()


def test_that_a_trainer_elsewhere_did_not_come_with_the_project(home: Path) -> None:
    project = home / "films" / "project"
    assert came_with(project, home / "films" / "musubi-tuner", home=home)
    assert not came_with(project, home / "ai" / "musubi-tuner", home=home)
    assert not came_with(home / "project", home / "musubi-tuner", home=home)
    assert not came_with(None, home / "musubi-tuner", home=home)


def test_that_no_trainer_is_that_of_the_folder_the_program_was_started_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(trap(tmp_path))
    assert python_of("") is None
