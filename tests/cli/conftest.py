"""Runs the command line inside the test's process."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from app.cli import main


@dataclass(frozen=True)
class Run:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """Stdout as JSON."""
        value: dict[str, Any] = json.loads(self.out)
        return value


@pytest.fixture
def rushes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Run]:
    """Run ``rushes`` with the given arguments."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # put back what main sets
    monkeypatch.setenv("COLUMNS", "200")

    def run(*args: object) -> Run:
        monkeypatch.setattr(sys, "argv", ["rushes", *map(str, args)])
        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        out, err = capsys.readouterr()
        return Run(code, out, err)

    return run
