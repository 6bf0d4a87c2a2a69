"""What must hold whatever was done: the window shows what is kept, and takes no more room."""

from __future__ import annotations

import asyncio
import dataclasses
import gc
import threading
from collections import Counter
from typing import Any

import psutil
from PySide6.QtCore import QtMsgType, qInstallMessageHandler

from app.core.errors import AppError
from app.core.library.edits import Edit
from app.core.library.snapshot import Snapshot
from app.ui.errors import Doors
from app.ui.main_window import MainWindow

_PATIENCE = 60.0  # seconds until all work must have ended
_STEPS = 40  # edits taken back and done again
_MORE_THREADS, _MORE_BYTES = 24, 500_000_000  # than after the first batch
_OFF_SCREEN = "This plugin does not support "


class Watch:
    """Collects what comes out of the doors and of Qt, and looks at the window between batches.

    Args:
        doors: Where faults come out.
        measures: Whether memory and threads may grow little; who measures them better says no.
    """

    def __init__(self, doors: Doors, *, measures: bool = True) -> None:
        self._measures = measures
        self.broken: list[str] = []
        self.sentences: Counter[str] = Counter()
        self._before: tuple[int, int] | None = None
        doors.failed.connect(self._on_failed)
        doors.troubled.connect(self._on_troubled)
        qInstallMessageHandler(self._on_message)

    def close(self) -> None:
        """Let Qt write its messages itself again."""
        qInstallMessageHandler(None)

    def _on_failed(self, report: str, _kept: object) -> None:
        self.broken.append(report)

    def _on_troubled(self, error: AppError) -> None:
        self.sentences[str(error)] += 1

    def _on_message(self, kind: QtMsgType, _context: object, message: str) -> None:
        if kind != QtMsgType.QtInfoMsg and not message.startswith(_OFF_SCREEN):
            self.broken.append(f"Qt says: {message}")

    async def look(self, window: MainWindow, *, steps: bool) -> None:
        """Wait until all work has ended, then look at everything.

        Args:
            window: The window, with nothing over it.
            steps: Whether to undo and redo, too.
        """
        if window.jobs.paused:
            window.jobs.toggle_pause()
        try:
            await asyncio.wait_for(window.idle(), _PATIENCE)
        except TimeoutError:
            running = window.jobs.running
            self.broken.append(f"still busy: {running.title if running else 'beside'}")
        if window.document.is_open:
            await self._compare(window)
            if steps and not window.document.read_only:
                self._step(window)
                await asyncio.sleep(0.1)
                await self._compare(window)
        if self._measures:
            self._measure()

    async def _compare(self, window: MainWindow) -> None:
        project = window.document.project
        kept = rows_of(Snapshot.of(project))
        shown = rows_of(window.document.rows)
        for name, rows in kept.items():
            if rows != shown[name]:
                self.broken.append(f"{name} shown: {shown[name]}\nkept: {rows}")

    def _step(self, window: MainWindow) -> None:
        document = window.document
        before, back = rows_of(document.rows), 0
        while back < _STEPS and document.undo_label is not None:
            _told(document.project.undo(), window)
            back += 1
        for _ in range(back):
            _told(document.project.redo(), window)
        if rows_of(document.rows) != before:
            self.broken.append(f"{back} edits taken back and done again give other rows")

    def _measure(self) -> None:
        gc.collect()
        now = len(threading.enumerate()), psutil.Process().memory_info().rss
        self._before = self._before or now
        if now[0] > self._before[0] + _MORE_THREADS:
            self.broken.append(f"{now[0]} threads, {self._before[0]} at first")
        if now[1] > self._before[1] + _MORE_BYTES:
            self.broken.append(f"{now[1]:,} bytes of memory, {self._before[1]:,} at first")

    @property
    def size(self) -> str:
        """Threads and memory as they are now."""
        memory = psutil.Process().memory_info().rss
        return f"{threading.active_count()} threads, {memory / 1e6:,.0f} MB"


def _told(done: Edit | None, window: MainWindow) -> None:
    if done is not None:
        window.document.catch_up()


def rows_of(snapshot: Snapshot) -> dict[str, Any]:
    """Return all rows of a snapshot, by the name of their class."""
    rows = [snapshot.settings, *snapshot.sources, *snapshot.shots, *snapshot.clips]
    rows += [*snapshot.stills, *snapshot.datasets, *snapshot.prompts]
    found: dict[str, Any] = {}
    for row in rows:
        found.setdefault(type(row).__name__, []).append(dataclasses.astuple(row))
    names = ("Settings", "Source", "Shot", "Clip", "Still", "Dataset", "Prompt")
    return {name: found.get(name, []) for name in names}
