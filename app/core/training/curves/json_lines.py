"""Files with a value of JSON on each line, read as they grow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.core import paths

_AT_ONCE = 1 << 24  # bytes


class JsonLines:
    """One file.

    Attributes:
        began_again: Whether the last look found it shorter than before: what came is all of it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = self._size = 0
        self.began_again = False

    def poll(self) -> list[Any]:
        """Return the values of the lines that are new and whole; those that are none are left out.

        A file that is not there has none.
        """
        self.began_again = False
        try:
            size = self._path.stat().st_size
            if size == self._size:
                return []
            if size < self._at:
                self._at, self.began_again = 0, True
            return self._read_on()
        except OSError:
            return []  # a drive that is away for a moment: the next look finds it

    def _read_on(self) -> list[Any]:
        found: list[Any] = []
        with paths.opened(self._path) as file:
            file.seek(self._at)
            rest = b""
            while data := file.read(_AT_ONCE):
                whole, _, rest = (rest + data).rpartition(b"\n")
                self._at = file.tell() - len(rest)
                found += _values(whole)
            self._size = file.tell()
        return found


def _values(data: bytes) -> list[Any]:
    lines = [line for line in data.splitlines() if line.strip(b" \0\r")]
    try:
        joined = json.loads(b"[" + b",".join(lines) + b"]")
    except (ValueError, RecursionError):
        joined = None
    if isinstance(joined, list) and len(joined) == len(lines):
        return joined
    return [value for line in lines if (value := _value(line)) is not None]


def _value(line: bytes) -> Any:  # noqa: ANN401 -- any JSON
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
