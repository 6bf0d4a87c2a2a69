"""Parts of the window are imported ahead, and what makes classes of Qt's in the GUI thread."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.ui.ahead import IN_ANY_THREAD

IMPORTS = """
import asyncio, sys, threading
import qasync
from PySide6.QtWidgets import QApplication
from app.ui import ahead
from app.ui.jobs import Jobs

seen = {}
sys.addaudithook(
    lambda event, values: event == "import" and seen.setdefault(values[0], threading.get_ident())
)
app = QApplication([])
loop = qasync.QEventLoop(app)
asyncio.set_event_loop(loop)

async def work():
    jobs = Jobs()
    for name in ("TRAIN", "PLOT", "SETUP"):
        part = getattr(ahead, name)
        await ahead.import_ahead(jobs, part)
        assert all(each in sys.modules for each in (*part.free, *part.window))
    await jobs.close()

with loop:
    loop.run_until_complete(work())
for name, thread in seen.items():
    print(name, "here" if thread == threading.get_ident() else "beside")
"""


@pytest.mark.skipif(IN_ANY_THREAD, reason="all may be imported beside")
def test_that_classes_of_qt_are_made_in_the_gui_thread_and_the_rest_beside() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONUTF8": "1"},
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    places = dict(line.split() for line in done.stdout.splitlines())
    qt = ("app.ui.", "PySide6.", "pyqtgraph")
    assert {places[name] for name in places if name.startswith(qt)} == {"here"}
    assert len([name for name in places if name.startswith(qt)]) > 100
    assert places["app.core.training.resuming.going_on"] == "beside"
    assert places["numpy"] == "beside"
