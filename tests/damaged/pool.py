"""Processes that go through the doors, watched from outside: time, memory, signals."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.damaged.corpus import Case

_ROOT = Path(__file__).parents[2]
_AGE = 60  # files until a process is replaced
_TICK = 0.1  # seconds between looks at it


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may take of each part of the program.

    Attributes:
        seconds: Of processor time.
        idle: Seconds of doing nothing at all.
        mb: Memory of the whole process, MB.
    """

    seconds: float = 20.0
    idle: float = 12.0
    mb: float = 1500.0


@dataclass(slots=True)
class Fate:
    """What became of a file.

    Attributes:
        said: Sentences, by door.
        faults: What went wrong, by door.
        seconds: Of the slowest door.
        mb: The most memory.
    """

    case: Case
    said: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    mb: float = 0.0
    slowest: str = ""


class Worker:
    """One process; for one thread."""

    def __init__(self, limits: Limits, log: Path) -> None:
        self._limits, self._log = limits, log
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._age = 0
        self._written = 0

    def close(self) -> None:
        """End it."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(OSError):
                process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()

    def go(self, case: Case) -> Fate:
        """Return what becomes of a file."""
        if self._process is None or self._age >= _AGE:
            self.close()
            self._start()
        self._age += 1
        fate = Fate(case)
        assert self._process is not None and self._process.stdin is not None
        self._process.stdin.write(json.dumps(case.to_json()) + "\n")
        self._process.stdin.flush()
        door = "start"
        while True:
            answer = self._answer(door, fate)
            if answer is None:
                self.close()
                return fate
            door = answer.get("door", door)
            if "end" in answer:
                return fate
            if "fate" in answer:
                self._take(answer, fate)

    def _take(self, answer: dict[str, Any], fate: Fate) -> None:
        door = answer["door"]
        fate.mb = max(fate.mb, answer["mb"])
        if answer["seconds"] > fate.seconds:
            fate.seconds, fate.slowest = answer["seconds"], door
        if answer["fate"] == "said":
            fate.said[door] = answer["detail"]
        elif answer["fate"] == "fault":
            fate.faults[door] = answer["detail"]
        if answer["seconds"] > self._limits.seconds:
            fate.faults[door] = f"took {answer['seconds']:.0f} s"
        if answer["mb"] > self._limits.mb:
            fate.faults[door] = f"took {answer['mb']:.0f} MB"

    def _start(self) -> None:
        log = self._log.open("ab")
        with log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.damaged.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=_ROOT,
                text=True,
                encoding="utf-8",
            )
        self._lines, self._age = queue.Queue(), 0
        threading.Thread(target=self._read, args=(self._process, self._lines), daemon=True).start()
        assert self._lines.get(timeout=120), "the process did not start: see its log"

    @staticmethod
    def _read(process: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
        assert process.stdout is not None
        with contextlib.suppress(ValueError, OSError):
            for line in process.stdout:
                lines.put(line)
        lines.put(None)

    def _answer(self, door: str, fate: Fate) -> dict[str, Any] | None:
        """Return the next line; None where the process had to be ended, or ended by itself."""
        assert self._process is not None
        begin, watched = time.monotonic(), psutil.Process(self._process.pid)
        cpu = last = _cpu(watched)
        at_work = begin  # when it was last seen at work
        while True:
            try:
                line = self._lines.get(timeout=_TICK)
            except queue.Empty:
                now = _cpu(watched)
                used = now - cpu
                memory = _memory(watched)
                fate.mb = max(fate.mb, memory)
                since = time.monotonic() - begin
                if memory > self._limits.mb:
                    fate.faults[door] = f"took {memory:.0f} MB"
                    return None
                if now - last > 0.02 or not _sleeps(watched):
                    last, at_work = now, time.monotonic()
                idle = time.monotonic() - at_work
                if used > self._limits.seconds or idle > self._limits.idle:
                    fate.faults[door] = f"hangs: {since:.0f} s, {used:.0f} s of them at work"
                    fate.seconds, fate.slowest = max(used, fate.seconds), door
                    return None
                continue
            if line is None:
                code = self._process.wait()
                fate.faults[door] = f"the process ended with {code}\n{self._last_words()}"
                return None
            answer: dict[str, Any] = json.loads(line)
            return answer

    def _last_words(self) -> str:
        data = self._log.read_bytes()[-3000:]
        return data.decode("utf-8", "replace")


def _cpu(process: psutil.Process) -> float:
    with contextlib.suppress(psutil.Error):
        times = process.cpu_times()
        return float(times.user + times.system)
    return 0.0


def _sleeps(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return process.status() == psutil.STATUS_SLEEPING
    return False


def _memory(process: psutil.Process) -> float:
    with contextlib.suppress(psutil.Error):
        return float(process.memory_info().rss) / (1 << 20)
    return 0.0


def fates(
    cases: Iterator[Case], limits: Limits, folder: Path, workers: int, done: Callable[[Fate], None]
) -> None:
    """Let every case go through its doors, several at once; ``done`` is called for each."""
    lock = threading.Lock()
    failed: list[BaseException] = []

    def work(number: int) -> None:
        worker = Worker(limits, folder / f"process-{number}.log")
        try:
            while not failed:
                with lock:
                    case = next(cases, None)
                if case is None:
                    return
                fate = worker.go(case)
                with lock:
                    done(fate)
        except BaseException as error:  # noqa: BLE001 -- raised below
            failed.append(error)
        finally:
            worker.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(workers)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    if failed:
        raise failed[0]
