"""Stdout and stderr: any text goes through, all of it arrives, a fault is said in a sentence."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import WriteError, reason

if TYPE_CHECKING:
    from types import TracebackType


def use_utf8() -> None:
    """Make stdout and stderr take any text, whatever the terminal's code page is."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller, or a window program of Windows
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for the whole run
            setattr(sys, name, nowhere)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def flush() -> None:
    """See that everything printed has arrived.

    Raises:
        WriteError: The disk that stdout goes to is full, or the like.
    """
    try:
        sys.stdout.flush()
    except OSError as error:
        raise unprinted(error) from error


def unprinted(error: OSError) -> WriteError:
    """Return what to raise where stdout cannot be written to; nothing more is written to it."""
    # What could not be written would be tried again, and complained about, at the very end.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return WriteError(f"Cannot print the result: {reason(error)}.", detail=str(error))


def report_fault(
    kind: type[BaseException], error: BaseException, where: TracebackType | None
) -> None:
    """Say in one sentence that the program itself is at fault, and keep the report in a file.

    The command line's door for the unforeseen (``sys.excepthook``).
    """
    from app.core.reports import keep_report, report_text

    text = report_text(kind, error, where)
    path = keep_report(text)
    if path is None:
        sys.stderr.write(text)
    where_to = f"the report in {path}" if path else "the lines above"
    sys.stderr.write(f"Rushes itself failed ({kind.__name__}: {error}); please send {where_to}.\n")
