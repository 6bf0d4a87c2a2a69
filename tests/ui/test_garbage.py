"""Garbage in the window's thread: circles are found, large data is not looked through."""

from __future__ import annotations

import gc
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLayout
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from app.ui.loop import GuiThreadGc
from app.ui.start import make_app
from tests.ui.rig import InWindow, Rig, until

_MANY = 60_000


class Circle:
    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def garbage(qtbot: QtBot) -> Iterator[GuiThreadGc]:
    collector = GuiThreadGc()
    gc.collect()
    yield collector
    collector.stop()


@pytest.fixture
def active(monkeypatch: pytest.MonkeyPatch) -> list[Qt.ApplicationState]:
    """Whether the person is in this program: without a screen nobody is."""
    state = [Qt.ApplicationState.ApplicationActive]
    monkeypatch.setattr(QGuiApplication, "applicationState", lambda: state[0])
    return state


@pytest.mark.usefixtures("active")
def test_that_circles_are_collected(garbage: GuiThreadGc, qtbot: QtBot) -> None:
    first = weakref.ref(Circle())
    more = [Circle() for _ in range(20_000)]
    more.clear()
    qtbot.waitUntil(lambda: first() is None)


@pytest.mark.usefixtures("active")
def test_that_data_that_comes_at_once_is_not_looked_through(
    garbage: GuiThreadGc, qtbot: QtBot
) -> None:
    before = gc.get_freeze_count()
    data = [[number] for number in range(2 * _MANY)]
    qtbot.waitUntil(lambda: gc.get_freeze_count() > before + _MANY)
    assert gc.get_count()[0] < _MANY
    freed = weakref.ref(collected := Circle())
    collected.me = collected
    del data, collected
    more = [Circle() for _ in range(20_000)]
    more.clear()
    qtbot.waitUntil(lambda: freed() is None)  # what comes later is collected as before


def test_that_what_was_put_aside_is_collected_while_the_person_is_in_another_program(
    garbage: GuiThreadGc, qtbot: QtBot, active: list[Qt.ApplicationState]
) -> None:
    freed = _put_aside(garbage)
    for _ in range(20):
        garbage._collect()
    assert freed() is not None
    active[0] = Qt.ApplicationState.ApplicationInactive
    garbage._collect()
    assert freed() is not None  # only for a moment, perhaps
    qtbot.waitUntil(lambda: freed() is None)
    later = _put_aside(garbage)
    for _ in range(40):
        garbage._collect()
    assert later() is not None  # once for each time is enough


def _put_aside(garbage: GuiThreadGc) -> weakref.ref[Circle]:
    """Let something be open while all is put aside, and then be garbage."""
    is_open = Circle()
    garbage.collect_new()
    return weakref.ref(is_open)


def test_that_tuples_another_thread_is_making_are_left_alone(garbage: GuiThreadGc) -> None:
    made: list[int] = []

    def make() -> None:
        for _ in range(30):
            made.append(len(tuple([number] for number in range(20_000))))

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        thread = threading.Thread(target=make)
        thread.start()
        while thread.is_alive():
            garbage._collect()
    finally:
        sys.setswitchinterval(before)
    assert made == [20_000] * 30


def test_that_a_busy_thread_lets_the_window_go_on_soon(qapp: QApplication) -> None:
    before = sys.getswitchinterval()
    try:
        assert make_app() is qapp
        assert sys.getswitchinterval() <= 0.001
    finally:
        sys.setswitchinterval(before)


def test_that_no_layout_of_the_window_is_left_to_python(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        before = {id(each) for each in _of_python()}
        await rig.open(project)
        for stage in ("clips", "captions", "plan", "train"):
            rig.window.stages.show(stage)
            await until(lambda: not rig.window.jobs.busy)
        assert [each for each in _of_python() if id(each) not in before] == []

    in_window(scenario)


def _of_python() -> list[QLayout]:
    """Return the layouts that are in no widget."""
    every = Shiboken.getAllValidWrappers()  # type: ignore[attr-defined]
    return [each for each in every if isinstance(each, QLayout) and each.parent() is None]
