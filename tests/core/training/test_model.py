"""What the files of a run's folder say."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from app.core.training.curves.lineage import lineage
from app.core.training.folder import next_id, read_run, read_state, run_folders
from app.core.training.model import (
    Command,
    FrozenFile,
    Point,
    Run,
    RunState,
    StepState,
    StopRequest,
)
from app.core.training.results.attempts import attempts_of

RUN = Run(
    id="003-ghibli",
    name="ghibli",
    created=1.5,
    values={"train.network_dim": 32, "train.optimizer_args": ["a=1"]},
    steps=("cache_text", "train"),
    commands=(Command("train", ("python", "a b"), {"A": "1"}, "/t"),),
    seconds_per_step=11.5,
    files=(FrozenFile("clips/a.mp4", 3, "k"),),
)
STATE = RunState(
    state="running",
    pid=7,
    pid_began=2.5,
    heartbeat=9.0,
    steps=(StepState(name="train", state="running", began=1.0, done=3, total=9),),
    point=Point(epoch=1, step=3, loss=0.1),
    stop=StopRequest(how="at", at=12.0),
    last_words=("走る",),
)


def test_that_a_run_is_read_as_it_was_written() -> None:
    assert Run.read(RUN.to_json()) == RUN


def test_that_a_state_is_read_as_it_was_written() -> None:
    assert RunState.read(STATE.to_json()) == STATE
    assert STATE.step("train") == STATE.steps[0]
    assert STATE.step("smoke") is None


@pytest.mark.parametrize("text", ["", "[]", "{", "null", '{"id": 3}', "[" * 100_000])
def test_that_a_text_that_is_no_run_is_none(text: str) -> None:
    assert Run.read(text) is None
    assert RunState.read(text) == RunState()
    assert StopRequest.read(text) is None


def test_that_what_is_of_the_wrong_kind_is_as_by_default() -> None:
    wrong = {
        "id": "001-a",
        "gpu": "x",
        "created": True,
        "values": [],
        "steps": ["train", "fly", 3],
        "commands": [3, {"step": "fly"}, {"step": "train", "argv": ["a", 3], "env": []}],
        "files": [{"size": 3}, {"name": "b", "size": "x"}],
        "newer": 1,
    }
    assert Run.read(json.dumps(wrong)) == Run(
        id="001-a",
        steps=("train",),
        commands=(Command("train", ("a",)),),
        files=(FrozenFile("b"),),
    )
    state = {
        "state": "flying",
        "pid": 1.5,
        "steps": [{"name": "x"}, {"name": "train", "code": "1"}],
    }
    assert RunState.read(json.dumps(state)) == RunState(steps=(StepState(name="train"),))
    assert StopRequest.read('{"how": "at"}') is None


def test_that_runs_are_numbered_and_found_in_order(tmp_path: Path) -> None:
    assert next_id(tmp_path, "ghibli") == "001-ghibli"
    for name in ("002-b", "001-a", "010-c"):
        (tmp_path / "runs" / name).mkdir(parents=True)
        (tmp_path / "runs" / name / "run.json").write_text(RUN.to_json(), encoding="utf-8")
    (tmp_path / "runs" / "099-half made").mkdir()
    assert [each.name for each in run_folders(tmp_path)] == ["001-a", "002-b", "010-c"]
    assert next_id(tmp_path, "a" * 300) == "100-" + "a" * 60
    assert read_run(tmp_path / "runs" / "001-a") == RUN
    assert read_run(tmp_path / "runs" / "099-half made") is None
    assert read_state(tmp_path / "runs" / "001-a") == RunState()


@pytest.mark.parametrize("parent", ["\ud800", "a\0b", "n" * 999])
def test_that_a_parent_whose_name_no_folder_can_have_is_none(tmp_path: Path, parent: str) -> None:
    folder = tmp_path / "runs" / "001-a"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps({"id": "001-a", "parent": parent}))
    assert [each.folder for each in lineage(folder)] == [folder]
    assert [each.folder for each in attempts_of(folder)] == [folder]


@pytest.mark.skipif(os.name == "nt", reason="such files are of Unix")
def test_that_a_file_without_an_end_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "run.json").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "state.json")
    assert read_run(tmp_path) is None
    assert read_state(tmp_path).state == "waiting"
