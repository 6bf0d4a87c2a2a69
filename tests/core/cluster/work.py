"""What tests let machines do: it must be importable there."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from app.core.cluster.on_worker import checkpoint_here
from app.core.errors import DamagedError
from app.core.jobs import Progress


def fails() -> None:
    raise DamagedError("It stops.", frame=7, detail="why")


def double(number: int) -> int:
    return 2 * number


def dies_at_first(mark: Path) -> str:
    """Kill the process that does it, the first time."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    return "done"


def tells(mark: Path) -> None:
    """Tell of being half done, until there is a file."""
    while not mark.exists():
        checkpoint_here()(Progress(1, 2))
        time.sleep(0.05)


def never_ends(mark: Path) -> None:
    """Write a file with the last time it was at work, until it is not wanted any more."""
    while True:
        mark.write_text(str(time.time()), encoding="ascii")
        checkpoint_here()(Progress(0, 1))
        time.sleep(0.05)
