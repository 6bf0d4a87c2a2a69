"""The one way to write a file that people care about: whole under its final name, or not at all.

A file is written under a hidden name in the same folder, flushed to the disk and renamed. The
trainer's folder listing never sees the hidden name; what a killed process left behind is removed by
`sweep`.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import psutil

from app.core.errors import WriteError, cannot

_PART = re.compile(r"\.rushes-(\d+)-[0-9a-f]{8}\.part")


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path; when the block ends well, its file takes the place of ``path``.

    The folder is made if needed. When the block raises, the temporary file is removed and ``path``
    is untouched.

    Raises:
        WriteError: The system refused: no rights, disk full, name too long, file open elsewhere.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".rushes-{os.getpid()}-{uuid.uuid4().hex[:8]}.part")
        try:
            yield part
            _flush(part)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError(cannot("write", path, error), detail=str(error)) from error


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def write_bytes(path: Path, data: bytes) -> None:
    """Replace ``path`` by ``data``.

    Raises `WriteError`.
    """
    with replacing(path) as part:
        part.write_bytes(data)


def write_text(path: Path, text: str) -> None:
    r"""Replace ``path`` by ``text``: UTF-8, no BOM, line ends as given (``\n``).

    Raises `WriteError`.
    """
    write_bytes(path, text.encode("utf-8"))


def write_json(path: Path, value: object) -> None:
    """Replace ``path`` by ``value`` as readable JSON, keys in the order given.

    Raises `WriteError`.
    """
    write_text(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def sweep(folder: Path) -> list[Path]:
    """Remove temporary files in ``folder`` whose process is gone; return what was removed."""
    removed: list[Path] = []
    if not folder.is_dir():
        return removed
    for path in folder.iterdir():
        match = _PART.fullmatch(path.name)
        if match and not psutil.pid_exists(int(match[1])):
            with contextlib.suppress(OSError):
                path.unlink()
                removed.append(path)
    return removed
