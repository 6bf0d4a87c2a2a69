from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from app.core.training.folder import OUTPUT
from app.core.training.model import StopRequest
from app.core.training.runs.keeping import is_whole, is_whole_state, look
from app.core.training.runs.requests import request_stop, stop_request, take_stop_back
from app.core.training.runs.starting import start
from app.core.training.runs.stopping import CheckpointWatch, Stopping
from tests.core.training.runs.conftest import Maker
from tests.core.training.runs.makers import until, until_ended
from tests.standin import alive, began, release
from tests.standin.files import safetensors, write_state

NOW = StopRequest(how="now")
CHECKPOINT = StopRequest(how="checkpoint")


def test_that_stop_ends_everything_politely_where_it_listens(make: Maker, project: Path) -> None:
    folder = make(
        steps=("train",),
        gate="train@40",
        seconds_per_step=0.001,
        children=2,
        grandchildren=1,
        daemons=1,
    )
    start(folder)
    until(folder, lambda state: state.point and state.point.step >= 32)
    request_stop(folder, NOW)
    asked = time.monotonic()
    state = until_ended(folder)
    assert time.monotonic() - asked < 5
    assert (state.state, state.trouble, state.stop) == ("stopped", "", None)
    assert state.kept == "One checkpoint is kept: lora-000001.safetensors."
    assert [each.state for each in state.steps][2:] == ["skipped", "stopped"]
    roles = {role for role, _ in began(project / "trainer")}
    assert roles >= {"train", "child", "grandchild", "daemon"}
    assert not alive(project / "trainer")
    assert not (folder / "requests" / "stop.json").exists()


@pytest.mark.skipif(os.name == "nt", reason="nothing leaves a job object")
def test_that_stop_ends_within_ten_seconds_what_ignores_it_and_has_left(
    make: Maker, project: Path
) -> None:
    folder = make(
        steps=("train",),
        gate="train@5",
        ignore_signals=True,
        children=1,
        grandchildren=1,
        daemons=2,
        unmarked=True,
    )
    start(folder)
    until(folder, lambda state: state.phase == "training")
    request_stop(folder, NOW)
    asked = time.monotonic()
    assert until_ended(folder).state == "stopped"
    assert time.monotonic() - asked < 10
    assert len([role for role, _ in began(project / "trainer") if role == "daemon"]) == 2
    assert not alive(project / "trainer")


def test_that_stopping_at_a_checkpoint_waits_for_all_of_it_and_its_state(
    make: Maker, project: Path
) -> None:
    folder = make(
        steps=("train",),
        options=("--max_train_epochs", "9", "--save_every_n_epochs", "1", "--save_state"),
        gate="train@3",
        seconds_per_step=0.07,
        checkpoint_seconds=0.6,
    )
    start(folder)
    until(folder, lambda state: state.phase == "training")
    request_stop(folder, CHECKPOINT)
    until(folder, lambda state: state.stop == CHECKPOINT)
    release(project / "trainer")
    state = until_ended(folder)
    assert state.state == "stopped"
    kept = look(folder)
    assert kept.states and not kept.broken
    assert kept.whole[0].name == "lora-000001.safetensors"
    assert len(kept.whole) == 1, "it went on much too long"
    assert "Training can go on from lora-000001-state." in state.kept
    assert not alive(project / "trainer")


def test_that_a_run_whose_next_checkpoint_is_the_last_is_done_and_not_stopped(
    make: Maker, project: Path
) -> None:
    folder = make(
        steps=("train",),
        options=("--max_train_epochs", "1", "--save_every_n_epochs", "1", "--save_state"),
        gate="train@3",
        checkpoint_seconds=1.0,
        children=1,
        end_seconds=4.0,
    )
    start(folder)
    until(folder, lambda state: state.phase == "training")
    request_stop(folder, CHECKPOINT)
    until(folder, lambda state: state.stop == CHECKPOINT)
    release(project / "trainer")
    state = until_ended(folder)
    assert (state.state, state.trouble, state.steps[-1].state) == ("done", "", "done")
    assert look(folder).whole[-1].name == "lora.safetensors"


def test_that_a_stop_can_be_taken_back(make: Maker, project: Path) -> None:
    folder = make(steps=("train",), gate="train@3")
    start(folder)
    until(folder, lambda state: state.phase == "training")
    request_stop(folder, StopRequest(how="at", at=time.time() + 3600))
    until(folder, lambda state: state.stop is not None)
    take_stop_back(folder)
    until(folder, lambda state: state.stop is None)
    assert not list((folder / "requests").iterdir())
    release(project / "trainer")
    assert until_ended(folder).state == "done"


def test_that_a_stop_at_a_time_comes_then_and_not_before(make: Maker) -> None:
    folder = make(steps=("train",), gate="train@3")
    start(folder)
    until(folder, lambda state: state.phase == "training")
    when = time.time() + 1.0
    request_stop(folder, StopRequest(how="at", at=when))
    state = until_ended(folder)
    assert state.state == "stopped"
    train = state.step("train")
    assert train is not None and train.ended is not None and train.ended >= when


def test_that_a_supervisor_that_is_told_to_end_stops_the_run(make: Maker, project: Path) -> None:
    import psutil

    folder = make(steps=("train",), gate="train@3")
    pid = start(folder).pid
    until(folder, lambda state: state.phase == "training")
    if os.name == "nt":
        pytest.skip("Windows does not ask")
    psutil.Process(pid).terminate()
    state = until_ended(folder)
    assert state.state == "stopped" and state.kept.startswith("The system ended it")
    assert not alive(project / "trainer")


# ---------------------------------------------------------------------------- without a process


def test_that_a_checkpoint_is_whole_only_to_its_last_byte(tmp_path: Path) -> None:
    data = safetensors(5, 1, 4000)
    file = tmp_path / "a.safetensors"
    for size in (0, 1, 7, 8, 9, 200, len(data) - 1):
        file.write_bytes(data[:size])
        assert not is_whole(file)
    file.write_bytes(data)
    assert is_whole(file)
    file.write_bytes(data + b"x")
    assert not is_whole(file)
    for bad in (b"\xff" * 64, b"\2" + b"\0" * 7 + b"[]", b"\4" + b"\0" * 7 + b"null"):
        file.write_bytes(bad)
        assert not is_whole(file)
    assert not is_whole(tmp_path / "none") and not is_whole(tmp_path)


def test_that_a_checkpoint_counts_when_it_is_still_and_has_its_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr("app.core.training.runs.stopping.time.monotonic", lambda: now)
    old, new = tmp_path / "a-000001.safetensors", tmp_path / "a-000002.safetensors"
    data = safetensors(5, 1, 4000)
    old.write_bytes(data)
    write_state(tmp_path / "a-000001-state", data)
    watch = CheckpointWatch([old], with_state=True)
    new.write_bytes(data)
    assert not watch.is_there([old]) and not watch.is_there([old, new])
    now = 4.0
    assert not watch.is_there([old]) and not watch.is_there([old, new])
    write_state(tmp_path / "a-000002-state", data)
    assert not watch.is_there([old, new])
    now = 5.0
    assert not watch.is_there([old, new]), "it may still grow"
    now = 6.0
    assert watch.is_there([old, new])
    assert is_whole_state(tmp_path / "a-000002-state")


def test_that_a_checkpoint_that_is_being_written_is_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr("app.core.training.runs.stopping.time.monotonic", lambda: now)
    file, data = tmp_path / "a-000001.safetensors", safetensors(5, 1, 4000)
    file.write_bytes(data[:-9])
    watch = CheckpointWatch([file], with_state=False)
    file.write_bytes(data)
    assert not watch.is_there([file])
    now = 1.6
    assert watch.is_there([file])


def test_that_a_stop_at_a_checkpoint_waits_through_the_other_steps() -> None:
    stopping = Stopping(with_state=False)
    assert not stopping.is_due(CHECKPOINT, "cache_latents", ())
    assert not stopping.is_due(CHECKPOINT, None, ())
    assert stopping.is_due(NOW, "check", ()) and stopping.is_due(NOW, None, ())
    assert not stopping.is_due(None, "train", ())
    assert stopping.is_due(StopRequest(how="at", at=time.time() - 1), None, ())


def test_that_files_that_are_cut_off_are_told_from_those_that_are_kept(tmp_path: Path) -> None:
    (tmp_path / OUTPUT).mkdir()
    data = safetensors(5, 1, 4000)
    for number, size in ((1, len(data)), (2, len(data)), (3, 99)):
        (tmp_path / OUTPUT / f"a-{number:06}.safetensors").write_bytes(data[:size])
        os.utime(tmp_path / OUTPUT / f"a-{number:06}.safetensors", (number, number))
    found = look(tmp_path)
    assert [each.name for each in found.whole] == ["a-000001.safetensors", "a-000002.safetensors"]
    assert [each.name for each in found.broken] == ["a-000003.safetensors"]


def test_that_a_damaged_request_is_none(tmp_path: Path) -> None:
    for text in ("", "{", '{"how": "never"}', '{"how": "at"}', "[]", "\x00" * 100_000):
        (tmp_path / "requests").mkdir(exist_ok=True)
        (tmp_path / "requests" / "stop.json").write_text(text)
        assert stop_request(tmp_path) is None


def test_that_what_is_asked_last_counts(tmp_path: Path) -> None:
    assert stop_request(tmp_path) is None
    request_stop(tmp_path, CHECKPOINT)
    take_stop_back(tmp_path)
    request_stop(tmp_path, NOW)
    assert stop_request(tmp_path) == NOW
    take_stop_back(tmp_path)
    assert stop_request(tmp_path) is None and not list((tmp_path / "requests").iterdir())


# ------------------------------------------------------------- where our script is around it


def test_that_a_training_that_saves_at_once_is_left_to_end_by_itself(
    make: Maker, project: Path
) -> None:
    folder = make(
        steps=("train",), wrapper=True, gate="train@3", seconds_per_step=0.02, ending_seconds=2.5
    )
    start(folder)
    until(folder, lambda state: state.phase == "training")
    request_stop(folder, CHECKPOINT)
    release(project / "trainer")
    state = until_ended(folder)
    assert (state.state, state.trouble) == ("stopped", "")
    assert state.steps[-1].code == 0 and state.steps[-1].state == "stopped"
    kept = look(folder)
    assert [each.name for each in kept.whole] == [f"{kept.states[0].name[:-6]}.safetensors"]
    assert "-step0000" in kept.whole[0].name and not kept.broken
    assert "Training can go on from" in state.kept
    assert "stopped after saving" in (folder / "log" / "train.log").read_text("utf-8", "replace")


def test_that_one_that_reaches_its_end_all_the_same_is_done(make: Maker, project: Path) -> None:
    folder = make(steps=("train",), wrapper=True, deaf=True, gate="train@61")
    start(folder)
    until(folder, lambda state: state.point and state.point.step >= 32)
    request_stop(folder, CHECKPOINT)
    until(folder, lambda state: state.stop == CHECKPOINT)
    release(project / "trainer")
    assert until_ended(folder).state == "done"


def test_that_one_that_does_not_end_is_ended_after_a_while(tmp_path: Path) -> None:
    stopping = Stopping(with_state=False, by_itself=True)
    stopping.patience = 0.3
    checkpoint = tmp_path / "a.safetensors"
    assert not stopping.is_due(CHECKPOINT, "train", ())
    checkpoint.write_bytes(safetensors(1, 1, 100))
    end = time.monotonic() + 10
    while not stopping.is_due(CHECKPOINT, "train", (checkpoint,)):
        assert time.monotonic() < end
        time.sleep(0.05)
    assert not stopping.is_due(None, "train", (checkpoint,))  # taken back
    assert not stopping.is_due(CHECKPOINT, "train", (checkpoint,))  # that one was before
    plain = Stopping(with_state=False)
    assert not plain.has_ended(CHECKPOINT, "train")
    assert stopping.has_ended(CHECKPOINT, "train") and not stopping.has_ended(NOW, "train")
