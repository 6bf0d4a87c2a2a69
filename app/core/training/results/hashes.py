"""The hash that model sites know a file by: the first ten digits of its SHA-256 (AutoV2)."""

from __future__ import annotations

import hashlib
from pathlib import Path

from app.core import paths
from app.core.cache import Cache, FileKey, file_key
from app.core.errors import SourceError, cannot
from app.core.jobs import Checkpoint, Progress, ignore

_KIND = "sha256-1"
_PIECE = 4 * 1024 * 1024  # bytes
_DIGITS = 10


def auto_v2(path: Path, cache: Cache, *, checkpoint: Checkpoint = ignore) -> str:
    """Return the first ten digits of the SHA-256 of a file, in capitals; kept in ``cache``.

    Raises:
        SourceError: The file cannot be read.
        Stopped: The checkpoint said so.
    """
    key = file_key(path)
    digest = _kept(key, cache)
    if not digest:
        digest = _sha256(path, key.size, checkpoint)
        cache.save(_KIND, key.id, digest.encode())
    return digest[:_DIGITS].upper()


def _kept(key: FileKey, cache: Cache) -> str:
    entry = cache.load(_KIND, key.id)
    return entry.decode("ascii", "replace") if entry is not None and len(entry) == 64 else ""


def _sha256(path: Path, size: int, checkpoint: Checkpoint) -> str:
    digest, done = hashlib.sha256(), 0
    try:
        with paths.opened(path) as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
                done += len(piece)
                checkpoint(Progress(done, size, path.name))
    except OSError as error:
        raise SourceError(cannot("read", path, error), detail=str(error)) from error
    return digest.hexdigest()
