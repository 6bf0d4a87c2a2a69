"""One at a time writes to a dataset folder, whichever program it is of."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.core import locks, paths
from app.core.errors import ProjectError, WriteError, cannot
from app.core.export.manifest import FILE as MANIFEST
from app.core.language import tr
from app.core.library.connection import saying

_LOCK = ".rushes-export.lock"


def refuse_links(project: Path, folder: Path, below: Iterable[str]) -> None:
    """Refuse a dataset folder that is a link out of its project to a folder of somebody else.

    A project of a stranger may bring such a link, and what is written would go there. One that
    leads to an empty folder, or to one that was exported to, is a person's own.

    Args:
        project: The folder of the project.
        folder: Its dataset folder.
        below: Folders in that one; none of them may lead out of it.

    Raises:
        ProjectError: It is such a link, or one of those below is.
    """
    real = paths.resolved(folder)
    inside = paths.resolved(project) in real.parents
    if not inside and not paths.exists(real / MANIFEST) and _holds_something(real):
        raise ProjectError(
            tr(
                '"{folder}" is a link to "{real}", which holds other things: put a folder in its '
                "place, or let it lead to an empty one.",
                folder=folder,
                real=real,
            )
        )
    for name in below:
        if paths.resolved(folder / name) != real / name:
            raise ProjectError(
                tr('"{folder}" is a link: put a folder in its place.', folder=folder / name)
            )


def _holds_something(folder: Path) -> bool:
    try:
        return next(folder.iterdir(), None) is not None
    except OSError:
        return False


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
