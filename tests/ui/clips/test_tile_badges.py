from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any, cast

from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from app.core.browsing import Badge, Key
from app.ui.clips.tile_badges import TileBadges

FILMS = range(1, 6)


class _Parts(QObject):
    """The parts of a window, of a project whose films take 20 ms each to say what is wrong."""

    opened, changed, loaded, found = Signal(), Signal(object), Signal(object), Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.document = self.films = self.checking = self
        self.rows = SimpleNamespace(get=lambda _kind, _id: None)

    def known(self, _film: int) -> None:
        return None

    def badges(self, films: set[int]) -> dict[Key, tuple[Badge, ...]]:
        time.sleep(0.02 * len(films))
        return {("shot", film): (Badge("cut", "bad"),) for film in films}


class _Shelf(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.put: list[int] = []
        self.shown: list[int] = []

    def put_badges(self, _badges: object, films: list[int]) -> None:
        self.put += films

    def show_moved(self) -> None:
        self.shown.append(len(self.put))


def made() -> tuple[_Parts, _Shelf, TileBadges]:
    parts, shelf = _Parts(), _Shelf()
    return parts, shelf, TileBadges(cast(Any, parts), cast(Any, shelf))


def test_that_badges_of_many_films_let_the_window_breathe(qtbot: QtBot) -> None:
    parts, shelf, _badges = made()
    parts.found.emit(set(FILMS))
    assert shelf.put == [1] and not shelf.shown  # the rest has to wait for its turn
    qtbot.waitUntil(lambda: shelf.put == [*FILMS])
    assert shelf.shown == [5]  # once: it lays out all tiles


def test_that_badges_of_a_project_that_is_closed_are_let_go(qtbot: QtBot) -> None:
    parts, shelf, _badges = made()
    parts.found.emit(set(FILMS))
    parts.opened.emit()
    qtbot.wait(60)
    assert shelf.put == [1] and not shelf.shown
