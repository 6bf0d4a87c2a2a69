"""The window that watches a run: ``python -m tests.kill.watcher PROJECT``.

A real window, as `app.ui.start` opens it, that starts the project's next run where none is there,
and prints a line of JSON for each view of one: its state, and the steps whose loss it knows and
draws.
"""

from __future__ import annotations

import json
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
    live = start._live

    async def lively(front: Front, *rest: object, **more: object) -> None:
        spawn(_watch(front.window))
        await live(front, *rest, **more)  # type: ignore[arg-type]

    start._live = lively  # type: ignore[assignment]
    return start.run_window(Path(sys.argv[1]))


async def _watch(window: MainWindow) -> None:
    import asyncio

    while not window.document.is_open:  # noqa: ASYNC110 -- for a test
        await asyncio.sleep(0.01)
    window.actions_["view.train"].trigger()
    while True:
        await asyncio.sleep(0.1)
        view, chart = window.parts.runs.view, window.train.loss.chart()
        if view is None or chart is None:
            continue
        drawn = max((len(line.x) for line in chart.lines), default=0)
        known = [int(step) for step in view.curves.steps]
        line = {"state": view.state.state, "known": known, "drawn": drawn}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
