"""Requests that can be given up at once: they run in a loop of their own; callers wait for them.

What blocks in a socket cannot be told to stop from another thread; a task of a loop can, and its
socket is closed then.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.core.jobs import Checkpoint, Progress

T = TypeVar("T")

_LOOK_EVERY = 0.1  # seconds between two calls of a checkpoint
_TO_LEAVE = 2.0  # seconds that what was given up gets to close its socket


class Line:
    """A loop in a thread, begun when it is first needed.

    Safe from any thread but its own.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def run(self, work: Callable[[], Awaitable[T]], checkpoint: Checkpoint, what: str = "") -> T:
        """Return what ``work`` gives; blocks, and calls the checkpoint meanwhile.

        When the checkpoint raises, the work is cancelled and that is raised, once its sockets are
        closed.
        """
        left = threading.Event()

        async def watched() -> T:
            try:
                return await work()
            finally:
                left.set()

        future = asyncio.run_coroutine_threadsafe(watched(), self._started())
        try:
            while True:
                done, _ = concurrent.futures.wait([future], _LOOK_EVERY)
                if done:
                    return future.result()
                checkpoint(Progress(0, 0, what))
        except BaseException:
            if future.cancel():
                left.wait(_TO_LEAVE)
            raise

    def close(self) -> None:
        """End the loop and its thread; a later `run` begins another."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is not None and thread is not None:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(_TO_LEAVE)

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.SelectorEventLoop()
                self._thread = threading.Thread(
                    target=_turn, args=(self._loop,), name="requests", daemon=True
                )
                self._thread.start()
            return self._loop


def _turn(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    finally:
        loop.close()
