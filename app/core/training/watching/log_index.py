"""A log of any length as lines: where each begins is known, only those looked at are read.

100 MB of log are a few million numbers here. `LogIndex.update` looks at what was added since;
`LogLines`, what it returns, does not change any more, so that other threads may read and search it
while the index grows.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from app.core import paths
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.training.watching.log_cutting import (
    NORMAL,
    Cut,
    Cutter,
    Grades,
    Ints,
    shown,
)

_BLOCK = 256 * 1024  # bytes that are looked at in one go: the window waits for no more
_LONGEST = 4 * 1024 * 1024  # bytes of a line; what is longer becomes several
_MOST_FOUND = 100_000


def _none() -> Ints:
    return np.zeros(0, np.int64)


@dataclass(frozen=True)
class LogLines:
    """The lines of a log, as they were at one time.

    Attributes:
        path: The log.
        starts: Offset of each line, bytes.
        lengths: Bytes of each.
        grades: How bad each is; see `log_cutting`.
        size: Bytes of the log.
    """

    path: Path
    starts: Ints = field(default_factory=_none)
    lengths: Ints = field(default_factory=_none)
    grades: Grades = field(default_factory=lambda: np.zeros(0, np.uint8))
    size: int = 0

    def __len__(self) -> int:
        return len(self.starts)

    def rows(self, least: int = NORMAL) -> Ints:
        """Return the numbers of the lines that are at least so bad."""
        if least == NORMAL:
            return np.arange(len(self), dtype=np.int64)
        return np.flatnonzero(self.grades >= least)

    def read(self, rows: Ints) -> tuple[str, ...]:
        """Return lines as they are shown; empty where the log is gone."""
        texts = [""] * len(rows)
        with contextlib.suppress(OSError), paths.opened(self.path) as file:
            for place, row in enumerate(rows):
                file.seek(int(self.starts[row]))
                texts[place] = shown(file.read(min(int(self.lengths[row]), _LONGEST)))
        return tuple(texts)

    def find(self, words: str, checkpoint: Checkpoint = ignore) -> Ints:
        """Return the numbers of the lines that hold words, of which A is a, but no more.

        Raises `Stopped` as the checkpoint says. No more than 100,000 lines are returned.
        """
        wanted = words.encode("utf-8").lower()
        if not wanted or not len(self):
            return _none()
        found: list[Ints] = []
        number = 0
        for first, data in self._blocks(checkpoint):
            rows = self._found_in(data, first, wanted)
            found.append(rows)
            number += len(rows)
            if number > _MOST_FOUND:
                break
        return np.concatenate(found)[:_MOST_FOUND] if found else _none()

    def _found_in(self, data: bytes, first: int, wanted: bytes) -> Ints:
        """Return the lines of a block, which begins with line ``first``, that hold words."""
        base, rows = int(self.starts[first]), set()
        at = data.find(wanted)
        while at >= 0:
            row = int(np.searchsorted(self.starts, base + at, "right")) - 1
            after = int(self.starts[row] + self.lengths[row]) - base
            if at + len(wanted) <= after:
                rows.add(row)
                at = after - 1
            at = data.find(wanted, at + 1)
        return np.array(sorted(rows), np.int64)

    def _blocks(self, checkpoint: Checkpoint) -> Iterator[tuple[int, bytes]]:
        """Yield blocks of whole lines in small letters, each with the number of its first line."""
        first = 0
        with contextlib.suppress(OSError), paths.opened(self.path) as file:
            while first < len(self):
                begin = int(self.starts[first])
                after = int(np.searchsorted(self.starts, begin + _BLOCK, "left"))
                last = max(after - 1, first)
                checkpoint(Progress(begin, self.size))
                file.seek(begin)
                end = int(self.starts[last] + self.lengths[last])
                yield first, file.read(end - begin).lower()
                first = last + 1


class LogIndex:
    """Keeps up with a log that grows; for one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._begin()

    def _begin(self) -> None:
        self._cutter = Cutter()
        self._size, self._number = 0, 0
        self._starts, self._lengths = _none(), _none()
        self._grades = np.zeros(0, np.uint8)
        self._open = Cut(_none(), _none(), np.zeros(0, np.uint8))

    def update(self, checkpoint: Checkpoint = ignore) -> LogLines:
        """Look at what the log has got since, and return its lines.

        One that has become shorter is read anew; one that is not there has no lines.

        Raises `Stopped` as the checkpoint says; what was looked at by then stays known.
        """
        try:
            size = self._path.stat().st_size
            if size < self._size:
                self._begin()
            if size > self._size:
                self._read(size, checkpoint)
        except OSError:
            self._begin()
        return self._lines()

    def _read(self, size: int, checkpoint: Checkpoint) -> None:
        block = _BLOCK
        with paths.opened(self._path) as file:
            while self._size < size:
                checkpoint(Progress(self._size, size))
                at = self._cutter.offset
                file.seek(at)
                data = file.read(block)
                if not data:
                    break
                whole, self._open = self._cutter.feed(data)
                self._add(whole)
                self._size = at + len(data)
                stuck = self._cutter.offset == at and len(data) == block
                block = min(2 * block, _LONGEST) if stuck else _BLOCK
                if stuck and len(data) == _LONGEST:  # let it be a line
                    self._add(self._open)
                    self._open = Cut(_none(), _none(), np.zeros(0, np.uint8))
                    self._cutter.offset = at + len(data)

    def _add(self, cut: Cut) -> None:
        """Put lines behind those that are known; what was handed out stays as it is."""
        number = self._number + len(cut.starts)
        if number > len(self._starts):
            room = max(2 * len(self._starts), number, 1_024)
            self._starts = _grown(self._starts, room)
            self._lengths = _grown(self._lengths, room)
            grades = np.zeros(room, np.uint8)
            grades[: self._number] = self._grades[: self._number]
            self._grades = grades
        place = slice(self._number, number)
        self._starts[place], self._lengths[place] = cut.starts, cut.lengths
        self._grades[place] = cut.grades
        self._number = number

    def _lines(self) -> LogLines:
        number, cut = self._number, self._open
        starts, lengths = self._starts[:number], self._lengths[:number]
        grades = self._grades[:number]
        if len(cut.starts):
            starts = np.concatenate((starts, cut.starts))
            lengths = np.concatenate((lengths, cut.lengths))
            grades = np.concatenate((grades, cut.grades))
        return LogLines(self._path, starts, lengths, grades, self._size)


def _grown(values: Ints, room: int) -> Ints:
    made = np.zeros(room, np.int64)
    made[: len(values)] = values
    return made
