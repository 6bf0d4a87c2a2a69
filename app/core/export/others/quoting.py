"""Command lines as people paste them: an argument list quoted for three shells."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

_PLAIN = re.compile(r"[\w@+=:,./\\-]+", re.ASCII)


def bash(arguments: Sequence[str]) -> str:
    """Return a command line for bash and its like."""
    return shlex.join(arguments)


def powershell(arguments: Sequence[str]) -> str:
    """Return a command line for PowerShell; what must be quoted stands in single quotes.

    The first argument must be a plain word, as a quoted one would be printed, not run.
    """
    return " ".join(_in_powershell(each) for each in arguments)


def cmd(arguments: Sequence[str]) -> str:
    """Return a command line for Windows' own prompt.

    ``%`` cannot be quoted there: pasted, ``%NAME%`` is replaced where such a variable exists.
    """
    return " ".join(_in_cmd(each) for each in arguments)


def _in_powershell(argument: str) -> str:
    # A comma makes a list and a leading @ a splat there: both are quoted.
    if _PLAIN.fullmatch(argument) and not {",", "@"} & set(argument):
        return argument
    return "'" + re.sub("(['\u2018\u2019\u201a\u201b])", r"\1\1", argument) + "'"


def _in_cmd(argument: str) -> str:
    if _PLAIN.fullmatch(argument) and not {",", "="} & set(argument):
        return argument
    # A program's start code takes \" for a quote, and a run of \ before one twice.
    inside = re.sub(r'(\\*)"', r'\1\1\\"', argument)
    inside = re.sub(r"(\\+)$", r"\1\1", inside)
    return f'"{inside}"'
