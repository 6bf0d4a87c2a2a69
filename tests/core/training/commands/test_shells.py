from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.training.commands.command_lines import commands
from app.core.training.commands.places import Rig, places_of
from app.core.training.commands.shells import SHELLS, Shell, in_shell
from app.core.training.model import Command
from app.core.training.recipe.presets import read_preset
from tests.core.training.commands.shell_readers import Started, arguments_of, cmd, powershell

ODD = [
    *("", " ", "a b", "100 %", "%PATH%", "%PATH:a=b%", "%", "%%", "a%b%c", "50%^", "^", "a^b"),
    *("&", "a&b", "&&", "|", "<in>", "(x)", "!x!", '"', '""', 'say "hi" & go', 'a"b', '"a b"'),
    *("\\", "C:\\", "C:\\my dir\\", "\\\\server\\x y\\", 'a\\"b', 'a\\\\"', "a\\\\ b\\\\", '\\"'),
    *("'", "it's", "’x‘", "''", "$HOME", "$(ls)", "`", "`n", "a`b", "*", "?", "~", "~/x", "#x"),
    *("@x", "{a}", "a,b", "a;b", "a=b", "5e-5", "3.0", "1e3", "0x10", "1kb", "-x", "--x.y", "-x:y"),
    *("바람", "風 の", "é", "a\tb", "\U0001f3ac", "--task", "<DiT: Wan 2.1 t2v 14B>", "[a-z]"),
    *('%PATH% "x" %PATH%', "^%PATH^%", '%"PATH%', "a% b% c", "\\%", "\\\\%x", 'x\\" %PATH% "'),
]
VARIABLES = {"PATH": "C:\\Windows", "A": "1", "B": "2", "X": "y", "AB": "3"}
texts = st.text(st.characters(exclude_characters="\0\r\n", exclude_categories=["Cs"]), max_size=20)
tricky = st.text(st.sampled_from("ab \\\"'%^&|<>()!$`=:’‘PATH,;~-"), max_size=16)
values = st.one_of(texts, tricky, st.sampled_from(ODD))
arguments = st.lists(values, max_size=8)


def command_of(argv: list[str], program: str = "C:\\py thon\\python.exe") -> Command:
    env = {"PYTHONUTF8": "1", "RUSHES_RUN": "C:\\runs\\001 a"}
    return Command("train", (program, "-m", "x", *argv), env, "G:\\musubi tuner")


def read(text: str, shell: Shell, newest: bool = False) -> Started:
    return cmd(text, VARIABLES) if shell == "cmd" else powershell(text, newest=newest)


@pytest.mark.parametrize("lines", [True, False])
@pytest.mark.parametrize(
    ("shell", "newest"), [("cmd", False), ("powershell", False), ("powershell", True)]
)
def test_that_what_is_pasted_on_windows_runs_exactly_the_command(
    shell: Shell, newest: bool, lines: bool
) -> None:
    for word in ODD:
        for argv in ([word], [word, "--dit", word, word], ["--a", "1", word]):
            command = command_of(argv)
            text = in_shell(command, shell, lines=lines)
            found = read(text, shell, newest)
            assert found.argv == list(command.argv), text
            assert found.env == dict(command.env)
            assert found.folder == command.folder


@given(arguments, st.booleans())
def test_that_cmd_runs_any_arguments(argv: list[str], lines: bool) -> None:
    command = command_of(argv)
    assert cmd(in_shell(command, "cmd", lines=lines), VARIABLES).argv == list(command.argv)


@given(arguments, st.booleans(), st.booleans())
def test_that_powershell_runs_any_arguments(argv: list[str], lines: bool, newest: bool) -> None:
    command = command_of(argv)
    text = in_shell(command, "powershell", lines=lines)
    assert powershell(text, newest=newest).argv == list(command.argv)


@pytest.mark.parametrize("shell", ["cmd", "powershell"])
@pytest.mark.parametrize("value", ["a b", "100%", "%PATH%", "a&b^c", "it's", "a=b", 'a"b', "x "])
def test_that_variables_and_folders_may_be_odd_on_windows(shell: Shell, value: str) -> None:
    for lines in (True, False):
        folder = "D:\\it's 100 % & more"
        command = Command("train", ("C:\\a'b %PATH%\\p.exe", "x"), {"A": "1", "B": value}, folder)
        found = read(in_shell(command, shell, lines=lines), shell)
        assert (found.env, found.folder) == ({"A": "1", "B": value}, folder)
        assert found.argv == list(command.argv)


@given(arguments)
def test_that_our_reader_of_windows_command_lines_agrees_with_pythons_writer(
    argv: list[str],
) -> None:
    assert arguments_of(subprocess.list2cmdline(["p", *argv])) == ["p", *argv]


def test_that_cmd_writes_a_blank_where_it_knows_no_line_break() -> None:
    found = cmd(in_shell(command_of(["a\nb"]), "cmd"), VARIABLES)
    assert found.argv[-1] == "a b"


# ---------------------------------------------------------------------------------------- bash

SAYS = (
    "import json,os,sys; "
    "print(json.dumps([sys.argv[1:], os.getcwd(), {k: os.environ.get(k) for k in ('A', 'B')}]))"
)


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.parametrize("lines", [True, False])
def test_that_bash_runs_exactly_the_command(tmp_path: Path, lines: bool) -> None:
    folder = tmp_path / "it's a $HOME `dir` & more"
    folder.mkdir()
    argv = [*ODD, "a\nb", "\n"]
    env = {"A": "x y $HOME 'q' \"d\" `b` !h", "B": "\n"}
    command = Command("train", (sys.executable, "-c", SAYS, *argv), env, str(folder))
    text = in_shell(command, "bash", lines=lines)
    done = subprocess.run(["bash"], input=text.encode(), capture_output=True, check=True)
    assert json.loads(done.stdout) == [argv, str(folder), env]


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_that_bash_takes_a_program_with_an_equals_sign_for_a_program(tmp_path: Path) -> None:
    program = tmp_path / "a=b"
    program.write_text("#!/bin/sh\necho ran $1\n", encoding="utf-8")
    program.chmod(0o755)
    text = in_shell(Command("train", ("a=b", "x"), {"PATH": str(tmp_path)}), "bash")
    done = subprocess.run(["/bin/bash"], input=text.encode(), capture_output=True, check=True)
    assert done.stdout == b"ran x\n"


# --------------------------------------------------------------------------------------- looks


@pytest.mark.parametrize("shell", SHELLS)
def test_that_each_option_has_a_line_and_all_that_starts_the_script_has_one(shell: Shell) -> None:
    train = commands(read_preset("takenoko-3090").recipe, Rig(), places_of(Path("p"), "001-x"))[-1]
    mark = {"cmd": " ^", "powershell": " `", "bash": " \\"}[shell]
    lines = in_shell(train, shell).splitlines()
    options = [line for line in lines if line.startswith("    ")]
    assert options[0] == f"    --task t2v-14B{mark}"
    assert options[-1] == "    --sample_every_n_epochs 1"
    script = next(line for line in lines if "wan_train_network.py" in line)
    assert "--num_cpu_threads_per_process 1 --mixed_precision bf16" in script
    assert all(line.endswith(mark) for line in (script, *options[:-1]))
    assert "\n" not in in_shell(train, shell, lines=False)


def test_that_plain_values_stay_as_people_write_them() -> None:
    argv = ["--learning_rate", "5e-5", "--dit", "G:/wan14b/dit.safetensors", "--task", "t2v-14B"]
    for shell in SHELLS:
        text = in_shell(Command("train", ("python", "x.py", *argv)), shell, lines=False)
        assert text.endswith("--learning_rate 5e-5 --dit G:/wan14b/dit.safetensors --task t2v-14B")
