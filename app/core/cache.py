"""Derived data on disk, keyed by the content it was derived from; may be deleted at any time.

An entry is one file ``<folder>/<kind>/<2 hex>/<key>``. A kind carries its format's version
(``index-1``), so that a new format never reads an old entry. A cache that cannot be written is no
error: the work is done again next time.
"""

from __future__ import annotations

import contextlib
import hashlib
import stat
from dataclasses import dataclass
from pathlib import Path

from app.core import paths, store
from app.core.errors import SourceError, WriteError, cannot
from app.core.language import tr

_EDGE = 64 * 1024  # bytes hashed at either end of a file
_MARK = 16  # bytes of an entry's own hash, which stand before it


@dataclass(frozen=True, slots=True)
class FileKey:
    """What tells one state of a file from another without reading it whole.

    Attributes:
        path: Absolute path.
        size: Bytes.
        mtime_ns: Modification time.
        quick_hash: BLAKE2b of the size and of the first and last 64 KiB, hexadecimal.
    """

    path: Path
    size: int
    mtime_ns: int
    quick_hash: str

    @property
    def id(self) -> str:
        """The key as 40 hexadecimal digits."""
        text = f"{self.path}\0{self.size}\0{self.mtime_ns}\0{self.quick_hash}"
        return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=20).hexdigest()


def file_key(path: Path) -> FileKey:
    """Return the key of a file as it is now.

    Raises:
        SourceError: The file cannot be read.
    """
    path = paths.resolved(path)
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode) and not stat.S_ISDIR(info.st_mode):
            raise SourceError(
                tr('Cannot read "{path}": it is a pipe or device; give a file.', path=path)
            )
        digest = hashlib.blake2b(str(info.st_size).encode(), digest_size=16)
        with path.open("rb") as file:
            digest.update(file.read(_EDGE))
            if info.st_size > _EDGE:
                file.seek(max(_EDGE, info.st_size - _EDGE))
                digest.update(file.read(_EDGE))
    except OSError as error:
        raise SourceError(cannot("read", path, error), detail=str(error)) from error
    except ValueError as error:  # a NUL, or half a character
        raise SourceError(
            tr('Cannot read "{path}": no file can be called so.', path=path)
        ) from error
    return FileKey(path, info.st_size, info.st_mtime_ns, digest.hexdigest())


class Cache:
    """A folder of entries; safe to share between threads and processes."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or paths.cache_folder()

    def load(self, kind: str, key: str) -> bytes | None:
        """Return an entry, or None where there is none that is whole."""
        try:
            entry = paths.bytes_of(self._path(kind, key))
        except OSError:
            return None
        mark, data = entry[:_MARK], entry[_MARK:]
        return data if mark == _mark(data) else None

    def save(self, kind: str, key: str, data: bytes) -> None:
        """Keep an entry; a folder that cannot be written is passed over."""
        with contextlib.suppress(WriteError):
            store.write_bytes(self._path(kind, key), _mark(data) + data)

    def _path(self, kind: str, key: str) -> Path:
        return self.folder / kind / key[:2] / key


def _mark(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_MARK).digest()
