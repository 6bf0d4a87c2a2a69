"""The runs of a project, as they stand; taking one away."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from app.core.language import tr
from app.core.training.folder import RUN_FILE, TESTS, read_run, run_folders
from app.core.training.model import Run, RunState
from app.core.training.results.binning import put_in_bin
from app.core.training.runs.life import AlreadySupervised, state_of, supervising
from app.core.training.runs.starting import RunError

_known: dict[Path, tuple[tuple[int, int], Run]] = {}  # by file: it never changes once it is there


@dataclass(frozen=True, slots=True)
class Listed:
    """A run of a list.

    Attributes:
        state: With "dead" where its supervisor is gone.
    """

    folder: Path
    run: Run
    state: RunState


def list_runs(project: Path) -> list[Listed]:
    """Return a project's runs, the newest first.

    One whose ``run.json`` is damaged has its id alone. What is left of a run that died is ended.
    """
    return [listed(folder) for folder in reversed(run_folders(project))]


def listed(folder: Path) -> Listed:
    """Return a run of a list."""
    return Listed(folder, _run(folder), state_of(folder))


def _run(folder: Path) -> Run:
    try:
        stat = (folder / "run.json").stat()
        facts = (stat.st_size, stat.st_mtime_ns)
    except OSError:
        return Run(id=folder.name)
    if folder in _known and _known[folder][0] == facts:
        return _known[folder][1]
    run = read_run(folder) or Run(id=folder.name)
    _known[folder] = (facts, run)
    return run


def delete_run(folder: Path) -> None:
    """Move a run that has ended to the bin, with all it has written.

    Raises:
        RunError: It still runs, or waits, or a test of it does.
        BinError: The system has no bin there, or refuses.
    """
    state = state_of(folder)
    if not state.ended:
        raise RunError(_not_ended(folder.name, state))
    if any(not state_of(each.parent).ended for each in (folder / TESTS).glob(f"*/{RUN_FILE}")):
        raise RunError(
            tr('A test of "{name}" still runs, or waits: stop it first.', name=folder.name)
        )
    try:
        with supervising(folder, patience=0.0):
            pass
    except AlreadySupervised as error:
        raise RunError(tr('"{name}" is just ending: try again.', name=folder.name)) from error
    put_in_bin([folder])
    with contextlib.suppress(KeyError):
        del _known[folder]


def _not_ended(name: str, state: RunState) -> str:
    if state.state == "waiting":
        return tr('"{name}" still waits for its turn: stop it first.', name=name)
    return tr('"{name}" still runs: stop it first.', name=name)
