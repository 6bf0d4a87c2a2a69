"""The worker script in a process of another Python, and what is said over its pipes.

The script is ``resources/trainer/caption_worker.py``; its docstring has the protocol. Requests go
through a thread of their own, so that a worker that does not read holds nobody up; what it prints
besides answers is kept as its log.
"""

from __future__ import annotations

import codecs
import json
import queue
import re
import threading
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Any

from app.core import paths
from app.core.jobs import Checkpoint, Progress, Stopped
from app.core.process import Program, environment

PROTOCOL = 1
_LONGEST = 4 << 20  # bytes of an answer; what is longer is none
_LOG_LINES = 60
_TICK = 0.1  # seconds between two checkpoints
_GRACE = 2.0  # seconds for the last words of a process that has ended

Reply = dict[str, Any]


class WorkerGone(Exception):
    """The worker ended by itself, or gave no answer in time and was ended.

    Attributes:
        code: Its exit code; None where it hung.
        log: What it printed last.
    """

    def __init__(self, code: int | None, log: str) -> None:
        super().__init__(f"exit code {code}")
        self.code = code
        self.log = log


class WorkerPipe:
    """A running worker."""

    def __init__(self, python: Path, variables: Mapping[str, str] | None = None) -> None:
        """Start it.

        Args:
            python: The interpreter.
            variables: Set in its environment besides.

        Raises:
            CannotStart: There is no such program.
        """
        script = paths.resources() / "trainer" / "caption_worker.py"
        quiet = {"TOKENIZERS_PARALLELISM": "false", "HF_HUB_DISABLE_TELEMETRY": "1"}
        self._program = Program(
            [python, script], variables=environment({**quiet, **(variables or {})})
        )
        self._log = _Log()
        self._asked = 0
        self._closed = False
        self._out: queue.Queue[bytes | None] = queue.Queue()
        self._in: queue.Queue[Reply | None] = queue.Queue()
        self._threads = [
            threading.Thread(target=work, name="caption worker", daemon=True)
            for work in (self._write, self._read, self._read_log)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._program.pid

    @property
    def log(self) -> str:
        """What it printed last, besides answers."""
        return self._log.text

    def request(
        self, op: str, *, seconds: float, checkpoint: Checkpoint, what: str = "", **values: object
    ) -> Reply:
        """Ask, wait and return the answer.

        Args:
            op: The operation.
            seconds: Most time that is waited; the worker is ended then.
            checkpoint: Called ten times a second while waiting.
            what: Told to the checkpoint.
            values: The rest of the request.

        Raises:
            WorkerGone: There will be no answer.
            Stopped: The checkpoint said so, or `close` came meanwhile; the worker is ended.
        """
        self._asked += 1
        line = json.dumps({"id": self._asked, "op": op, **values})
        self._out.put(line.encode("ascii") + b"\n")
        waited = 0.0  # while paused in a checkpoint no time goes by
        try:
            while waited < seconds:
                began = monotonic()
                reply = self._next()
                waited += monotonic() - began
                if reply is not None and reply.get("id") == self._asked:
                    return reply
                checkpoint(Progress(0, 0, what))
        except BaseException:
            self.close()
            raise
        self.close()
        raise WorkerGone(None, self.log)

    def _next(self) -> Reply | None:
        """Return the next answer that comes within a tick; None where none does."""
        try:
            reply = self._in.get(timeout=_TICK)
        except queue.Empty:
            return None
        if reply is not None:
            return reply
        self._in.put(None)  # for whoever asks again
        if self._closed:
            raise Stopped
        code = self._program.wait(_GRACE)
        self._threads[-1].join(_GRACE)
        raise WorkerGone(code, self.log)

    def close(self) -> None:
        """End it, with all it has started; harmless when called twice, from any thread."""
        self._closed = True
        self._program.end()
        self._out.put(None)
        for thread in self._threads:
            thread.join(_GRACE)
        if not any(thread.is_alive() for thread in self._threads):
            self._program.close()

    # ------------------------------------------------------------------------ in threads of its own

    def _write(self) -> None:
        while (line := self._out.get()) is not None:
            try:
                self._program.stdin.write(line)
                self._program.stdin.flush()
            except (OSError, ValueError):
                return  # it has gone: its last words are read, and tell

    def _read(self) -> None:
        try:
            while line := self._program.stdout.readline(_LONGEST):
                reply = _answer(line)
                if reply is None:
                    self._log.add(line.decode("utf-8", "replace") + "\n")
                else:
                    self._in.put(reply)
        except (OSError, ValueError):
            pass
        self._in.put(None)

    def _read_log(self) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        try:
            # A progress bar is one long line: what there is is taken.
            while data := self._program.stderr.read1(65_536):  # type: ignore[attr-defined]
                self._log.add(decoder.decode(data))
        except (OSError, ValueError):
            pass


class _Log:
    """The last lines of what was printed; a progress bar is one, as it was last drawn."""

    def __init__(self) -> None:
        self._lines: deque[str] = deque(maxlen=_LOG_LINES)
        self._part = ""
        self._lock = threading.Lock()

    def add(self, text: str) -> None:
        with self._lock:
            *whole, self._part = (self._part + text).split("\n")
            self._lines.extend(filter(None, map(_last_drawn, whole)))
            self._part = self._part[-65_536:]

    @property
    def text(self) -> str:
        with self._lock:
            return "\n".join(filter(None, [*self._lines, _last_drawn(self._part)]))


def _last_drawn(line: str) -> str:
    """Return a line as it stands on a screen, whose carriage returns draw it anew."""
    return re.split(r"\r+(?=.)", line.rstrip())[-1].rstrip()


def _answer(line: bytes) -> Reply | None:
    """Return the answer a line holds; None where it is something else that was printed."""
    if not line.startswith(b"{"):
        return None
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    known = isinstance(value, dict) and isinstance(value.get("id"), int)
    return value if known and isinstance(value.get("ok"), bool) else None
