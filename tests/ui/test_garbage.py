"""Garbage in the window's thread: circles are found, large data is not looked through."""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.loop import GuiThreadGc
from app.ui.start import make_app

_MANY = 25_000


class Circle:
    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def garbage(qtbot: QtBot) -> Iterator[GuiThreadGc]:
    collector = GuiThreadGc()
    gc.collect()
    yield collector
    collector.stop()


def test_that_circles_are_collected(garbage: GuiThreadGc, qtbot: QtBot) -> None:
    first = weakref.ref(Circle())
    more = [Circle() for _ in range(6_000)]
    more.clear()
    qtbot.waitUntil(lambda: first() is None)


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
    more = [Circle() for _ in range(6_000)]
    more.clear()
    qtbot.waitUntil(lambda: freed() is None)  # what comes later is collected as before


def test_that_data_in_the_place_of_as_much_is_not_looked_through_either(
    garbage: GuiThreadGc, qtbot: QtBot
) -> None:
    data = [[number] for number in range(2 * _MANY)]
    qtbot.waitUntil(lambda: len(gc.get_objects(0)) < _MANY)
    for place in range(len(data)):
        data[place] = [place]
    assert gc.get_count()[0] < _MANY <= len(gc.get_objects(0))
    before = gc.get_freeze_count()
    qtbot.waitUntil(lambda: gc.get_freeze_count() > before + _MANY)


def test_that_a_busy_thread_lets_the_window_go_on_soon(qapp: QApplication) -> None:
    before = sys.getswitchinterval()
    try:
        assert make_app() is qapp
        assert sys.getswitchinterval() <= 0.001
    finally:
        sys.setswitchinterval(before)
