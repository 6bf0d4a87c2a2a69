"""How this program starts itself anew, as a process that is no window."""

from __future__ import annotations

import os
import sys
from pathlib import Path

SUPERVISE, CHECK = "supervise", "check-run"  # hidden commands
WORDS = (SUPERVISE, CHECK)
_ROOT = Path(__file__).resolve().parents[4]  # the folder that ``app`` lies in


def own_program(*words: str) -> list[str]:
    """Return the command line that starts this program with some arguments."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *words]
    return [sys.executable, "-m", "app", *words]


def own_folder() -> Path:
    """Return the folder to start it in: ``app`` is found there."""
    return Path(sys.executable).parent if getattr(sys, "frozen", False) else _ROOT


def own_environment() -> dict[str, str]:
    """Return its environment: as ours, and its texts are UTF-8 wherever they go."""
    return {**os.environ, "PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8"}
