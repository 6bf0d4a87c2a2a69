"""What a supervisor tells of its run: ``state.json`` once a second, pace and GPU line by line.

A disk that is full, or gone for a while, does not end a training: what could not be told is told
with the next heartbeat.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.core import store
from app.core.errors import WriteError
from app.core.language import tr
from app.core.training.folder import GPU_FILE, PACE_FILE, STATE_FILE
from app.core.training.model import OF_A_TRAINING, Point, Run, RunState, StepName, StepState
from app.core.training.progress.summary import Trouble

HEARTBEAT = 1.0  # seconds
_SOON = 0.2  # seconds between two writes, whatever happens
_INSISTING = 60.0  # seconds of trying to write how it ended


class Diary:
    """Writes where a run stands.

    Args:
        folder: The run's, which is also the current one: the files are written there, wherever a
            person moves it meanwhile, and nothing is made anew where it was.
        run: It.

    Attributes:
        state: As it will be written next; change it with `note` and `note_step`.
    """

    def __init__(self, folder: Path, run: Run) -> None:
        import psutil

        self._folder = folder
        self._written = 0.0  # monotonic
        self._news: object = None
        self._paced: tuple[float, int] = (-HEARTBEAT, -1)
        self.state = RunState(
            pid=os.getpid(),
            pid_began=psutil.Process().create_time(),
            steps=tuple(_first_state(each, run) for each in _shown(run)),
        )

    def note(self, **changes: object) -> None:
        """Change the state."""
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]

    def note_trouble(self, trouble: Trouble) -> None:
        """Say why it failed."""
        self.note(
            trouble=trouble.sentence,
            trouble_kind=trouble.kind,
            trouble_path=trouble.path,
            cure_key=trouble.cure_key,
            cure=trouble.cure,
        )

    def note_step(self, name: StepName, **changes: object) -> None:
        """Change the state of a step."""
        self.note(
            steps=tuple(
                replace(each, **changes) if each.name == name else each  # type: ignore[arg-type]
                for each in self.state.steps
            )
        )

    def beat(self, *, now: bool = False) -> None:
        """Write the state when it is time to: once a second, and soon where something is new."""
        since = time.monotonic() - self._written
        news = _news(self.state)
        if now or since >= HEARTBEAT or (news != self._news and since >= _SOON):
            self._written, self._news = time.monotonic(), news
            self._write()

    def _write(self) -> bool:
        self.note(heartbeat=time.time())
        try:
            state = replace(self.state, warnings=(*self._moved(), *self.state.warnings))
            store.write_text(Path(STATE_FILE), state.to_json(), durable=False)
        except WriteError:
            return False
        return True

    def _moved(self) -> tuple[str, ...]:
        """Return what to say where the folder is no longer where the trainer writes."""
        with contextlib.suppress(OSError):
            if self._folder.samefile(Path()):
                return ()
        return (
            tr(
                "This run's folder was moved while it ran: look for what the trainer "
                'writes in "{folder}".',
                folder=self._folder,
            ),
        )

    def end(self, **changes: object) -> None:
        """Write how it ended, however long the disk takes for it."""
        self.note(**changes)
        last = time.monotonic() + _INSISTING
        while not self._write() and time.monotonic() < last:
            time.sleep(HEARTBEAT)

    def pace(self, point: Point | None) -> None:
        """Keep how far the training is, at most once a second."""
        if point is None or not point.step:
            return
        now = time.monotonic()  # the clock may be set back by an hour
        if point.step == self._paced[1] or now - self._paced[0] < HEARTBEAT:
            return
        self._paced = (now, point.step)
        line = (round(time.time(), 2), point.step, point.loss, point.seconds_per_step)
        self._append(PACE_FILE, line)

    def gpu(self, sample: Sequence[float | None]) -> None:
        """Keep a sample of the card."""
        self._append(GPU_FILE, sample)

    def _append(self, name: str, line: Sequence[float | None]) -> None:
        try:
            with Path(name).open("a", encoding="ascii") as file:
                file.write(json.dumps(line) + "\n")
        except OSError:
            return  # one line less


def _news(state: RunState) -> object:
    """Return what a person wants to know at once."""
    steps = tuple(each.state for each in state.steps)
    return state.state, state.phase, state.stop, state.queue_place, steps


def _shown(run: Run) -> tuple[StepName, ...]:
    """Return the steps that are told of: all of a training, the smoke test where it is wanted."""
    if "generate" in run.steps:
        return run.steps
    return tuple(each for each in OF_A_TRAINING if each != "smoke" or each in run.steps)


def _first_state(name: StepName, run: Run) -> StepState:
    wanted = name in run.steps
    total = run.total_steps if name == "train" and run.total_steps else None
    return StepState(name=name, state="waiting" if wanted else "skipped", total=total)
