"""The trainer that a person has chosen: looked at once, with all that comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.core.jobs import Checkpoint, ignore
from app.core.language import tr
from app.core.training.trainer import remembered
from app.core.training.trainer.checkout import is_trainer, look_at_checkout, meant
from app.core.training.trainer.finding import python_for, pythons_of
from app.core.training.trainer.info import TrainerError, TrainerInfo
from app.core.training.trainer.probing import probe


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of a look.

    Attributes:
        folder: Of the trainer; None: none was chosen.
        pythons: Interpreters that belong to it.
        python: The one that runs it; None: none was found.
        info: What it and its trainer are; None: that could not be found out.
        trouble: A sentence on why.
        detail: The technical part of that.
    """

    folder: Path | None = None
    pythons: tuple[Path, ...] = ()
    python: Path | None = None
    info: TrainerInfo | None = None
    trouble: str = ""
    detail: str = ""


def look(
    chosen: str, chosen_python: str = "", checkpoint: Checkpoint = ignore, *, anew: bool = False
) -> Looked:
    """Return what is known of a trainer; its Python is asked where it is not known.

    Args:
        chosen: Its folder, as a person gave it; empty: none.
        chosen_python: Its Python, likewise; empty: the likeliest of its folder.
        checkpoint: Called while it is asked; may stop it.
        anew: It is asked in any case.
    """
    if not chosen.strip():
        return Looked()
    folder = meant(chosen)
    pythons: tuple[Path, ...] = ()
    python: Path | None = None
    try:
        look_at_checkout(folder)
        pythons = tuple(pythons_of(folder))
        python = python_for(folder, chosen_python)
        if python is None:
            raise TrainerError(
                tr(
                    'No Python was found that belongs to "{folder}": choose the one that '
                    "musubi-tuner was installed with, mostly in its folder venv or .venv.",
                    folder=folder,
                )
            )
        info = None if anew else remembered.known(folder, python)
        info = info or probe(folder, python, checkpoint)
    except TrainerError as error:
        return Looked(folder, pythons, python, None, str(error), error.detail)
    return Looked(folder, pythons, python, info)


def look_without_asking(chosen: str) -> Looked:
    """Return what is known of a trainer already; its Python is not run.

    Args:
        chosen: As for `look`.
    """
    folder = meant(chosen)
    try:
        look_at_checkout(folder)
    except TrainerError as error:
        return Looked(folder, trouble=str(error), detail=error.detail)
    pythons = tuple(pythons_of(folder))
    python = next(iter(pythons), None)
    info = None if python is None else remembered.known(folder, python)
    return Looked(folder, pythons, python, info)


def python_of(chosen: str, chosen_python: str = "") -> Path | None:
    """Return the Python of the trainer that a person has chosen; None where there is none.

    Args:
        chosen: As for `look`.
        chosen_python: Likewise.
    """
    if not chosen.strip():  # none: whatever lies where this program was started
        return None
    folder = meant(chosen)
    return python_for(folder, chosen_python) if is_trainer(folder) else None
