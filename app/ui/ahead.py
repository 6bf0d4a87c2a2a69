"""Imports parts of the window ahead, so that it does not stand still when they are wanted.

A class of Qt's may be made in the GUI thread only where Python is older than 3.12. PySide keeps
what it knows of classes in one table then. It reads that whenever Qt asks an object for its class,
holding no lock, and finds nothing, and the process dies, while another thread enters a class
(`PepType_SOTP` in shiboken's pep384impl.cpp; from 3.12 on each class carries its own entry).
So what has no class of Qt's is imported beside, and the rest here, a module or a few in a turn.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.jobs import Jobs

IN_ANY_THREAD = sys.version_info >= (3, 12)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the window.

    Attributes:
        free: Modules that make no class of Qt's, nor import any that does.
        window: The others, in an order in which none takes long.
    """

    free: tuple[str, ...]
    window: tuple[str, ...]


TRAIN = Part(
    free=(
        "app.core.training.curves.drawing",
        "app.core.training.resuming.offering",
        "app.core.training.curves.summing_up",
        "app.core.training.results.growth",
        "app.core.training.results.sample_frames",
        "app.core.training.runs.turns",
        "app.core.training.trainer.needs",
        "app.core.training.watching",
        "app.core.training.recipe.warnings",
    ),
    window=tuple(
        f"app.ui.train.{name}"
        for name in (
            *("history_table", "session", "history_dialog", "option_delegate", "option_dialog"),
            *("checkpoints_board", "checkpoints_card", "samples_area", "samples_card"),
            *("checkpoints_cards", "loss_controls", "loss_card", "command_card"),
            *("recipe_presets", "recipe_pane", "run_pane", "run_part", "train_tab"),
            "train_commands",
        )
    ),
)
"""The stage, its curves and its window of options: a hundred modules, a tenth of a second."""

PLOT = Part(
    free=("numpy", "pydoc", "app.core.training.curves.drawing"),
    window=("PySide6.QtSvg", "PySide6.QtTest", "pyqtgraph.Qt", "app.ui.train.loss_plot"),
)
"""The plot of the curves. Pyqtgraph itself is one module to Python and stops a turn once."""

SETUP = Part(
    free=("app.core.training.trainer.standing",),
    window=("app.ui.train.setup_state", "app.ui.train.setup_dialog"),
)
"""The page *Trainer and models*."""


async def import_ahead(jobs: Jobs, part: Part) -> None:
    """Import a part of the window; return when all of it is there."""
    if IN_ANY_THREAD:
        await jobs.beside(import_now, (*part.free, *part.window), brief=True)
        return
    await jobs.beside(import_now, part.free, brief=True)
    for name in part.window:
        if name not in sys.modules:
            import_now((name,))
            await asyncio.sleep(0)


def import_now(names: tuple[str, ...]) -> None:
    """Import modules."""
    for name in names:
        import_module(name)
