"""A disk that fails for a while: full, read-only, without rights, broken or gone."""

from __future__ import annotations

import builtins
import contextlib
import errno
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import av
import pytest

_WRITES = ("unlink", "remove", "mkdir", "rmdir", "rename", "replace", "utime", "truncate", "link")
_READS = ("stat", "lstat", "scandir", "listdir", "access", "readlink")


@contextlib.contextmanager
def failing_disk(folder: Path, error: int, *, reading: bool = False) -> Iterator[list[str]]:
    """Let what is written below a folder fail for the block; yield what was tried.

    A full disk (ENOSPC) takes the half of what is written, as a real one does.

    Args:
        folder: Below it everything fails.
        error: An errno.
        reading: Whether it fails to be read, too, as a drive that is gone.
    """
    tried: list[str] = []

    def refuse(path: object, what: str) -> None:
        with contextlib.suppress(TypeError):
            text = os.path.abspath(os.fsdecode(path))  # type: ignore[arg-type]  # noqa: PTH100
            if text.startswith(str(folder)):
                tried.append(f"{what} {text}")
                raise OSError(error, os.strerror(error), text)

    def refused(name: str) -> Callable[..., Any]:
        do = getattr(os, name)

        def act(path: Any = ".", *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            refuse(path, name)
            return do(path, *args, **kwargs)

        return act

    def opened(path: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        writes = any(sign in mode for sign in "wax+")
        if reading or (writes and error != errno.ENOSPC):
            refuse(path, "open")
        file = real(path, mode, *args, **kwargs)
        mine = isinstance(path, str | os.PathLike) and os.path.abspath(path).startswith(str(folder))  # noqa: PTH100
        return _Full(file, tried) if writes and mine else file

    real = open
    spared = {"unlink", "remove", "rmdir", "replace", "rename"} if error == errno.ENOSPC else set()
    with pytest.MonkeyPatch.context() as patch:
        for name in _WRITES + _READS * reading:
            if name not in spared and hasattr(os, name):
                patch.setattr(os, name, refused(name))
        patch.setattr(builtins, "open", opened)
        patch.setattr(io, "open", opened)
        if reading:
            patch.setattr(av, "open", _refused_av(refuse))
        yield tried


def _refused_av(refuse: Callable[[object, str], None]) -> Callable[..., Any]:
    real = av.open

    def act(path: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        refuse(path, "av")
        return real(path, *args, **kwargs)

    return act


class _Full:
    """A file of which the half can be written."""

    def __init__(self, file: IO[Any], tried: list[str]) -> None:
        self._file, self._tried = file, tried

    def write(self, data: Any) -> int:  # noqa: ANN401
        self._tried.append("write")
        self._file.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def __enter__(self) -> _Full:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._file, name)
