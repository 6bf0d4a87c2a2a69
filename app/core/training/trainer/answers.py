"""A program that is asked one thing, and may hang, crash, or never stop talking."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from app.core.jobs import Checkpoint, Progress
from app.core.process import Program

_TICK = 0.1  # seconds between two checkpoints
_GRACE = 2.0  # seconds for the last words of a program that has ended
_CHUNK = 1 << 16


class Answer(NamedTuple):
    """What came of it.

    Attributes:
        code: Its exit code; None: it gave no answer in time, and was ended.
        out: What it printed, as much of its end as is kept.
        log: The same of its errors.
    """

    code: int | None
    out: str
    log: str


def answer_of(
    command: Sequence[str | Path],
    *,
    seconds: float,
    checkpoint: Checkpoint,
    variables: Mapping[str, str],
    most: int = 1 << 20,
) -> Answer:
    """Run a program to its end and return what it said; it is ended where that takes too long.

    Args:
        command: The program's file and its arguments.
        seconds: Most time that it may take.
        checkpoint: Called ten times a second; may stop it.
        variables: Its whole environment.
        most: Bytes that are kept of what it prints, the last ones.

    Raises:
        CannotStart: There is no such program.
        Stopped: The checkpoint said so; it is ended.
    """
    program = Program(command, variables=variables)
    program.stdin.close()
    ends = [_End(pipe, most) for pipe in (program.stdout, program.stderr)]
    try:
        code, waited = None, 0.0  # while paused in a checkpoint no time goes by
        while code is None and waited < seconds:
            began = time.monotonic()
            code = program.wait(_TICK)
            waited += time.monotonic() - began
            checkpoint(Progress(0, 0))
        if code is not None:  # what it has started may hold its pipes open: not for long
            for end in ends:
                end.join(_GRACE)
    finally:
        program.end()
        for end in ends:
            end.join(_GRACE)
        if not any(end.is_alive() for end in ends):
            program.close()
    out, log = (end.text for end in ends)
    return Answer(code, out, log)


class _End(threading.Thread):
    """Reads a pipe, so that nothing that is printed fills it, and keeps its end."""

    def __init__(self, pipe: IO[bytes], most: int) -> None:
        super().__init__(name="answer", daemon=True)
        self._pipe, self._most = pipe, most
        self._kept = bytearray()
        self.start()

    def run(self) -> None:
        """Read until it ends."""
        try:
            while data := self._pipe.read1(_CHUNK):  # type: ignore[attr-defined]
                self._kept += data
                if len(self._kept) > 2 * self._most:
                    del self._kept[: -self._most]
        except (OSError, ValueError):
            pass

    @property
    def text(self) -> str:
        """The last of what was printed."""
        return bytes(self._kept[-self._most :]).decode("utf-8", "replace")
