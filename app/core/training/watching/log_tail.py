"""The last lines of a log that grows."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path

from app.core import paths
from app.core.training.watching.log_cutting import Cut, Cutter, shown

_FIRST = 512 * 1024  # bytes at the end of a log that are read of one that is longer
_MOST_AT_ONCE = 4 * 1024 * 1024  # bytes; where more came since, it is begun at its end again


@dataclass(frozen=True, slots=True)
class Tail:
    """What was printed last.

    Attributes:
        path: The log; None: there is none.
        lines: The last ones, in order.
        total: Lines in all; None where not all was read.
        size: Bytes of the log.
    """

    path: Path | None = None
    lines: tuple[str, ...] = ()
    total: int | None = 0
    size: int = 0


class LogTail:
    """Keeps the last lines of one log at a time; reads what is new in it."""

    def __init__(self, most: int = 200) -> None:
        self._most = most
        self._begin(None)

    def _begin(self, path: Path | None, at: int = 0) -> None:
        self._path = path
        self._cutter = Cutter(at)
        self._size, self._total = at, 0 if not at else None
        self._kept: deque[str] = deque(maxlen=self._most)
        self._open: list[str] = []
        self._skip = bool(at)  # the first line, which began before

    def read(self, path: Path) -> Tail:
        """Return the tail of a log as it is now; one that is not there has no lines."""
        try:
            size = path.stat().st_size
            if path != self._path or size < self._size:
                self._begin(path)
            if size - self._size > _MOST_AT_ONCE:
                self._begin(path, size - _FIRST)
            if size > self._size:
                self._read(path)
        except OSError:
            self._begin(None)
            return Tail()
        lines = (*self._kept, *self._open)[-self._most :]
        total = None if self._total is None else self._total + len(self._open)
        return Tail(path, lines, total, size)

    def _read(self, path: Path) -> None:
        at = self._cutter.offset
        with paths.opened(path) as file:
            file.seek(at)
            data = file.read(2 * _MOST_AT_ONCE)
        whole, rest = self._cutter.feed(data)
        texts = _texts(data, whole, at)
        if self._skip and texts:
            texts, self._skip = texts[1:], False
        self._kept.extend(texts)
        self._total = None if self._total is None else self._total + len(texts)
        self._open = _texts(data, rest, at)
        self._size = at + len(data)


def _texts(data: bytes, cut: Cut, base: int) -> list[str]:
    places = zip(cut.starts - base, cut.lengths, strict=True)
    return [shown(data[int(at) : int(at + length)]) for at, length in places]
