"""What is there after a run, and whether a file of it is whole."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.core import paths
from app.core.amounts import counted
from app.core.language import sentences, tr
from app.core.training.folder import FILMS, OUTPUT
from app.core.training.model import Command

SUFFIX = ".safetensors"
STATE_SUFFIX = "-state"
_MOST_HEADER = 100 * 1024 * 1024  # bytes, as safetensors itself has it


@dataclass(frozen=True, slots=True)
class Kept:
    """Files of a training.

    Attributes:
        whole: Checkpoints that can be used, the oldest first.
        broken: Those that were cut off while they were written.
        states: Folders that training can go on from.
    """

    whole: tuple[Path, ...] = ()
    broken: tuple[Path, ...] = ()
    states: tuple[Path, ...] = ()


def is_whole(file: Path) -> bool:
    """Return whether a safetensors file is as long as its header says."""
    try:
        with paths.opened(file) as opened:
            (length,) = struct.unpack("<Q", opened.read(8))
            if not 2 <= length <= _MOST_HEADER:
                return False
            header = json.loads(opened.read(length))
            size = opened.seek(0, 2)
        tensors = [each for name, each in header.items() if name != "__metadata__"]
        end = max((each["data_offsets"][1] for each in tensors), default=0)
        return bool(size == 8 + length + end)
    except (OSError, ValueError, RecursionError, struct.error):
        return False
    except (TypeError, KeyError, IndexError, AttributeError):  # JSON, but of something else
        return False


def is_whole_state(folder: Path) -> bool:
    """Return whether a state's folder has what resuming needs."""
    try:
        names = {each.name for each in folder.iterdir() if each.stat().st_size}
    except OSError:
        return False
    return "optimizer.bin" in names and is_whole(folder / f"model{SUFFIX}")


def state_beside(checkpoint: Path) -> Path:
    """Return the folder of the state that is saved with a checkpoint."""
    return checkpoint.with_name(f"{checkpoint.stem}{STATE_SUFFIX}")


def look(folder: Path) -> Kept:
    """Return what a run has written."""
    try:
        found = sorted((folder / OUTPUT).iterdir(), key=_when)
    except OSError:
        return Kept()
    files = [each for each in found if each.suffix == SUFFIX]
    whole = tuple(each for each in files if is_whole(each))
    return Kept(
        whole,
        tuple(each for each in files if each not in whole),
        tuple(each for each in found if each.name.endswith(STATE_SUFFIX) and is_whole_state(each)),
    )


def _when(file: Path) -> tuple[float, str]:
    try:
        return file.stat().st_mtime, file.name
    except OSError:
        return 0.0, file.name


def kept_words(folder: Path, commands: Iterable[Command] = ()) -> str:
    """Return in a sentence what a run has left.

    Args:
        folder: Of the run.
        commands: What it runs: whether another one makes its caches again.
    """
    if (folder / FILMS).is_dir():
        films = len(list((folder / FILMS).glob("*/*.mp4")))
        if films == 1:
            return tr("1 film is kept.")
        return tr("{number:,} films are kept.", number=films)
    kept = look(folder)
    if not kept.whole:
        caching = [each.argv for each in commands if each.step in ("cache_latents", "cache_text")]
        said = tr("No checkpoint was written.")
        if caching and all("--skip_existing" in argv for argv in caching):
            said = tr("No checkpoint was written; what was cached is kept.")
    elif len(kept.whole) == 1:
        said = tr("One checkpoint is kept: {name}.", name=kept.whole[0].name)
    else:
        said = tr(
            "{checkpoints} are kept, the last {name}.",
            checkpoints=counted(len(kept.whole), "checkpoint"),
            name=kept.whole[-1].name,
        )
    parts = [said]
    if kept.states:
        parts.append(tr("Training can go on from {name}.", name=kept.states[-1].name))
    if kept.broken:
        parts.append(tr("{name} was cut off while it was written.", name=kept.broken[-1].name))
    return sentences(parts)
