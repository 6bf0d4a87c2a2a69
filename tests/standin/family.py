"""Processes that a stand-in starts, and the list of all of them.

Run as a program it is one of them: ``family.py FOLDER ROLE IGNORE GRANDCHILDREN``.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PIDS = "standin.pids"  # a line for each process that ever ran: role, number
_LIFE = 120.0  # seconds; no test leaves anything for longer
_POLITE = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


def note(folder: Path, role: str) -> None:
    """Put this process in the list."""
    with (folder / PIDS).open("a", encoding="ascii") as file:
        file.write(f"{role} {os.getpid()}\n")


def ignore_signals() -> None:
    """Do not end for being asked."""
    for name in _POLITE:
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, signal.SIG_IGN)


def start(folder: Path, role: str, *, ignore: bool, further: int = 0) -> subprocess.Popen[bytes]:
    """Start a child; return when it has begun."""
    command = [sys.executable, __file__, str(folder), role, str(int(ignore)), str(further)]
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    _wait_for(folder, role, child.pid)
    return child


def start_daemon(folder: Path, *, ignore: bool, unmarked: bool) -> None:
    """Start a process that is nobody's child, in a session of its own."""
    command = [sys.executable, __file__, str(folder), "daemon", str(int(ignore)), "0"]
    env = {"PATH": os.environ.get("PATH", "")} if unmarked else None
    before = _count(folder, "daemon")
    if os.name == "nt":
        code = "import subprocess, sys; subprocess.Popen(sys.argv[1:], creationflags=0x8)"
        subprocess.run([sys.executable, "-c", code, *command], env=env, check=True)
    else:
        code = "import subprocess, sys; subprocess.Popen(sys.argv[1:], start_new_session=True)"
        subprocess.run([sys.executable, "-c", code, *command], env=env, check=True)
    end = time.monotonic() + 20
    while _count(folder, "daemon") == before and time.monotonic() < end:
        time.sleep(0.01)


def _count(folder: Path, role: str) -> int:
    try:
        return (folder / PIDS).read_text(encoding="ascii").count(f"{role} ")
    except OSError:
        return 0


def _wait_for(folder: Path, role: str, pid: int) -> None:
    end = time.monotonic() + 20
    while f"{role} {pid}\n" not in (folder / PIDS).read_text(encoding="ascii"):
        if time.monotonic() > end:
            raise TimeoutError(role)
        time.sleep(0.01)


def main() -> None:
    """Be a member of the family until the end comes."""
    folder, role, ignore, further = sys.argv[1:]
    if ignore == "1":
        ignore_signals()
    for _ in range(int(further)):
        command = [sys.executable, __file__, folder, "grandchild", ignore, "0"]
        subprocess.Popen(command, stdin=subprocess.DEVNULL)
    end = time.monotonic() + 20
    while int(further) and _count(Path(folder), "grandchild") < int(further):
        if time.monotonic() > end:
            raise TimeoutError("grandchild")
        time.sleep(0.01)
    note(Path(folder), role)
    time.sleep(_LIFE)


if __name__ == "__main__":
    main()
