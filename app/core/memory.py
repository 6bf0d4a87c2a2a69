"""Memory that was freed goes back to the system."""

from __future__ import annotations

import sys


def give_back() -> None:
    """Let the system have the memory that was freed, which Windows does by itself.

    For a thread that has just ended large work: it takes some milliseconds, in which others go on.
    """
    if sys.platform == "linux":
        import ctypes

        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's
        if trim is not None:
            trim(0)
