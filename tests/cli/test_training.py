from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.cli.values import moment_value
from app.core import settings
from app.core.settings import Preferences
from app.core.training.folder import read_run
from app.core.training.recipe.presets import read_preset, save_own
from app.core.training.runs.life import state_of
from tests.core.export.makers import small_project
from tests.core.training.resuming.makers import write_state
from tests.core.training.runs.makers import until, until_ended
from tests.standin import make_standin, release, until_nobody

Rushes = Callable[..., Any]


@pytest.fixture
def trainer(tmp_path: Path) -> Iterator[Path]:
    """A stand-in that is set up, with models and a recipe of two epochs."""
    folder = make_standin(tmp_path / "musubi-tuner", batches=(2,), samples=2)
    models = {}
    for role in ("dit", "vae", "t5"):
        models[role] = str(tmp_path / f"{role}.safetensors")
        Path(models[role]).write_bytes(b"x")
    settings.save(Preferences(trainer=str(folder), models={"t2v-14B": models}))
    recipe = read_preset("wan21-24gb").recipe.with_values({"train.max_train_epochs": 2})
    save_own("short", recipe)
    yield folder
    release(folder)  # also where the test failed
    for run in (tmp_path / "p" / "runs").glob("*"):
        until_ended(run)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    with small_project(tmp_path) as opened:
        return opened.folder


def test_that_a_project_is_exported_checked_and_trained_by_one_command(
    rushes: Rushes, project: Path, trainer: Path
) -> None:
    found = rushes("train", project, "--recipe", "short", "--wait", "--json")
    assert found.code == 0, found.err
    folder = Path(found.json["folder"])
    assert folder == project / "runs" / "001-Paper"
    assert found.json["state"] == "done"
    assert [each["state"] for each in found.json["steps"]] == ["done"] * 4
    assert (folder / "output" / "Paper.safetensors").is_file()
    listed = rushes("runs", project, "--json").json["runs"]
    assert [each["folder"] for each in listed] == [str(folder)]
    assert "001-Paper" in rushes("runs", project).out
    until_nobody(trainer)


def test_that_a_project_without_runs_says_so(rushes: Rushes, project: Path) -> None:
    assert rushes("runs", project).out.strip() == "Nothing was trained here yet."
    assert rushes("runs", project, "--json").json == {"runs": []}


def test_that_a_run_that_has_ended_is_gone_on_with(
    rushes: Rushes, project: Path, trainer: Path
) -> None:
    first = Path(rushes("train", project, "--recipe", "short", "--wait", "--json").json["folder"])
    write_state(first, "Paper-state")
    said = rushes("train", project, "--resume", first)
    assert said.code == 1 and "Nothing is left: 2 epochs are trained" in said.err
    shown = rushes("train", project, "--resume", first, "--epochs", "3", "--dry-run", "--json")
    assert shown.code == 0, shown.err
    argv = shown.json["commands"][-1]["argv"]
    assert argv[argv.index("--resume") + 1] == str(first / "output" / "Paper-state")
    assert argv[argv.index("--max_train_epochs") + 1] == "1"
    assert not (project / "runs" / "002-Paper_r2").exists()
    for_people = rushes("train", project, "--resume", first, "--epochs", "3", "--dry-run")
    assert "Goes on from Paper-state: epoch 2 of 2, nothing left." in for_people.err
    done = rushes("train", project, "--resume", first, "--epochs", "3", "--wait", "--json")
    assert done.code == 0, done.err
    run = read_run(Path(done.json["folder"]))
    assert run is not None
    assert list(run.commands[-1].argv) == argv
    assert (run.parent, run.epochs_before, run.epochs) == ("001-Paper", 2, 1)
    until_nobody(trainer)


def test_that_a_run_goes_on_when_the_command_has_ended_and_is_stopped_by_another(
    rushes: Rushes, project: Path, trainer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STANDIN_GATE", "train@1")
    started = rushes("train", project, "--recipe", "short", "--steps", "train,cache_text")
    assert started.code == 0, started.err
    folder = Path(started.out.strip())
    run = read_run(folder)
    assert run is not None and run.steps == ("cache_text", "train")
    until(folder, lambda state: (train := state.step("train")) and train.state == "running")
    later = time.localtime(time.time() + 3600)
    said = rushes("stop", folder, "--at", time.strftime("%H:%M", later))
    assert "will be stopped at" in said.out
    until(folder, lambda state: state.stop is not None)
    assert "goes on" in rushes("stop", folder, "--cancel").out
    until(folder, lambda state: state.stop is None)
    assert "next checkpoint" in rushes("stop", folder, "--at-checkpoint").out
    stopped = rushes("stop", folder)
    assert stopped.code == 0 and stopped.out.startswith("001-Paper: stopped. No checkpoint")
    assert state_of(folder).state == "stopped"
    until_nobody(trainer)
    assert rushes("stop", folder).out.startswith("001-Paper: stopped.")


def test_that_a_failed_run_has_its_sentence_and_its_code(
    rushes: Rushes, project: Path, trainer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STANDIN_CRASH", "cache_latents@1")
    found = rushes("train", project, "--recipe", "short", "--steps", "cache_latents", "--wait")
    assert found.code == 1 and "told to crash" in found.err


def test_that_what_is_not_set_up_is_said_before_anything_is_written(
    rushes: Rushes, project: Path, trainer: Path
) -> None:
    settings.save(Preferences())
    found = rushes("train", project, "--recipe", "short")
    assert found.code == 1 and "musubi-tuner was not found" in found.err
    assert not (project / "runs").exists() and not (project / "dataset").exists()


def test_that_wrong_words_are_refused(rushes: Rushes, project: Path) -> None:
    assert rushes("train", project, "--steps", "check,bake").code == 2
    assert rushes("stop", project, "--at", "25:00").code == 2
    assert rushes("stop", project, "--cancel", "--at-checkpoint").code == 2
    found = rushes("stop", project)
    assert found.code == 1 and "is no run" in found.err
    assert rushes("runs", project / "nothing").code == 1
    assert rushes("runs", project, "--json").json == {"runs": []}


def test_that_the_processes_of_a_run_are_no_commands_of_a_person(rushes: Rushes) -> None:
    said = rushes("--help").out
    assert "supervise" not in said and "check-run" not in said
    assert rushes("supervise").code == 2 and rushes("check-run").code == 2


def test_that_a_time_of_the_clock_is_the_next_one() -> None:
    now = time.mktime((2026, 3, 5, 22, 15, 30, 0, 0, -1))
    assert moment_value("22:16", now) == now + 30
    assert moment_value("22:15", now) == now + 24 * 3600 - 30
    assert moment_value("7:05", now) == time.mktime((2026, 3, 6, 7, 5, 0, 0, 0, -1))
