from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.own_program import (
    forget_bundle,
    own_environment,
    own_folder,
    own_program,
    spoken_by_starter,
    without_bundle,
)
from app.core.process import environment
from tests.conftest import Speaking

PROGRAM = Path("/opt/Rushes/rushes").absolute()
BUNDLE = PROGRAM.parent / "_internal"


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(BUNDLE), raising=False)
    monkeypatch.setattr(sys, "executable", str(PROGRAM))


def test_that_a_program_from_source_is_started_through_python() -> None:
    done = subprocess.run(
        own_program("--help"), cwd=own_folder(), env=own_environment(), capture_output=True
    )
    assert done.returncode == 0
    assert b"rushes demo" in done.stdout


@pytest.mark.usefixtures("frozen")
def test_that_a_frozen_program_is_started_by_its_own_file() -> None:
    assert own_program("supervise", "a run") == [str(PROGRAM), "supervise", "a run"]
    assert own_folder() == PROGRAM.parent


@pytest.mark.usefixtures("frozen")
def test_that_another_program_gets_the_environment_of_before_the_bundle() -> None:
    places = os.pathsep.join([str(BUNDLE), "/usr/bin", "/bin"])
    got = without_bundle(
        {
            "LD_LIBRARY_PATH": f"{BUNDLE}:/opt/cuda",
            "LD_LIBRARY_PATH_ORIG": "/opt/cuda",
            "QT_PLUGIN_PATH": f"{BUNDLE}/PySide6",
            "_PYI_ARCHIVE_FILE": str(PROGRAM),
            "PATH": places,
            "HOME": "/home/한",
        }
    )
    assert got == {
        "LD_LIBRARY_PATH": "/opt/cuda",
        "PATH": os.pathsep.join(["/usr/bin", "/bin"]),
        "HOME": "/home/한",
    }


@pytest.mark.usefixtures("frozen")
def test_that_a_library_path_that_only_the_bundle_set_is_gone() -> None:
    assert without_bundle({"LD_LIBRARY_PATH": str(BUNDLE)}) == {}
    assert without_bundle({"LD_LIBRARY_PATH": "/opt/cuda"}) == {"LD_LIBRARY_PATH": "/opt/cuda"}


def test_that_an_environment_stays_as_it_is_where_nothing_is_frozen() -> None:
    variables = {"QT_PLUGIN_PATH": "/a", "LD_LIBRARY_PATH_ORIG": "/b", "LD_LIBRARY_PATH": "/c"}
    assert without_bundle(variables) == variables


@pytest.mark.usefixtures("frozen")
def test_that_all_that_a_frozen_program_starts_gets_nothing_of_the_bundle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", str(BUNDLE))
    monkeypatch.setenv("QT_PLUGIN_PATH", "of the bundle")
    assert not {"LD_LIBRARY_PATH", "QT_PLUGIN_PATH"} & set(environment())
    assert os.environ["LD_LIBRARY_PATH"] == str(BUNDLE)
    forget_bundle()
    assert not {"LD_LIBRARY_PATH", "QT_PLUGIN_PATH"} & set(os.environ)


def test_that_a_process_of_ours_is_told_the_language_of_the_window(
    speaking: Speaking, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaking({"Close": "닫기"})
    told = own_environment()["RUSHES_LANGUAGE"]
    assert spoken_by_starter() == "en"
    monkeypatch.setenv("RUSHES_LANGUAGE", told)
    assert spoken_by_starter() == "ko"
