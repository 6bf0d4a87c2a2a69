"""Runs that are stopped, or whose supervisor, guard or starter is killed, at random moments."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from app.core.training.folder import read_state
from app.core.training.model import RunState, StopRequest
from app.core.training.runs.keeping import look
from app.core.training.runs.life import state_of
from app.core.training.runs.requests import request_stop
from tests.core.training.runs.makers import make_run, until_ended
from tests.standin import alive, until_nobody

ROOT = Path(__file__).parents[2]
_STOPS_IN = 10.0  # seconds
_STARTER = (
    "import sys; from pathlib import Path\n"
    "from app.core.training.runs.starting import start\n"
    "start(Path(sys.argv[1])); print('started', flush=True); sys.stdin.read()"
)


def round_of_training(folder: Path, dice: random.Random) -> str:
    """Do something bad to a run; nothing of it may be left, and nothing it made may be lost."""
    run = _made(folder, dice, bad=dice.random() < 0.7)
    what = dice.choice([_stop, _kill_supervisor, _kill_starter])
    with started(run) as starter:
        said = what(run, starter, dice)
    until_nobody(folder / "project" / "trainer", 5.0)
    check_files(run)
    return said


def round_of_stopping(folder: Path, dice: random.Random) -> str:
    """Stop a run whose processes all ignore the polite signal; none of them may be left."""
    run = _made(folder, dice, bad=True)
    with started(run) as starter:
        said = _stop(run, starter, dice)
    assert not alive(folder / "project" / "trainer"), "something lives on"
    check_files(run)
    return said


def _made(folder: Path, dice: random.Random, *, bad: bool) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    return make_run(
        folder / "project",
        options=("--max_train_epochs", "4", "--save_every_n_epochs", "1", "--save_state"),
        launch=dice.random() < 0.7,
        seconds_per_item=0.01,
        seconds_per_step=dice.choice([0.005, 0.02]),
        ignore_signals=bad,
        children=dice.randint(0, 2),
        grandchildren=dice.randint(0, 1),
        daemons=dice.randint(0, 2) if bad else 0,
        unmarked=sys.platform.startswith("linux") and dice.random() < 0.5,
    )


@contextlib.contextmanager
def started(run: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start a run from a process of its own, which stands for the window."""
    command = [sys.executable, "-c", _STARTER, str(run)]
    env = {**os.environ, "RUSHES_SETTINGS": str(run.parents[2] / "settings")}
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline().strip() == b"started", "it did not start"
        yield starter
        starter.kill()


def _stop(run: Path, _: object, dice: random.Random) -> str:
    time.sleep(dice.uniform(0.0, 4.0))
    asked = time.monotonic()
    request_stop(run, StopRequest(how="now"))
    state = until_ended(run, _STOPS_IN + 2)
    seconds = time.monotonic() - asked
    assert seconds < _STOPS_IN, f"it took {seconds:.1f} s"
    assert state.state in ("stopped", "done"), state
    assert not alive(run.parents[1] / "trainer"), "something lives on"
    return f"stopped in {seconds:.1f} s: {state.kept}"


def _kill_supervisor(run: Path, _: object, dice: random.Random) -> str:
    time.sleep(dice.uniform(0.0, 6.0))
    state = read_state(run)
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(state.pid).kill()
    end = time.monotonic() + 10
    while not (found := state_of(run)).ended:
        assert time.monotonic() < end, found
        time.sleep(0.02)
    assert found.state in ("dead", "done"), found
    return f"supervisor killed, {found.state} at step {_step(found)}"


def _kill_starter(run: Path, starter: subprocess.Popen[bytes], dice: random.Random) -> str:
    time.sleep(dice.uniform(0.0, 1.0))
    starter.kill()
    state = until_ended(run, 60)
    assert state.state == "done" and _step(state) == 124, state
    assert steps_in_events(run) == 124
    return "starter killed, done"


def _step(state: RunState) -> int:
    return state.point.step if state.point else 0


def steps_in_events(run: Path) -> int:
    """Return how many steps the event files have."""
    found = 0
    for file in (run / "logs").rglob("events.out.tfevents.*"):
        data, at = file.read_bytes(), 0
        while at + 12 <= len(data):
            (length,) = struct.unpack_from("<Q", data, at)
            found += b"loss/current" in data[at + 12 : at + 12 + length]
            at += 16 + length
    return found


def check_files(run: Path) -> None:
    """Check that what the run tells of itself can be read, and at most one file is cut off."""
    assert json.loads((run / "state.json").read_text())["steps"]
    assert len(look(run).broken) <= 1
    for line in (run / "pace.jsonl").read_text().splitlines() if _is_there(run) else ():
        assert len(json.loads(line)) == 4


def _is_there(run: Path) -> bool:
    return (run / "pace.jsonl").exists()
