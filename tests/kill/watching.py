"""A run whose window is killed again and again: it ends by itself, and no point is lost."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from app.core.training.runs.life import state_of
from tests.core.export.makers import small_project
from tests.core.training.runs.makers import make_run, until_ended
from tests.kill.training import ROOT, check_files, started, steps_in_events
from tests.standin import until_nobody

STEPS = 124  # of the stand-in's four epochs
KILLS = 20


def round_of_watching(folder: Path, dice: random.Random) -> str:
    """Kill the window twenty times during a run; then look at what the next one shows."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    project = small_project(folder)
    project.close()
    run = make_run(
        project.folder,
        options=("--max_train_epochs", "4", "--save_every_n_epochs", "1", "--save_state"),
        seconds_per_item=0.1,
        seconds_per_step=0.45,
        children=2,
    )
    seen: set[int] = set()
    kills = 0
    with started(run) as starter:
        starter.kill()
        for _ in range(KILLS):
            running = state_of(run).state == "running"
            last = _watch(project.folder, kill_after=dice.uniform(0.2, 4.0))
            kills += running
            seen.add(len(last.get("known", ())))
        state = until_ended(run, 120)
    assert state.state == "done", state
    until_nobody(project.folder / "trainer", 5.0)
    check_files(run)
    assert steps_in_events(run) == STEPS
    assert len(list((run / "output").glob("*.safetensors"))) == 4
    last = _watch(project.folder, until=STEPS)
    assert last["known"] == list(range(1, STEPS + 1)), last
    assert last["drawn"] == STEPS and last["state"] == "done", last
    return f"window killed {kills} times during the run; all {STEPS} points, seen {sorted(seen)}"


def _watch(project: Path, *, kill_after: float = 40.0, until: int = 0) -> dict[str, Any]:
    """Open a window, kill it after some seconds; return what it said last."""
    env = {**os.environ, "RUSHES_SETTINGS": str(project.parent / "settings")}
    env["RUSHES_CACHE"] = str(project.parent / "cache")
    said = project.parent / "said"
    with said.open("wb") as file:
        window = subprocess.Popen(
            [sys.executable, "-m", "tests.kill.watcher", str(project)],
            cwd=ROOT,
            env=env,
            stdout=file,
        )
        end = time.monotonic() + kill_after
        while time.monotonic() < end and window.poll() is None:
            time.sleep(0.05)
            if until and _last(said).get("drawn") == until:
                break
        window.kill()
        window.wait()
    return _last(said)


def _last(said: Path) -> dict[str, Any]:
    lines = [line for line in said.read_text().split("\n")[:-1] if line.startswith("{")]
    found: dict[str, Any] = json.loads(lines[-1]) if lines else {}
    return found
