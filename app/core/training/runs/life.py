"""Whether a run's supervisor lives, and what is left where it does not.

The number of a process and the time it began tell it apart, also after the machine was started
anew. Where they say it is gone, its lock decides: a clock that was set must not make a run dead.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from app.core import paths
from app.core.language import tr
from app.core.locks import Taken, holding
from app.core.training.folder import OUTPUT, log_file, read_run, read_state
from app.core.training.model import STEPS, RunState, StepState
from app.core.training.runs import members
from app.core.training.runs.keeping import kept_words

LOCK = "supervisor.lock"  # in a run's folder: held by its supervisor
_SAME = 2.0  # seconds by which two clocks' times of a beginning may differ
_STARTING = 30.0  # seconds until a run that was made has a supervisor
_TAIL = 65536  # bytes of a log
_WORDS = 8  # lines

_settled: set[Path] = set()


class AlreadySupervised(Exception):
    """Another process supervises the run."""


@contextlib.contextmanager
def supervising(folder: Path, patience: float = 2.0) -> Iterator[None]:
    """Be the one supervisor of a run for the block.

    Args:
        folder: The run's.
        patience: Seconds to try: a reader that asks whether somebody is there holds the lock, too.

    Raises:
        AlreadySupervised: There is one.
    """
    with contextlib.ExitStack() as stack:
        end = time.monotonic() + patience
        while True:
            try:
                stack.enter_context(holding(folder / LOCK))
                break
            except Taken as error:
                if time.monotonic() > end:
                    raise AlreadySupervised(str(folder)) from error
                time.sleep(0.05)
            except sqlite3.Error:
                break  # a drive that knows no locks: nobody holds one
        yield


def is_process(pid: int | None, began: float | None) -> bool:
    """Return whether a process that began then still runs."""
    import psutil

    if pid is None or began is None or pid < 1:
        return False
    try:
        process = psutil.Process(pid)
        return abs(process.create_time() - began) < _SAME and process.status() != "zombie"
    except psutil.Error:
        return False


def is_supervised(folder: Path, state: RunState) -> bool:
    """Return whether a run's supervisor lives."""
    if is_process(state.pid, state.pid_began):
        return True
    if not paths.exists(folder / LOCK):
        return False
    try:
        with holding(folder / LOCK):
            return False
    except Taken:
        return True
    except sqlite3.Error:
        return False


def has_begun(folder: Path) -> bool:
    """Return whether a step of a run has written anything, whatever its state says.

    A state may be lost or damaged: a run that was trained once would be trained over itself.
    """
    if any(os.path.lexists(log_file(folder, name)) for name in STEPS):
        return True
    with contextlib.suppress(OSError):
        return any((folder / OUTPUT).iterdir())
    return False


def state_of(folder: Path) -> RunState:
    """Return where a run stands, "dead" included; this is how everybody reads it.

    The first time that a process of ours finds a run dead, it ends what is left of it. One whose
    folder cannot be looked into may train on, on a drive that comes back: it is left alone.
    """
    state = read_state(folder)
    if state.ended or is_supervised(folder, state):
        return state
    if state.pid is None and _is_new(folder):
        return state
    state = read_state(folder)  # it may have ended between the two looks
    if state.ended:
        return state
    if folder not in _settled and (state.pid is not None or paths.exists(folder / LOCK)):
        _settled.add(folder)
        end_leftovers(folder)
    return _dead(folder, state)


def _is_new(folder: Path) -> bool:
    run = read_run(folder)
    return run is not None and time.time() - run.created < _STARTING


def end_leftovers(folder: Path) -> int:
    """End the processes of a run whose supervisor is gone; return how many there were."""
    mark = members.mark_of(folder)
    return members.kill(lambda: members.marked(mark))


def _dead(folder: Path, state: RunState) -> RunState:
    run = read_run(folder)
    return replace(
        state,
        state="dead",
        steps=tuple(_ended(each, state.heartbeat) for each in state.steps),
        stop=None,
        phase="",
        queue_place=None,
        trouble=_why(folder, state),
        last_words=_last_words(folder) or state.last_words,
        kept=kept_words(folder, run.commands if run is not None else ()),
    )


def _ended(step: StepState, when: float) -> StepState:
    if step.state == "running":
        return replace(step, state="failed", ended=when)
    return replace(step, state="skipped") if step.state == "waiting" else step


def _why(folder: Path, state: RunState) -> str:
    import psutil

    if state.pid is None and has_begun(folder):
        return tr(
            "How the run ended is not known: its state.json is gone or damaged. Look "
            "into its log, and resume where it is not done."
        )
    if state.pid is None:
        return tr("The run was never started: start it again.")
    if psutil.boot_time() > state.heartbeat:
        return tr(
            "The computer was restarted or switched off while it ran: start it again, or resume."
        )
    return tr(
        "The run was ended from outside, with the process that watched over it: "
        "start it again, or resume."
    )


def _last_words(folder: Path) -> tuple[str, ...]:
    for name in reversed(STEPS):
        try:
            with paths.opened(log_file(folder, name)) as file:
                size = file.seek(0, 2)
                file.seek(max(0, size - _TAIL))
                text = file.read(_TAIL).decode("utf-8", "replace")
        except OSError:
            continue
        lines = text.replace("\r", "\n").split("\n")
        found = [line.rstrip()[:400] for line in lines if line.strip()]
        if found:
            return tuple(found[-_WORDS:])
    return ()
