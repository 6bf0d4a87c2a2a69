"""What a run was trained on, against what the last export wrote."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core import paths
from app.core.amounts import counted
from app.core.errors import AppError
from app.core.export.manifest import Manifest
from app.core.export.project_export import DATASET_FILE, FOLDER
from app.core.language import enumerated, tr
from app.core.planner.places import Places
from app.core.training.folder import WHOLE_FILE
from app.core.training.model import Run
from app.core.training.runs.frozen_dataset import frozen_dataset


@dataclass(frozen=True, slots=True)
class DatasetChanges:
    """How the dataset of today differs from a run's.

    Attributes:
        changed: Names of files whose content is another, as are ``added`` and ``gone``.
        settings: The dataset file says something else.
        known: The run says what it was trained on.
    """

    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    settings: bool = False
    known: bool = True

    @property
    def files(self) -> bool:
        """Whether files are others."""
        return bool(self.changed or self.added or self.gone)

    @property
    def any(self) -> bool:
        """Whether anything is another."""
        return self.files or self.settings

    @property
    def words(self) -> str:
        """All of it in a sentence."""
        if not self.known:
            return tr("The run does not say which files it was trained on.")
        parts = []
        if self.changed:
            parts.append(tr("{files} changed", files=counted(len(self.changed), "file")))
        if self.added:
            parts.append(tr("{files} new", files=counted(len(self.added), "file")))
        if self.gone:
            parts.append(tr("{files} gone", files=counted(len(self.gone), "file")))
        if self.settings:
            parts.append(tr("another dataset.toml"))
        return (
            tr("The dataset has changed since: {changes}.", changes=enumerated(parts))
            if parts
            else ""
        )

    @property
    def today_words(self) -> str:
        """What to train on today's dataset means."""
        return tr(
            "It is exported first. An epoch may then have another number of steps; "
            "as many epochs are trained, or steps where a state within an epoch is "
            "gone on from."
        )

    @property
    def frozen_words(self) -> str:
        """What to train on the run's own dataset file means."""
        if not self.files:
            return tr("The files are as they were: it trains on the same.")
        return tr(
            "Its dataset.toml is that of then, but the folders are read as they are "
            "now: a run keeps no copy of its clips."
        )


def dataset_changes(project: Path, folder: Path, run: Run) -> DatasetChanges:
    """Return how what was exported last differs from what a run was trained on.

    Args:
        project: The project's folder.
        folder: The run's.
        run: Its frozen inputs.
    """
    dataset = project.absolute() / FOLDER
    try:
        entries = Manifest.load(dataset).entries
    except AppError:
        entries = {}
    now = {n: each.key for n, each in entries.items() if each.row and not each.announced}
    then = {each.name: each.key for each in run.files}
    return DatasetChanges(
        tuple(sorted(name for name in then.keys() & now.keys() if then[name] != now[name])),
        tuple(sorted(now.keys() - then.keys())) if then else (),
        tuple(sorted(then.keys() - now.keys())),
        _settings_differ(dataset, folder),
        known=bool(then),
    )


def _settings_differ(dataset: Path, folder: Path) -> bool:
    """Return whether a run's dataset file means something else than the exported one."""
    whole = folder / WHOLE_FILE  # where something was held out
    frozen = _table(_text(whole if whole.is_file() else folder / DATASET_FILE))
    text = _text(dataset / DATASET_FILE)
    try:
        today = _table(frozen_dataset(text, Places(dataset, dataset), folder).text)
    except AppError:
        return True
    return frozen is not None and frozen != today


def _table(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _text(file: Path) -> str:
    try:
        return paths.text_of(file)
    except (OSError, UnicodeDecodeError):
        return ""
