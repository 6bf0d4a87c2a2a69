"""The person of the day: reaches whatever window there is, waits as people do, counts edits."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from app.ui.front import Front
from app.ui.main_window import MainWindow
from tests.soak.stage import Stage

PATIENCE = 120.0  # seconds that anything may take on a busy machine
_OPENS = 0.6  # seconds in which a dialog is there, if one comes


class Person:
    """Works in the window.

    Attributes:
        done: How often what was done, by its name.
        edits: How many were committed, whoever made them.
        steps: How many of them were taken back or done again.
    """

    def __init__(self, front: Front, stage: Stage, dice: random.Random, *, tell: bool) -> None:
        self.front, self.stage, self.dice, self._tells = front, stage, dice, tell
        self.done: Counter[str] = Counter()
        self.edits = self.steps = 0
        self._heard: MainWindow | None = None

    @property
    def window(self) -> MainWindow:
        """The window that is in front now."""
        window = self.front.window
        if window is not self._heard:
            self._heard = window
            window.document.changed.connect(self._on_edit)
            window.document.stepped.connect(self._on_step)
        return window

    def _on_edit(self, _edit: object) -> None:
        self.edits += 1

    def _on_step(self, _edit: object) -> None:
        self.edits -= 1  # it is told of as an edit, too
        self.steps += 1

    def let_go(self) -> None:
        """Forget the window: it goes."""
        self._heard = None

    def say(self, what: str) -> None:
        """Note what is done next."""
        self.done[what] += 1
        if self._tells:
            print(f"      {time.process_time():6.1f} s  {what}", flush=True)

    # ------------------------------------------------------------------------------- waiting

    async def until(self, true: Callable[[], object], what: str) -> None:
        """Wait until something is so."""
        end = time.monotonic() + PATIENCE
        while not true():
            if time.monotonic() > end:
                raise TimeoutError(f"{what} did not come about in {PATIENCE:.0f} s")
            await asyncio.sleep(0.005)

    async def rest(self) -> None:
        """Wait until all work has ended."""
        await asyncio.wait_for(self.window.idle(), PATIENCE)

    async def moment(self) -> None:
        """Let the window do what it was told."""
        await asyncio.sleep(self.dice.choice((0, 0, 0, 0.002, 0.01)))

    # --------------------------------------------------------------------------------- doing

    def do(self, command: str) -> bool:
        """Do a command, as its key would; return whether it can be done now."""
        action = self.window.actions_[command]
        if not action.isEnabled():
            return False
        action.trigger()
        return True

    async def go_to(self, stage: str) -> None:
        """Show a stage."""
        if self.window.stage != stage:
            self.do(f"view.{stage}")
            await self.until(lambda: self.window.stage == stage, f"the stage {stage}")

    def key(self, key: Qt.Key | str, on: QWidget | None = None) -> None:
        """Press a key, or the keys of an ASCII text."""
        target = on or QApplication.focusWidget() or self.window
        if isinstance(key, str):
            QTest.keyClicks(target, key)
        else:
            QTest.keyClick(target, key)

    # ------------------------------------------------------------------------- what lies over

    def over(self) -> list[QWidget]:
        """Return what lies over the window, the last one first."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return [popup]
        shown = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
        return [each for each in reversed(shown) if not isinstance(each, MainWindow)]

    async def look_into(self, command: str) -> bool:
        """Open what a command opens, press some keys there, leave; return whether it came."""
        self.say(command)
        if not self.do(command):
            return False
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_OPENS):
                while not self.over():  # noqa: ASYNC110 -- it does not tell
                    await asyncio.sleep(0.005)
        came = bool(self.over())
        if came:
            await asyncio.sleep(0.05)
            for key in (Qt.Key.Key_Tab, Qt.Key.Key_Down):
                if target := QApplication.focusWidget():
                    self.key(key, target)
        await self.put_down()
        return came

    async def put_down(self) -> None:
        """Close all that lies over the window."""
        for _ in range(40):
            over = self.over()
            for each in over:
                if isValid(each):
                    each.reject() if isinstance(each, QDialog) else each.close()
            self.window.commands.palette.hide()
            await asyncio.sleep(0)
            if not over:
                break
        self.window.activateWindow()
