"""A suite that hangs is a suite that fails, and says where."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.timeout(180)  # each waits for a process that waits

IDLE_QT = """
def test_that_waits_for_nothing(qapp):
    qapp.exec()

def test_that_comes_after():
    pass
"""
IDLE_TEARDOWN = """
import pytest

@pytest.fixture
def slow(qapp):
    yield
    qapp.exec()

def test_that_fails_first(slow):
    assert False
"""
LEFT_THREAD = """
import threading

def test_that_leaves_a_thread():
    threading.Thread(target=threading.Event().wait, name="the forgotten one").start()
"""


def suite(tmp_path: Path, code: str, *, workers: int) -> subprocess.CompletedProcess[str]:
    """Run tests under the watch, whose patience is 3 s."""
    (tmp_path / "test_it.py").write_text(code, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\ntimeout = 3\n", encoding="utf-8")
    (tmp_path / "conftest.py").write_text(
        f"from tests import watch\nwatch._TO_END, watch._TO_LEAVE = {60 * workers + 3}, 0.1\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "pytest", "-p", "tests.watch", "-p", "no:cacheprovider"]
    command += ["-n", str(workers), "-c", str(tmp_path / "pytest.ini"), str(tmp_path)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=150)


@pytest.mark.parametrize("workers", [0, 1])
def test_that_a_loop_with_nothing_to_do_is_ended_and_shown(tmp_path: Path, workers: int) -> None:
    done = suite(tmp_path, IDLE_QT, workers=workers)
    assert done.returncode == 1
    assert "in test_that_waits_for_nothing" in done.stderr
    if workers:  # the others still have their turn
        assert "crashed while running 'test_it.py::test_that_waits_for_nothing'" in done.stdout
        assert "1 failed, 1 passed" in done.stdout


def test_that_a_teardown_after_a_failure_is_watched_too(tmp_path: Path) -> None:
    done = suite(tmp_path, IDLE_TEARDOWN, workers=0)
    assert done.returncode == 1
    assert "in slow" in done.stderr


def test_that_a_thread_that_is_left_is_named_and_holds_nobody(tmp_path: Path) -> None:
    done = suite(tmp_path, LEFT_THREAD, workers=0)
    assert done.returncode == 1
    assert "the forgotten one does not end" in done.stdout
    assert "1 passed, 1 error" in done.stdout
