"""The file of settings where nothing can be read from it: said, and kept for who can mend it."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from app.core import paths
from app.core.errors import cannot
from app.core.language import tr
from app.core.settings import FILE

DAMAGED = "settings.damaged.json"


def put_aside(folder: Path | None = None) -> str:
    """Rename a damaged file of settings, else the next change of any would write over it.

    Args:
        folder: None means the system's place for settings.

    Returns:
        A sentence on what cannot be read; empty where all is well.
    """
    path = (folder or paths.settings_folder()) / FILE
    try:
        if isinstance(json.loads(paths.text_of(path)), dict):
            return ""
    except FileNotFoundError:
        return ""
    except OSError as error:
        return cannot("read", path, error)
    except (ValueError, RecursionError):
        pass
    with contextlib.suppress(OSError):
        path.replace(path.with_name(DAMAGED))
    return tr(
        '"{path}" was damaged: Rushes begins as if it were new, and has kept it as "{name}".',
        path=path,
        name=DAMAGED,
    )
