"""One step's program with all it starts: begun, asked to end, ended, nothing left."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.process import Program
from app.core.training.runs import members
from app.core.training.runs.members import MARK

if TYPE_CHECKING:
    import psutil

_ASKED = 3.0  # seconds to end after Ctrl+C, and again after SIGTERM; 10 s in all with killing
_TOLD = 2.0
_LEAVING = 1.0  # seconds that helpers get once their program has ended
_LOOK_EVERY = 0.05


class Tree:
    """A running step; on the way out nothing of it stays."""

    def __init__(
        self,
        command: tuple[str, ...],
        *,
        folder: str,
        variables: Mapping[str, str],
        mark: str,
        log: Path,
    ) -> None:
        """Start it; raises `CannotStart`.

        Args:
            command: The program and its arguments.
            folder: Where it runs; empty: where we do.
            variables: Its whole environment but the mark.
            mark: Tells its processes.
            log: Takes all it prints.
        """
        self._mark = mark
        self._program = Program(
            command,
            folder=Path(folder) if folder else None,
            variables={**variables, MARK: mark},
            log=log,
        )
        self.pid = self._program.pid
        self.began = _began(self.pid)

    @property
    def code(self) -> int | None:
        """The program's exit code; None while it runs."""
        return self._program.code

    def pids(self) -> list[int]:
        """Return the numbers of all its processes."""
        return [each.pid for each in self._members()]

    def _members(self) -> list[psutil.Process]:
        if os.name == "nt":  # the job has them all
            return members.below(self.pid)
        return members.members(self._mark)

    def end(self, tick: Callable[[], None]) -> None:
        """Ask all of it to end, then see that it has; it takes at most 10 s.

        Args:
            tick: Called some times a second meanwhile.
        """
        for number, seconds in ((members.interrupt(), _ASKED), (signal.SIGTERM, _TOLD)):
            if os.name == "nt" or not self._is_there():
                break  # a hidden console hears no Ctrl+Break of ours, SIGTERM is killing there
            members.ask(self._members(), number)
            self._wait(seconds, tick)
        self.kill()

    def kill(self) -> None:
        """End all of it at once."""
        self._program.end()
        if os.name != "nt":
            members.kill(self._members)

    def leave(self, tick: Callable[[], None]) -> None:
        """See that nothing is left of it, once the program itself has ended."""
        if self._is_there():
            self._wait(_LEAVING, tick)
        self.kill()
        self._program.close()

    def _is_there(self) -> bool:
        members.reap(self.pid)
        return self.code is None or bool(self._members())

    def _wait(self, seconds: float, tick: Callable[[], None]) -> None:
        end = time.monotonic() + seconds
        while self._is_there() and time.monotonic() < end:
            tick()
            time.sleep(_LOOK_EVERY)


def _began(pid: int) -> float:
    import psutil

    try:
        return float(psutil.Process(pid).create_time())
    except psutil.Error:
        return time.time()
