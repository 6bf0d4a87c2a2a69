"""Whether there is a screen to open a window on: Qt aborts the process where there is none."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from app.core.errors import AppError
from app.core.language import tr

_X_DISPLAY = re.compile(r"(?:unix|)(?P<host>[^:]*|\[.*\]):(?P<number>\d{1,5})(?:\.\d+)?")
_X_PORT, _MOST = 6000, 65_535 - 6000  # of X servers that listen to a network
_PATIENCE = 2.0  # seconds


def check_screen(environment: Mapping[str, str] = os.environ) -> None:
    """Refuse to go on where Qt would find no screen.

    Raises `AppError`.
    """
    if not sys.platform.startswith("linux") or environment.get("QT_QPA_PLATFORM"):
        return
    display, wayland = environment.get("DISPLAY", ""), environment.get("WAYLAND_DISPLAY", "")
    if not display and not wayland:
        raise AppError(
            tr(
                "There is no screen here to open the window on: use the commands (rushes "
                "--help), or start it where there is one."
            )
        )
    folder = Path(environment.get("XDG_RUNTIME_DIR", "/nowhere"))
    if not (display and _x_answers(display)) and not (wayland and _answers(folder / wayland)):
        raise AppError(
            tr(
                'The screen "{screen}" does not answer: correct {variable}, or use the '
                "commands (rushes --help).",
                screen=display or wayland,
                variable="DISPLAY" if display else "WAYLAND_DISPLAY",
            )
        )


def _x_answers(display: str) -> bool:
    import socket  # on Linux only

    match = _X_DISPLAY.fullmatch(display)
    if match is None or int(match["number"]) > _MOST:
        return False
    host, number = match["host"].strip("[]"), int(match["number"])
    if not host:
        place = f"/tmp/.X11-unix/X{number}"
        if _answers(f"\0{place}") or _answers(place):
            return True
    with contextlib.suppress(OSError):
        socket.create_connection((host or "localhost", _X_PORT + number), _PATIENCE).close()
        return True
    return False


def _answers(place: str | Path) -> bool:
    import socket

    with (
        contextlib.suppress(OSError),
        contextlib.closing(socket.socket(socket.AF_UNIX)) as asking,
    ):
        asking.settimeout(_PATIENCE)
        asking.connect(str(place))
        return True
    return False
