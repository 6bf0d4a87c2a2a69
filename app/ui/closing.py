"""Taking the window's leave: nothing typed is lost, nothing that runs is stopped unasked."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.errors import WriteError
from app.ui.placement import placement

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class Left:
    """What a window showed when another took its place.

    Attributes:
        project: The folder of the open project; None: the welcome page.
        stage: The stage that was shown, of `stages.STAGES`.
        datasets: The dataset files that had windows of their own.
        tour: The place of the step of the tour that was shown; None: none was.
    """

    project: Path | None
    stage: str
    datasets: tuple[Path, ...]
    tour: int | None = None


class Closing(QObject):
    """Closes the window, or lets another one take its place."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._at_it = False

    async def close(self) -> None:
        """Close the window, unless the person wants to stay."""
        if self._at_it:
            return
        self._at_it = True
        try:
            left = await self._goes_on() and await self._may_leave()
        finally:
            self._at_it = False
        if left:
            self._at_it = True
            await self._shut()
            self._window.hide()
            self._window.closed.emit()

    async def give_way(self) -> Left | None:
        """Let go of everything for a window that shows the same; None: the person wants to stay.

        The window itself still stands.
        """
        if self._at_it:
            return None
        self._at_it = True
        window = self._window
        folder = window.document.project.folder if window.document.is_open else None
        files = tuple(each.source.file.path for each in window.datasets.windows)
        left = Left(folder, window.stage, files, window.first_run.place)
        may = False
        try:
            may = await self._may_leave()
        finally:
            self._at_it = may
        if not may:
            return None
        await self._shut()
        return left

    async def _goes_on(self) -> bool:
        """Say once that a training goes on without the window; return whether it may close."""
        window = self._window
        return "parts" not in window.__dict__ or await window.run_telling.leave()

    async def _may_leave(self) -> bool:
        return await self._window.datasets.leave() and await self._window.desk.leave()

    async def _shut(self) -> None:
        window = self._window
        self._keep_geometry()
        with contextlib.suppress(WriteError):  # a layout that is lost keeps nobody here
            window.preferences.close()
        if "parts" in window.__dict__:
            window.parts.thumbnails.close()
        window.stages.shut()
        await window.jobs.close()
        window.document.close()  # one that was being opened

    def _keep_geometry(self) -> None:
        window = self._window
        panes = {**window.stages.layout_to_keep(), **window.commands.helping.layout_to_keep()}
        before = window.preferences.value.layout
        window.preferences.change(layout={**before, "window": placement(window), **panes})
