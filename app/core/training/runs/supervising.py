"""The process that supervises a run; the program's hidden command ``supervise``.

On Windows it is one process: a job object ends the trainer's tree with it. Elsewhere a guard is its
parent: where the supervisor is killed, the guard gets its orphans and ends them.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from app.core.language import tr
from app.core.paths import resolved
from app.core.training.folder import LOG, read_run, read_state
from app.core.training.runs import members, own_words

if TYPE_CHECKING:
    from app.core.training.telling.awake import Holder

LOG_NAME = "supervisor.log"  # below the run's log folder: what is wrong with us
_NOTHING_BEGUN = 3  # exit code: the run is another's, or cannot be read


def main(words: Sequence[str]) -> int:
    """Supervise the run in a folder; return at once where the process could be split off.

    Args:
        words: The folder.

    Returns:
        The exit code: 0, 1 where supervising failed, 2 for wrong words, 3 where nothing was begun.
    """
    if len(words) != 1:
        return 2
    from app.core.training.telling.awake import Holder

    own_words.speak()
    folder, holder = resolved(Path(words[0])), Holder.prepared()
    if sys.platform == "win32":
        return _supervise(folder, holder)
    if os.fork():
        return 0  # whoever started it need not wait for what ends tomorrow
    os._exit(_guard(folder, holder))


if sys.platform != "win32":

    def _guard(folder: Path, holder: Holder) -> int:
        """Be the parent of a supervisor; end what it leaves."""
        for name in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            signal.signal(name, signal.SIG_IGN)
        adopts = members.adopt()
        child = os.fork()
        if child == 0:
            os.setsid()  # who ends a whole group ends only one of the two
            members.adopt()
            code = 1
            try:
                code = _supervise(folder, holder)
            finally:
                os._exit(code)
        holder.close()
        while True:
            pid, status = os.waitpid(-1, 0)  # adopted ones end, too
            if pid == child:
                break
        if os.waitstatus_to_exitcode(status) == _NOTHING_BEGUN:
            return _NOTHING_BEGUN  # what bears the run's mark is another's, and lives on
        mark = members.mark_of(folder)
        if adopts or status:  # after an end of its own accord there is nothing but what it adopts
            members.kill(lambda: members.members(mark))
        return int(bool(status))


def _supervise(folder: Path, holder: Holder) -> int:
    from app.core.training.runs.life import AlreadySupervised, has_begun, supervising
    from app.core.training.runs.supervisor import Supervisor

    os.chdir(folder)
    run = read_run(folder)
    if run is None:
        _say(folder, f'"{folder}" holds no run that can be read.')
        return _NOTHING_BEGUN
    try:
        with supervising(folder):
            # It waited for the lock of one that has ended.
            if read_state(folder).pid is not None or has_begun(folder):
                raise AlreadySupervised(str(folder))
            supervisor = Supervisor(folder, run, holder)
            _listen(supervisor)
            try:
                supervisor.supervise()
            except Exception as error:  # noqa: BLE001 -- the last door: it is said in the run
                _say(folder, traceback.format_exc())
                supervisor.fail(
                    tr(
                        'Rushes itself failed ({what}); please send "{path}".',
                        what=f"{type(error).__name__}: {error}",
                        path=folder / LOG / LOG_NAME,
                    )
                )
                return 1
    except AlreadySupervised:
        _say(folder, "Another process supervises this run.")
        return _NOTHING_BEGUN
    return 0


def _listen(supervisor: object) -> None:
    """Take a wish of the system that this process ends for a stop."""

    def told(_number: int, _frame: FrameType | None) -> None:
        supervisor.told = tr("The system ended it: shut down, or logged out.")  # type: ignore[attr-defined]

    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, told)


def _say(folder: Path, text: str) -> None:
    try:
        (folder / LOG).mkdir(exist_ok=True)
        with (folder / LOG / LOG_NAME).open("a", encoding="utf-8", errors="replace") as file:
            file.write(text.rstrip() + "\n")
    except OSError:
        return
