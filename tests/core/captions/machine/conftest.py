"""A server in a process of its own, for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.caption_server import Running


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
