"""The runs that a run goes on from, which its curves begin with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.core.training.folder import read_run


@dataclass(frozen=True, slots=True)
class Leg:
    """A run's part of a training.

    Attributes:
        folder: The run's.
        steps_before: Trained before it, in all runs; with ``epochs_before``.
        steps_per_epoch: As the plan counted them; 0: not known.
    """

    folder: Path
    steps_before: int = 0
    epochs_before: int = 0
    steps_per_epoch: int = 0


def lineage(folder: Path) -> tuple[Leg, ...]:
    """Return a run and those it goes on from, the oldest first; at least one.

    A parent that is gone, or that the child itself is said to be, ends the line.
    """
    legs: list[Leg] = []
    seen: set[str] = set()
    here: Path | None = folder
    while here is not None and here.name not in seen:
        seen.add(here.name)
        run = read_run(here)
        if run is None:
            break
        legs.append(Leg(here, run.steps_before, run.epochs_before, run.steps_per_epoch))
        safe = run.parent and Path(run.parent).name == run.parent
        here = here.with_name(run.parent) if safe else None
    return tuple(reversed(legs)) or (Leg(folder),)
