"""Decoded pictures in memory, ready to paint, within a number of bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import av


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture ready to paint.

    Attributes:
        frame: The source frame it shows.
        width: Pixels.
        height: Rows.
        stride: Bytes from one row to the next.
        pixels: The rows, top first: blue, green, red, 255 of each pixel, 8 bits each. They stay
            valid as long as this view does; nobody may write to them.
    """

    frame: int
    width: int
    height: int
    stride: int
    pixels: memoryview

    @property
    def size(self) -> int:
        """Bytes it takes."""
        return self.stride * self.height


def picture_of(frame: int, made: av.VideoFrame) -> Picture:
    """Return a picture of a BGRA frame with pixels of its own.

    FFmpeg's filters make their frames in a pool, which is freed as a whole: one picture that is
    kept would hold the memory of all of them.
    """
    plane = made.planes[0]
    return Picture(frame, made.width, made.height, plane.line_size, memoryview(bytes(plane)))


Key = tuple[int, int]
"""The number of a look (a film seen in one way) and a source frame."""

Urgency = Callable[[Key], int | None]
"""In how many frames a picture is shown next; None where nobody waits for it."""


class Reel:
    """The pictures at hand. Safe from any thread; no call takes long.

    When there is no more room, pictures nobody waits for go first, the longest unused first; then
    the one that is shown last.

    Args:
        budget: Bytes to keep; the newest picture is kept whatever its size.
    """

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self._lock = threading.Lock()
        self._pictures: OrderedDict[Key, Picture] = OrderedDict()
        self._size = 0

    @property
    def size(self) -> int:
        """Bytes in use."""
        with self._lock:  # not in the middle of a `put`
            return self._size

    def __contains__(self, key: Key) -> bool:
        return key in self._pictures

    def get(self, key: Key) -> Picture | None:
        """Return a picture if it is at hand; it then counts as just used."""
        with self._lock:
            picture = self._pictures.get(key)
            if picture is not None:
                self._pictures.move_to_end(key)
            return picture

    def nearest(self, look: int, frame: int) -> Picture | None:
        """Return the picture of a look that is nearest to a source frame; None: it has none."""
        with self._lock:
            frames = [have for seen, have in self._pictures if seen == look]
            if not frames:
                return None
            return self._pictures[look, min(frames, key=lambda have: abs(have - frame))]

    def put(self, key: Key, picture: Picture, urgency: Urgency) -> None:
        """Keep a picture, and let others go where there is no room."""
        with self._lock:
            self._drop(key)
            self._pictures[key] = picture
            self._size += picture.size
            while self._size > self.budget and len(self._pictures) > 1:
                self._drop(self._least(key, urgency))

    def resize(self, budget: int, urgency: Urgency) -> None:
        """Keep so many bytes from now on, and let go what is too much."""
        with self._lock:
            self.budget = budget
            while self._size > budget and len(self._pictures) > 1:
                self._drop(self._least(None, urgency))

    def clear(self) -> None:
        """Let all pictures go."""
        with self._lock:
            self._pictures.clear()
            self._size = 0

    def _drop(self, key: Key) -> None:
        picture = self._pictures.pop(key, None)
        self._size -= picture.size if picture is not None else 0

    def _least(self, newest: Key | None, urgency: Urgency) -> Key:
        latest, victim = -1, newest
        for key in self._pictures:
            steps = None if key == newest else urgency(key)
            if steps is None and key != newest:
                return key
            if steps is not None and steps > latest:
                latest, victim = steps, key
        assert victim is not None  # there is one at least
        return victim
