"""Work in the GUI thread, a little of it in each turn of the loop: the window stays alive."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer, Signal

_TURN = 0.008  # seconds after which other events have their turn


class Turns(QObject):
    """Does work for each film that waits; for the first at once, and if there is time for more.

    Args:
        work: What to do for a film, by its id: some milliseconds of work.
        parent: It ends with that.
    """

    done = Signal()  # no film waits any more

    def __init__(self, work: Callable[[int], object], parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._waiting: dict[int, None] = {}  # in order, each once
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._go_on)

    def add(self, films: Iterable[int]) -> None:
        """Do the work for films too; for one that waits already once."""
        self._waiting |= dict.fromkeys(films)
        if not self._next.isActive():
            self._go_on()

    def clear(self) -> None:
        """Let go of the films that wait; `done` is not said for them."""
        self._waiting.clear()
        self._next.stop()

    def _go_on(self) -> None:
        begun = time.perf_counter()
        while self._waiting and time.perf_counter() - begun < _TURN:
            film = next(iter(self._waiting))
            del self._waiting[film]
            self._work(film)
        if self._waiting:
            self._next.start()
        else:
            self.done.emit()


class Steps(QObject):
    """Does steps in their order, one in each turn of the loop: others have their turn between.

    Args:
        parent: It ends with that.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: deque[Callable[[], object]] = deque()
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._go_on)

    @property
    def busy(self) -> bool:
        """Whether steps wait."""
        return bool(self._waiting)

    def take(self, steps: Iterable[Callable[[], object]], *, at_once: bool = False) -> None:
        """Do these in place of those that wait; the first of them now, or all."""
        self._waiting = deque(steps)
        self._next.stop()
        while at_once and self._waiting:
            self._waiting.popleft()()
        self._go_on()

    def _go_on(self) -> None:
        if self._waiting:
            self._waiting.popleft()()
        if self._waiting:
            self._next.start()
