"""What is looked at or looked for beside all else: each kind once, and it can be stopped."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

from PySide6.QtCore import QObject, Signal

from app.core.jobs import Checkpoint, Progress, Stopped
from app.ui.loop import spawn

Taken: TypeAlias = Callable[[], None]
"""Takes what was found, in the GUI thread, unless something newer has begun meanwhile."""

Work: TypeAlias = Callable[[Checkpoint], Coroutine[Any, Any, Taken]]


class Doing(QObject):
    """Runs one work of each kind; a newer one ends the one before."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._turns: dict[str, int] = {}  # what was begun last, by kind
        self._busy: set[str] = set()

    def runs(self, kind: str) -> bool:
        """Return whether a work of that kind runs."""
        return kind in self._busy

    def begin(self, kind: str, work: Work) -> None:
        """Begin a work; it gets what to call while it waits, which may end it."""
        turn = self._turns[kind] = self._turns.get(kind, 0) + 1
        self._busy.add(kind)
        self.changed.emit()
        spawn(self._see_through(kind, turn, work))

    def stop(self, *kinds: str) -> None:
        """End what runs of these kinds; nothing of it is taken."""
        for kind in self._busy.intersection(kinds):
            self._turns[kind] += 1
            self._busy.discard(kind)
        self.changed.emit()

    async def _see_through(self, kind: str, turn: int, work: Work) -> None:
        def still(_: Progress) -> None:
            if self._turns[kind] != turn:
                raise Stopped

        try:
            take = await work(still)
        except Stopped:
            return
        if self._turns[kind] == turn:
            self._busy.discard(kind)
            take()
            self.changed.emit()
