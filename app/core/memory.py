"""Memory that was freed goes back to the system, which Windows does by itself."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of mallopt, glibc's malloc.h
_LARGE = 4 << 20  # bytes


def give_back() -> None:
    """Let the system have the memory that was freed.

    For a thread that has just ended large work: it takes some milliseconds, in which others go on.
    """
    libc = _glibc()
    if libc is not None:
        libc.malloc_trim(0)


def keep_little() -> None:
    """Let freed memory go back at once where it is large, from now on.

    Else glibc learns from the largest picture that is freed to keep as much as that, in each thread
    that decodes: 60 MB of a window that went through many films.
    """
    libc = _glibc()
    if libc is not None:
        libc.mallopt(_TRIM_THRESHOLD, _LARGE)
        libc.mallopt(_MMAP_THRESHOLD, _LARGE)


def _glibc() -> ctypes.CDLL | None:
    if sys.platform != "linux":
        return None
    import ctypes

    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "malloc_trim") else None
