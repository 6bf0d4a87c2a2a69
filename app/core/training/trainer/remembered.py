"""What was found out about trainers, kept in the cache: a start of the window needs no probe.

It holds while the trainer's source, its Python and what is installed there are as they were. What
is free on a graphics card does not stay as it was, and is not kept.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
from pathlib import Path

from app.core import paths, store
from app.core.errors import AppError
from app.core.training.trainer.checkout import PACKAGE
from app.core.training.trainer.info import TrainerInfo, read_info

_FOLDER = "trainers"
_SOURCES = (  # change with the trainer
    *("pyproject.toml", ".git/HEAD", ".git/logs/HEAD", "wan_train_network.py"),
    *("hv_train_network.py", f"{PACKAGE}/wan_train_network.py"),
    *(f"{PACKAGE}/training/trainer_base.py", f"{PACKAGE}/training/parser_common.py"),
)


def known(folder: Path, python: Path) -> TrainerInfo | None:
    """Return what is known of a trainer as it is now; None where it must be asked."""
    try:
        text = _file(folder, python).read_text(encoding="utf-8")
        stamp, _, rest = text.partition("\n")
    except (OSError, ValueError):
        return None
    return read_info(rest) if stamp == stamp_of(folder, python) else None


def keep(info: TrainerInfo, stamp: str) -> None:
    """Keep what was found out.

    Args:
        info: It.
        stamp: `stamp_of` from before it was asked.
    """
    gpus = tuple(dataclasses.replace(each, free_gib=None) for each in info.gpus)
    text = dataclasses.replace(info, gpus=gpus).to_json()
    try:
        store.write_text(_file(info.folder, info.python), f"{stamp}\n{text}\n")
    except (AppError, UnicodeEncodeError):
        return  # it is asked again the next time


def stamp_of(folder: Path, python: Path) -> str:
    """Return what changes with a trainer, its Python or what is installed for it."""
    home = python.parent.parent
    # On Windows one that is no venv lies beside its libraries.
    places = [python, home / "pyvenv.cfg"]
    places += [each / "Lib" / "site-packages" for each in (home, python.parent)]
    with contextlib.suppress(OSError):
        places += sorted(home.glob("lib/python3*/site-packages"))
    places += [folder / name for name in _SOURCES]
    stamps = []
    for place in places:
        try:
            facts = place.stat()
        except (OSError, ValueError):
            continue
        stamps.append((place.name, facts.st_mtime_ns, facts.st_size))
    return hashlib.blake2b(json.dumps(stamps).encode(), digest_size=16).hexdigest()


def _file(folder: Path, python: Path) -> Path:
    both = f"{folder}\n{python}".encode("utf-8", "surrogatepass")
    name = hashlib.blake2b(both, digest_size=12).hexdigest()
    return paths.cache_folder() / _FOLDER / f"{name}.json"
