from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from app.core.training.after.looking import folders_of_tests, look_at_test
from app.core.training.after.testing import make_test, start_test
from app.core.training.folder import read_run, read_state, run_folders
from app.core.training.model import StopRequest
from app.core.training.results.looking import look
from app.core.training.runs import members
from app.core.training.runs.listing import delete_run
from app.core.training.runs.requests import request_stop
from app.core.training.runs.starting import RunError
from tests import standin
from tests.core.training.after.makers import rig, run_with_checkpoints, trial_of
from tests.core.training.runs.makers import until, until_ended


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "a project 한"
    yield folder
    for run in run_folders(folder):
        for test in folders_of_tests(run):
            with contextlib.suppress(psutil.Error):
                if pid := read_state(test).pid:
                    psutil.Process(pid).kill()
            mark = members.mark_of(test)
            members.kill(lambda mark=mark: members.marked(mark))  # type: ignore[misc]


def test_films_come_as_a_table_of_checkpoint_and_strength_by_prompt(project: Path) -> None:
    run = run_with_checkpoints(project)
    folder = start_test(run, trial_of(run, strengths=(0.8, 1.0)), rig(project))
    state = until_ended(folder, 60)
    assert (state.state, state.trouble) == ("done", "")
    step = state.step("generate")
    assert step is not None
    assert (step.done, step.total, len(state.steps)) == (8, 8, 1)
    known = look(run).checkpoints
    test = look_at_test(folder, known)
    assert test is not None
    assert [each.label for each in test.table.columns] == [
        "epoch 1 · ×0.8", "epoch 1 · ×1.0", "epoch 2 · ×0.8", "epoch 2 · ×1.0"
    ]  # fmt: skip
    assert len(test.table.cells) == 8
    assert [each.text for each in test.results.prompts] == ["rain on a roof", "a cat walks"]
    sample = test.table.sample(1, 2)
    assert sample is not None
    assert (sample.prompt, sample.seed, sample.epoch) == (1, 42, 2)
    assert sample.path.parent.name == "003"


def test_a_test_is_no_run_of_the_project_and_no_result_of_its_run(project: Path) -> None:
    run = run_with_checkpoints(project)
    folder = make_test(run, trial_of(run), rig(project))
    assert run_folders(project) == [run]
    assert folders_of_tests(run) == [folder]
    assert look(run).samples == ()
    frozen = read_run(folder)
    assert frozen is not None
    assert (frozen.steps, frozen.parent, frozen.name) == (("generate",), "001-lora", "Test of lora")
    assert len(frozen.commands) == 2
    assert "wan_generate_video" in (folder / "commands.txt").read_text(encoding="utf-8")


def test_what_fails_says_so_and_keeps_the_films_there_are(project: Path) -> None:
    run = run_with_checkpoints(project)
    folder = make_test(run, trial_of(run), rig(project))
    (run / "output" / "lora-000002.safetensors").unlink()
    from app.core.training.runs.starting import start

    start(folder)
    state = until_ended(folder, 60)
    assert state.state == "failed"
    assert state.trouble
    assert state.kept == "2 films are kept."
    test = look_at_test(folder)
    assert test is not None
    assert {column for _, column in test.table.cells} == {0}


def test_a_stop_ends_the_test_and_leaves_nobody(project: Path) -> None:
    run = run_with_checkpoints(project)
    made = rig(project, hang="generate@1", children=1)
    folder = start_test(run, trial_of(run), made)
    until(folder, lambda state: "generating" in state.phase, 60)
    with pytest.raises(RunError, match="A test of"):
        delete_run(run)
    request_stop(folder, StopRequest(how="now"))
    state = until_ended(folder, 60)
    assert state.state == "stopped"
    standin.until_nobody(project / "trainer")


def test_a_checkpoint_that_is_gone_is_refused_and_nothing_is_left(project: Path) -> None:
    run = run_with_checkpoints(project)
    trial = trial_of(run, epochs=3)
    with pytest.raises(RunError, match="is not there any more"):
        make_test(run, trial, rig(project))
    with pytest.raises(RunError, match="Write a prompt"):
        make_test(run, replace(trial, prompts=()), rig(project))
    assert folders_of_tests(run) == []


def test_a_film_that_is_being_written_is_not_shown(project: Path) -> None:
    run = run_with_checkpoints(project)
    folder = make_test(run, trial_of(run), rig(project))
    whole = (Path(standin.__file__).parent / "sample.mp4").read_bytes()
    films = folder / "films" / "001"
    (films / "20261126-100000-000_42.mp4").write_bytes(whole)
    (films / "20261126-100001-000_42.mp4").write_bytes(whole[:900])
    test = look_at_test(folder)
    assert test is not None
    assert list(test.table.cells) == [(0, 0)]


def test_a_folder_without_a_test_is_none(tmp_path: Path) -> None:
    assert look_at_test(tmp_path) is None
    (tmp_path / "test.json").write_text("[]", encoding="utf-8")
    assert look_at_test(tmp_path) is None
