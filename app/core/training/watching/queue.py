"""The runs of this machine that have a card or wait for one, in words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.core.amounts import days
from app.core.language import tr
from app.core.training.folder import read_run
from app.core.training.model import Run, RunState
from app.core.training.runs.life import state_of
from app.core.training.runs.turns import Entry, Queue, read_queue
from app.core.training.watching.tiles import seconds_left


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A run in the queue.

    Attributes:
        title: Its name, with its project's.
        words: How far it is, or how long it will take.
        running: Whether it has the card; else it waits.
        gpu: The card, from 0.
    """

    folder: Path
    title: str
    words: str
    running: bool
    gpu: int


@dataclass(frozen=True, slots=True)
class QueueView:
    """All of them: those that run first, then the others in their order.

    Attributes:
        paused: Whether no run begins.
    """

    lines: tuple[QueueLine, ...] = ()
    paused: bool = False

    @property
    def waiting(self) -> tuple[QueueLine, ...]:
        """Those that wait, the next one first."""
        return tuple(each for each in self.lines if not each.running)


def look_at_queue(now: float) -> QueueView:
    """Return the queue of this machine at ``now``, Unix seconds."""
    queue = read_queue()
    running = [_line(each, now, running=True) for each in queue.running]
    waiting = [_line(each, now, running=False) for each in queue.waiting if _waits(queue, each)]
    return QueueView((*running, *waiting), queue.paused)


def holder_of(gpu: int, now: float) -> str:
    """Return what has a card of this machine now: its name, how far it is; empty: no run of ours.

    Args:
        gpu: The card, from 0.
        now: Unix seconds.
    """
    entry = read_queue().has(gpu)
    if entry is None:
        return ""
    line = _line(entry, now, running=True)
    return f"{line.title} ({line.words})" if line.words else line.title


def _waits(queue: Queue, entry: Entry) -> bool:
    """Return whether a run is not just about to begin."""
    return all(each.folder != entry.folder for each in queue.running)


def _line(entry: Entry, now: float, *, running: bool) -> QueueLine:
    folder = Path(entry.folder)
    run, state = read_run(folder) or Run(id=folder.name), state_of(folder)
    title = " · ".join(filter(None, (run.title, run.project)))
    return QueueLine(folder, title, _words(run, state, now, running=running), running, entry.gpu)


def _words(run: Run, state: RunState, now: float, *, running: bool) -> str:
    left, planned = seconds_left(run, state, now)
    parts = (
        [tr("epoch {epoch:,} of {epochs:,}", epoch=state.point.epoch, epochs=state.point.epochs)]
        if state.point
        else []
    )
    if running and not parts:
        parts.append(tr(state.phase) if state.phase else tr("begins"))
    if left is not None:
        words = tr("{time} left", time=days(left)) if running else days(left)
        parts.append(f"{'≈ ' if planned else ''}{words}")
    return " · ".join(parts)
