"""A server in a process of its own, and a project with clips to caption."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.library.edits import adding
from app.core.library.model import Clip, Still
from app.core.library.project import Project
from tests.caption_server import Running
from tests.ui.rig import FRAMES


@pytest.fixture(scope="session")
def _running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(tmp_path_factory.mktemp("caption-server"))
    yield running
    running.stop()


@pytest.fixture
def server(_running: Running) -> Running:
    """The server, which answers well until it is told otherwise."""
    _running.forget()
    _running.plan(["ok"])
    return _running


@pytest.fixture
def picks(project: Path) -> Path:
    """A project of five clips, the first with words, and a still."""
    with Project.open(project) as opened:
        clips = [
            Clip(source=1, start=n * FRAMES, end=(n + 1) * FRAMES, caption="" if n else "My words.")
            for n in range(5)
        ]
        opened.apply(adding(*clips, Still(source=1, frame=4), label="Picks"))
    return project
