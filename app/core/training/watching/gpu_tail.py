"""What was measured of the card last."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

_LAST = 64 * 1024  # bytes at the end of the file


@dataclass(frozen=True, slots=True)
class GpuNow:
    """The card at one time.

    Attributes:
        at: Unix seconds.
        used: MiB of the card that are taken, by whomever.
        own: MiB of the trainer; None where the system does not say.
        shared: MiB of the machine's memory that the trainer's driver uses instead of the card's;
            None where the system does not say.
        celsius: Its temperature; None where it is not said, as ``busy``, percent.
    """

    at: float
    used: float
    own: float | None = None
    shared: float | None = None
    celsius: float | None = None
    busy: float | None = None


def last_of_gpu(file: Path) -> GpuNow | None:
    """Return the newest line of ``gpu.jsonl`` that can be read; None where there is none."""
    try:
        with file.open("rb") as opened:
            size = opened.seek(0, 2)
            opened.seek(max(0, size - _LAST))
            lines = opened.read().splitlines()
    except OSError:
        return None
    return next(filter(None, map(_read, reversed(lines))), None)


def _read(line: bytes) -> GpuNow | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, list) or len(value) < 6:
        return None
    at, used, *rest = (_number(each) for each in value[:6])
    return None if at is None or used is None else GpuNow(at, used, *rest)


def _number(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None  # type: ignore[arg-type]
