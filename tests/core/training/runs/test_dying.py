from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from app.core.training.folder import STATE_FILE, log_file, read_state
from app.core.training.model import RunState
from app.core.training.runs import life, members
from app.core.training.runs.life import LOCK, is_process, is_supervised, state_of, supervising
from app.core.training.runs.listing import list_runs
from app.core.training.runs.starting import start
from tests.core.training.runs.conftest import Maker
from tests.core.training.runs.makers import until, until_ended
from tests.standin import alive, began, release, until_nobody

ROOT = Path(__file__).parents[4]
needs_open_files_moved = pytest.mark.skipif(
    os.name == "nt", reason="what is open stays where it is there"
)


def test_that_nothing_is_left_of_a_run_whose_supervisor_is_killed(
    make: Maker, project: Path
) -> None:
    folder = make(
        gate="train@35", ignore_signals=True, children=1, grandchildren=1, daemons=1, unmarked=True
    )
    start(folder)
    state = until(folder, lambda state: state.point and state.point.step >= 32)
    psutil.Process(state.pid).kill()
    until_nobody(project / "trainer")
    dead = state_of(folder)
    assert dead.state == "dead" and "start it again" in dead.trouble
    assert [each.state for each in dead.steps][1:] == ["done", "done", "failed"]
    assert any("epoch 2/2" in each for each in dead.last_words)
    assert dead.kept == "One checkpoint is kept: lora-000001.safetensors."
    assert list_runs(project)[0].state == dead
    assert read_state(folder).state == "running", "dead is never written"


@pytest.mark.skipif(os.name == "nt", reason="there is no guard: a job object ends them")
def test_that_a_run_goes_on_without_its_guard_and_is_ended_by_who_finds_it_dead(
    make: Maker, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make(steps=("train",), gate="train@5", ignore_signals=True, children=1, daemons=1)
    state = start(folder)
    until(folder, lambda state: state.phase == "training")
    guard = psutil.Process(state.pid).parent()
    assert guard is not None
    guard.kill()
    before = time.time()
    until(folder, lambda state: state.heartbeat > before)
    psutil.Process(state.pid).kill()
    end = time.monotonic() + 10
    while is_supervised(folder, read_state(folder)):
        assert time.monotonic() < end
        time.sleep(0.02)
    assert alive(project / "trainer"), "nobody is there who would end them"
    assert state_of(folder).state == "dead"
    assert not alive(project / "trainer")


def test_that_a_run_outlives_whoever_started_it(make: Maker, project: Path) -> None:
    folder = make(gate="train@40", seconds_per_step=0.002)
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from app.core.training.runs.starting import start\n"
        "start(Path(sys.argv[1])); print('started', flush=True)\n"
        "sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(folder)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline().strip() == b"started"
        if os.name != "nt":
            os.killpg(starter.pid, 9)  # as a terminal that is closed, only harder
        starter.kill()
    release(project / "trainer")
    state = until_ended(folder)
    assert state.state == "done" and state.point is not None and state.point.step == 62
    assert not alive(project / "trainer")


def test_that_a_run_that_waits_and_is_killed_is_dead(make: Maker, project: Path) -> None:
    first, second = make(gate="train@3"), make(number=2, gate="train@3")
    start(first)
    state = start(second)
    assert until(second, lambda state: state.queue_place is not None).state == "waiting"
    psutil.Process(state.pid).kill()
    assert until(second, lambda state: state.ended).state == "dead"
    release(project / "trainer")
    assert until_ended(first).state == "done"


def test_that_a_process_of_the_same_number_is_another_one() -> None:
    me = psutil.Process()
    assert is_process(me.pid, me.create_time())
    assert not is_process(me.pid, me.create_time() - 60)
    assert not is_process(me.pid, None) and not is_process(None, 5.0) and not is_process(2**22, 5.0)


def test_that_a_supervisor_lives_as_long_as_its_lock_whatever_the_clock_says(
    tmp_path: Path,
) -> None:
    state = RunState(state="running", pid=os.getpid(), pid_began=1.0)  # a clock that was set
    (tmp_path / LOCK).touch()
    assert not is_supervised(tmp_path, state)
    code = (
        "import sys; from pathlib import Path\n"
        "from app.core.training.runs.life import supervising\n"
        "with supervising(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"held"
        assert is_supervised(tmp_path, state)
        with pytest.raises(life.AlreadySupervised), supervising(tmp_path, patience=0.1):
            pass
        other.kill()
    assert not is_supervised(tmp_path, state)


def test_that_a_run_from_before_a_restart_says_so(make: Maker) -> None:
    folder = make()
    old = psutil.boot_time() - 1000
    state = RunState(state="running", pid=1, pid_began=old, heartbeat=old + 900)
    (folder / STATE_FILE).write_text(state.to_json())
    assert "was restarted" in state_of(folder).trouble
    later = replace(state, heartbeat=time.time())
    (folder / STATE_FILE).write_text(later.to_json())
    assert "was ended from outside" in state_of(folder).trouble


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"state": 3, "steps": {"a": 1}}', "\0" * 99]
)
def test_that_a_damaged_state_is_that_of_a_run_that_died(make: Maker, text: str) -> None:
    folder = make()
    (folder / STATE_FILE).write_text(text)
    assert state_of(folder).state == "waiting", "it was made a moment ago"
    value = json.loads((folder / "run.json").read_text())
    (folder / "run.json").write_text(json.dumps({**value, "created": time.time() - 3600}))
    assert state_of(folder).state == "dead"


def test_that_only_processes_of_the_run_carry_its_mark(make: Maker, project: Path) -> None:
    first, second = make(gate="train@3", daemons=1), make(number=2, gpu=1, gate="train@3")
    start(first)
    until(first, lambda state: state.phase == "training")
    start(second)
    until(second, lambda state: state.phase == "training")
    ours = {each.pid for each in members.marked(members.mark_of(first))}
    others = {each.pid for each in members.marked(members.mark_of(second))}
    each = {2, 3} if os.name == "nt" else {2}  # there the Python of a venv starts another
    assert len(ours) in each and len(others) in each and not ours & others
    psutil.Process(read_state(first).pid).kill()
    until(first, lambda state: state.state == "dead")
    assert until(second, lambda state: state.phase == "training").state == "running"
    release(project / "trainer")
    assert until_ended(second).state == "done"
    assert len(began(project / "trainer")) >= 6


@pytest.mark.parametrize("pid", [-1, 0, 2**40, 999_999_999_999_999])
def test_that_a_number_that_no_process_has_is_none(pid: int) -> None:
    assert not is_process(pid, 5.0)


def test_that_a_foreign_process_a_damaged_state_names_is_let_live(make: Maker) -> None:
    folder = make()
    with psutil.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as foreign:
        for began in (foreign.create_time(), foreign.create_time() - 60):
            state = RunState(state="running", pid=foreign.pid, pid_began=began)
            (folder / STATE_FILE).write_text(state.to_json())
            state_of(folder)
            life.end_leftovers(folder)
        assert foreign.is_running() and foreign.status() != psutil.STATUS_ZOMBIE
        foreign.kill()


def _in_the_middle(make: Maker) -> Path:
    """Start a training and wait until it stands at its gate."""
    folder = make(gate="train@40", seconds_per_step=0.001)
    start(folder)
    until(folder, lambda state: state.point and state.point.step == 32)
    return folder


@needs_open_files_moved
def test_that_a_training_lives_on_though_its_folder_cannot_be_looked_into(
    make: Maker, project: Path
) -> None:
    folder = _in_the_middle(make)
    away = project / "away"
    folder.rename(away)
    assert state_of(folder).state == "dead"  # as far as anybody can see
    away.rename(folder)
    assert state_of(folder).state == "running"
    release(project / "trainer")
    assert until_ended(folder).state == "done"


@needs_open_files_moved
def test_that_a_log_that_is_removed_makes_no_failure_of_a_training(
    make: Maker, project: Path
) -> None:
    folder = _in_the_middle(make)
    log_file(folder, "train").unlink()
    release(project / "trainer")
    state = until_ended(folder)
    assert (state.state, state.trouble) == ("done", "")
