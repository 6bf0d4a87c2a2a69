"""What an exit code says, where the output says nothing."""

from __future__ import annotations

from app.core.language import noted, tr
from app.core.training.progress.summary import Trouble

_SIGNALS = {
    1: (
        "stopped",
        noted(
            "It was ended as its terminal was closed: what was saved before is kept, "
            "nothing since; start it again."
        ),
    ),
    2: (
        "stopped",
        noted("It was interrupted: what was saved before is kept, nothing since; start it again."),
    ),
    6: (
        "machine",
        noted("The trainer aborted: start it again; if it comes back, update the driver."),
    ),
    7: (
        "memory",
        noted("The memory that workers share is full: set max_data_loader_n_workers to 1."),
    ),
    9: (
        "memory",
        noted(
            "It was killed: by the system, as the machine ran out of memory (not the "
            "card), or by somebody; swap fewer blocks, take fewer workers, close other "
            "programs."
        ),
    ),
    11: (
        "machine",
        noted("The trainer crashed: start it again; if it comes back, update the driver."),
    ),
    15: (
        "stopped",
        noted(
            "It was ended from outside: what was saved before is kept, nothing since; "
            "start it again."
        ),
    ),
}
_WINDOWS = {
    0xC000013A: _SIGNALS[2],
    0xC0000005: _SIGNALS[11],
    0xC0000409: _SIGNALS[6],
    0xC0000374: _SIGNALS[11],
    0xC0000017: _SIGNALS[9],
    0xC000012D: _SIGNALS[9],
    0x40010004: _SIGNALS[15],
    0xC0000142: ("trainer", noted("The trainer's Python could not start: install it anew.")),
    0xC0000135: (
        "trainer",
        noted("A library of the trainer's Python is missing: install it anew."),
    ),
}


def trouble_of_code(code: int | None) -> Trouble | None:
    """Return what an exit code says by itself; None where it says only that something failed.

    Args:
        code: As Python has it: below 0 the signal, on Windows also as a signed number; a shell's
            128 and the signal are known too.
    """
    if code is None or code == 0:
        return None
    found = _WINDOWS.get(code & 0xFFFFFFFF)
    if found is None and -64 <= code < 0:
        found = _SIGNALS.get(-code)
        if found is None:
            return Trouble(tr("The trainer was ended by signal {number}.", number=-code), "machine")
    if found is None and 128 < code < 160:
        found = _SIGNALS.get(code - 128)
    return Trouble(tr(found[1]), found[0]) if found else None
