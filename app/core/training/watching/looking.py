"""All runs of a project at a look: which are alive, which have ended since the last one."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.core.training.folder import run_folders
from app.core.training.model import RunState
from app.core.training.runs.life import is_process, state_of
from app.core.training.watching.queue import QueueView, look_at_queue
from app.core.training.watching.tiles import Price
from app.core.training.watching.view import RunView
from app.core.training.watching.watch import RunWatch


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen.

    Attributes:
        runs: Folders of all runs, the newest last.
        live: Those that run or wait, likewise.
        running: The one that runs, or the first that waits; None where none is alive.
        shown: The one that was asked for; None where none was, or it is gone.
        ended: Those that were alive at the look before.
        lost: Folders of runs that were alive when they went, with their drive or without, and whose
            supervisors live on.
        queue: What runs and waits on this machine, of all projects.
    """

    runs: tuple[Path, ...]
    live: tuple[Path, ...] = ()
    running: RunView | None = None
    shown: RunView | None = None
    ended: tuple[RunView, ...] = ()
    lost: tuple[Path, ...] = ()
    queue: QueueView = field(default_factory=QueueView)


class Looker:
    """Looks at the runs of a project again and again; for one thread at a time."""

    def __init__(self, project: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._project, self._clock = project, clock
        self._over: set[Path] = set()  # ended, for good
        self._live: tuple[Path, ...] = ()
        self._known: dict[Path, RunState] = {}  # what lives or is lost, as last seen
        self._watches: dict[Path, RunWatch] = {}

    def look(self, shown: Path | None = None, price: Price | None = None) -> Look:
        """Look at all runs; at the one that is shown as closely as can be."""
        runs = tuple(run_folders(self._project))
        self._over &= {*runs}
        states = {each: state_of(each) for each in runs if each not in self._over}
        live = tuple(each for each, state in states.items() if not state.ended)
        self._over |= {each for each, state in states.items() if state.ended}
        gone = [each for each in self._live if each in runs and each not in live]
        self._live = live
        lost = self._lost(runs, states)
        at_work = [each for each in live if states[each].state == "running"]
        running = (at_work or [*live] or [None])[0]  # type: ignore[list-item]
        wanted = {each for each in (running, shown) if each is not None}
        self._watches = {folder: self._watch(folder) for folder in wanted if folder in runs}
        for folder, each in self._watches.items():
            each.whole = folder == shown
        views = {folder: each.poll(price) for folder, each in self._watches.items()}
        return Look(
            runs,
            live,
            views.get(running) if running is not None else None,
            views.get(shown) if shown is not None else None,
            tuple(views.get(each) or self._watch(each).poll(price) for each in gone),
            lost,
            look_at_queue(self._clock()),
        )

    def _lost(self, runs: Sequence[Path], states: Mapping[Path, RunState]) -> tuple[Path, ...]:
        gone = {each: state for each, state in self._known.items() if each not in runs}
        gone = {
            each: state for each, state in gone.items() if is_process(state.pid, state.pid_began)
        }
        self._known = gone | {each: states[each] for each in self._live}
        return tuple(gone)

    def _watch(self, folder: Path) -> RunWatch:
        return self._watches.get(folder) or RunWatch(folder, clock=self._clock, whole=False)
