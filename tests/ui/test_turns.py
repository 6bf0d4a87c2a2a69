from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.ui.turns import Turns

FILMS = range(1, 6)


@pytest.fixture
def owner(qtbot: QtBot) -> QObject:
    return QObject()


def test_that_long_work_is_done_in_turns_and_said_to_be_done_once(
    qtbot: QtBot, owner: QObject
) -> None:
    seen: list[int] = []
    done: list[int] = []

    def work(film: int) -> None:
        time.sleep(0.02)
        seen.append(film)

    turns = Turns(work, owner)
    turns.done.connect(lambda: done.append(len(seen)))
    turns.add(FILMS)
    turns.add([5])
    assert len(seen) < 4 and not done  # the window has its turn before the rest
    qtbot.waitUntil(lambda: seen == [*FILMS])
    assert done == [5]


def test_that_short_work_is_done_at_once(owner: QObject) -> None:
    seen: list[int] = []
    Turns(seen.append, owner).add(FILMS)
    assert seen == [*FILMS]


def test_that_films_let_go_of_are_not_worked_on(qtbot: QtBot, owner: QObject) -> None:
    seen: list[int] = []

    def work(film: int) -> None:
        time.sleep(0.02)
        seen.append(film)

    turns = Turns(work, owner)
    turns.add(FILMS)
    turns.clear()
    qtbot.wait(60)
    assert seen == [1]
