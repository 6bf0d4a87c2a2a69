"""One at a time writes to a dataset folder, whichever program it is of."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from app.core import locks
from app.core.errors import ProjectError, WriteError, cannot
from app.core.language import tr
from app.core.library.connection import saying

_LOCK = ".rushes-export.lock"


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a dataset folder against others for the block.

    Raises:
        ProjectError: Another export is running, or the lock cannot be written.
        WriteError: The folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(cannot("write", folder, error), detail=str(error)) from error
    file = folder / _LOCK
    if file.is_dir():
        raise WriteError(tr('"{file}" is a folder where a file must be: remove it.', file=file))
    with contextlib.ExitStack() as held:
        with saying("write", file):
            try:
                held.enter_context(locks.holding(file))
            except locks.Taken as error:
                raise ProjectError(
                    tr(
                        '"{folder}" is being written by another export of this project: '
                        "wait for its end.",
                        folder=folder,
                    )
                ) from error
        yield
