"""Folders of musubi-tuner where people usually put it, and the Pythons that belong to it.

Only names are read, of a bounded number of folders: neither a slow drive nor a folder of a hundred
thousand files holds a search up for long, and it can be stopped.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.core import paths
from app.core.captions.machine.worker_python import interpreter
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.training.trainer.checkout import is_trainer

_ITS_NAME = re.compile(r"musubi", re.IGNORECASE)
# Folders that hold programs of such a kind, or checkouts: one level more is looked into.
_SHELVES = re.compile(
    r"ai|apps?|code|dev|develop|git|github|home|packages|pinokio|api|programs?|projects?|repos?|"
    r"repositories|source|src|stabilitymatrix|stability matrix|data|tools?|train(er|ers|ing)?|"
    r"work|workspace|webui|comfy.*|kohya.*|lora.*|stable.*|wan.*",
    re.IGNORECASE,
)
_DEEP = 3  # shelves within shelves
_MOST_FOLDERS = 3_000  # that are looked into
_MOST_NAMES = 4_000  # that are read of one
_MOST_SECONDS = 20.0
_ENVIRONMENTS = ("venv", ".venv", "env", ".env", "conda", ".conda", "python_embeded", "python")
_CONDA = ("miniconda3", "anaconda3", "miniforge3", "mambaforge", ".conda", "micromamba")


def find_trainers(
    near: Iterable[Path], checkpoint: Checkpoint = ignore, *, home: Path | None = None
) -> list[Path]:
    """Return the folders of musubi-tuner that are found, the likeliest first.

    Args:
        near: Folders beside which it may lie: that of the project, one that was used before.
        checkpoint: Called for each folder that is looked into; may stop the search.
        home: Of the person; None: as the system has it.
    """
    search = _Search(checkpoint)
    for root, deep in _roots(near, home or Path.home()):
        search.look_into(root, deep)
    return search.found


class _Search:
    """Looks into folders, each once, or once more where it may be followed further."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self.found: list[Path] = []
        self._checkpoint = checkpoint
        self._seen: dict[Path, int] = {}
        self._ends = time.monotonic() + _MOST_SECONDS

    def look_into(self, folder: Path, deep: int) -> None:
        """Look for the trainer in a folder, and in shelves so many levels below."""
        folder = paths.resolved(folder)
        if self._seen.get(folder, -1) >= deep or len(self._seen) >= _MOST_FOLDERS:
            return
        if time.monotonic() > self._ends or folder in self.found:
            return
        self._seen[folder] = deep
        self._checkpoint(Progress(len(self._seen), 0, str(folder)))
        if is_trainer(folder):
            self.found.append(folder)
            return
        for each in _folders_in(folder):
            named = _ITS_NAME.search(each.name)
            if named:
                self.look_into(each, max(1, deep - 1))
            elif deep > 0 and _SHELVES.fullmatch(each.name):
                self.look_into(each, deep - 1)


def _roots(near: Iterable[Path], home: Path) -> Iterator[tuple[Path, int]]:
    """Yield where it may lie, and how many levels of shelves below."""
    for each in near:
        for place in (each, *each.parents[:2]):
            yield place, 1
    yield home, _DEEP
    for name in ("Documents", "Desktop", "Downloads"):
        yield home / name, 1
    for drive in drives():
        yield drive, 2


def drives() -> list[Path]:
    """Return drives of this machine; none of the network, which may take minutes to answer."""
    if os.name != "nt":
        return [Path(each) for each in ("/workspace", "/opt", "/srv", "/mnt", "/data", "/content")]
    import psutil  # takes as long as all else here

    return [Path(each.mountpoint) for each in psutil.disk_partitions() if "fixed" in each.opts]


def _folders_in(folder: Path) -> list[Path]:
    """Return the folders in a folder, those with the trainer's name first."""
    found: list[Path] = []
    try:
        with os.scandir(folder) as entries:
            for number, entry in enumerate(entries):
                if number >= _MOST_NAMES:
                    break
                likely = _ITS_NAME.search(entry.name) or _SHELVES.fullmatch(entry.name)
                if likely and entry.is_dir():
                    found.append(Path(entry.path))
    except OSError:
        pass  # no rights, or it went
    return sorted(found, key=lambda each: (not _ITS_NAME.search(each.name), each.name.lower()))


# -------------------------------------------------------------------------------------- pythons


def pythons_of(folder: Path, *, home: Path | None = None) -> list[Path]:
    """Return the interpreters that belong to a trainer, the likeliest first.

    Those of environments in its folder (venv, uv, conda, an embedded Python), in the one around it
    (as of a program that brings the trainer), and of conda environments that are called like it.

    Args:
        folder: Of the trainer.
        home: Of the person; None: as the system has it.
    """
    found: dict[Path, None] = {}
    for environment in _environments(folder, home or Path.home()):
        for python in pythons_in(environment):
            found.setdefault(python)
    return [*found]


def _environments(folder: Path, home: Path) -> Iterator[Path]:
    for place in (folder, folder.parent):
        for name in _ENVIRONMENTS:
            yield place / name
    for name in _CONDA:
        yield from _named(home / name / "envs")
    yield from _named(home / ".virtualenvs")


def _named(folder: Path) -> list[Path]:
    return [each for each in _folders_in(folder) if _ITS_NAME.search(each.name)]


def pythons_in(environment: Path) -> list[Path]:
    """Return the interpreters of a folder that is an environment: one, or none."""
    names = ("Scripts/python.exe", "python.exe") if os.name == "nt" else ("bin/python",)
    found = [environment / name for name in names]
    return [each for each in found if _is_file(each)][:1]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def python_for(folder: Path, chosen: str) -> Path | None:
    """Return the Python that runs a trainer: the chosen one, else the likeliest; None: none found.

    Args:
        folder: Of the trainer.
        chosen: By the person: an interpreter, or the folder of an environment; empty for none.
    """
    if chosen.strip():
        return interpreter(chosen)
    return next(iter(pythons_of(folder)), None)
