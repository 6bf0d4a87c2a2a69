from __future__ import annotations

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
