"""The windows of dataset files that are planned by themselves, one for each file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.ui import theme
from app.ui.loop import in_own_thread, spawn
from app.ui.preferences import PreferenceStore

if TYPE_CHECKING:
    from app.core.errors import AppError
    from app.ui.plan.plan_window import PlanWindow


DATASET_ENDINGS = (".toml", ".json")


class DatasetWindows(QObject):
    """Opens dataset files, and knows the windows they are in.

    Signals:
        all_closed: The last of them is gone.
    """

    all_closed = Signal()

    def __init__(self, preferences: PreferenceStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.windows: list[PlanWindow] = []
        preferences.changed.connect(self._on_preferences)  # there may be no other window

    async def open(self, path: Path) -> PlanWindow:
        """Show a dataset file in a window of its own, or bring that window to the front.

        Raises:
            DatasetError: It cannot be read.
        """
        from app.core.planner.own_file import OwnFile
        from app.ui.plan.plan_window import PlanWindow

        file = await in_own_thread(partial(OwnFile, path))
        known = next((one for one in self.windows if one.source.file.path == file.path), None)
        if known is not None:
            known.raise_()
            known.activateWindow()
            return known
        window = PlanWindow(file, self._preferences)
        window.closed.connect(self._on_closed)
        window.file_asked.connect(self.show_file)
        self.windows.append(window)
        window.show()
        return window

    def show_file(self, path: Path) -> None:
        """Show a dataset file in a moment; what is wrong with it is said."""
        spawn(self.open(path))

    def choose(self, parent: QWidget) -> None:
        """Ask for a dataset file and show it."""
        spawn(self._choose(parent))

    async def _choose(self, parent: QWidget) -> None:
        from app.ui.plan.plan_window import choose_dataset

        path = await choose_dataset(parent, "")
        if path is not None:
            await self.open(path)

    def show_trouble(self, error: AppError) -> bool:
        """Let the window in front say an error; return whether it is one of these."""
        front = next((each for each in self.windows if each.isActiveWindow()), None)
        if front is not None:
            front.show_trouble(error)
        return front is not None

    def show_fault(self, report: str, kept: Path | None) -> None:
        """Show the report of a fault of ours over the window in front."""
        from app.ui.faults import FaultDialog

        over = next((each for each in self.windows if each.isActiveWindow()), None)
        over = over or (self.windows[-1] if self.windows else None)
        if over is not None and over.findChild(FaultDialog) is None:
            FaultDialog(over, report, kept).open()

    async def leave(self) -> bool:
        """Close all of them; return whether none was kept."""
        for window in list(self.windows):
            if not await window.leave():
                return False
        return True

    def _on_preferences(self) -> None:
        value, app = self._preferences.value, QApplication.instance()
        if value.zoom != theme.zoom() and isinstance(app, QApplication):
            theme.apply(app, value.theme, value.zoom)

    def _on_closed(self) -> None:
        window = self.sender()
        self.windows = [each for each in self.windows if each is not window]
        if window is not None:
            window.deleteLater()
        if not self.windows:
            self.all_closed.emit()
