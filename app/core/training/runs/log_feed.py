"""A step's log, read as it grows."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from app.core import paths

_PIECE = 1024 * 1024  # bytes
_PIECES = 8  # at a time: a flood of output must not hold up the heartbeat


class LogFeed:
    """Gives what is new in a file to a reader.

    The file stays open once it was there: what is written into it is read on where somebody removes
    it, or its drive, under its name.

    Args:
        file: It may not be there yet.
        start: Where to begin, bytes.
        feed: Takes bytes, wherever they are cut.
    """

    def __init__(self, file: Path, start: int, feed: Callable[[bytes], None]) -> None:
        self._file, self._at, self._feed = file, start, feed
        self._open: BinaryIO | None = None

    def read(self) -> bool:
        """Read on; return whether the end was reached."""
        try:
            if self._open is None:
                self._open = paths.opened(self._file)
            self._open.seek(self._at)
            for _ in range(_PIECES):
                data = self._open.read(_PIECE)
                if not data:
                    return True
                self._at += len(data)
                self._feed(data)
        except OSError:
            self.close()  # a drive that comes back is opened anew
            return True
        return False

    def read_all(self) -> None:
        """Read to the end of what is there."""
        while not self.read():
            pass

    def close(self) -> None:
        """Let go of the file; a later look opens it again."""
        file, self._open = self._open, None
        if file is not None:
            with contextlib.suppress(OSError):
                file.close()
