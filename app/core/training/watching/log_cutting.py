r"""A log's bytes cut into the lines that are shown: a bar that redraws itself is one line.

As on a terminal, ``\r`` begins the line anew, so that of all the states of a bar only the last one
is shown. What a program prints behind a bar without a line of its own (``…it/s]INFO:…``) becomes
one. Empty lines are not shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

NORMAL, WARNING, ERROR = 0, 1, 2

Ints = npt.NDArray[np.int64]
Grades = npt.NDArray[np.uint8]

_LF, _CR, _SPACE = 10, 13, 32
_WARNS = re.compile(rb"WARNING|[Ww]arning:")
_FAILS = re.compile(
    rb"ERROR|CRITICAL|Traceback \(most recent|Error:|Exception:|KeyboardInterrupt|out of memory"
    rb"|error:"
)
_TRACE = b"Traceback (most recent"
_BAR = re.compile(rb"[^\r\n]*?\[\d+:\d\d[^\]\r\n]*\](?:\x1b\[A)*(?=[^\s\x1b])")
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f]")
_LONGEST = 4_000  # letters of a line that are shown


class Cut(NamedTuple):
    """Lines that are shown, by where they are in the file.

    Attributes:
        starts: Offset of each line, bytes.
        lengths: Bytes of each.
        grades: `NORMAL`, `WARNING` or `ERROR`.
    """

    starts: Ints
    lengths: Ints
    grades: Grades


@dataclass
class Cutter:
    """Cuts a growing file. The last line, as long as it has no end, is handed out each time anew.

    Attributes:
        offset: Where the bytes of the next `feed` are to come from.
    """

    offset: int = 0
    _redrawn: bool = False  # whether a bar may begin at ``offset``
    _traced: bool = False  # whether what comes belongs to a traceback

    def feed(self, data: bytes) -> tuple[Cut, Cut]:
        """Take bytes of the file from `offset` on; return whole lines, and the one without an end.

        The second holds one line, two where something stands behind a bar, or none.
        """
        at, whole = self.offset, data.rfind(b"\n") + 1
        starts, ends, redrawn = _pieces(data, self._redrawn)
        done = starts < whole
        lines = self._lines(data, starts[done], ends[done], redrawn[done], keep=True)
        rest = ~done
        open_ = self._lines(data, starts[rest], ends[rest], redrawn[rest], keep=False)
        if rest.any():
            self._redrawn = bool(redrawn[rest][-1])
            self.offset = at + int(starts[rest][-1])
        else:
            self._redrawn = len(data) > whole or (self._redrawn and not whole)
            self.offset = at + len(data)
        return _moved(lines, at), _moved(open_, at)

    def _lines(
        self, data: bytes, starts: Ints, ends: Ints, redrawn: npt.NDArray[np.bool_], *, keep: bool
    ) -> Cut:
        starts, ends = _parted(data, starts, ends, redrawn)
        grades = np.zeros(len(starts), np.uint8)
        traced = self._grade(data, starts, ends, grades)
        if keep:
            self._traced = traced
        return Cut(starts, ends - starts, grades)

    def _grade(self, data: bytes, starts: Ints, ends: Ints, grades: Grades) -> bool:
        """Say how bad each line is; return whether a traceback goes on behind the last one."""
        if not len(starts):
            return self._traced
        for pattern, grade in ((_WARNS, WARNING), (_FAILS, ERROR)):
            for found in pattern.finditer(data, int(starts[0]), int(ends[-1])):
                row = int(np.searchsorted(starts, found.start(), "right")) - 1
                if row >= 0 and found.start() < ends[row]:
                    grades[row] = grade
        traces = [-1] if self._traced else []
        traces += [int(row) for row in np.flatnonzero(grades == ERROR)
                   if data.startswith(_TRACE, int(starts[row]))]  # fmt: skip
        for row in traces:
            after = row + 1
            while after < len(starts) and data[int(starts[after])] == _SPACE:
                grades[after] = ERROR
                after += 1
            if after == len(starts):
                return True
            grades[after] = ERROR  # the line that says what it was
        return False


def shown(line: bytes) -> str:
    """Return a line's bytes as it is shown: no escapes, no marks of redrawing, not too long."""
    text = line[: 4 * _LONGEST].decode("utf-8", "replace")
    text = _ESCAPES.sub("", text.expandtabs(4)).rstrip()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _pieces(data: bytes, redrawn: bool) -> tuple[Ints, Ints, npt.NDArray[np.bool_]]:
    r"""Return start and end of the last piece of each line, and whether it stands behind a ``\r``.

    A line is what a ``\n`` ends, a piece what a ``\r`` parts of it; empty pieces count for nothing.
    """
    bytes_ = np.frombuffer(data, np.uint8)
    marks = np.flatnonzero((bytes_ == _LF) | (bytes_ == _CR))
    breaks = bytes_[marks] == _LF
    starts = np.concatenate(([0], marks + 1))
    ends = np.concatenate((marks, [len(data)]))
    behind = np.concatenate(([redrawn], ~breaks))
    line = np.concatenate(([0], np.cumsum(breaks)))
    filled = ends > starts
    starts, ends, behind, line = starts[filled], ends[filled], behind[filled], line[filled]
    last = np.ones(len(line), bool)
    last[:-1] = line[1:] != line[:-1]
    return starts[last], ends[last], behind[last]


def _parted(
    data: bytes, starts: Ints, ends: Ints, redrawn: npt.NDArray[np.bool_]
) -> tuple[Ints, Ints]:
    """Part what stands behind a bar from it."""
    cuts = []
    for place in np.flatnonzero(redrawn):
        found = _BAR.match(data, int(starts[place]), int(ends[place]))
        if found is not None:
            cuts.append((int(place), found.end()))
    if not cuts:
        return starts, ends
    places = [place for place, _ in cuts]
    at = [place for _, place in cuts]
    return np.insert(starts, [p + 1 for p in places], at), np.insert(ends, places, at)


def _moved(cut: Cut, by: int) -> Cut:
    return Cut(cut.starts + by, cut.lengths, cut.grades)
