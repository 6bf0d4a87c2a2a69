r"""The text of a trainer's log as lines, piece by piece.

A line ends with ``\n``, ``\r\n`` or, where a bar redraws, with ``\r``. What is printed while a bar
stands is glued to its end: `parts` takes that apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_GLUED = re.compile(r"(?=(?:INFO|WARNING|ERROR|DEBUG|CRITICAL):[\w.]+:|Traceback \(most recent )")
_MARKS = ("INFO:", "WARNING:", "ERROR:", "DEBUG:", "CRITICAL:", "Traceback (most recent ")
_MOST = 1 << 16  # characters of a line that are kept, its last; more is no line of a log


class Lines:
    r"""Splits text that comes in pieces; the same lines come of any pieces."""

    def __init__(self) -> None:
        self._rest = ""

    @property
    def rest(self) -> str:
        r"""What stands behind the last end of a line; a ``\r`` at its end may be half an end."""
        return self._rest

    def feed(self, text: str) -> Iterator[tuple[str, bool]]:
        r"""Yield the lines that end in a text, and whether with more than ``\r``."""
        lines = (self._rest + text).split("\n")
        rest = lines.pop()
        for line in lines:
            if "\r" in line:
                *bars, line = line.removesuffix("\r").split("\r")
                for bar in bars:
                    yield bar[-_MOST:], False
            yield line[-_MOST:], True
        if "\r" in rest:
            half = rest[-1:] == "\r"
            *bars, rest = (rest[:-1] if half else rest).split("\r")
            for bar in bars:
                yield bar[-_MOST:], False
            rest += "\r" if half else ""
        self._rest = rest[-_MOST - 1 :]

    def close(self) -> Iterator[tuple[str, bool]]:
        """Yield the last line, where one was begun."""
        rest, self._rest = self._rest.rstrip("\r"), ""
        if rest:
            yield rest[-_MOST:], False


def parts(line: str) -> list[str]:
    """Return the lines that stand in one, glued together; none of an empty one."""
    colons = line.count(":")  # each mark has one: to count is far faster than to look for marks
    if not colons or (colons < 3 and line.startswith(_MARKS)):
        return [line] if line else []
    if all(line.find(mark, 1) < 0 for mark in _MARKS):
        return [line]
    return [part for part in _GLUED.split(line) if part]
