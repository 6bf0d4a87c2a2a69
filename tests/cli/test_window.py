from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import program
from app.cli.asked import WindowAsked, window_asked
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


@pytest.mark.parametrize(
    "given",
    [
        [],
        ["open"],
        ["--smoke"],
        ["open", "불빛", "--smoke"],
        ["open", "open"],
        ["--smoke", "a/project"],
        ["films/../x.rushes"],
    ],
)
def test_that_the_short_way_to_the_window_leads_where_the_command_does(
    given: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[WindowAsked] = []
    monkeypatch.setattr(
        "app.cli.window.show_window",
        lambda project, *, smoke: shown.append(WindowAsked(project, smoke)),
    )
    with pytest.raises(SystemExit) as end:
        program.run(given)
    assert end.value.code == 0
    assert shown == [window_asked(given, {})]


@pytest.mark.parametrize(
    "given",
    [
        ["--help"],
        ["demo"],
        ["opne"],
        ["불빛"],
        ["open", "--help"],
        ["open", "a", "b"],
        ["a/b", "-x"],
    ],
)
def test_that_whatever_may_be_a_command_or_wrong_is_left_to_typer(given: list[str]) -> None:
    assert window_asked(given, {}) is None


def test_that_a_shell_that_asks_for_completions_gets_no_window() -> None:
    assert window_asked([], {"_RUSHES_COMPLETE": "complete_bash"}) is None
    assert window_asked([], {"PATH": "/bin"}) == WindowAsked()


def test_that_the_window_is_up_before_what_it_does_without() -> None:
    code = (
        "import sys, app.cli, app.ui.start\n"
        "LATER = ('typer', 'rich', 'asyncio', 'sqlite3', 'psutil', 'app.core.library.model')\n"
        "print([name for name in LATER if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
