"""The window that is killed: ``python -m tests.ui.killed_window PROJECT [COMMAND …]``.

A real window, as `app.ui.start` opens it, that is given commands once the project is there. It
prints a line for each film whose shots were found.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from app.ui import start
from app.ui.front import Front
from app.ui.loop import spawn
from app.ui.main_window import MainWindow


def main() -> int:
    """Open the window and stay until the end."""
    project, commands = Path(sys.argv[1]), sys.argv[2:]
    live = start._live

    async def lively(front: Front, *rest: object, **more: object) -> None:
        spawn(_act(front.window, commands))
        await live(front, *rest, **more)  # type: ignore[arg-type]

    start._live = lively  # type: ignore[assignment]
    return start.run_window(project)


async def _act(window: MainWindow, commands: list[str]) -> None:
    import asyncio

    while not window.document.is_open:  # noqa: ASYNC110 -- for a test
        await asyncio.sleep(0.01)
    window.clips.work.found_said.connect(_say)
    for command in commands:
        window.actions_[command].trigger()


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
