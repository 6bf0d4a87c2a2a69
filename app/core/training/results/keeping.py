"""Checkpoints that stay: kept from the trainer's own deleting, or put in the system's bin.

A kept one has a second name in the run's folder ``kept``: where the disk can, the same file under
two names, which takes no room. The trainer knows only the first.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from app.core import store
from app.core.errors import AppError, cannot
from app.core.language import tr
from app.core.training.results.found import Checkpoint
from app.core.training.results.header import read_header
from app.core.training.results.looking import KEPT


class KeepError(AppError):
    """A checkpoint cannot be kept, or let go."""


def kept_path(checkpoint: Checkpoint) -> Path:
    """Return where a checkpoint is kept."""
    return checkpoint.folder / KEPT / checkpoint.name


def keep(checkpoint: Checkpoint) -> None:
    """Keep a checkpoint whatever the trainer deletes; one that is kept stays so.

    Raises:
        WeightsError: It is gone, or not whole.
        WriteError: The system refused.
    """
    target = kept_path(checkpoint)
    if checkpoint.path == target:
        return
    read_header(checkpoint.path)
    if _same(checkpoint.path, target):
        return
    with store.replacing(target) as part:
        try:
            os.link(checkpoint.path, part)
        except OSError:  # a disk that knows one name for a file
            shutil.copy2(checkpoint.path, part)


def let_go(checkpoint: Checkpoint) -> None:
    """Keep a checkpoint no longer; it stays where the trainer wrote it.

    Raises:
        KeepError: The trainer has deleted it there, so that this is the only one.
    """
    target = kept_path(checkpoint)
    if checkpoint.path == target:
        raise KeepError(
            tr(
                '"{name}" is there only because it is kept; the trainer has deleted its '
                "own. Put it in the bin instead.",
                name=checkpoint.name,
            )
        )
    try:
        target.unlink(missing_ok=True)
    except OSError as error:
        raise KeepError(cannot("delete", target, error), detail=str(error)) from error
    with contextlib.suppress(OSError):  # others are kept there
        target.parent.rmdir()


def files_of(checkpoints: Iterable[Checkpoint]) -> list[Path]:
    """Return the files that go when checkpoints go: what the trainer wrote, and what is kept."""
    found: list[Path] = []
    for each in checkpoints:
        found.append(each.path)
        if each.kept and each.path != kept_path(each):
            found.append(kept_path(each))
    return found


def _same(one: Path, other: Path) -> bool:
    """Return whether two names are of one file, or of two that are equal by size and time."""
    try:
        first, second = one.stat(), other.stat()
    except OSError:
        return False
    if (first.st_ino, first.st_dev) == (second.st_ino, second.st_dev) and first.st_ino:
        return True
    return (first.st_size, first.st_mtime_ns) == (second.st_size, second.st_mtime_ns)
