"""Commands as people paste them into a terminal: cmd, PowerShell, bash.

What is pasted runs exactly the arguments, the environment and in the folder of the command.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from typing import Literal, get_args

from app.core.training.model import Command

Shell = Literal["cmd", "powershell", "bash"]

SHELLS: tuple[Shell, ...] = get_args(Shell)
_INDENT = "    "
_CMD_PLAIN = re.compile(r"[\w@+=:,./\\-]+", re.ASCII)
_CMD_PIECES = re.compile(r'[^%"]+|%|"')
_CMD_BREAKS = re.compile(r"[\r\n\0]")
_PS_PLAIN = re.compile(r"--?\w+|\w[\w./\\:-]*", re.ASCII)
_PS_QUOTES = re.compile("(['\u2018\u2019\u201a\u201b])")  # all of them end a text in quotes


def in_shell(command: Command, shell: Shell, *, lines: bool = True) -> str:
    """Return a command as one pastes it.

    cmd knows no way to write a line break in an argument; there, a blank stands for it.

    Args:
        command: It.
        shell: Whose way of writing; cmd's is that of its prompt, not of a file, where each ``%``
            would be doubled.
        lines: One option a line; else all in one.
    """
    return {"cmd": _cmd, "powershell": _powershell, "bash": _bash}[shell](command, lines)


def _rows(argv: Sequence[str]) -> Iterator[list[int]]:
    """Yield the places of the tokens of each line: an option with its values.

    All that starts the script is in the first one.
    """
    row: list[int] = []
    script = False
    for place, token in enumerate(argv):
        if script and token.startswith("--"):
            yield row
            row = []
        script = script or token.endswith(".py")
        row.append(place)
    yield row


def _joined(argv: Sequence[str], quoted: Sequence[str], mark: str, *, lines: bool) -> str:
    return in_lines(argv, quoted, mark) if lines else " ".join(quoted)


def in_lines(argv: Sequence[str], quoted: Sequence[str], mark: str) -> str:
    """Return quoted tokens, one option a line, with a mark of continuation at their ends.

    Args:
        argv: The tokens as they are: they tell where an option begins.
        quoted: As a shell reads them.
        mark: At the end of each line but the last.
    """
    rows = (" ".join(quoted[place] for place in row) for row in _rows(argv))
    return f" {mark}\n{_INDENT}".join(rows)


# ---------------------------------------------------------------------------------------- bash


def _bash(command: Command, lines: bool) -> str:
    quoted = [shlex.quote(each) for each in command.argv]
    if quoted[0] == command.argv[0]:  # with "=" in it, it were a variable
        quoted[0] = f"'{quoted[0]}'" if "=" in quoted[0] else quoted[0]
    env = [f"{name}={shlex.quote(value)}" for name, value in command.env.items()]
    run = _joined(command.argv, quoted, "\\", lines=lines)
    space = " \\\n" if lines else " "
    run = f"{' '.join(env)}{space}{run}" if env else run
    if not command.folder:
        return run
    return f"cd -- {shlex.quote(command.folder)} &&{chr(10) if lines else ' '}{run}"


# ----------------------------------------------------------------------------------------- cmd


def _cmd(command: Command, lines: bool) -> str:
    quoted = [_cmd_quoted(each, always=not place) for place, each in enumerate(command.argv)]
    parts = [f"cd /d {_cmd_quoted(command.folder, always=True)}"] if command.folder else []
    parts += [_cmd_set(name, value) for name, value in command.env.items()]
    parts.append(_joined(command.argv, quoted, "^", lines=lines))
    return ("\n" if lines else "&& ").join(parts)


def _cmd_set(name: str, value: str) -> str:
    """Return what sets a variable for what follows."""
    value = _CMD_BREAKS.sub(" ", value)
    if '"' not in value and "%" not in value:
        return f'set "{name}={value}"'
    return f"set {name}={_cmd_carets(value)}"


def _cmd_quoted(text: str, *, always: bool = False) -> str:
    """Quote an argument for cmd and for the program's own reading of its command line.

    Percent signs and quotes stand outside of cmd's quotes, where a caret takes their meaning.
    """
    text = _CMD_BREAKS.sub(" ", text)
    if not text:
        return '""'
    if _CMD_PLAIN.fullmatch(text) and not always:
        return text
    made, held = "", ""  # backslashes count double before a quote
    for piece in _CMD_PIECES.findall(text):
        if piece == "%":
            made, held = f"{made}{held}^%", ""
        elif piece == '"':
            made, held = f'{made}{held * 2}\\^"', ""
        else:
            bare = piece.rstrip("\\")
            tail = piece[len(bare) :]
            made, held = f"{made}{held}" + (f'"{bare}"' if bare else ""), tail
    return made + held


def _cmd_carets(text: str) -> str:
    """Return a text with a caret before all that cmd would read otherwise, without quotes.

    The letter behind a percent sign gets one too: ``%PATH:a=b%`` is no variable then.
    """
    made, after_percent = "", False
    for letter in text:
        made += f"^{letter}" if after_percent or letter in '()%!^"<>&|' else letter
        after_percent = letter == "%"
    return made


# ---------------------------------------------------------------------------------- PowerShell


def _powershell(command: Command, lines: bool) -> str:
    parts = []
    if command.folder:
        parts.append(f"Set-Location -LiteralPath {ps_text(command.folder)}")
    parts += [f"$env:{name} = {ps_text(value)}" for name, value in command.env.items()]
    if any(map(_odd, command.argv)):  # as in Windows PowerShell, where nothing else is known
        parts.append("$PSNativeCommandArgumentPassing = 'Legacy'")
    quoted = [ps_quoted(each) for each in command.argv]
    quoted[0] = f"& {ps_text(command.argv[0])}"
    parts.append(_joined(command.argv, quoted, "`", lines=lines))
    return ("\n" if lines else "; ").join(parts)


def ps_quoted(text: str) -> str:
    """Return an argument as PowerShell reads it."""
    if _odd(text):
        return ps_text(_as_programs_read(text))
    return text if _PS_PLAIN.fullmatch(text) else ps_text(text)


def _odd(text: str) -> bool:
    """Return whether Windows PowerShell would hand an argument on wrongly."""
    return not text or '"' in text or (text.endswith("\\") and bool(re.search(r"\s", text)))


def _as_programs_read(text: str) -> str:
    """Quote an argument as programs for Windows read their command line."""
    inside = re.sub(r'(\\*)"', r'\1\1\\"', text)
    tail = len(inside) - len(inside.rstrip("\\"))
    return f'"{inside}{chr(92) * tail}"'


def ps_text(text: str) -> str:
    """Return a text in PowerShell's single quotes."""
    doubled = _PS_QUOTES.sub(r"\1\1", text)
    return f"'{doubled}'"
