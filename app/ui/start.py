"""Start the window: one QApplication, one loop, one main window."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from app.core import settings
from app.core.damaged_settings import put_aside
from app.core.errors import AppError, WriteError
from app.core.paths import resources
from app.core.screen import check_screen
from app.core.settings import Preferences
from app.ui import theme
from app.ui.actions import keys
from app.ui.dataset_windows import DATASET_ENDINGS
from app.ui.errors import Doors
from app.ui.front import Front
from app.ui.keys import TextKeys
from app.ui.languages import speak
from app.ui.loop import GuiThreadGc, settled, spawn
from app.ui.main_window import MainWindow
from app.ui.widgets import layout_items

_TURN = 0.0005
"""Seconds that another thread may go on with Python's lock while the window's thread waits for it.

Qt lets go of the lock many times while it paints: with Python's own 5 ms each of these may cost a
third of a frame while something is counted beside.
"""


def run_window(
    project: Path | None = None, *, demo: Path | None = None, smoke: bool = False
) -> int:
    """Open the window and stay until it is closed; return the exit code.

    Args:
        project: A project to open at once, or a dataset file to plan by itself.
        demo: A folder to make the demo project in, or to find it in, and to open.
        smoke: Show everything once, then close.

    Raises:
        AppError: There is no screen; with ``smoke`` also what went wrong in the window.
    """
    if smoke and not os.environ.get("QT_QPA_PLATFORM") and sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    check_screen()
    app = make_app()
    trouble = put_aside()
    preferences = settings.load()
    speak(app, preferences.language)
    theme.apply(app, preferences.theme, preferences.zoom)
    TextKeys(app)
    doors, garbage = Doors(app), GuiThreadGc(app)
    if project is not None and project.suffix.lower() in DATASET_ENDINGS:
        return _run(app, garbage, partial(_live_with_dataset, project, preferences, doors, smoke))
    front = Front(preferences, doors, garbage.collect_new)
    if trouble:
        front.window.say(trouble, "warn")
    app.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    if "RUSHES_FIRST_PAINT" in os.environ:
        from app.core.reports import note_first_paint  # not for others: it takes a while

        note_first_paint()
    return _run(app, garbage, partial(_live, front, doors, project, demo, smoke=smoke))


def _run(
    app: QApplication, garbage: GuiThreadGc, live: Callable[[], Coroutine[None, None, None]]
) -> int:
    """Run a window's life in the loop; return the exit code."""
    import asyncio  # takes long: the window is there before

    import qasync

    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    try:
        with loop:
            loop.run_until_complete(live())
    finally:
        garbage.stop()
    return 0


def make_app() -> QApplication:
    """Return the application, with the look of the person's preferences."""
    sys.setswitchinterval(_TURN)
    layout_items.mend()
    QApplication.setApplicationName("Rushes")
    QApplication.setDesktopFileName("rushes")
    app = QApplication.instance() or QApplication([*sys.argv[:1], *theme.ARGUMENTS])
    assert isinstance(app, QApplication)
    app.setWindowIcon(QIcon(str(resources() / "icons" / "rushes.ico")))
    app.setQuitOnLastWindowClosed(False)  # would end the loop under running coroutines
    return app


async def _live(
    front: Front, doors: Doors, project: Path | None, demo: Path | None, *, smoke: bool
) -> None:
    import asyncio

    hook = sys.excepthook
    doors.install(asyncio.get_running_loop())
    closed = asyncio.Event()
    front.closed.connect(closed.set)
    troubles: list[AppError] = []
    doors.troubled.connect(troubles.append)
    if project is not None:
        spawn(front.window.open_project(project))
    elif demo is not None:
        spawn(front.window.open_demo(demo))
    if smoke:
        spawn(_smoke(front.window))
    try:
        await closed.wait()
        await settled()
    finally:
        sys.excepthook = hook
    if smoke and troubles:
        raise troubles[0]


async def _live_with_dataset(
    path: Path, preferences: Preferences, doors: Doors, smoke: bool
) -> None:
    """Show a dataset file, and others from there, until the last of them is closed.

    Raises:
        DatasetError: It cannot be read.
    """
    import asyncio

    from app.ui.dataset_windows import DatasetWindows
    from app.ui.preferences import PreferenceStore

    hook = sys.excepthook
    doors.install(asyncio.get_running_loop())
    closed = asyncio.Event()
    keys().change(preferences.keys)
    store = PreferenceStore(preferences)
    windows = DatasetWindows(store)
    windows.all_closed.connect(closed.set)
    doors.troubled.connect(windows.show_trouble)
    doors.failed.connect(windows.show_fault)
    try:
        window = await windows.open(path)
        if smoke:
            await window.idle()
            window.grab()
            window.close()
        await closed.wait()
        with contextlib.suppress(WriteError):  # a layout that is lost keeps nobody here
            store.close()
        await settled()
    finally:
        sys.excepthook = hook


async def _smoke(window: MainWindow) -> None:
    """Wait until the window has shown everything, then close it."""
    await window.idle()
    window.grab()
    window.close()
