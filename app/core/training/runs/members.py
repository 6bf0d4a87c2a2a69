"""All processes of a run, wherever they went: found, asked to end, ended.

On Linux a process that adopts orphans (`adopt`) has everything below it that it ever started, also
what left its session and forgot its environment. Everywhere `MARK` in the environment tells the
processes of a run, whoever their parents are.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.paths import resolved

if TYPE_CHECKING:
    import psutil

MARK = "RUSHES_SUPERVISED"  # a variable: the folder of the run that a process belongs to
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)
_LOOK_EVERY = 0.05  # seconds
_KILLING = 5.0  # seconds until a killed process is gone; longer only where the system holds it


def mark_of(folder: Path) -> str:
    """Return what `MARK` says in the processes of a run, whichever way its folder is named."""
    return str(resolved(folder))


def adopt() -> bool:
    """Make orphans below this process its own children; return whether the system can."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    try:
        libc = ctypes.CDLL(None, use_errno=True)
        return bool(libc.prctl(_SUBREAPER, 1, 0, 0, 0) == 0)
    except (OSError, AttributeError):
        return False


def below(pid: int) -> list[psutil.Process]:
    """Return the processes below one that still run; none where it is gone."""
    import psutil

    try:
        found = psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []
    return [each for each in found if _runs(each)]


def marked(mark: str) -> list[psutil.Process]:
    """Return the processes on this machine that carry a mark, but for this one."""
    import psutil

    found = []
    for each in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if each.environ().get(MARK) == mark and each.pid != os.getpid() and _runs(each):
                found.append(each)
    return found


def members(mark: str) -> list[psutil.Process]:
    """Return what is below this process and what carries a mark."""
    found = {each.pid: each for each in below(os.getpid())}
    return [*found.values(), *(each for each in marked(mark) if each.pid not in found)]


def _runs(process: psutil.Process) -> bool:
    import psutil

    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def ask(processes: list[psutil.Process], number: int) -> None:
    """Send a polite signal to each."""
    import psutil

    for each in processes:
        with contextlib.suppress(psutil.Error, OSError, ValueError):
            each.send_signal(number)


def kill(find: Callable[[], list[psutil.Process]], seconds: float = _KILLING) -> int:
    """End all that is found, until nothing is; return how many were.

    Those that are born meanwhile are found in the next round.
    """
    import psutil

    ended: set[int] = set()
    end = time.monotonic() + seconds
    while left := find():
        for each in left:
            ended.add(each.pid)
            with contextlib.suppress(psutil.Error, OSError):
                each.kill()
        reap()
        if time.monotonic() > end:
            break
        time.sleep(_LOOK_EVERY)
    reap()
    return len(ended)


def reap(known: int | None = None) -> None:
    """Let go of adopted processes that have ended, but for ``known``, whose parent asks for it."""
    if os.name == "nt":
        return
    import psutil

    for each in psutil.Process().children():
        with contextlib.suppress(psutil.Error, OSError):
            if each.pid != known and each.status() == psutil.STATUS_ZOMBIE:
                os.waitpid(each.pid, os.WNOHANG)


def interrupt() -> int:
    """Return the signal that asks a Python program to end as Ctrl+C does."""
    if sys.platform == "win32":
        return signal.CTRL_BREAK_EVENT
    return signal.SIGINT
