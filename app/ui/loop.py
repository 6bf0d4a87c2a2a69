"""What Python and Qt need to share a thread."""

from __future__ import annotations

import gc
import linecache
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from app.core.jobs import Stopped

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")
_COLLECT_EVERY_MS = 10_000
_SOURCES = 32  # kept files of source: PySide reads that of every module as it is imported
_THRESHOLDS = (5_000, 50)  # objects of the youngest generation; its collections per middle one

_DATA = 80_000  # new objects in a moment: of a project, made by a thread beside; no garbage
_AWAY = 10  # looks at which another program has the person's attention
_MANY = 1_000_000  # objects that were put aside, of a large project: they stay there

_tasks: set[asyncio.Task[Any]] = set()


def spawn(work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    """Start a coroutine from a slot and keep it until it ends.

    What it raises reaches the loop's exception handler; being cancelled or stopped is no error.
    """
    import asyncio

    task = asyncio.get_running_loop().create_task(work)
    _tasks.add(task)
    task.add_done_callback(_ended)
    return task


def _ended(task: asyncio.Task[Any]) -> None:
    _tasks.discard(task)
    if task.cancelled():
        return
    error = task.exception()
    if error is not None and not isinstance(error, Stopped):
        loop = task.get_loop()
        loop.call_exception_handler({"message": "a task failed", "exception": error})


async def in_own_thread(work: Callable[[], T]) -> T:
    """Run blocking ``work`` in a thread that is made for it.

    The loop's own are ten QThreads that ask for their class as they start: see `app.ui.ahead`.
    """
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(1)
    future = asyncio.get_running_loop().run_in_executor(pool, work)
    try:
        return await future
    finally:
        pool.shutdown(wait=not future.cancelled())


def loop_runs() -> bool:
    """Return whether there is a loop to `spawn` in; imports none."""
    import sys

    asyncio = sys.modules.get("asyncio")
    return asyncio is not None and asyncio._get_running_loop() is not None


async def settled() -> None:
    """Cancel what was spawned and wait until it has ended."""
    import asyncio

    me = asyncio.current_task()
    while left := [task for task in _tasks if task is not me]:
        for task in left:
            task.cancel()
        await asyncio.wait(left)


class GuiThreadGc(QObject):
    """Collects Python's garbage in the GUI thread only.

    Python collects in whatever thread happens to allocate, and would destroy widgets there: Qt
    does not survive that.

    Where a thread beside makes a plan of a large project, or looks into its caches, hundreds of
    thousands of objects are new at once, and looking for garbage among them would take the window
    many frames. They go when nobody holds them, as they refer to one another in no circle: they
    are put aside with all else that is there, and looked at no more. What of that is garbage later
    (a dialog that was open) waits until the person turns to another program for a while.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._rounds = self._away = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._collect)
        self._timer.start(_COLLECT_EVERY_MS // 50)

    def collect_new(self) -> None:
        """Collect what is not put aside, as when a project comes or goes; what stays is put aside.

        The rows of a large project are hundreds of thousands of objects that never are garbage.
        """
        gc.collect()
        gc.freeze()

    def collect_all(self) -> None:
        """Collect everything, what was put aside, too; it takes a second for each `_MANY`."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def stop(self) -> None:
        """Give collecting back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _collect(self) -> None:
        """Collect the young often and the middle seldom: all of a large window takes long."""
        if len(linecache.cache) > _SOURCES:
            linecache.clearcache()
        # gc.get_objects would tell more, but holds the tuples that other threads are making just
        # then, and Python cannot finish a tuple that is held.
        if self._turned_away() and gc.get_freeze_count() < _MANY:
            self.collect_all()
            return
        young, middle, _ = gc.get_count()
        if young < _THRESHOLDS[0] and middle < _THRESHOLDS[1]:
            return
        if young > _DATA:
            gc.freeze()
            return
        self._rounds += 1
        gc.collect(1 if self._rounds % 10 == 0 else 0)

    def _turned_away(self) -> bool:
        """Return whether the person is in another program since `_AWAY` looks: once each time."""
        active = QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive
        self._away = 0 if active else self._away + 1
        return self._away == _AWAY
