"""The projects that were open lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.core.language import noted, tr
from app.core.paths import PROJECT_FILE as FILE

_MONTHS = (
    noted("January"),
    noted("February"),
    noted("March"),
    noted("April"),
    noted("May"),
    noted("June"),
    noted("July"),
    noted("August"),
    noted("September"),
    noted("October"),
    noted("November"),
    noted("December"),
)


@dataclass(frozen=True, slots=True)
class Recent:
    """A project in the list.

    Attributes:
        changed: When its file was last written, local time; None where it is not there now.
    """

    folder: Path
    changed: datetime | None


def recent_project(folder: str) -> Recent:
    """Return a project of the list with what the disk says of it; a network may take long."""
    return Recent(Path(folder), _changed(Path(folder) / FILE))


def _changed(file: Path) -> datetime | None:
    try:
        written = max(
            path.stat().st_mtime for path in (file, file.with_name(f"{FILE}-wal")) if path.exists()
        )
    except (OSError, ValueError):
        return None
    return datetime.fromtimestamp(written).astimezone() if file.exists() else None


def said(when: datetime, now: datetime) -> str:
    """Return when something was, as people say it: "today 14:05", "yesterday 9:30", "3 May"."""
    days = (now.date() - when.date()).days
    clock = f"{when.hour}:{when.minute:02}"
    if days == 0:
        return tr("today {clock}", clock=clock)
    if days == 1:
        return tr("yesterday {clock}", clock=clock)
    month = tr(_MONTHS[when.month - 1])
    if when.year == now.year:
        return tr("{day} {month}", day=when.day, month=month)
    return tr("{day} {month} {year}", day=when.day, month=month, year=when.year)
