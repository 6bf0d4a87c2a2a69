"""What every window test gets: the look, one thread for garbage, a loop, a window on request."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import qasync
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from app.core import paths, trainers
from app.ui import ahead, theme
from app.ui import loop as ui_loop
from app.ui.actions import keys
from app.ui.keys import TextKeys
from app.ui.widgets.layout_items import mend
from tests.core.shots.scenes import shot, write_film
from tests.ui.rig import FRAMES, InWindow, Rig, made_project

Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture(scope="session", autouse=True)
def _garbage() -> Iterator[None]:
    """Collect in the GUI thread only: elsewhere Qt does not survive it."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _imports() -> Iterator[None]:
    """Name what is imported in a thread and makes classes of Qt's: see `app.ui.ahead`."""
    main, window, astray = threading.get_ident(), ("app.ui", "PySide6", "pyqtgraph"), []

    def look(event: str, values: tuple[Any, ...]) -> None:
        if event == "import" and threading.get_ident() != main and values[0].startswith(window):
            astray.append(values[0])

    if not ahead.IN_ANY_THREAD:
        sys.addaudithook(look)
    yield
    assert astray == []


@pytest.fixture(scope="session", autouse=True)
def _layouts() -> None:
    """PySide keeps nothing of the items of layouts, as in the program."""
    mend()


@pytest.fixture(scope="session", autouse=True)
def _text_keys(qapp: QApplication) -> TextKeys:
    """Letters are letters in texts, as in the program."""
    return TextKeys(qapp)


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> Iterator[None]:
    """Dark at 100 %, whatever the test before left."""
    gc.disable()  # a test before, of core, may have given it back
    if theme.tokens() is not theme.DARK or theme.zoom() != 1.0 or not qapp.styleSheet():
        theme.apply(qapp, "dark")
    before = set(qapp.topLevelWidgets())
    yield
    for each in set(qapp.topLevelWidgets()) - before:
        if shiboken6.isValid(each) and shiboken6.ownedByPython(each) and not each.parent():
            each.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    if gc.get_count()[0] > 5_000:
        gc.collect(1)


@pytest.fixture(autouse=True)
def _own_trainings(monkeypatch: pytest.MonkeyPatch) -> None:
    """See the trainings that a test runs, and none of the person's."""
    real = trainers.running_trainings

    def mine() -> list[trainers.Training]:
        own = {each.pid for each in psutil.Process().children(recursive=True)}
        return [each for each in real() if each.pid in own]

    monkeypatch.setattr(trainers, "running_trainings", mine)


@pytest.fixture
def as_shipped() -> Iterator[None]:
    """Every command has the keys that ship with it, before the test and after it."""
    keys().change({})
    yield
    keys().change({})


@pytest.fixture
def qt_run(qapp: QApplication) -> Iterator[Run]:
    """Run a coroutine on a Qt loop; what it leaves running, or drops an error into, fails."""
    loop = qasync.QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    lost: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _, context: lost.append(context))
    threads = set(threading.enumerate())

    def run(work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 -- what the coroutine returns
        return loop.run_until_complete(work)

    with loop:
        yield run
        left = [task for task in ui_loop._tasks if not task.done()]
        loop.run_until_complete(ui_loop.settled())
    asyncio.set_event_loop(None)
    assert left == []
    assert lost == []
    own = (each for each in threading.enumerate() if not isinstance(each, threading._DummyThread))
    assert [each for each in own if each not in threads] == []


@pytest.fixture
def in_window(
    qt_run: Run, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> InWindow:
    """Run a scenario in a window, which is then closed; faults that nobody took fail the test."""
    monkeypatch.setattr(paths, "projects_folder", lambda: tmp_path / "Rushes")
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # put back what the doors set

    def run(scenario: Callable[[Rig], Coroutine[Any, Any, None]]) -> None:
        async def whole() -> None:
            rig = Rig(qapp)
            try:
                await scenario(rig)
            finally:
                await rig.close()
            rig.app.removeEventFilter(rig.strays)
            assert rig.faults == []
            assert rig.strays.shown == []

        qt_run(whole())

    return run


@pytest.fixture(scope="session")
def five_shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of five shots of 36 frames each, at 24 frames per second."""
    path = tmp_path_factory.mktemp("films") / "five shots.mp4"
    pictures = (picture for seed in range(1, 6) for picture in shot(seed, FRAMES))
    return write_film(path, pictures)


@pytest.fixture
def project(tmp_path: Path, five_shots: Path) -> Path:
    """A project with `five_shots`, whose shots are found."""
    return made_project(tmp_path / "Fünf # 샷", five_shots)
