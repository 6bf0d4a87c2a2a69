from __future__ import annotations

import time
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.ui.turns import Steps, Turns

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


def test_that_steps_are_done_one_in_a_turn_and_give_way_to_others(
    qtbot: QtBot, owner: QObject
) -> None:
    seen: list[str] = []
    steps = Steps(owner)
    steps.take([partial(seen.append, each) for each in "abc"])
    assert seen == ["a"] and steps.busy
    steps.take([partial(seen.append, each) for each in "xyz"])
    qtbot.waitUntil(lambda: not steps.busy)
    assert seen == [*"axyz"]
    steps.take([partial(seen.append, each) for each in "de"], at_once=True)
    assert seen == [*"axyzde"] and not steps.busy
