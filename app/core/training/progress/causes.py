"""Where in a failed step's output the error stands.

Under ``accelerate launch`` the last traceback is accelerate's own: the error is before it. What a
worker of the loader met is quoted inside another traceback: the last one counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_HEAD = "Traceback (most recent call last):"
_LAUNCHER = re.compile(r"accelerate[\\/]commands[\\/]launch\.py")
_VERDICT = re.compile(r"died with <Signals\.\w+: \d+>")
_ARGUMENT = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_CHAIN = re.compile(
    r"(?:During handling of the above exception|The above exception was the direct cause)[^\n]*:"
)
_LOGGED = re.compile(r"(?:INFO|WARNING|ERROR|DEBUG|CRITICAL):[\w.]+:")
_CARETS = re.compile(r"\s*[~^ ]*\^[~^ ]*$")
_EXCEPTION = re.compile(r"(?:\w+\.)*\w+(?::|$)")
_LAST = 4  # lines that are the error where there is no traceback
_LONG = 60  # lines of an exception's text


@dataclass(frozen=True, slots=True)
class Cause:
    """What ended a step.

    Attributes:
        error: The exception and its text, or the last lines; what accelerate says of the end of
            the trainer is behind it.
        calls: The traceback without its last lines; "" without one.
        before: All that was printed before the traceback, or all.
        argv: The trainer's command, where accelerate named it.
    """

    error: str
    calls: str = ""
    before: str = ""
    argv: tuple[str, ...] = ()

    @property
    def exception(self) -> str:
        """The exception's first line; "" where there is no traceback."""
        return self.error.split("\n", 1)[0] if self.calls else ""


def cause_of(lines: Sequence[str]) -> Cause:
    """Return the cause that the last lines of a log name; without bars."""
    end, verdict, argv = _without_launcher(lines)
    start = _last_head(lines, end)
    if start is None:
        last = [line for line in lines[:end] if line.strip()][-_LAST:]
        return Cause("\n".join([*last, *verdict]), "", "\n".join(lines[:end]), argv)
    at = start + 1
    while at < end and (not lines[at].strip() or lines[at][0] in " \t"):
        at += 1
    error = _error(lines[at:end])
    first = start
    while first > 0 and (_CHAIN.match(lines[first - 1]) or not lines[first - 1].strip()):
        first -= 1
    calls = "\n".join(lines[start:at])
    return Cause("\n".join([*error, *verdict]), calls, "\n".join(lines[:first]), argv)


def _error(lines: Sequence[str]) -> list[str]:
    """Return the exception's text: its line, and what belongs to it."""
    kept: list[str] = []
    for line in lines[:_LONG]:
        if _LOGGED.match(line) or line.startswith(_HEAD) or _CHAIN.match(line):
            break
        kept.append(line)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def _last_head(lines: Sequence[str], end: int) -> int | None:
    for index in range(end - 1, -1, -1):
        if lines[index].startswith(_HEAD):
            return index
    return None


def _without_launcher(lines: Sequence[str]) -> tuple[int, list[str], tuple[str, ...]]:
    """Return where accelerate's own traceback begins, its verdict, and the command it names."""
    start = _last_head(lines, len(lines))
    if start is None:
        return len(lines), [], ()
    block = lines[start:]
    failed = [line for line in block if "CalledProcessError: Command " in line]
    if not failed or not any(_LAUNCHER.search(line) for line in block):
        return len(lines), [], ()
    command = failed[-1].partition("Command '[")[2]
    argv = tuple(found[1] or found[2] or "" for found in _ARGUMENT.finditer(command))
    return start, [found[0] for found in _VERDICT.finditer(failed[-1])][-1:], argv


def is_words(line: str) -> bool:
    """Return whether a line tells a person something: no carets, not empty."""
    return bool(line.strip()) and not _CARETS.match(line)


def is_exception(line: str) -> bool:
    """Return whether a line looks like the name of an exception and its text."""
    return bool(_EXCEPTION.match(line))
