from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAVY = ("av", "cv2", "torch", "scenedetect", "pyqtgraph", "numpy")
STARTED = f"""
import sys
from PySide6.QtWidgets import QApplication
from app.core.settings import Preferences
from app.ui.errors import Doors
from app.ui.main_window import MainWindow
from app.ui.start import make_app
app = make_app()
window = MainWindow(Preferences(), Doors())
window.show()
app.processEvents()
print([name for name in {HEAVY} if name in sys.modules])
"""


def python(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run Python on the program."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        timeout=60,
    )


def test_that_the_window_opens_and_closes() -> None:
    done = python("-m", "app", "open", "--smoke")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.replace("This plugin does not support propagateSizeHints()\n", "") == ""


def test_that_the_window_opens_on_a_project_and_closes(project: Path) -> None:
    done = python("-m", "app", project, "--smoke")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.replace("This plugin does not support propagateSizeHints()\n", "") == ""


def test_that_a_project_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    done = python("-m", "app", tmp_path / "no such project", "--smoke")
    assert done.returncode == 1
    said = done.stderr.replace("This plugin does not support propagateSizeHints()\n", "")
    assert said.count("\n") == 1 and "no such project" in said


def test_that_a_misspelt_command_is_wrong_usage() -> None:
    done = python("-m", "app", "opne")
    assert done.returncode == 2
    assert "opne" in done.stderr


def test_that_the_window_is_up_without_what_films_need() -> None:
    done = python("-c", STARTED)
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
