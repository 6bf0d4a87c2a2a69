"""The one way to write a file that people care about: whole under its final name, or not at all.

A file is written under a hidden name in the same folder, flushed to the disk and renamed. The
trainer's folder listing never sees the hidden name; what a killed process left behind is removed by
`sweep`.
"""

from __future__ import annotations

import contextlib
import errno
import os
import platform
import re
import threading
import time
import uuid
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from app.core.errors import WriteError, cannot
from app.core.language import tr

_HERE = f"{zlib.crc32(platform.node().encode()):08x}"  # this machine, in the names of its files
_PART = re.compile(rf"\.rushes-{_HERE}-(\d+)-[0-9a-f]{{8}}\.part")
_lock = threading.Lock()
_made: set[Path] = set()  # folders that were made for files now being written
_users: Counter[Path] = Counter()  # of every folder: files now being written below it
_PATIENCE = (0.05, 0.1, 0.2, 0.4)  # seconds between tries while a virus scanner holds the new file


@contextlib.contextmanager
def replacing(path: Path, *, durable: bool = True) -> Iterator[Path]:
    """Yield a temporary path; when the block ends well, its file takes the place of ``path``.

    One that is not ``durable`` is not waited for until it is on the disk: for what is written again
    within seconds. The folder is made if needed. When the block raises, the temporary file is
    removed, and so are the folders made for it while nothing else is in them; ``path`` is
    untouched.

    Raises:
        WriteError: The system refused: no rights, disk full, name too long, file open elsewhere.
    """
    try:
        _see_that_it_can_be_a_name(path)
        with _folder_of(path):
            part = part_of(path)
            try:
                yield part
                if durable:
                    _flush(part)
                _rename(part, path)
            finally:
                with contextlib.suppress(OSError):  # held by a scanner: `sweep` takes it
                    part.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError(cannot("write", path, error), detail=str(error)) from error


def part_of(path: Path) -> Path:
    """Return a hidden name beside a path, for what is going to be there; `sweep` knows it."""
    return path.with_name(f".rushes-{_HERE}-{os.getpid()}-{uuid.uuid4().hex[:8]}.part")


@contextlib.contextmanager
def temporary(path: Path) -> Iterator[Path]:
    """Yield a hidden name beside a path for the block; what is there then is removed."""
    part = part_of(path)
    try:
        yield part
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def put_in_place(part: Path, path: Path) -> None:
    """Let a file that was written whole under a hidden name take the place of ``path``.

    Raises:
        WriteError: The system refused.
    """
    try:
        _rename(part, path)
    except OSError as error:
        raise WriteError(cannot("write", path, error), detail=str(error)) from error


def check_folder(folder: Path) -> None:
    """See that a folder is there: what is kept in it shall not be made anew where it was.

    Raises:
        WriteError: It is gone, or its drive.
    """
    try:
        folder.stat()
    except OSError as error:
        raise WriteError(cannot("write", folder, error), detail=str(error)) from error


def make_folder(folder: Path) -> None:
    """Make a folder and those it lies in; nothing where it is there.

    Raises:
        WriteError: It cannot be made.
    """
    try:
        _see_that_it_can_be_a_name(folder)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(cannot("write", folder, error), detail=str(error)) from error


def _see_that_it_can_be_a_name(path: Path) -> None:
    """Raise OSError for what the system would raise ValueError for: a NUL, half a character."""
    try:
        fits = b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        fits = False
    if not fits:
        raise OSError(errno.EINVAL, tr("no file can be called so; choose another name"))


@contextlib.contextmanager
def _folder_of(path: Path) -> Iterator[None]:
    """Make the folder of a file for the block; take away what stays empty and no other needs."""
    folders = [path.absolute().parent, *path.absolute().parent.parents]
    with _lock:
        _made.update(folder for folder in folders if not os.path.lexists(folder))
        _users.update(folders)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield
    finally:
        with _lock:
            _users.subtract(folders)
            for folder in folders:  # the deepest first
                if folder in _made and not _users[folder]:
                    _made.remove(folder)
                    with contextlib.suppress(OSError):  # it holds something
                        folder.rmdir()
            for folder in folders:
                if not _users[folder]:
                    del _users[folder]


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _rename(part: Path, path: Path) -> None:
    if os.name == "nt":
        for seconds in _PATIENCE:
            with contextlib.suppress(PermissionError):
                part.replace(path)
                return
            time.sleep(seconds)
    part.replace(path)


def write_bytes(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Replace ``path`` by ``data``; ``durable`` as for `replacing`.

    Raises `WriteError`.
    """
    with replacing(path, durable=durable) as part:
        part.write_bytes(data)


def write_text(path: Path, text: str, *, durable: bool = True) -> None:
    r"""Replace ``path`` by ``text``: UTF-8, no BOM, line ends as given (``\n``).

    Raises `WriteError`; ``durable`` is as for `replacing`.
    """
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise WriteError(
            tr(
                'Cannot write "{path}": a name or text in it is not Unicode; rename that.',
                path=path,
            ),
            detail=str(error),
        ) from error
    write_bytes(path, data, durable=durable)


def sweep(folder: Path) -> list[Path]:
    """Remove temporary files in ``folder`` whose process is gone; return what was removed.

    Files of other machines, which may write to the same drive, are left.
    """
    removed: list[Path] = []
    if not folder.is_dir():
        return removed
    for path in folder.iterdir():
        match = _PART.fullmatch(path.name)
        with contextlib.suppress(OSError):
            if match and not _alive(int(match[1]), path.stat().st_mtime):
                path.unlink()
                removed.append(path)
    return removed


def _alive(pid: int, written: float) -> bool:
    """Return whether the process that wrote a file at ``written`` (seconds, epoch) still runs.

    A process that began later only has got its number.
    """
    import psutil  # takes as long as all else here, and is seldom asked

    try:
        return psutil.Process(pid).create_time() <= written + 2
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
