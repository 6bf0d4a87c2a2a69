from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from app.core.process import CannotStart, Program, _give_up, environment

SLEEP = "import time; time.sleep(600)"


def until_gone(pid: int) -> None:
    end = time.monotonic() + 10
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < end, "it still runs"
        time.sleep(0.02)


def test_that_a_program_is_given_bytes_and_gives_them() -> None:
    code = "import sys; d = sys.stdin.buffer.read(); sys.stdout.buffer.write(d[::-1]); sys.exit(3)"
    program = Program([sys.executable, "-c", code])
    program.stdin.write("한!".encode())
    program.stdin.close()
    assert program.stdout.read() == "한!".encode()[::-1]
    assert program.wait(20) == program.code == 3
    program.close()


def test_that_a_program_with_a_log_writes_it_itself_in_order(tmp_path: Path) -> None:
    log = tmp_path / "a log.txt"
    log.write_text("before\n")
    code = (
        "import sys\n"
        "for n in range(3): print('out', n, flush=True); print('err', n, file=sys.stderr)\n"
        "print(repr(sys.stdin.read()))"
    )
    program = Program([sys.executable, "-c", code], log=log)
    assert program.wait(20) == 0
    program.close()
    lines = log.read_text().splitlines()
    assert lines == ["before", "out 0", "err 0", "out 1", "err 1", "out 2", "err 2", "''"]
    with pytest.raises(CannotStart):
        Program([sys.executable, "-c", ""], log=tmp_path / "nothing" / "log.txt")


@pytest.mark.parametrize("leaves", [False, True], ids=["in the group", "that left the group"])
def test_that_ending_a_program_ends_what_it_started(leaves: bool) -> None:
    if leaves and os.name == "nt":
        pytest.skip("nothing leaves a job object")
    code = (
        "import subprocess, sys, time\n"
        f"p = subprocess.Popen([sys.executable, '-c', {SLEEP!r}], start_new_session={leaves})\n"
        "print(p.pid, flush=True)\n"
        "time.sleep(600)"
    )
    program = Program([sys.executable, "-c", code])
    child = int(program.stdout.readline())
    assert psutil.pid_exists(child) and program.code is None
    program.end()
    assert program.code not in (None, 0)
    until_gone(child)
    program.end()
    program.close()


def test_that_what_is_no_program_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="it does not exist"):
        Program([tmp_path / "nothing"])
    (tmp_path / "text").write_text("words")
    with pytest.raises(CannotStart, match=r'Cannot run ".*text"'):
        Program([tmp_path / "text"])
    with pytest.raises(CannotStart, match="null"):
        Program(["a\0b"])
    with pytest.raises(CannotStart, match="it is a folder"):
        Program([tmp_path])


@pytest.mark.parametrize("error", [FileNotFoundError(2, "x"), ValueError("x")], ids=str)
def test_that_a_program_that_does_not_start_holds_nothing(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    held: list[str] = []

    class Job:
        def __init__(self) -> None:
            held.append("job")

        def start(self, *_: object) -> None:
            raise error

        def close(self) -> None:
            held.remove("job")

    monkeypatch.setattr("app.core.process._Job", Job)
    with pytest.raises(CannotStart):
        Program(["x"])
    assert held == []


def test_that_a_program_that_is_given_up_ends_and_its_pipes_are_closed() -> None:
    pipe = subprocess.PIPE
    popen = subprocess.Popen([sys.executable, "-c", SLEEP], stdin=pipe, stdout=pipe, stderr=pipe)
    _give_up(popen)
    assert popen.returncode is not None
    assert all(each.closed for each in (popen.stdin, popen.stdout, popen.stderr) if each)
    _give_up(popen)


def test_that_another_python_gets_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "ours")
    monkeypatch.setenv("PYTHONHOME", "ours")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "frozen")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "before")
    found = environment({"MORE": "1"})
    assert "PYTHONPATH" not in found and "PYTHONHOME" not in found
    assert found["LD_LIBRARY_PATH"] == "before"
    assert found["PYTHONUTF8"] == found["MORE"] == "1"
