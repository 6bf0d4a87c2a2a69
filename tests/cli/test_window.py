from __future__ import annotations

from pathlib import Path

import pytest

from app.cli.window import with_command

COMMANDS = {"open", "demo", "export"}


@pytest.mark.parametrize(
    ("given", "run"),
    [
        ([], ["open"]),
        (["demo", "out"], ["demo", "out"]),
        (["--help"], ["--help"]),
        (["-h"], ["-h"]),
        (["--smoke"], ["open", "--smoke"]),
        (["opne"], ["opne"]),
        (["a/project"], ["open", "a/project"]),
        (["films/../x.rushes", "--smoke"], ["open", "films/../x.rushes", "--smoke"]),
    ],
)
def test_that_the_window_opens_where_no_command_is_named(given: list[str], run: list[str]) -> None:
    assert with_command(given, COMMANDS) == run


def test_that_a_word_that_is_there_on_the_disk_is_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "불빛").mkdir()
    (tmp_path / "export").mkdir()
    assert with_command(["불빛"], COMMANDS) == ["open", "불빛"]
    assert with_command(["export"], COMMANDS) == ["export"]
