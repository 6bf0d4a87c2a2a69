"""The runs that went on from one another, as a history shows them: one training."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.core.language import tr
from app.core.training.folder import run_folders
from app.core.training.results.attempts import attempts_of, known_run


@dataclass(frozen=True, slots=True)
class Link:
    """A run's place among those that went on from one another.

    Attributes:
        first: The folder of the first of them.
        attempt: From 1.
        attempts: Of the line that ends with this run or goes on after it, the longest.
        parent: The id of the run it goes on from; empty: none, or it is gone.
        epochs_before: Trained before it, with ``steps_before``.
        gone_on: Folders of the runs that went on from it.
    """

    first: Path
    attempt: int = 1
    attempts: int = 1
    parent: str = ""
    epochs_before: int = 0
    steps_before: int = 0
    gone_on: tuple[Path, ...] = ()

    @property
    def words(self) -> str:
        """``attempt 2 of 3, goes on from 014-film``; empty for a run that stands alone."""
        if self.attempts < 2:
            return ""
        said = tr("attempt {attempt} of {attempts}", attempt=self.attempt, attempts=self.attempts)
        if not self.parent:
            return said
        return tr("{attempt}, goes on from {parent}", attempt=said, parent=self.parent)


def chain_of(folder: Path) -> tuple[Path, ...]:
    """Return a run's folder and those of the runs it went on from, the first one first."""
    return tuple(each.folder for each in attempts_of(folder)) or (folder,)


def chains(project: Path) -> Mapping[Path, Link]:
    """Return the place of each run of a project among those that went on from one another."""
    return links_of(run_folders(project))


def links_of(folders: Iterable[Path]) -> Mapping[Path, Link]:
    """Return the places of some runs, by folder; ``run.json`` is read where it is another."""
    lines = {folder: chain_of(folder) for folder in folders}
    longest: dict[Path, int] = {}
    after: dict[Path, list[Path]] = {}
    for folder, line in lines.items():
        for each in line:
            longest[each] = max(longest.get(each, 1), len(line))
        if len(line) > 1:
            after.setdefault(line[-2], []).append(folder)
    found = {}
    for folder, line in lines.items():
        run = known_run(folder)
        found[folder] = Link(
            line[0],
            len(line),
            longest[folder],
            line[-2].name if len(line) > 1 else "",
            run.epochs_before if run is not None else 0,
            run.steps_before if run is not None else 0,
            tuple(after.get(folder, ())),
        )
    return found
