"""A window under test: real keys, and waiting for what it does meanwhile."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, SignalInstance
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.core import settings
from app.core.cache import Cache
from app.core.errors import AppError
from app.core.library.edits import Edit, adding, changing, several
from app.core.library.model import Clip, Shot
from app.core.library.project import Project
from app.core.library.sources import add_film
from app.ui.clips.clips_tab import ClipsTab
from app.ui.document import Document
from app.ui.errors import Doors
from app.ui.loop import settled
from app.ui.main_window import MainWindow
from app.ui.widgets.dialog import Dialog

FRAMES = 36  # of each of the five shots
PATIENCE = 20.0  # seconds; a busy machine is no failure

InWindow = Callable[[Callable[["Rig"], Coroutine[Any, Any, None]]], None]


def made_project(folder: Path, *films: Path, name: str = "Fireflies") -> Path:
    """Make a project of films whose shots are found, `FRAMES` long each; return its folder."""
    with Project.create(folder, name) as project:
        for film in films:
            source = add_film(project, film, cache=Cache())
            found = replace(source, detector="exact", threshold=0.5)
            shots = [
                Shot(source=source.id, start=start, end=start + FRAMES)
                for start in range(0, source.frames, FRAMES)
            ]
            project.apply(several("Find shots", [changing(source, found), adding(*shots)]))
    return folder


async def emitted(signal: SignalInstance, *, within: float = PATIENCE) -> tuple[Any, ...]:
    """Wait for a signal; return what it carried."""
    future: asyncio.Future[tuple[Any, ...]] = asyncio.get_running_loop().create_future()

    def receive(*values: Any) -> None:  # noqa: ANN401
        if not future.done():
            future.set_result(values)

    signal.connect(receive)
    try:
        return await asyncio.wait_for(future, within)
    finally:
        signal.disconnect(receive)


def meanwhile(project: Project, change: Callable[[], object]) -> None:
    """Let a change come between the next edit's being made and its being carried out."""
    carry_out = project.apply

    def apply(edit: Edit) -> Edit:
        project.apply = carry_out  # type: ignore[method-assign]
        change()
        return carry_out(edit)

    project.apply = apply  # type: ignore[method-assign]


async def until(true: Callable[[], object], *, within: float = PATIENCE) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(within):
        while not true():  # noqa: ASYNC110 -- what is waited for does not tell
            await asyncio.sleep(0.005)


class Rig:
    """The window, and what came out of its doors."""

    def __init__(self, app: QApplication) -> None:
        self.app = app
        self.doors = Doors()
        self.doors.install(asyncio.get_running_loop())
        self.troubles: list[AppError] = []
        self.faults: list[str] = []
        self.doors.troubled.connect(self.troubles.append)
        self.doors.failed.connect(self._on_failed)
        self.toasts: list[str] = []
        self.strays = Strays(app)
        self.window = self._new_window()

    def _new_window(self) -> MainWindow:
        kept = settings.load()
        window = MainWindow(kept, self.doors)
        if "window" not in kept.layout:
            window.resize(1600, 1000)  # the screen that is none here is small
        self._listening = False
        window.show()
        return window

    def _on_failed(self, report: str, _kept: object) -> None:
        self.faults.append(report)

    async def reopened(self) -> None:
        """Close the window and make another one."""
        await self.close()
        self.window = self._new_window()

    async def close(self) -> None:
        """Close the window as a person does, answering that all may stop."""
        window = self.window
        closed: list[bool] = []
        window.closed.connect(lambda: closed.append(True))
        async with asyncio.timeout(PATIENCE):
            while not closed:
                for dialog in self.dialogs():
                    dialog.accept()
                if not window.testAttribute(Qt.WidgetAttribute.WA_WState_Hidden):
                    window.close()
                await asyncio.sleep(0.01)
            await settled()
        window.deleteLater()
        await asyncio.sleep(0)

    # ------------------------------------------------------------------------------- parts

    @property
    def document(self) -> Document:
        """The document."""
        return self.window.document

    @property
    def clips(self) -> ClipsTab:
        """The stage."""
        return self.window.clips

    def dialogs(self) -> list[Dialog]:
        """The dialogs that are shown."""
        return [each for each in self.window.findChildren(Dialog) if each.isVisible()]

    async def dialog(self) -> Dialog:
        """Wait for a dialog."""
        await until(self.dialogs)
        return self.dialogs()[0]

    @property
    def sentences(self) -> list[str]:
        """The notices."""
        return self.window.notices.sentences

    def clip(self, place: int = 0) -> Clip:
        """A clip of the project."""
        return self.document.rows.clips[place]

    # ------------------------------------------------------------------------------- doing

    def _on_exported(self, sentence: str, _folder: str) -> None:
        self.toasts.append(sentence)

    async def open(self, project: Path) -> None:
        """Open a project and wait until it is shown."""
        await self.window.open_project(project)
        await self.ready()

    async def ready(self) -> None:
        """Wait until the window gets the keys and every film's frames are known."""
        await self.active()
        if not self._listening:
            self.clips.done.connect(self.toasts.append)
            self.clips.undoable.connect(self.toasts.append)
            self.clips.exported.connect(self._on_exported)
            self._listening = True
        films = self.window.parts.films
        await until(lambda: len(films.indexes) == len(self.document.rows.sources))
        await asyncio.sleep(0)

    async def active(self) -> None:
        """Wait until the window gets the keys."""
        async with asyncio.timeout(PATIENCE):
            while not self.window.isActiveWindow():
                self.window.activateWindow()
                await asyncio.sleep(0.02)

    def press(
        self,
        key: Qt.Key | str,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        *,
        on: QWidget | None = None,
    ) -> None:
        """Press and release a key where the focus is."""
        target = on or self.app.focusWidget() or self.window
        if isinstance(key, str) and not key.isascii():
            self.app.sendEvent(target, QKeyEvent(QEvent.Type.KeyPress, 0, modifiers, key))
        elif isinstance(key, str):
            QTest.keyClicks(target, key, modifiers)
        else:
            QTest.keyClick(target, key, modifiers)

    def trigger(self, command: str) -> None:
        """Do what a menu entry does."""
        self.window.actions_[command].trigger()

    def later(self, do: Callable[[], object]) -> None:
        """Do something from the event loop: what it raises goes through the doors."""
        asyncio.get_running_loop().call_soon(do)


class Strays(QObject):
    """Notes every window that is shown and is neither the main one, a dialog nor a popup."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.shown: list[str] = []
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look on."""
        # Not by its type: every event comes here, and an enum of Python's takes long to make.
        if isinstance(event, QShowEvent) and isinstance(watched, QWidget) and watched.isWindow():
            popup = watched.windowType() in (Qt.WindowType.Popup, Qt.WindowType.ToolTip)
            if not popup and not isinstance(watched, MainWindow | QDialog):
                self.shown.append(f"{watched} by {''.join(traceback.format_stack(limit=12))}")
        return False
