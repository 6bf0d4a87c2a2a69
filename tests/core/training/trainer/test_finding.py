"""Where trainers and their Pythons are looked for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.core.jobs import Progress, Stopped
from app.core.training.trainer import finding
from app.core.training.trainer.finding import find_trainers, python_for, pythons_of
from tests.core.training.trainer.checkouts import make_checkout, write

PYTHON = "Scripts/python.exe" if os.name == "nt" else "bin/python"


@pytest.fixture(autouse=True)
def _no_drives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "drives", list)


def test_that_trainers_are_found_in_usual_places_each_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    beside = make_checkout(tmp_path / "work" / "musubi-tuner")
    nested = make_checkout(home / "AI" / "StabilityMatrix" / "Packages" / "musubi-tuner", "old")
    inside = make_checkout(home / "Documents" / "musubi-tuner-gui" / "musubi-tuner")
    make_checkout(home / "films" / "2024" / "musubi-tuner")  # too far from anything
    project = tmp_path / "work" / "project"
    project.mkdir()
    found = find_trainers([project, beside], home=home)
    assert found == [beside, nested, inside]


def test_that_the_search_can_be_stopped_and_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        (tmp_path / "home" / f"musubi{number}").mkdir(parents=True)
    seen: list[str] = []
    monkeypatch.setattr(finding, "_MOST_FOLDERS", 10)
    find_trainers([], lambda progress: seen.append(progress.what), home=tmp_path / "home")
    assert len(seen) == 10

    def stop(_: Progress) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        find_trainers([], stop, home=tmp_path / "home")


def test_that_pythons_of_environments_are_found_the_likeliest_first(tmp_path: Path) -> None:
    folder = make_checkout(tmp_path / "gui" / "musubi-tuner")
    home = tmp_path / "home"
    made = [
        write(folder / "venv" / PYTHON, ""),
        write(folder / ".venv" / PYTHON, ""),
        write(tmp_path / "gui" / "env" / PYTHON, ""),
        write(home / "miniconda3" / "envs" / "musubi" / PYTHON, ""),
    ]
    write(home / "miniconda3" / "envs" / "other" / PYTHON, "")
    write(folder / ".env", "HF_TOKEN=no folder")
    assert pythons_of(folder, home=home) == made


def test_that_a_chosen_python_wins(tmp_path: Path) -> None:
    folder = make_checkout(tmp_path / "musubi-tuner")
    own = write(folder / "venv" / PYTHON, "")
    other = write(tmp_path / "other" / PYTHON, "")
    assert python_for(folder, "") == own
    assert python_for(folder, f'"{other}"') == other
    assert python_for(folder, str(tmp_path / "other")) == other
