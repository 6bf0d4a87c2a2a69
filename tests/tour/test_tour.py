"""The tour, in short: the real window, driven through its main states in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.timeout(180)
def test_that_work_in_the_window_goes_well(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.tour", str(tmp_path), "--size", "1280x800"]
    command += ["--only", "films", "--only", "picking"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "contact.png").stat().st_size > 10_000
