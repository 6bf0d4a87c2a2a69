"""The window in front: when the language changes, one that speaks it takes its place."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from app.core.settings import Preferences
from app.ui import theme
from app.ui.errors import Doors
from app.ui.languages import speak
from app.ui.loop import settled, spawn
from app.ui.main_window import MainWindow

if TYPE_CHECKING:
    from app.ui.closing import Left


class Front(QObject):
    """Makes the window, and makes it again.

    Texts are looked up when a control is made: a window of another language is another window, at
    the same place, with the same project and stage. What runs outside the window runs on, and what
    waits in the queue of the project is taken up again.

    Signals:
        closed: The person has closed it.
    """

    closed = Signal()

    def __init__(
        self, preferences: Preferences, doors: Doors, opened: Callable[[], None] | None = None
    ) -> None:
        """Make the window.

        Args:
            preferences: The person's.
            doors: Where errors come out.
            opened: Called soon after a project was opened.
        """
        super().__init__()
        self._doors, self._opened = doors, opened
        self.window = self._made(preferences)

    def _made(self, preferences: Preferences) -> MainWindow:
        window = MainWindow(preferences, self._doors)
        window.closed.connect(self.closed)
        window.language_chosen.connect(self._on_language)
        if self._opened is not None:
            window.document.opened.connect(self._opened, Qt.ConnectionType.QueuedConnection)
        window.show()
        return window

    def _on_language(self) -> None:
        spawn(self._again())

    async def _again(self) -> None:
        """Put a window that speaks the chosen language in the place of this one."""
        before = self.window
        settings = before.commands.close_settings()
        left = None
        before.setUpdatesEnabled(False)  # the project goes; nobody is to see it go
        try:
            left = await before.closing.give_way()
        finally:
            if left is None:
                before.setUpdatesEnabled(True)
        if left is None:
            return  # it is spoken from the next start on
        await settled()  # what still waits for something of that window
        preferences, app = before.preferences.value, theme.application()
        speak(app, preferences.language)
        theme.apply(app, preferences.theme, preferences.zoom)
        before.let_go()
        gc.unfreeze()  # what goes with it is garbage like any other
        self.window = self._made(preferences)
        before.hide()
        before.deleteLater()
        await self._show_again(left)
        if settings:
            self.window.actions_["edit.settings"].trigger()

    async def _show_again(self, left: Left) -> None:
        window = self.window
        if left.project is not None:
            await window.open_project(left.project)
        if left.stage and window.document.is_open:
            window.stages.show(left.stage)
        if left.tour is not None and window.document.is_open:
            window.first_run.lead(left.tour)
        for path in left.datasets:
            await window.datasets.open(path)
