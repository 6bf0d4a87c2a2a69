"""What was measured of the card last."""

from __future__ import annotations

import json
from pathlib import Path

from app.core import paths
from app.core.training.progress.gpu import GpuSample

_LAST = 64 * 1024  # bytes at the end of the file


def last_of_gpu(file: Path) -> GpuSample | None:
    """Return the newest line of ``gpu.jsonl`` that can be read; None where there is none."""
    try:
        with paths.opened(file) as opened:
            size = opened.seek(0, 2)
            opened.seek(max(0, size - _LAST))
            lines = opened.read().splitlines()
    except OSError:
        return None
    return next(filter(None, map(_read, reversed(lines))), None)


def _read(line: bytes) -> GpuSample | None:
    try:
        return GpuSample.of_row(json.loads(line))
    except (ValueError, RecursionError):
        return None
