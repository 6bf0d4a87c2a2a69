"""A step's log, read as it grows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.core import paths

_PIECE = 1024 * 1024  # bytes
_PIECES = 8  # at a time: a flood of output must not hold up the heartbeat


class LogFeed:
    """Gives what is new in a file to a reader.

    Args:
        file: It may not be there yet.
        start: Where to begin, bytes.
        feed: Takes bytes, wherever they are cut.
    """

    def __init__(self, file: Path, start: int, feed: Callable[[bytes], None]) -> None:
        self._file, self._at, self._feed = file, start, feed

    def read(self) -> bool:
        """Read on; return whether the end was reached."""
        try:
            with paths.opened(self._file) as file:
                file.seek(self._at)
                for _ in range(_PIECES):
                    data = file.read(_PIECE)
                    if not data:
                        return True
                    self._at += len(data)
                    self._feed(data)
        except OSError:
            return True
        return False

    def read_all(self) -> None:
        """Read to the end of what is there."""
        while not self.read():
            pass
