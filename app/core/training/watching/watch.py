"""A run, watched: each look reads only what its folder has got since the last one."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.core.training.curves.run_curves import RunCurves
from app.core.training.curves.view import CurvesView
from app.core.training.folder import GPU_FILE, log_file, read_run
from app.core.training.model import Run, RunState, StepName
from app.core.training.results.found import Results
from app.core.training.results.looking import look
from app.core.training.runs.life import state_of
from app.core.training.watching.endings import ending
from app.core.training.watching.gpu_tail import last_of_gpu
from app.core.training.watching.heads import bar_line, head, said_of, stop_sentence
from app.core.training.watching.log_tail import LogTail, Tail
from app.core.training.watching.queue import holder_of
from app.core.training.watching.silence import (
    silence,
    silent_bar,
    silent_sentence,
    silent_tile,
)
from app.core.training.watching.steps import step_cards
from app.core.training.watching.tiles import Price, tiles
from app.core.training.watching.view import RunView


class RunWatch:
    """Looks at one run's folder; for one thread at a time.

    Attributes:
        folder: The run's.
        whole: Whether curves and results are wanted, which take longest.
    """

    def __init__(
        self, folder: Path, *, clock: Callable[[], float] = time.time, whole: bool = True
    ) -> None:
        self.folder, self._clock, self.whole = folder, clock, whole
        self._run: Run | None = None
        self._tail = LogTail()
        self._curves: RunCurves | None = None

    def poll(self, price: Price | None = None) -> RunView:
        """Look at the run as it is now; what cannot be read is as if it were not there."""
        now = self._clock()
        if self._run is None:
            self._run = read_run(self.folder)  # frozen: once is enough
        run = self._run or Run(id=self.folder.name, name=self.folder.name)
        state = state_of(self.folder)
        tail = self._read_tail(run, state)
        holder = holder_of(run.gpu, now) if state.state == "waiting" else ""
        gpu = last_of_gpu(self.folder / GPU_FILE)
        figures, bar = tiles(run, state, gpu, now, price), bar_line(run, state, now)
        quiet = silence(self.folder, state, now)
        cards = step_cards(run, state, now)
        if quiet is not None:
            cards = tuple(replace(each, left="") for each in cards)
            figures, bar = (silent_tile(quiet), *figures[1:]), silent_bar(bar, quiet)
        return RunView(
            folder=self.folder,
            run=run,
            state=state,
            now=now,
            head=head(run, state, now),
            steps=cards,
            tiles=figures,
            bar=bar,
            ending=ending(run, state, tail.lines, now, holder),
            stopping=stop_sentence(state, now),
            silent="" if quiet is None else silent_sentence(quiet, state),
            said=said_of(state),
            tail=tail,
            curves=self._read_curves(),
            results=look(self.folder) if self.whole else Results(),
        )

    def _read_curves(self) -> CurvesView:
        if not self.whole:
            return CurvesView()
        if self._curves is None:
            self._curves = RunCurves.of(self.folder)
        return self._curves.poll()

    def _read_tail(self, run: Run, state: RunState) -> Tail:
        step = shown_step(run, state)
        return Tail() if step is None else self._tail.read(log_file(self.folder, step))


def shown_step(run: Run, state: RunState) -> StepName | None:
    """Return the step whose log is of interest: the one that runs, or the last that began."""
    begun = [each for each in state.steps if each.began is not None]
    running = [each.name for each in begun if each.state == "running"]
    if running:
        return running[-1]
    if begun:
        return begun[-1].name
    return run.steps[0] if run.steps and not state.steps else None
