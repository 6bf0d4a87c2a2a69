"""Which projects a training runs of, for a list of projects: asked of the queue, not of each."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.core import paths
from app.core.language import sentences, tr
from app.core.training.folder import RUNS, read_run
from app.core.training.runs.life import state_of
from app.core.training.runs.turns import read_queue

if TYPE_CHECKING:
    from app.core.training.model import Run, RunState


@dataclass(frozen=True, slots=True)
class AtWork:
    """A training of a project.

    Attributes:
        words: How it is, in a few words: ``training 42 %``.
        said: The same in sentences.
        running: Whether it has the card; else it waits.
    """

    words: str
    said: str
    running: bool


def at_work_in(projects: Sequence[Path]) -> Mapping[Path, AtWork]:
    """Return the training that runs or waits of each project, where there is one.

    Args:
        projects: Their folders; one on a drive that is gone is looked at only where it has a run.
    """
    queue = read_queue()
    found: dict[Path, AtWork] = {}
    for entry in (*queue.running, *queue.waiting):
        run = Path(entry.folder)
        if run.parent.name != RUNS:
            continue  # what tries a checkpoint is no training
        project = _project_of(run.parent.parent, projects)
        if project is not None and project not in found:
            found |= _looked_at(project, run)
    return found


def _project_of(folder: Path, projects: Sequence[Path]) -> Path | None:
    """Return which project a folder is, whichever way it is named."""
    if folder in projects:
        return folder
    return next((each for each in projects if paths.resolved(each) == folder), None)


def _looked_at(project: Path, folder: Path) -> dict[Path, AtWork]:
    run, state = read_run(folder), state_of(folder)
    return {} if run is None or state.ended else {project: _at_work(run, state)}


def _at_work(run: Run, state: RunState) -> AtWork:
    from app.core.training.watching.heads import bar_line

    line = bar_line(run, state, time.time())
    said = sentences((f"{line.title}: {line.words}.", tr("Open the project to follow it.")))
    if state.state == "waiting":
        return AtWork(line.words, said, running=False)
    trains = any(each.name == "train" and each.state == "running" for each in state.steps)
    words = tr("training")
    if trains and line.fraction is not None:
        words = tr("training {percent} %", percent=int(100 * line.fraction))
    return AtWork(words, said, running=True)
