"""A LoRA put where ComfyUI finds it: below ``models/loras``, in a folder of the project's."""

from __future__ import annotations

import filecmp
import os
import shutil
from pathlib import Path

from app.core import store
from app.core.errors import AppError, WriteError, cannot
from app.core.export.names import safe_stem
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import tr

_LORAS = Path("models") / "loras"
_MOST = 100  # files of one name
_PIECE = 8 * 1024 * 1024  # bytes


class ComfyError(AppError):
    """ComfyUI is not where it was said to be, or does not answer as it should."""


def loras_folder(comfy: Path) -> Path:
    """Return the folder of LoRAs of a ComfyUI.

    Args:
        comfy: ComfyUI's folder, the one it lies in (portable), or the folder of LoRAs itself.

    Raises:
        ComfyError: There is none.
    """
    for folder in (comfy / _LORAS, comfy / "ComfyUI" / _LORAS, comfy):
        if folder.is_dir() and (folder.name == "loras"):
            return folder
    raise ComfyError(
        tr('"{comfy}" is no ComfyUI: choose the folder that has models/loras in it.', comfy=comfy)
    )


def install_lora(
    source: Path, comfy: Path, project: str, *, checkpoint: Checkpoint = ignore
) -> tuple[Path, str]:
    """Link or copy a LoRA to ComfyUI; another of the same name stays.

    Args:
        source: The checkpoint.
        comfy: As `loras_folder` takes it.
        project: Names the folder.
        checkpoint: Called while it is copied.

    Returns:
        The file, and its name as ComfyUI lists it.

    Raises:
        ComfyError: There is no ComfyUI, or no checkpoint.
        WriteError: It cannot be written.
        Stopped: The checkpoint said so.
    """
    loras = loras_folder(comfy)
    if not source.is_file():
        raise ComfyError(
            tr('"{source}" is not there any more: choose another checkpoint.', source=source)
        )
    folder = loras / safe_stem(project or "rushes")
    store.make_folder(folder)
    target = _place(source, folder)
    if not target.exists():
        _put(source, target, checkpoint)
    return target, str(target.relative_to(loras))


def _place(source: Path, folder: Path) -> Path:
    """Return where it goes: the place of the same file, else one that is free."""
    for number in range(1, _MOST):
        name = source.name if number == 1 else f"{source.stem}-{number}{source.suffix}"
        target = folder / name
        if not os.path.lexists(target) or _is_same(source, target):
            return target
    raise WriteError(
        tr(
            'Cannot write to "{folder}": {name} is there {most} times.',
            folder=folder,
            name=source.name,
            most=_MOST,
        )
    )


def _is_same(source: Path, target: Path) -> bool:
    try:
        return source.samefile(target) or filecmp.cmp(source, target, shallow=False)
    except OSError:
        return False


def _put(source: Path, target: Path, checkpoint: Checkpoint) -> None:
    with store.replacing(target) as part:
        try:
            os.link(source, part)
        except OSError:  # another drive, or one that knows no links
            _copy(source, part, checkpoint)


def _copy(source: Path, part: Path, checkpoint: Checkpoint) -> None:
    try:
        size, done = source.stat().st_size, 0
        with source.open("rb") as read, part.open("wb") as written:
            while data := read.read(_PIECE):
                checkpoint(Progress(done, size))
                written.write(data)
                done += len(data)
        shutil.copystat(source, part)
    except OSError as error:
        raise WriteError(cannot("write", part, error), detail=str(error)) from error
