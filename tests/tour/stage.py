"""The real window, off the screen, and the pictures taken of it."""

from __future__ import annotations

import asyncio
import sys
import time
import warnings
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import (
    QEvent,
    QMessageLogContext,
    QObject,
    QPoint,
    Qt,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from app.core import language, settings
from app.ui import theme
from app.ui.errors import Doors
from app.ui.keys import TextKeys
from app.ui.languages import speak
from app.ui.loop import GuiThreadGc, settled
from app.ui.main_window import MainWindow
from tests.tour.hand import Hand
from tests.tour.sanity import problems

_MEANT = (Qt.WindowType.Popup, Qt.WindowType.Dialog, Qt.WindowType.ToolTip)
_MADE = Qt.WidgetAttribute.WA_WState_Created
_PATIENCE = 60.0  # seconds that anything may take on a busy machine


@dataclass
class Findings:
    """What a pass has taken and found."""

    pictures: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)


class Stage:
    """One window and what is done with it."""

    def __init__(self, window: MainWindow, doors: Doors, out: Path, findings: Findings) -> None:
        self.window = window
        self.hand = Hand(window)
        self._doors, self._out, self._findings = doors, out, findings
        self._last: QImage | None = None
        self._faults: list[str] = []
        doors.failed.connect(self._on_fault)

    async def picture(
        self,
        name: str,
        *,
        says: Sequence[str] = (),
        faults: int = 0,
        busy: bool = False,
        may_scroll: bool = False,
    ) -> None:
        """Save what the window shows, and note what is wrong with it.

        Args:
            name: Of the file, behind its number.
            says: A part of each notice that must stand there, and no other may.
            faults: How many faults of the program are meant.
            busy: Take it at once, while work goes on.
            may_scroll: Whether its wording may be taller than the room there is.
        """
        if not busy:
            await self.rest()
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        image = grabbed(self.window)
        number = len(self._findings.pictures) + 1
        path = self._out / f"{number:02d}-{name}.png"
        if not image.save(str(path)):
            raise OSError(f"{path} cannot be written")
        self._findings.pictures.append(path)
        for sentence in self._wrong(says, faults):
            self.note(f"{path.name}: {sentence}")
        if self._last is not None and image == self._last:
            self.note(f"{path.name}: looks just like the picture before")
        self._last = image
        self._faults.clear()

    async def leave_dialog(self) -> None:
        """Press Escape; the window gets the keyboard again, as every system sees to."""
        self.hand.key(Qt.Key.Key_Escape)
        await asyncio.sleep(0.05)
        self.window.activateWindow()
        await asyncio.sleep(0.05)

    async def sheet(self) -> None:
        """Wait for a window beside the main one to get the keyboard."""
        await self.until(lambda: not self.window.isActiveWindow(), "the keys to go there")

    def note(self, sentence: str) -> None:
        """Note something that is wrong."""
        self._findings.problems.append(sentence)

    async def rest(self) -> None:
        """Wait until the window has done and painted all it was told."""
        await asyncio.wait_for(self.window.idle(), _PATIENCE)
        await asyncio.sleep(0.35)  # what waits until typing or marking has settled
        await asyncio.wait_for(self.window.idle(), _PATIENCE)

    async def until(self, true: Callable[[], object], what: str) -> None:
        """Wait until something is so."""
        end = time.monotonic() + _PATIENCE
        while not true():
            if time.monotonic() > end:
                raise TimeoutError(f"{what} did not come about in {_PATIENCE:.0f} s")
            await asyncio.sleep(0.01)

    async def open(self, project: Path) -> None:
        """Drop a project on the window and wait until it is there."""
        self.hand.drop([project])
        await self.until(lambda: self.window.document.is_open, "the project")
        await self.rest()

    def _wrong(self, says: Sequence[str], faults: int) -> list[str]:
        # What must be said is known in English; in other words its number is.
        said = self.window.notices.sentences if language.current() == "en" else []
        says = says if language.current() == "en" else ()
        wrong = [f'says "{s}"' for s in said if not any(part in s for part in says)]
        wrong += [f'does not say "{part}"' for part in says if not any(part in s for s in said)]
        if len(self._faults) != faults:
            wrong.append(f"{len(self._faults)} faults, {faults} expected: {self._faults}")
        if QApplication.activeWindow() is None:
            wrong.append("the window has lost the keyboard")
        for root in shown(self.window):
            wrong += problems(root)
        return wrong

    def _on_fault(self, report: str, _kept: object) -> None:
        self._faults.append(report.strip().splitlines()[-1])


def shown(window: QWidget) -> list[QWidget]:
    """Return the window and what is open above it: dialogs, menus, tips."""
    others = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    return [window, *(each for each in others if each is not window)]


def grabbed(window: QWidget) -> QImage:
    """Return a picture of a window with what is open above it."""
    whole: QPixmap = window.grab()
    corner = window.mapToGlobal(QPoint(0, 0))
    with QPainter(whole) as painter:
        for each in shown(window)[1:]:
            painter.drawPixmap(each.mapToGlobal(QPoint(0, 0)) - corner, each.grab())
    return whole.toImage()


class Flashes(QObject):
    """Sees parts of a window that were shown before they had a place in it: they flash."""

    def __init__(self, seen: list[str]) -> None:
        super().__init__()
        self._seen = seen

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            meant = isinstance(watched, MainWindow) or watched.windowType() in _MEANT
            if watched.isWindow() and not meant and watched.testAttribute(_MADE):
                self._seen.append(f"{type(watched).__name__} is shown as a window of its own")
        return False


class Theatre:
    """The application of a pass; it opens a window for each chapter."""

    def __init__(self, app: QApplication, out: Path, size: tuple[int, int]) -> None:
        self._app, self._out, self._size = app, out, size
        self.findings = Findings()
        self._doors, self._garbage = Doors(app), GuiThreadGc(app)
        self._hook = sys.excepthook
        self._keys = TextKeys(app)
        self.flashes = Flashes(self.findings.problems)
        app.installEventFilter(self.flashes)

    async def begin(self) -> None:
        """Watch all that Qt and Python print."""
        self._doors.install(asyncio.get_running_loop())
        qInstallMessageHandler(self._on_message)
        warnings.showwarning = self._on_warning  # type: ignore[assignment]

    def end(self) -> None:
        """Let go."""
        self._app.removeEventFilter(self.flashes)
        qInstallMessageHandler(None)
        sys.excepthook = self._hook
        self._garbage.stop()

    @asynccontextmanager
    async def window(self) -> AsyncIterator[Stage]:
        """Open a window, and close it as a person does."""
        preferences = settings.load()
        speak(self._app, preferences.language)
        theme.apply(self._app, preferences.theme, preferences.zoom)
        window = MainWindow(preferences, self._doors)
        window.document.opened.connect(
            self._garbage.collect_new, Qt.ConnectionType.QueuedConnection
        )  # as `run_window` does
        window.resize(*self._size)
        closed = asyncio.Event()
        window.closed.connect(closed.set)
        window.show()
        window.activateWindow()
        await asyncio.sleep(0.1)
        stage = Stage(window, self._doors, self._out, self.findings)
        try:
            yield stage
        finally:
            window.jobs.stop_all()
            await stage.until(lambda: window.jobs.running is None, "the end of all work")
            window.close()
            await asyncio.wait_for(closed.wait(), _PATIENCE)
            await settled()
            window.deleteLater()

    def _on_message(self, kind: QtMsgType, where: QMessageLogContext, text: str) -> None:
        if text.startswith("This plugin does not support"):  # the screenless one
            return
        self.findings.problems.append(f"Qt says ({kind.name}, {where.file}): {text}")

    def _on_warning(self, message: Warning, category: type[Warning], *where: object) -> None:
        self.findings.problems.append(f"{category.__name__}: {message} ({where[:2]})")
