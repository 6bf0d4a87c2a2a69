from __future__ import annotations

import subprocess
import sys

import psutil
import pytest

from app.core.memory import give_back


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system takes it by itself")
def test_that_freed_memory_goes_back_to_the_system() -> None:
    held = [bytearray(5_000) for _ in range(40_000)]
    last = bytearray(5_000)  # at the top of the heap: nothing below it goes back by itself
    del held
    before = psutil.Process().memory_info().rss
    give_back()
    assert before - psutil.Process().memory_info().rss > 100_000_000
    assert len(last) == 5_000


HELD = """
import psutil
from app.core.memory import keep_little
{}
large = bytearray(30_000_000)
del large  # from its size glibc learns what to keep
held = [bytearray(5_000_000) for _ in range(12)]
begun = psutil.Process().memory_info().rss
last = bytearray(100_000)  # above them
del held[:]
print(begun - psutil.Process().memory_info().rss)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system takes it by itself")
def test_that_large_memory_goes_back_when_it_is_freed() -> None:
    if given_back("") > 40_000_000:
        pytest.skip("this Python gives it back by itself")
    assert given_back("keep_little()") > 40_000_000


def given_back(first: str) -> int:
    """Return the bytes that go back to the system in a process that does something first."""
    code = HELD.format(first)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(done.stdout)
