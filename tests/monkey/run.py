"""A run: the window in its loop, hands on it, and a look at it after each batch."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import random
import sys
from pathlib import Path

import qasync
from PySide6.QtWidgets import QApplication, QFileDialog

from app.core import settings
from app.ui import dialogs, folders, theme
from app.ui.errors import Doors
from app.ui.keys import TextKeys
from app.ui.loop import GuiThreadGc, settled
from app.ui.main_window import MainWindow
from app.ui.start import make_app
from tests.monkey.checks import Watch
from tests.monkey.hands import Hands
from tests.monkey.stage import Stage, set_up

_BATCH = 50  # actions between two looks
_STEP_EVERY = 4  # looks


class _NoDesktop:
    """Takes the place of the system's file browser, which would open outside."""

    @staticmethod
    def openUrl(_url: object) -> None:
        """Open nothing."""


class _Chooser:
    """Takes the place of the system's file dialog: chooses anything, or nothing."""

    def __init__(self, folder: Path, stage: Stage, dice: random.Random) -> None:
        self._new, self._stage, self._dice = folder / "a new file.json", stage, dice

    async def choose(self, dialog: QFileDialog) -> list[Path]:
        """Answer a dialog that is not shown."""
        several = dialog.fileMode() == QFileDialog.FileMode.ExistingFiles
        saving = dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
        dialog.deleteLater()
        await asyncio.sleep(0)
        if self._dice.random() < 0.3:
            return []
        if saving:
            return [self._dice.choice([self._new, self._stage.things[-2]])]
        return self._dice.sample(self._stage.things, self._dice.randint(1, 3) if several else 1)


def run(folder: Path, actions: int, seed: int, *, tell: bool = False) -> list[str]:
    """Do random things to the window; return what was broken then."""
    folders.QDesktopServices = _NoDesktop  # type: ignore[misc, assignment]
    _return_memory()
    stage, dice = set_up(folder), random.Random(seed)
    dialogs._chosen = _Chooser(folder, stage, random.Random(seed)).choose
    app = make_app()
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        broken: list[str] = loop.run_until_complete(_play(app, stage, actions, dice, tell=tell))
    return broken


def _return_memory() -> None:
    """Let glibc give freed memory back at once: what stays is then really held."""
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError, AttributeError):  # another C library
            glibc = ctypes.CDLL("libc.so.6")
            glibc.mallopt(-8, 2)  # From malloc.h: M_ARENA_MAX.
            glibc.mallopt(-1, 1_000_000)  # M_TRIM_THRESHOLD


async def _play(
    app: QApplication, stage: Stage, actions: int, dice: random.Random, *, tell: bool
) -> list[str]:
    theme.apply(app, "dark", 1.0)
    doors, garbage, hook = Doors(app), GuiThreadGc(app), sys.excepthook
    doors.install(asyncio.get_running_loop())
    watch, text_keys = Watch(doors), TextKeys(app)
    hands = Hands(_new_window(doors), stage, dice)
    await hands.window.open_project(stage.projects[0])
    try:
        for number in range(0, actions, _BATCH):
            await _batch(hands, doors, dice, min(_BATCH, actions - number), tell=tell)
            hands.put_down()
            await watch.look(hands.window, steps=number // _BATCH % _STEP_EVERY == 0)
            print(f"{number + _BATCH:5} {watch.size}, {len(watch.broken)} broken", flush=True)
            if watch.broken:
                break
        await _closed(hands)
        for sentence, count in watch.sentences.most_common():
            print(f"{count:4} x {sentence}")
    finally:
        watch.close()
        sys.excepthook = hook
        garbage.stop()
        text_keys.deleteLater()
    return watch.broken


async def _batch(
    hands: Hands, doors: Doors, dice: random.Random, count: int, *, tell: bool
) -> None:
    for _ in range(count):
        if hands.window.isHidden():  # it was quit
            hands.window.deleteLater()
            hands.window = _new_window(doors)
        done = hands.act()
        if tell:
            print(f"      {done}", flush=True)
        await asyncio.sleep(dice.choice([0, 0, 0, 0.01, 0.05, 0.2]))


def _new_window(doors: Doors) -> MainWindow:
    window = MainWindow(settings.load(), doors)
    window.show()
    window.activateWindow()
    return window


async def _closed(hands: Hands) -> None:
    """Close the window as a person does who answers that all may stop."""
    while not hands.window.isHidden():
        hands.window.close()
        await asyncio.sleep(0.05)
        for dialog in hands.dialogs():
            with contextlib.suppress(RuntimeError):  # it went with another
                dialog.accept()
    await settled()
