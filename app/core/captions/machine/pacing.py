"""How much a server is asked at once, when it is left alone, and when it is asked again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_LOOK_EVERY = 0.1  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrying:
    """When a question is asked again.

    Attributes:
        tries: How often again, where it may help.
        first: Seconds before the first of these; twice as many before each further one.
        longest: Seconds between two of them at most, unless the server asks for more.
        enough: Seconds of all tries after which there is no further one.
        halvings: How often the pictures are halved where they are too many.
        in_a_row: Captions that fail one after the other before the batch ends: the server is gone.
    """

    tries: int = 4
    first: float = 0.5
    longest: float = 30.0
    enough: float = 600.0
    halvings: int = 2
    in_a_row: int = 3

    def pause(self, tried: int) -> float:
        """Return the seconds to wait after a question was tried again so many times."""
        return min(self.longest, self.first * 2.0 ** min(tried, 32))


class Pacing:
    """How many questions may be under way: fewer at once when it is too much, slowly more again.

    It begins with half of what is allowed, gains one after as many answers as four times what is
    under way, and is halved when the server complains. Safe from any thread.

    Args:
        most: Never more than these.
    """

    def __init__(self, most: int) -> None:
        self._most = max(1, most)
        self._allowed = (self._most + 1) // 2
        self._well = 0
        self._halved_at = float("-inf")
        self._lock = threading.Lock()

    @property
    def allowed(self) -> int:
        """Questions that may be under way, 1 or more."""
        return self._allowed

    def went_well(self) -> None:
        """Take note of an answer."""
        with self._lock:
            self._well += 1
            if self._well >= 4 * self._allowed and self._allowed < self._most:
                self._allowed, self._well = self._allowed + 1, 0

    def too_much(self) -> None:
        """Take note that the server complains; those that were under way then count as one."""
        with self._lock:
            now = time.monotonic()
            if now - self._halved_at > 1.0:
                self._allowed, self._halved_at = max(1, self._allowed // 2), now
            self._well = 0


class Rests:
    """When nobody may ask, because the server asked for rest. Safe from any thread."""

    def __init__(self) -> None:
        self._until = 0.0
        self._lock = threading.Lock()

    def rest(self, seconds: float) -> None:
        """Let nobody ask for so long; a longer rest that was asked for before stays."""
        with self._lock:
            self._until = max(self._until, time.monotonic() + seconds)

    def wait(self, look: Callable[[float], None], own: float = 0.0) -> None:
        """Wait for ``own`` seconds, and until all may ask.

        Args:
            look: Called ten times a second with the seconds that are left; what it raises ends the
                wait.
            own: Seconds that only this caller waits.
        """
        until = time.monotonic() + own
        while (left := max(until, self._until) - time.monotonic()) > 0:
            look(left)
            time.sleep(min(left, _LOOK_EVERY))


class Watch:
    """Measures how long it works; a pause in which several threads wait is left out once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._begun = self._left_out_to = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long it has worked."""
        return time.monotonic() - self._begun

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Leave out what passes inside."""
        before = time.monotonic()
        yield
        with self._lock:
            now = time.monotonic()
            self._begun += now - max(before, self._left_out_to)
            self._left_out_to = now
