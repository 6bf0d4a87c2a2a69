"""Where things are: resources, caches."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_TREE = Path(__file__).resolve().parents[2]


def resources() -> Path:
    """Return the folder of files that ship with the program."""
    return _TREE / "resources"


def cache_folder() -> Path:
    """Return the folder for derived data; ``RUSHES_CACHE`` overrides the system's own place."""
    chosen = os.environ.get("RUSHES_CACHE")
    if chosen:
        return Path(chosen)
    return Path(platformdirs.user_cache_path("rushes", appauthor=False))


def projects_folder() -> Path:
    """Return the folder that projects go to when no other is named."""
    return Path(platformdirs.user_documents_path()) / "Rushes"
