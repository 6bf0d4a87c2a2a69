from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import psutil
import pytest

from app.core.training.runs.starting import start
from app.core.training.telling import awake
from app.core.training.telling.awake import Holder
from tests.core.training.runs.conftest import Maker, make, project
from tests.core.training.runs.makers import until, until_ended
from tests.standin import release

__all__ = ["make", "project"]  # fixtures

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows needs no program for it")


@pytest.fixture
def inhibitor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What stands for ``systemd-inhibit``: notes its number, runs what it is given."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("systemd-inhibit", "caffeinate"):
        program = folder / name
        program.write_text(
            f"#!/bin/sh\necho $$ >> '{tmp_path}/held'\n"
            'while [ "${1#-}" != "$1" ]; do shift; done\nexec "$@"\n'
        )
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return tmp_path / "held"


def _until(holds: object, seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)


def _pid(held: Path) -> int:
    _until(lambda: held.exists() and held.read_text().strip())
    return int(held.read_text().split()[-1])


def test_it_is_held_for_the_block_and_let_go_then(inhibitor: Path) -> None:
    holder = Holder.prepared()
    time.sleep(0.2)
    assert not inhibitor.exists()  # it waits for the word
    with holder.awake():
        pid = _pid(inhibitor)
        assert psutil.pid_exists(pid)
    _until(lambda: not _lives(pid))


def test_where_it_is_not_wanted_nothing_is_held(inhibitor: Path) -> None:
    holder = Holder.prepared()
    with holder.awake(wanted=False):
        time.sleep(0.2)
    holder.close()
    assert not inhibitor.exists()


def test_without_a_program_for_it_the_block_runs_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(awake, "command_of", list)
    with Holder.prepared().awake():
        pass


def test_a_run_holds_it_and_its_end_lets_go_also_by_kill(inhibitor: Path, make: Maker) -> None:
    folder = make(gate="train@3")
    start(folder)
    state = until(folder, lambda found: found.point is not None and found.point.step >= 1, 60)
    held = _pid(inhibitor)
    assert _lives(held)
    assert state.pid is not None
    psutil.Process(state.pid).kill()
    _until(lambda: not _lives(held), 20)


def test_the_holder_is_no_process_of_the_run(inhibitor: Path, make: Maker, project: Path) -> None:
    folder = make(gate="train@3")
    start(folder)
    until(folder, lambda found: found.point is not None and found.point.step >= 1, 60)
    held = _pid(inhibitor)  # it outlived the two steps before
    release(project / "trainer")
    assert until_ended(folder, 60).state == "done"
    _until(lambda: not _lives(held))


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_the_system_is_asked_for_sleep_not_for_the_screen() -> None:
    words = awake.command_of()
    if words and sys.platform.startswith("linux"):
        assert "--what=sleep:idle" in words
