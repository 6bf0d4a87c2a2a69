r"""What Windows counts of the memory that it lends to cards, process by process.

By the performance counters of ``pdh.dll``, ``\GPU Process Memory(*)\Shared Usage``, by their
English names whatever the system's language. Their instances are called
``pid_1234_luid_0x00000000_0x0000C4CF_phys_0``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable

_COUNTER = r"\GPU Process Memory(*)\Shared Usage"
_PID = re.compile(r"pid_(\d+)_", re.IGNORECASE)


def sum_of(found: Iterable[tuple[str, int]], pids: Collection[int]) -> int:
    """Return the sum over the instances of some processes, bytes."""
    total = 0
    for name, value in found:
        named = _PID.match(name)
        if named is not None and int(named[1]) in pids:
            total += value
    return total


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _MORE_DATA = 0x800007D2
    _LARGE = 0x00000400  # a number of 64 bits
    _GOOD = (0, 1)

    class _Value(ctypes.Structure):
        _fields_ = (("status", wintypes.DWORD), ("value", ctypes.c_longlong))

    class _Item(ctypes.Structure):
        _fields_ = (("name", wintypes.LPWSTR), ("value", _Value))

    def shared_bytes(pids: Collection[int]) -> int | None:
        """Return what processes use of it, bytes; None where Windows does not say."""
        try:
            pdh = ctypes.WinDLL("pdh")
        except OSError:
            return None
        query, counter = wintypes.HANDLE(), wintypes.HANDLE()
        if pdh.PdhOpenQueryW(None, ctypes.c_void_p(0), ctypes.byref(query)):
            return None
        try:
            asked = pdh.PdhAddEnglishCounterW(
                query, _COUNTER, ctypes.c_void_p(0), ctypes.byref(counter)
            )
            if asked or pdh.PdhCollectQueryData(query):
                return None
            return sum_of(_items(pdh, counter), pids)
        finally:
            pdh.PdhCloseQuery(query)

    def _items(pdh: ctypes.WinDLL, counter: wintypes.HANDLE) -> list[tuple[str, int]]:
        size, count = wintypes.DWORD(0), wintypes.DWORD(0)
        get = pdh.PdhGetFormattedCounterArrayW
        asked = get(counter, _LARGE, ctypes.byref(size), ctypes.byref(count), None)
        if asked & 0xFFFFFFFF != _MORE_DATA:
            return []
        room = (ctypes.c_byte * size.value)()
        if get(counter, _LARGE, ctypes.byref(size), ctypes.byref(count), room):
            return []
        items = ctypes.cast(room, ctypes.POINTER(_Item))
        found = [items[index] for index in range(count.value)]
        return [(each.name, each.value.value) for each in found if each.value.status in _GOOD]

else:

    def shared_bytes(pids: Collection[int]) -> int | None:
        """Return None: it is Windows that counts it."""
        return None
