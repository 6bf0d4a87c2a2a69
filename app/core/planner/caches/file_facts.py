"""What was read out of many small files, kept for as long as each is as it was.

A folder is listed at every look; a file is opened only where its size or time is another than when
it was read. What was read of a folder is one entry of the `Cache`, so that the program begins where
it ended.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from app.core.cache import Cache
from app.core.jobs import Checkpoint, Progress, ignore

_SETTLED = 2_000_000_000  # ns: coarse clocks of drives; a younger file may change unseen
_EVERY = 256  # files between two looks at the checkpoint


class Seen(NamedTuple):
    """A file as it was seen.

    Attributes:
        size: Bytes.
        mtime_ns: Modification time.
        fact: What was read out of it.
    """

    size: int
    mtime_ns: int
    fact: str = ""


class FileFacts:
    """Facts of the files of folders, of one kind.

    Args:
        kind: Names what is read, and the version of how: ``latents-1``.
        read: Returns the fact of a file: one line, no tab.
        cache: Where facts are kept; None keeps them in memory only.
    """

    def __init__(self, kind: str, read: Callable[[Path], str], cache: Cache | None = None) -> None:
        self._kind, self._read, self._cache = kind, read, cache
        self._known: dict[Path, dict[str, Seen]] = {}

    def of(
        self, folder: Path, wanted: Callable[[str], bool], checkpoint: Checkpoint = ignore
    ) -> dict[str, Seen]:
        """Return the wanted files of a folder by name; none where it cannot be opened.

        Args:
            folder: Absolute.
            wanted: Says of a name whether it is read.
            checkpoint: Called some times, with files done and files in all.

        Raises:
            Stopped: The checkpoint said so; what was read until then is kept.
        """
        there = list_files(folder, wanted)
        known = self._known.get(folder) or self._load(folder)
        found: dict[str, Seen] = {}
        fresh = 0
        young = time.time_ns() - _SETTLED
        kept = {name: seen for name, seen in known.items() if name in there}
        self._known[folder] = kept
        try:
            for done, (name, seen) in enumerate(there.items()):
                if done % _EVERY == 0:
                    checkpoint(Progress(done, len(there), name))
                before = kept.get(name)
                if before is not None and before[:2] == seen[:2]:
                    found[name] = before
                    continue
                found[name] = seen._replace(fact=self._read(folder / name))
                fresh += 1
                if seen.mtime_ns < young:
                    kept[name] = found[name]
                else:
                    kept.pop(name, None)
        finally:
            if fresh or len(kept) != len(known):
                self._save(folder, kept)
        return found

    def _load(self, folder: Path) -> dict[str, Seen]:
        data = self._cache.load(self._kind, _key(folder)) if self._cache else None
        known = {}
        for line in (data or b"").decode("utf-8", "surrogatepass").split("\n"):
            parts = line.split("\t")
            if len(parts) == 4:
                known[parts[0]] = Seen(int(parts[1]), int(parts[2]), parts[3])
        return known

    def _save(self, folder: Path, known: dict[str, Seen]) -> None:
        if self._cache is None:
            return
        lines = [
            f"{name}\t{seen.size}\t{seen.mtime_ns}\t{seen.fact}"
            for name, seen in known.items()
            if name.isprintable()
        ]
        data = "\n".join(lines).encode("utf-8", "surrogatepass")
        self._cache.save(self._kind, _key(folder), data)


def list_files(folder: Path, wanted: Callable[[str], bool]) -> dict[str, Seen]:
    """Return the files of a folder, not its folders, pipes and devices, in no order."""
    found = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if wanted(entry.name):
                    seen = _seen(entry)
                    if seen is not None:
                        found[entry.name] = seen
    except (OSError, ValueError):  # a ValueError where the name cannot be one
        return {}
    return found


def _seen(entry: os.DirEntry[str]) -> Seen | None:
    try:
        if not entry.is_file():
            return None
        stat = entry.stat()
    except OSError:  # gone meanwhile, or a link in a circle
        return None
    return Seen(stat.st_size, stat.st_mtime_ns)


def _key(folder: Path) -> str:
    text = str(folder).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=20).hexdigest()
