"""Starts a run: its supervisor, as a process that nothing of the window's is in the way of."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from app.core.errors import AppError, cannot
from app.core.language import tr
from app.core.own_program import own_environment, own_folder, own_program
from app.core.training.folder import LOG, read_run, read_state
from app.core.training.model import RunState
from app.core.training.runs.life import has_begun, is_supervised
from app.core.training.runs.own_words import SUPERVISE
from app.core.training.runs.supervising import LOG_NAME

_STARTING = 30.0  # seconds until a supervisor has said something, on a busy machine
_LOOK_EVERY = 0.05
_BREAKAWAY = 0x01000000  # CREATE_BREAKAWAY_FROM_JOB


class RunError(AppError):
    """A run cannot be made, started or removed."""


def start(folder: Path) -> RunState:
    """Start a run that was made, or let it wait for its turn; return its first state.

    It blocks until the supervisor has begun, a tenth of a second or so.

    Raises:
        RunError: It runs or has run already, or the supervisor cannot be started.
    """
    folder = folder.absolute()
    if read_run(folder) is None:
        raise RunError(
            tr('"{folder}" holds no run that can be read: start a new one.', folder=folder)
        )
    state = read_state(folder)
    if state.pid is not None or has_begun(folder) or is_supervised(folder, state):
        raise RunError(
            tr('"{name}" was started already: start a new run for another try.', name=folder.name)
        )
    try:
        (folder / LOG).mkdir(exist_ok=True)
        with (folder / LOG / LOG_NAME).open("ab") as log:
            _spawn(own_program(SUPERVISE, str(folder)), log.fileno())
    except OSError as error:
        sentence = cannot("start", folder / LOG / LOG_NAME, error)
        raise RunError(sentence, detail=str(error)) from error
    end = time.monotonic() + _STARTING
    while (state := read_state(folder)).pid is None:
        if time.monotonic() > end:
            raise RunError(_silent(folder))
        time.sleep(_LOOK_EVERY)
    return state


def _silent(folder: Path) -> str:
    try:
        said = (folder / LOG / LOG_NAME).read_text("utf-8", "replace").strip()
    except OSError:
        said = ""
    if not said:
        return tr('The run in "{folder}" did not begin: try again.', folder=folder)
    return tr(
        'The run in "{folder}" did not begin ({last}): try again.',
        folder=folder,
        last=said.splitlines()[-1],
    )


def _spawn(command: list[str], log: int) -> None:
    """Start a program that has nothing of ours: no session, no console, no job."""
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.DETACHED_PROCESS
        for more in (_BREAKAWAY, 0):  # our own job may forbid to leave it
            try:
                popen = _popen(command, log, creationflags=flags | more)
                break
            except PermissionError:
                if not more:
                    raise
        popen.returncode = 0  # nobody waits for it: no warning that it still runs
    else:
        popen = _popen(command, log, start_new_session=True)
        popen.wait(_STARTING)  # it splits off the supervisor and ends


def _popen(command: list[str], log: int, **more: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        command,
        cwd=own_folder(),
        env=own_environment(),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        close_fds=True,
        **more,
    )
