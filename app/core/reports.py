"""What the program keeps of a fault of its own, for a person to send."""

from __future__ import annotations

import os
import platform
import time
import traceback
from pathlib import Path
from types import TracebackType

from app.core import paths, store
from app.core.errors import WriteError


def report_text(
    kind: type[BaseException], error: BaseException, where: TracebackType | None
) -> str:
    """Return the whole report: versions, then the traceback."""
    trace = "".join(traceback.format_exception(kind, error, where))
    versions = (f"{name} {version_of(name)}" for name in ("rushes", "PySide6-Essentials", "av"))
    system = f"{platform.platform()}, Python {platform.python_version()}"
    return f"{', '.join(versions)}\n{system}\n\n{trace}"


def version_of(name: str) -> str:
    """Return the version of an installed package, in words where it is not installed."""
    from importlib import metadata  # mail and all: nobody has to wait for that

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "(not installed)"


def note_first_paint() -> None:
    """Write the moment into the file that ``RUSHES_FIRST_PAINT`` names: packaging measures so."""
    name = os.environ.get("RUSHES_FIRST_PAINT")
    if name:
        store.write_text(Path(name), f"{time.time()}")


def keep_report(text: str) -> Path | None:
    """Write a report beside the caches; return its path, or None where that is not possible."""
    name = f"{time.strftime('%Y-%m-%d %H-%M-%S')} {os.getpid()}.txt"
    path = paths.cache_folder() / "reports" / name
    try:
        store.write_text(path, text)
    except WriteError:
        return None
    return path
