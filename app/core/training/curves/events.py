"""Scalars of TensorBoard's event files, read as they grow, without TensorBoard.

A file is opened for a moment at each look, so that nobody is kept from removing it. What the
trainer has half written is taken when the rest is there; what is damaged is passed over, counted.
"""

from __future__ import annotations

import os
import re
import struct
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.core import paths
from app.core.training.curves.columns import Columns, Floats, Ints
from app.core.training.curves.protobuf import scalars_of
from app.core.training.curves.records import Framing, Records

_AT_ONCE = 1 << 24  # bytes
_NAME = re.compile(r"events\.out\.tfevents\.(\d+)\..+")
_HPARAMS = re.compile(r"\d+\.\d+")  # a folder of its own for options: no scalars in it
_DEEPEST = 4  # folders below the one of all events
_LOOK_AROUND_S = 10.0  # where a drive does not tell of changes of its folders
_FLOAT = struct.Struct("<f").unpack_from
_WALL, _STEP, _SUMMARY = 0x09, 0x10, 0x2A  # the keys of the fields of an event


class Points:
    """The points of one tag, in the order in which they were written.

    Attributes:
        steps: As they were written: from 0 or 1 in each file; of ``loss/epoch`` the epoch.
        values: The scalars; may be NaN or infinite.
        times: Unix seconds.
        places: Where each stands among all scalars of the file.
    """

    def __init__(self) -> None:
        self._table = Columns(np.int64, np.float64, np.float64, np.int64)

    def __len__(self) -> int:
        return len(self._table)

    @property
    def steps(self) -> Ints:
        """See the class."""
        return self._table.column(0)

    @property
    def values(self) -> Floats:
        """See the class."""
        return self._table.column(1)

    @property
    def times(self) -> Floats:
        """See the class."""
        return self._table.column(2)

    @property
    def places(self) -> Ints:
        """See the class."""
        return self._table.column(3)

    def add(
        self,
        steps: list[int],
        values: Floats | list[float],
        times: Floats | list[float],
        places: list[int],
    ) -> None:
        """Add points."""
        self._table.add(steps, values, times, places)


class EventFile:
    """One file, read as it grows.

    Attributes:
        path: The file.
        points: By tag.
        damaged: Places that were passed over.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._begin_again()

    def _begin_again(self) -> None:
        self.points: dict[str, Points] = {}
        self.damaged = 0
        self._at = self._size = self._count = 0
        self._framing = Framing()
        self._tags: dict[bytes, str] = {}  # by what stands between step and number of an event

    def poll(self) -> bool:
        """Read what is new; return whether anything was."""
        try:
            size = self.path.stat().st_size
            if size == self._size:
                return False
            if size < self._at:
                self._begin_again()
            with paths.opened(self.path) as file:
                return self._read_on(file.fileno())
        except OSError:
            return False  # a drive that is away for a moment: the next look finds it

    def _read_on(self, file: int) -> bool:
        before, ended = self._count, False
        rest = b""
        os.lseek(file, self._at, os.SEEK_SET)
        while not ended:
            read = os.read(file, _AT_ONCE)
            ended = not read
            if read:
                data = rest + read
                found = self._framing.find(data)
                self._take(data, found)
                self._at += found.used
                rest = data[found.used :]
        self._size = self._at + len(rest)
        return self._count != before

    def _take(self, data: bytes, found: Records) -> None:
        """Take the scalars of records; those of a shape that was met before without a parser."""
        self.damaged += found.damaged
        plain: dict[str, tuple[list[int], list[int], list[int], list[int]]]
        plain = defaultdict(lambda: ([], [], [], []))
        tags, count = self._tags, self._count
        for start, end in zip(found.starts.tolist(), found.ends.tolist(), strict=True):
            step, at = _step_of(data, start, end)
            tag = tags.get(data[at : end - 4])
            if tag is None:
                count += self._take_parsed(data[start:end], data[at : end - 4], count)
                continue
            steps, starts, ends, places = plain[tag]
            steps.append(step)
            starts.append(start)
            ends.append(end)
            places.append(count)
            count += 1
        self._count = count
        numbers = np.frombuffer(data, np.uint8)
        for tag, (steps, starts, ends, places) in plain.items():
            values = _numbers(numbers, np.array(ends) - 4, "<f4")
            times = _numbers(numbers, np.array(starts) + 1, "<f8")
            self._points(tag).add(steps, values, times, places)

    def _take_parsed(self, record: bytes, shape: bytes, count: int) -> int:
        """Take the scalars of an event as protobuf says; return how many they are."""
        try:
            found = list(scalars_of(record))
        except (ValueError, IndexError, struct.error):
            self.damaged += 1
            return 0
        for place, (tag, step, wall, value) in enumerate(found, count):
            self._points(tag).add([step], [value], [wall], [place])
        if len(found) == 1 and _is_plain(shape, found[0][0]):
            self._tags[shape] = found[0][0]
        return len(found)

    def _points(self, tag: str) -> Points:
        return self.points.setdefault(tag, Points())


def _step_of(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Return the step of an event that begins as all do, and where what follows it begins.

    Where it does not begin so, that is its end: no shape is known for nothing.
    """
    if end - start < 15 or data[start] != _WALL:
        return 0, end
    at = start + 9
    if data[at] == _SUMMARY:
        return 0, at
    if data[at] != _STEP:
        return 0, end
    step = shift = 0
    for at in range(start + 10, min(start + 19, end)):
        step |= (data[at] & 0x7F) << shift
        if data[at] < 0x80:
            return step, at + 1
        shift += 7
    return 0, end


def _is_plain(shape: bytes, tag: str) -> bool:
    """Whether a shape is a summary of one value: a tag, then a 32-bit number that ends it."""
    name = tag.encode()
    value = b"\x0a" + bytes([len(name) % 128]) + name + b"\x15"
    whole = b"\x2a" + bytes([len(value) + 6]) + b"\x0a" + bytes([len(value) + 4]) + value
    return len(value) < 120 and shape == whole


def _numbers(data: npt.NDArray[np.uint8], starts: Ints, kind: str) -> Floats:
    wide = np.dtype(kind).itemsize
    found: Floats = data[starts[:, None] + np.arange(wide)].view(kind)[:, 0].astype(np.float64)
    return found


class EventFolder:
    """All event files of a run, found as they come.

    Args:
        folder: The trainer's ``--logging_dir``; it need not be there yet.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folders: dict[str, int] = {}  # those that were looked through: when they changed
        self._looked = -_LOOK_AROUND_S
        self.files: list[EventFile] = []

    def poll(self) -> bool:
        """Read what is new in old and new files; return whether anything was."""
        before = len(self.files)
        if self._changed():
            self._look()
        news = [file.poll() for file in self.files]
        return any(news) or len(self.files) != before

    def _changed(self) -> bool:
        now = time.monotonic()
        if now - self._looked > _LOOK_AROUND_S:
            return True
        return any(_changed_at(each) != when for each, when in self._folders.items())

    def _look(self) -> None:
        self._looked = time.monotonic()
        self._folders = {}
        known = {file.path: file for file in self.files}
        found = sorted(self._find(str(self._folder), _DEEPEST), key=_began)
        self.files = [known.get(path) or EventFile(path) for path in found]

    def _find(self, folder: str, deep: int) -> Iterator[Path]:
        self._folders[folder] = _changed_at(folder)  # before: what comes meanwhile is found next
        try:
            with os.scandir(folder) as entries:
                found = list(entries)
        except OSError:
            return
        for entry in found:
            if _NAME.fullmatch(entry.name):
                yield Path(entry.path)
            elif deep and not _HPARAMS.fullmatch(entry.name) and entry.is_dir():
                yield from self._find(entry.path, deep - 1)


def _changed_at(folder: str) -> int:
    try:
        return os.stat(folder).st_mtime_ns  # noqa: PTH116 -- asked ten times a second
    except OSError:
        return 0


def _began(path: Path) -> tuple[int, str]:
    """Return when a file was begun, Unix seconds as in its name, and its path."""
    name = _NAME.fullmatch(path.name)
    return int(name[1]) if name else 0, str(path)
