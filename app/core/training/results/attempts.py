"""The runs that went on from one another: their epochs and steps count on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.core.training.folder import RUN_FILE, read_run
from app.core.training.model import Run

_MOST = 200  # runs that go on from one another


@dataclass(frozen=True, slots=True)
class Attempt:
    """One of them.

    Attributes:
        number: From 1.
    """

    number: int
    folder: Path
    run: Run


def attempts_of(folder: Path) -> tuple[Attempt, ...]:
    """Return a run and those it goes on from, the first one first; () where it is no run.

    An earlier run that is gone, or cannot be read, ends the chain.
    """
    chain: list[tuple[Path, Run]] = []
    here: Path | None = folder
    while here is not None and len(chain) < _MOST and here not in [seen for seen, _ in chain]:
        run = known_run(here)
        if run is None:
            break
        chain.append((here, run))
        here = here.parent / run.parent if _is_name(run.parent) else None
    return tuple(Attempt(n, *each) for n, each in enumerate(reversed(chain), start=1))


def known_run(folder: Path) -> Run | None:
    """Return what a run's folder says of it; the file is read again only where it is another."""
    try:
        info = (folder / RUN_FILE).stat()
    except (OSError, ValueError):  # a name that no file can have
        return None
    return _read(folder, info.st_size, info.st_mtime_ns)


@lru_cache(maxsize=64)
def _read(folder: Path, _size: int, _changed: int) -> Run | None:
    return read_run(folder)


def _is_name(text: str) -> bool:
    return bool(text) and Path(text).name == text and text not in (".", "..")
