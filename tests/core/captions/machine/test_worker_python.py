from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from app.core.captions.machine.worker_pipe import WorkerGone
from app.core.captions.machine.worker_python import (
    PythonFacts,
    PythonShelf,
    candidates,
    facts_of,
    interpreter,
    look_at,
    model_trouble,
    no_python,
)
from app.core.jobs import ignore
from tests.core.captions.machine.test_worker import LIBRARIES, PYTHON

VARIABLES = {"PYTHONPATH": str(LIBRARIES)}


def venv(folder: Path) -> Path:
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    python.parent.mkdir(parents=True)
    python.touch()
    return python


def test_that_the_chosen_python_comes_before_the_trainers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    own, hidden = venv(tmp_path / "musubi" / "venv"), venv(tmp_path / "musubi" / ".venv")
    mine = venv(tmp_path / "mine")
    trainer = str(tmp_path / "musubi")
    assert candidates(chosen=str(mine), trainer=trainer) == [mine, own, hidden, PYTHON]
    assert candidates(chosen=str(tmp_path / "mine"), trainer="") == [mine, PYTHON]
    assert candidates(trainer=str(tmp_path / "nowhere")) == [PYTHON]


def test_that_a_python_says_what_it_has() -> None:
    facts = look_at(PYTHON, ignore, VARIABLES)
    assert facts.usable, facts.trouble
    assert facts.version == sys.version.split()[0]
    assert dict(facts.libraries)["transformers"] == "4.57.6"
    assert facts.families == ("Qwen2.5-VL",)
    assert facts.words == (
        f"Python {facts.version} · torch 2.9.1 · transformers 4.57.6 · no graphics card · "
        "Qwen2.5-VL"
    )


def test_that_what_is_no_python_has_a_trouble(tmp_path: Path) -> None:
    assert "Cannot run" in look_at(tmp_path / "nothing", ignore).trouble


def test_that_cards_are_said_with_their_memory() -> None:
    said = {
        "protocol": 1,
        "python": "3.12.1",
        "torch": "2.9.1",
        "transformers": "4.57.6",
        "pillow": "12.0",
        "families": ["qwen2_vl", "qwen3_vl", "qwen3_vl_moe"],
        "cuda": "12.8",
        "devices": [{"name": "RTX 3090", "bytes": 24 * 2**30}],
    }
    facts = facts_of(Path("python"), said)
    assert facts.words == (
        "Python 3.12.1 · torch 2.9.1 · transformers 4.57.6 · RTX 3090, 24 GiB · Qwen2-VL, Qwen3-VL"
    )
    assert "another version of Rushes" in facts_of(Path("python"), {**said, "protocol": 2}).trouble
    broken = facts_of(Path("python"), {**said, "torch_trouble": "OSError: no such DLL"})
    assert "no such DLL" in broken.trouble


def test_that_a_python_is_asked_again_only_once_it_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def look(python: Path, *_: object) -> PythonFacts:
        asked.append(python)
        return PythonFacts(python=python, version="3.12.1")

    monkeypatch.setattr("app.core.captions.machine.worker_python.look_at", look)
    python, shelf = venv(tmp_path / "venv"), PythonShelf()
    assert shelf.known(python) is None
    assert shelf.look_at(python, ignore) == shelf.look_at(python, ignore) == shelf.known(python)
    assert len(asked) == 1
    packages = tmp_path / "venv" / "lib" / "python3.12" / "site-packages"
    packages.mkdir(parents=True)
    shelf.look_at(python, ignore)
    assert len(asked) == 2


def test_that_a_python_that_lacks_something_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def look(python: Path, *_: object) -> PythonFacts:
        asked.append(python)
        return PythonFacts(python=python, trouble="It has no torch.")

    monkeypatch.setattr("app.core.captions.machine.worker_python.look_at", look)
    python, shelf = venv(tmp_path / "venv"), PythonShelf()
    assert shelf.look_at(python, ignore) == shelf.look_at(python, ignore)
    assert len(asked) == 2 and shelf.known(python) is None


def test_that_an_interpreter_is_found_in_quotation_marks_and_by_its_folder(tmp_path: Path) -> None:
    python = venv(tmp_path / "my venv 한")
    assert interpreter(f' "{python}" ') == interpreter(str(python)) == python
    assert interpreter(f'"{tmp_path / "my venv 한"}"') == python
    assert interpreter(str(tmp_path)) == tmp_path


def test_that_a_python_that_was_killed_is_not_said_to_be_none(tmp_path: Path) -> None:
    assert "ended from outside (signal 9)" in no_python(tmp_path, WorkerGone(-9, ""))
    assert "does not work as a Python" in no_python(tmp_path, WorkerGone(1, ""))


def test_that_a_python_beside_its_libraries_is_asked_again_once_they_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(python: Path, *_: object) -> PythonFacts:
        return PythonFacts(python=python, version="3.12.1")

    monkeypatch.setattr("app.core.captions.machine.worker_python.look_at", look)
    python, shelf = tmp_path / "python_embeded" / "python.exe", PythonShelf()
    python.parent.mkdir()
    python.touch()
    assert shelf.look_at(python, ignore) == shelf.known(python)
    (python.parent / "Lib" / "site-packages").mkdir(parents=True)
    assert shelf.known(python) is None


def test_that_a_model_that_is_not_there_is_told_before_it_is_loaded(tmp_path: Path) -> None:
    model = tmp_path / "Modèle 한 VL"
    assert "There is no folder" in model_trouble(str(model))
    model.mkdir()
    assert "config.json" in model_trouble(str(model))
    (model / "config.json").write_text("{}")
    assert model_trouble(str(model)) == model_trouble("Qwen/Qwen3-VL-8B-Instruct") == ""
