"""What does not end is ended: with the stacks of all threads, and as a failure.

pytest-timeout's own ways do not do that here. A signal is looked at when Python runs next, which a
Qt loop with nothing to do never lets it; and what its handler raises in the middle of a loop, the
loop takes for an error of a task. Its thread shows no stacks where pytest-xdist runs the tests.
`faulthandler` needs neither the loop nor the interpreter's lock.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
import traceback
from collections.abc import Generator, Iterator

import pytest
from pytest_timeout import Settings, is_debugging

_TO_COLLECT = 120.0  # seconds
_TO_END = 60.0  # seconds from the last test to the end of the process; pytest-xdist takes up to 20
_TO_LEAVE = 5.0  # seconds that each thread gets once the last test has ended


class Watch:
    """The plugin: keeps the clock of pytest-timeout, and one before and after all tests."""

    def __init__(self, *, only_sees_to_others: bool) -> None:
        self._errors = os.dup(2)  # pytest captures the other one; open until the process ends
        self._seconds = 0.0
        self._only_sees_to_others = only_sees_to_others

    def _wind(self, seconds: float) -> None:
        if seconds > 0 and not is_debugging():
            faulthandler.dump_traceback_later(seconds, file=self._errors, exit=True)

    def pytest_sessionstart(self) -> None:
        """Wait for the end of imports."""
        if not self._only_sees_to_others:
            self._wind(_TO_COLLECT)

    def pytest_collection_finish(self) -> None:
        """Wait no more: pytest-xdist decides when the first test begins."""
        faulthandler.cancel_dump_traceback_later()

    def pytest_timeout_set_timer(self, settings: Settings) -> bool:
        """Wait for the end of a test."""
        self._seconds = settings.timeout
        self._wind(self._seconds)
        return True

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None]:
        """Wait again: a failure has stopped the clock, in case somebody looks at it."""
        if not item.config.getoption("usepdb"):
            self._wind(self._seconds)
        return (yield)

    def pytest_timeout_cancel_timer(self) -> bool:
        """Wait no more."""
        faulthandler.cancel_dump_traceback_later()
        return True

    def pytest_enter_pdb(self) -> None:
        """Let a person think."""
        faulthandler.cancel_dump_traceback_later()

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """Wait for the end of the process."""
        self._wind(_TO_END)


def pytest_configure(config: pytest.Config) -> None:
    """Begin."""
    sees_to_others = bool(config.getoption("numprocesses", None)) and not hasattr(
        config, "workerinput"
    )
    config.pluginmanager.register(Watch(only_sees_to_others=sees_to_others))


@pytest.fixture(scope="session", autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    """Name the threads that the last test leaves: the process could not end."""
    yield
    left = [thread for thread in threading.enumerate() if _holds_the_process(thread)]
    for thread in left:
        thread.join(_TO_LEAVE)
    stacks = sys._current_frames()
    alive = [thread for thread in left if thread.is_alive() and thread.ident in stacks]
    said = "".join(
        f"{thread.name} does not end:\n{''.join(traceback.format_stack(stacks[thread.ident or 0]))}"
        for thread in alive
    )
    assert not alive, said


def _holds_the_process(thread: threading.Thread) -> bool:
    """Return whether Python waits for a thread; those of pools end when they are told to."""
    pool = thread in vars(sys.modules.get("concurrent.futures.thread", object)).get(
        "_threads_queues", ()
    )
    main = thread is threading.main_thread() or thread is threading.current_thread()
    return not (thread.daemon or pool or main)
