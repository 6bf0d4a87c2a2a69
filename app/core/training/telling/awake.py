"""Keeps the machine from falling asleep while a run runs; a screen may go dark.

Windows: the thread's execution state. Linux: ``systemd-inhibit`` holds a lock; macOS:
``caffeinate``. Where there is none of them, nothing is kept.

The holder is no process of the run: it is started before the supervisor splits off, waits for a
word, and ends with the pipe that only supervisor and guard have, however they end.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

_CONTINUOUS, _SYSTEM = 0x80000000, 0x00000001  # of SetThreadExecutionState
_WAITING = 'read word && exec "$@" cat'  # until the pipe is closed, twice


class Holder:
    """Keeps the machine awake when it is told to.

    Args:
        pipe: What a holder listens to; None: there is none.
    """

    def __init__(self, pipe: int | None = None) -> None:
        self._pipe = pipe

    @classmethod
    def prepared(cls) -> Holder:
        """Start what can hold, to be told later; call it before the process is split."""
        if sys.platform == "win32":
            return cls()
        command, shell = command_of(), shutil.which("sh")
        if not command or not shell:
            return cls()
        reads, writes = os.pipe()
        quiet = subprocess.DEVNULL
        try:
            # A session of its own: no signal to ours reaches it.
            started = subprocess.Popen(
                [shell, "-c", _WAITING, "awake", *command],
                stdin=reads, stdout=quiet, stderr=quiet, start_new_session=True,
            )  # fmt: skip
        except OSError:
            os.close(writes)
            return cls()
        finally:
            os.close(reads)
        started.returncode = 0  # nobody waits for it: no warning that it still runs
        return cls(writes)

    @contextlib.contextmanager
    def awake(self, *, wanted: bool = True) -> Iterator[None]:
        """Keep the machine awake for the block, where that is wanted; it can be done once."""
        if not wanted:
            yield
            return
        if sys.platform == "win32":
            import ctypes

            kernel = ctypes.windll.kernel32
            kernel.SetThreadExecutionState(_CONTINUOUS | _SYSTEM)
            try:
                yield
            finally:
                kernel.SetThreadExecutionState(_CONTINUOUS)
            return
        self._say()
        try:
            yield
        finally:
            self.close()

    def _say(self) -> None:
        if self._pipe is not None:
            with contextlib.suppress(OSError):  # it has gone: there is no system to ask
                os.write(self._pipe, b"go\n")

    def close(self) -> None:
        """Let go, here; the guard has the pipe, too, where it did not close it."""
        pipe, self._pipe = self._pipe, None
        if pipe is not None:
            with contextlib.suppress(OSError):
                os.close(pipe)


def command_of() -> list[str]:
    """Return the program that keeps a system awake while another runs; empty for none."""
    if sys.platform == "darwin":
        found = shutil.which("caffeinate")
        return [found, "-i"] if found else []
    found = shutil.which("systemd-inhibit")
    if not found:
        return []
    return [
        *(found, "--what=sleep:idle", "--who=Rushes", "--why=A training runs"),
        "--mode=block",
    ]
