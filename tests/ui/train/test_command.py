"""The command line in the left column: what Start runs, lit up where it changed, copied, saved."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QTextCursor
from pytestqt.qtbot import QtBot

from app.core.training.commands.script_files import file_text, pasted_text, write_file
from app.core.training.commands.shells import SHELLS, in_shell
from app.core.training.model import Command
from app.ui.train.command_text import CommandText
from app.ui.widgets.label import SectionHead
from tests.ui.train.form_rig import Form, made_form

_RECORDER = "import os, sys; print(sys.argv[1:], os.getcwd(), os.environ.get('WORD'))"


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUSHES_SETTINGS", str(tmp_path / "settings"))


@pytest.fixture
def form(tmp_path: Path, qtbot: QtBot) -> Iterator[Form]:
    made = made_form(tmp_path / "project")
    qtbot.addWidget(made.pane)
    yield made
    made.document.close()


@pytest.mark.parametrize("shell", SHELLS)
def test_the_text_is_exactly_the_commands_of_the_session_in_each_shell(
    form: Form, shell: str
) -> None:
    card = form.pane.command
    card.shells.choose(shell)
    text = card.text.text()
    for command in form.session.commands:
        assert in_shell(command, card.shell) in text
    assert card.shell == shell
    card.copy()
    assert QGuiApplication.clipboard().text() == text


def test_what_changed_lights_up_and_nothing_else(form: Form) -> None:
    card = form.pane.command
    form.session.change("train.network_dim", 64)
    assert [line.split()[:2] for line in card.text.lit_lines()] == [["--network_dim", "64"]]
    form.session.change("train.seed", None)
    assert card.text.lit_lines() == []


def test_the_first_text_and_another_shell_light_nothing_up(form: Form) -> None:
    card = form.pane.command
    assert card.text.lit_lines() == []
    for shell in ("bash", "powershell", "cmd", "bash", "cmd", "powershell"):
        card.shells.choose(shell)
        assert card.text.text() == pasted_text(form.session.commands, shell)
        assert card.text.lit_lines() == []
    form.session.change("train.network_dim", 64)
    assert len(card.text.lit_lines()) == 1


def test_the_light_goes_out_by_itself(
    form: Form, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.train.command_text._LIT_MS", 300)
    form.session.change("train.network_dim", 64)
    assert form.pane.command.text.lit_lines()
    qtbot.waitUntil(lambda: form.pane.command.text.lit_lines() == [], timeout=10_000)


def test_a_selection_is_copied_as_the_text_has_it_but_for_its_indent(qtbot: QtBot) -> None:
    text = CommandText("Command lines")
    qtbot.addWidget(text)
    shown = "# Train\npython x.py \\\n    --a-b '/p-1/q\u00a0r s' \\\n    --seed -7"
    text.show_text(shown)
    text.selectAll()
    text.copy()
    copied = QGuiApplication.clipboard().text()
    assert copied == "\n".join(line.lstrip() for line in shown.split("\n"))


def test_a_selection_is_not_scrolled_away_by_a_change(form: Form) -> None:
    text = form.pane.command.text
    text.moveCursor(QTextCursor.MoveOperation.Start)
    assert text.verticalScrollBar().value() == 0
    form.session.change("train.seed", 7)
    assert text.verticalScrollBar().value() > 0


def test_the_large_view_follows_the_recipe(form: Form) -> None:
    form.pane.command.show_large()
    large = form.pane.command.large
    assert large is not None
    form.session.change("train.network_dim", 64)
    assert large.text() == form.pane.command.text.text()
    assert large.lit_lines()


# --------------------------------------------------------------------------------------- files


def made(tmp_path: Path, *codes: int) -> tuple[Command, ...]:
    """Commands that print what they got and end with a code."""
    program = tmp_path / "a program.py"
    program.write_text(f"{_RECORDER}; sys.exit(int(sys.argv[1]))", encoding="utf-8")
    odd = "100% of 'it'"
    python = shutil.which("python3") or "python3"
    env, folder = {"WORD": "비 오는 날"}, str(tmp_path)
    argv = [(python, str(program), str(code), "--text", odd) for code in codes]
    steps = ("cache_latents", "cache_text", "train")
    return tuple(Command(step, each, env, folder) for step, each in zip(steps, argv, strict=False))


@pytest.mark.skipif(os.name == "nt", reason="a file for bash")
def test_a_saved_file_of_bash_runs_all_and_stops_where_one_fails(tmp_path: Path) -> None:
    path = tmp_path / "run it.sh"
    write_file(path, made(tmp_path, 0, 3, 0), "bash")
    done = subprocess.run([path], capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 3
    assert done.stdout.splitlines() == [
        f"{[str(code), '--text', chr(49) + '00% of ' + repr('it')]} {tmp_path} 비 오는 날"
        for code in (0, 3)
    ]


def test_a_file_of_cmd_has_its_line_ends_and_doubles_each_percent_sign(tmp_path: Path) -> None:
    commands = made(tmp_path, 0, 0)
    text = file_text(commands, "cmd")
    assert text.startswith("@echo off\r\nchcp 65001")
    assert "\n" not in text.replace("\r\n", "")
    assert in_shell(commands[0], "cmd").replace("%", "%%").replace("\n", "\r\n") in text
    assert text.count("if %errorlevel% neq 0 exit /b %errorlevel%") == 2


def test_a_file_of_powershell_tells_that_it_is_utf8(tmp_path: Path) -> None:
    path = tmp_path / "run.ps1"
    write_file(path, made(tmp_path, 0), "powershell")
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert in_shell(made(tmp_path, 0)[0], "powershell") in data.decode("utf-8-sig")


@pytest.mark.parametrize("shell", SHELLS)
def test_each_step_is_named_in_a_comment_of_the_shell(tmp_path: Path, shell: str) -> None:
    text = pasted_text(made(tmp_path, 0, 0, 0), shell)  # type: ignore[arg-type]
    mark = "rem" if shell == "cmd" else "#"
    lines = [line for line in text.splitlines() if line.startswith(f"{mark} ")]
    assert lines == [f"{mark} Cache latents", f"{mark} Cache text", f"{mark} Train"]


def test_that_a_line_is_a_line_in_the_narrow_card_and_none_is_cut(form: Form, qtbot: QtBot) -> None:
    card = form.pane.command
    text = card.text
    qtbot.waitUntil(lambda: text.text() != "")
    document = text.document()
    blocks = [document.findBlockByNumber(n) for n in range(document.blockCount())]
    assert {block.layout().lineCount() for block in blocks} == {1}
    tops = [document.documentLayout().blockBoundingRect(each).top() for each in blocks]
    (line,) = {round(below - above) for above, below in itertools.pairwise(tops)}
    bar = text.verticalScrollBar()
    assert text.viewport().height() % line == 0
    for place in (0, bar.maximum()):
        bar.setValue(place)
        assert bar.value() % line <= 1  # Qt may count a document a pixel higher than its lines
    assert bar.singleStep() == line
    form.pane.resize(290, 907)
    assert text.viewport().height() % line == 0
    card.show_large()
    assert card.large is not None and card.large.horizontalScrollBar().maximum() == 0


def test_that_the_card_says_whose_command_it_shows(form: Form) -> None:
    heads = [each.text() for each in form.pane.command.findChildren(SectionHead)]
    assert heads == ["Next run's command"]
