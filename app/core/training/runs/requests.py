"""What is asked of a run from outside: stop it, or do not stop it after all.

A request is a file in the run's folder. Whoever asks writes it, the supervisor reads and removes
it; so a request made over SSH is one of the window.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from app.core import paths, store
from app.core.training.folder import REQUESTS
from app.core.training.model import StopRequest

STOP, CANCEL = "stop.json", "cancel-stop.json"
_HUGE = 65536  # bytes of a request that nobody made


def request_stop(folder: Path, request: StopRequest) -> None:
    """Ask a run to stop; another request takes the place of one before; raises `WriteError`."""
    _remove(folder / REQUESTS / CANCEL)
    store.write_text(folder / REQUESTS / STOP, request.to_json())


def take_stop_back(folder: Path) -> None:
    """Ask a run to go on; too late where it is being stopped already; raises `WriteError`."""
    store.write_text(folder / REQUESTS / CANCEL, json.dumps({}))


def stop_request(folder: Path) -> StopRequest | None:
    """Return what is asked; None: nothing. For the supervisor: what was taken back is removed."""
    if (folder / REQUESTS / CANCEL).exists():
        _remove(folder / REQUESTS / STOP)
        _remove(folder / REQUESTS / CANCEL)
        return None
    try:
        with paths.opened(folder / REQUESTS / STOP) as file:
            text = file.read(_HUGE).decode("utf-8", "replace")
    except OSError:
        return None
    return StopRequest.read(text)


def answered(folder: Path) -> None:
    """Remove a request that was done, or that came too late."""
    _remove(folder / REQUESTS / STOP)
    _remove(folder / REQUESTS / CANCEL)


def _remove(file: Path) -> None:
    with contextlib.suppress(OSError):
        file.unlink(missing_ok=True)
