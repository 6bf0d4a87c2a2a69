"""All commands of a run as one text: to be pasted, and as a file that a shell runs by itself."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

from app.core import store
from app.core.training.commands.dry_run import TITLES
from app.core.training.commands.shells import Shell, in_shell
from app.core.training.model import Command

ENDINGS: dict[Shell, str] = {"cmd": ".bat", "powershell": ".ps1", "bash": ".sh"}

_COMMENTS: dict[Shell, str] = {"cmd": "rem", "powershell": "#", "bash": "#"}
_HEADS: dict[Shell, str] = {
    "cmd": "@echo off\nchcp 65001 >nul\nsetlocal\n",
    "powershell": "$ErrorActionPreference = 'Stop'\n",
    "bash": "#!/usr/bin/env bash\nset -e\n",
}
_STOPS: dict[Shell, str] = {  # where a command has failed, the next ones make no sense
    "cmd": "\nif %errorlevel% neq 0 exit /b %errorlevel%",
    "powershell": "\nif ($LASTEXITCODE) { exit $LASTEXITCODE }",
    "bash": "",
}


def pasted_text(commands: Sequence[Command], shell: Shell) -> str:
    """Return commands as one pastes them, each under a comment that names its step."""
    parts = [
        f"{_COMMENTS[shell]} {TITLES[each.step]}\n{in_shell(each, shell)}" for each in commands
    ]
    return "\n\n".join(parts)


def file_text(commands: Sequence[Command], shell: Shell) -> str:
    r"""Return commands as a file that a shell runs; it ends where one of them fails.

    That of cmd has ``\r\n`` at its ends of lines and doubles each percent sign, that of PowerShell
    begins with a byte order mark: Windows PowerShell would take it for another code page.
    """
    parts = [_HEADS[shell]]
    for each in commands:
        run = in_shell(each, shell)
        if shell == "cmd":
            run = run.replace("%", "%%")
        elif shell == "bash":
            run = f"(\n{run}\n)"  # what it sets is not for the next one
        parts.append(f"{_COMMENTS[shell]} {TITLES[each.step]}\n{run}{_STOPS[shell]}\n")
    text = "\n".join(parts)
    if shell == "cmd":
        return text.replace("\n", "\r\n")
    return f"\ufeff{text}" if shell == "powershell" else text


def write_file(path: Path, commands: Sequence[Command], shell: Shell) -> None:
    """Write `file_text`; where files are made runnable, it is.

    Raises `WriteError`.
    """
    store.write_text(path, file_text(commands, shell))
    if shell == "bash" and os.name != "nt":
        with contextlib.suppress(OSError):  # it can be run by name all the same
            path.chmod(path.stat().st_mode | 0o100)
