"""Recorded runs of the real trainer: what it printed, when, how it ended, its event files.

``tests/samples/trainer_logs/README.md`` says what each run shows.
"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

_ARCHIVE = Path(__file__).parent / "samples" / "trainer_logs" / "logs.tar.xz"


@cache
def _files() -> dict[str, bytes]:
    """Return every file of the archive by its path in it, with slashes."""
    found = {}
    with tarfile.open(_ARCHIVE, "r:xz") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None:
                found[member.name.removeprefix("./")] = file.read()
    return found


def names() -> tuple[str, ...]:
    """Return the names of all runs, in order: ``01_latents`` and so on."""
    return tuple(sorted(name[:-7] for name in _files() if name.endswith(".merged")))


def log(name: str) -> bytes:
    """Return what a run printed, stdout and stderr in order of arrival."""
    return _files()[f"{name}.merged"]


def facts(name: str) -> dict[str, Any]:
    """Return how a run was started and ended: ``cmd``, ``rc``, ``seconds``, ``env`` and more."""
    found: dict[str, Any] = json.loads(_files()[f"{name}.json"])
    return found


def pieces(name: str) -> Iterator[tuple[float, str, bytes]]:
    """Yield what a run printed as it came: seconds from its start, ``out`` or ``err``, bytes."""
    data = log(name)
    for line in _files()[f"{name}.timing"].decode().splitlines():
        seconds, stream, offset, length = line.split()
        yield float(seconds), stream, data[int(offset) : int(offset) + int(length)]


def text(name: str) -> str:
    """Return a file that goes with the runs: ``dataset.toml``, ``prompts.txt``, ``trees.txt``."""
    return _files()[name].decode()


def write_events(name: str, folder: Path) -> list[Path]:
    """Write the event files of a run as they lay below its logging folder; return their paths.

    There are those of ``03_train``, ``04_train_unbuf``, ``07_train_steps`` and ``08_resume``;
    ``text("tb/scalars.txt")`` has their numbers.
    """
    written = []
    start = f"tb/{name}/"
    for path, data in sorted(_files().items()):
        if path.startswith(start):
            target = folder / path[len(start) :]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            written.append(target)
    return written
