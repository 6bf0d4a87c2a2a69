"""Questions that take a moment, answered beside all else; only the last one counts.

For what only looks: a change that is asked for must not give way to the next one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from app.core.jobs import Stopped
from app.ui.jobs import Jobs
from app.ui.loop import loop_runs, spawn

T = TypeVar("T")


class Asking:
    """One question at a time: of those that come meanwhile the last is asked next.

    Args:
        jobs: Runs them.
        asker: Who asks; once it is gone, nobody wants an answer.
    """

    def __init__(self, jobs: Jobs, asker: QObject) -> None:
        self._jobs = jobs
        asker.destroyed.connect(self.forget)
        self._next: tuple[Callable[[], Any], Callable[[Any], None]] | None = None
        self._running = False

    def ask(self, then: Callable[[T], None], work: Callable[..., T], *args: object) -> None:
        """Let ``then`` have what ``work`` returns for the arguments; at once where no loop runs.

        Args:
            then: Called in the GUI thread; not where another question came meanwhile.
            work: Pure; runs in a thread.
            args: Handed on.
        """
        call = partial(work, *args)
        if not loop_runs():
            then(call())
            return
        self._next = (call, then)
        if not self._running:
            self._running = True
            spawn(self._answer())

    def forget(self) -> None:
        """Want no answer any more."""
        self._next = None

    async def _answer(self) -> None:
        try:
            while self._next is not None:
                asked = self._next
                call, then = asked
                try:
                    found = await self._jobs.beside(call)
                except Stopped:
                    return
                if self._next is asked:
                    self._next = None
                    then(found)
        finally:
            self._running = False
