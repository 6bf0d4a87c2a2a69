"""The projects that were open lately."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from app.core.paths import PROJECT_FILE as FILE


@dataclass(frozen=True, slots=True)
class Recent:
    """A project in the list.

    Attributes:
        changed: When its file was last written, Unix seconds; None where it is not there now.
    """

    folder: Path
    changed: float | None


def recent_project(folder: str) -> Recent:
    """Return a project of the list with what the disk says of it; a network may take long."""
    return Recent(Path(folder), _changed(Path(folder) / FILE))


def _changed(file: Path) -> float | None:
    try:
        written = max(
            path.stat().st_mtime for path in (file, file.with_name(f"{FILE}-wal")) if path.exists()
        )
        time.localtime(written)  # what no calendar has cannot be shown
    except (OSError, ValueError, OverflowError):
        return None
    return written if file.exists() else None
