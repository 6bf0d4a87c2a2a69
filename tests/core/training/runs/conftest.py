from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from app.core.training.folder import read_state, run_folders
from app.core.training.runs import members
from tests.core.training.runs.makers import make_run

Maker = Callable[..., Path]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder that runs are made in; its path needs quoting, and is no ASCII."""
    return tmp_path / "a project 한"


@pytest.fixture
def make(project: Path) -> Iterator[Maker]:
    """Makes runs; those that still run when the test ends are ended."""

    def made(**how: object) -> Path:
        return make_run(project, **how)  # type: ignore[arg-type]

    yield made
    for folder in run_folders(project):
        with contextlib.suppress(psutil.Error):
            if pid := read_state(folder).pid:
                psutil.Process(pid).kill()
        mark = members.mark_of(folder)
        members.kill(lambda mark=mark: members.marked(mark))  # type: ignore[misc]
