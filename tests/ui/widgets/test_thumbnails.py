from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QPixmap
from pytestqt.qtbot import QtBot

from app.core.media.index import index_file
from app.core.media.thumbnails import Thumbnailer
from app.ui.widgets import thumbnail_loading
from app.ui.widgets.pixmap_cache import PixmapCache
from app.ui.widgets.thumbnails import Thumbnails
from tests.films import make_film, spoil
from tests.ui.widgets.picture_fakes import Films, fake_index, settled

FILM = fake_index()


@pytest.fixture
def films() -> Films:
    return Films()


@pytest.fixture
def thumbnails(qtbot: QtBot, films: Films) -> Iterator[Thumbnails]:
    made = Thumbnails(opener=films)
    yield made
    films.gate.set()
    made.close()


def color_of(picture: QPixmap | None) -> QColor:
    assert picture is not None
    return picture.toImage().pixelColor(3, 3)


def names() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("thumb")]


def test_that_a_picture_from_nearby_comes_first_and_the_frame_itself_in_the_end(
    qtbot: QtBot, thumbnails: Thumbnails, films: Films
) -> None:
    seen: list[QColor] = []
    thumbnails.loaded.connect(lambda: seen.append(color_of(thumbnails.pixmap(FILM, 30, 160))))
    assert thumbnails.pixmap(FILM, 30, 160) is None
    settled(qtbot, thumbnails)
    assert films.asked == [("near", 30), ("exact", 30)]
    assert thumbnails.is_exact(FILM, 30, 160)
    assert (seen[-1].red(), seen[-1].blue()) == (30, 0)


def test_that_the_near_picture_is_shown_while_the_frame_is_decoded(
    qtbot: QtBot, thumbnails: Thumbnails, films: Films
) -> None:
    thumbnails.pixmap(FILM, 30, 160)
    with qtbot.waitSignal(thumbnails.loaded):
        pass
    films.gate.clear()
    thumbnails.pixmap(FILM, 50, 160)
    qtbot.waitUntil(lambda: ("near", 50) in films.asked)
    films.gate.set()
    qtbot.waitUntil(lambda: thumbnails.pixmap(FILM, 50, 160) is not None)
    settled(qtbot, thumbnails)


def test_that_a_key_frame_and_a_cached_frame_are_fetched_once(
    qtbot: QtBot, thumbnails: Thumbnails, films: Films
) -> None:
    films.cached = {31}
    for frame in (24, 31):
        thumbnails.pixmap(FILM, frame, 160)
    settled(qtbot, thumbnails)
    assert films.asked == [("near", 24)]
    assert all(thumbnails.is_exact(FILM, frame, 160) for frame in (24, 31))
    thumbnails.pixmap(FILM, 24, 160)
    assert not thumbnails.busy


def test_that_now_skips_the_picture_from_nearby(
    qtbot: QtBot, thumbnails: Thumbnails, films: Films
) -> None:
    thumbnails.pixmap(FILM, 30, 160, now=True)
    settled(qtbot, thumbnails)
    assert films.asked == [("exact", 30)]


def test_that_what_was_asked_for_last_comes_first_in_the_order_asked(
    qtbot: QtBot, thumbnails: Thumbnails, films: Films
) -> None:
    films.gate.clear()
    for frame in (0, 12):  # keep both threads busy
        thumbnails.pixmap(FILM, frame, 160)
    qtbot.waitUntil(lambda: len(films.asked) == 2)
    for batch in ((240, 252), (480, 492)):
        QCoreApplication.processEvents()
        for frame in batch:
            thumbnails.pixmap(FILM, frame, 160)
    films.gate.set()
    settled(qtbot, thumbnails)
    assert {frame for _, frame in films.asked[2:4]} == {480, 492}
    assert {frame for _, frame in films.asked[4:]} == {240, 252}


def test_that_any_picture_comes_before_the_exact_ones(
    qtbot: QtBot, thumbnails: Thumbnails, films: Films
) -> None:
    films.gate.clear()
    for frame in range(1, 40, 2):
        thumbnails.pixmap(FILM, frame, 160)
    films.gate.set()
    settled(qtbot, thumbnails)
    kinds = [kind for kind, _ in films.asked]
    assert kinds.index("exact") >= 19
    assert kinds.count("exact") == kinds.count("near") == 20


def test_that_frames_behind_one_key_frame_come_in_one_pass(
    qtbot: QtBot, thumbnails: Thumbnails, films: Films
) -> None:
    films.gate.clear()
    films.damaged = {27}
    for frame in (120, 132):  # keep both threads busy
        thumbnails.pixmap(FILM, frame, 160, now=True)
    qtbot.waitUntil(lambda: len(films.asked) == 2)
    for frame in (31, 25, 27, 40):
        thumbnails.pixmap(FILM, frame, 160, now=True)
    films.gate.set()
    settled(qtbot, thumbnails)
    assert films.passes == [[25, 27, 31]]
    assert all(thumbnails.is_exact(FILM, frame, 160) for frame in (25, 31, 40))
    assert thumbnails.is_damaged(FILM, 27, 160)


def test_that_a_pass_ends_where_nobody_wants_the_rest(
    qtbot: QtBot, thumbnails: Thumbnails, films: Films
) -> None:
    films.gate.clear()
    for frame in (120, 132):
        thumbnails.pixmap(FILM, frame, 160, now=True)
    qtbot.waitUntil(lambda: len(films.asked) == 2)
    for frame in (25, 26, 27, 28):
        thumbnails.pixmap(FILM, frame, 160, now=True, asker="grid")
    films.gate.set()
    qtbot.waitUntil(lambda: bool(films.passes))
    thumbnails.retain("grid", [])
    settled(qtbot, thumbnails)
    thumbnails.pixmap(FILM, 28, 160, now=True)
    settled(qtbot, thumbnails)
    assert thumbnails.is_exact(FILM, 28, 160)


def test_that_waiting_requests_out_of_sight_are_dropped_unless_another_wants_them(
    qtbot: QtBot, thumbnails: Thumbnails, films: Films
) -> None:
    films.gate.clear()
    for frame in (0, 12):
        thumbnails.pixmap(FILM, frame, 160)
    qtbot.waitUntil(lambda: len(films.asked) == 2)
    for frame in (24, 36, 48):
        thumbnails.pixmap(FILM, frame, 160, asker="grid")
    thumbnails.pixmap(FILM, 36, 160, asker="strip")
    thumbnails.retain("grid", [(FILM, 48, 160)])
    films.gate.set()
    settled(qtbot, thumbnails)
    assert sorted(frame for _, frame in films.asked[2:]) == [36, 48]


def test_that_at_most_two_hundred_requests_wait_and_the_oldest_go(
    qtbot: QtBot, thumbnails: Thumbnails, films: Films
) -> None:
    films.gate.clear()
    for frame in range(300):
        QCoreApplication.processEvents()  # each asked for later than the one before
        thumbnails.pixmap(FILM, frame * 12, 160)
    films.gate.set()
    settled(qtbot, thumbnails)
    asked = {frame // 12 for _, frame in films.asked}
    assert 200 <= len(asked) <= 203
    assert set(range(150, 300)) <= asked


def test_that_a_damaged_frame_is_tried_once(
    qtbot: QtBot, thumbnails: Thumbnails, films: Films
) -> None:
    films.damaged = {30}
    thumbnails.pixmap(FILM, 30, 160)
    settled(qtbot, thumbnails)
    assert thumbnails.is_damaged(FILM, 30, 160)
    assert thumbnails.pixmap(FILM, 30, 160) is None
    assert not thumbnails.busy
    assert films.asked == [("near", 30)]
    films.damaged.clear()
    thumbnails.try_again()
    thumbnails.pixmap(FILM, 30, 160)
    settled(qtbot, thumbnails)
    assert thumbnails.is_exact(FILM, 30, 160)


def test_that_a_film_is_not_asked_for_frames_it_has_not(
    thumbnails: Thumbnails, films: Films
) -> None:
    for frame in (-1, len(FILM)):
        assert thumbnails.pixmap(FILM, frame, 160) is None
    assert not thumbnails.busy


def test_that_other_sizes_are_shown_until_the_wanted_one_is_there(
    qtbot: QtBot, thumbnails: Thumbnails, films: Films
) -> None:
    thumbnails.pixmap(FILM, 30, 120)
    settled(qtbot, thumbnails)
    first = thumbnails.pixmap(FILM, 30, 200)
    assert first is not None
    assert first.width() == 160
    settled(qtbot, thumbnails)
    later = thumbnails.pixmap(FILM, 30, 200)
    assert later is not None
    assert later.width() == 240


def test_that_a_filmstrip_has_one_picture_per_frame(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    frames = [0, 30, 60]
    assert thumbnails.strip(FILM, frames, 42) == [None] * 3
    settled(qtbot, thumbnails)
    reds = [color_of(picture).red() for picture in thumbnails.strip(FILM, frames, 42)]
    assert reds == frames


def test_that_repaints_are_gathered(qtbot: QtBot, thumbnails: Thumbnails, films: Films) -> None:
    told: list[int] = []
    thumbnails.loaded.connect(lambda: told.append(1))
    films.cached = set(range(100))
    for frame in range(100):
        thumbnails.pixmap(FILM, frame, 160)
    settled(qtbot, thumbnails)
    assert 1 <= len(told) < 50


def test_that_few_films_are_kept_open_and_none_after_closing(
    qtbot: QtBot, thumbnails: Thumbnails, films: Films
) -> None:
    for number in range(10):
        thumbnails.pixmap(fake_index(f"film {number}"), 0, 160)
    settled(qtbot, thumbnails)
    assert len(set(films.opened)) == 10
    assert films.most_open <= 4
    thumbnails.close()
    assert films.open == 0
    assert names() == []


def test_that_idle_threads_close_their_films(
    qtbot: QtBot, thumbnails: Thumbnails, films: Films, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_back: list[None] = []
    monkeypatch.setattr(thumbnail_loading, "_IDLE", 0.05)
    monkeypatch.setattr(thumbnail_loading, "give_back", lambda: given_back.append(None))
    thumbnails.pixmap(FILM, 0, 160)
    settled(qtbot, thumbnails)
    qtbot.waitUntil(lambda: films.open == 0)
    qtbot.waitUntil(lambda: len(given_back) == 1)
    thumbnails.pixmap(FILM, 12, 160)
    settled(qtbot, thumbnails)
    assert thumbnails.is_exact(FILM, 12, 160)


def test_that_nothing_is_fetched_after_closing(thumbnails: Thumbnails, films: Films) -> None:
    thumbnails.close()
    assert thumbnails.pixmap(FILM, 0, 160) is None
    assert films.asked == []
    assert names() == []


def test_that_threads_end_with_their_owner(qtbot: QtBot, films: Films) -> None:
    made = Thumbnails(opener=films)
    made.pixmap(FILM, 0, 160)
    settled(qtbot, made)
    made.deleteLater()
    qtbot.waitUntil(lambda: names() == [])


def test_that_the_exact_frames_of_a_real_film_arrive(qtbot: QtBot, tmp_path: Path) -> None:
    film = make_film(tmp_path / "film #1 한국.mp4", 48)
    index = index_file(film)
    thumbnails = Thumbnails()
    frames = [0, 7, 23, 47]
    for frame in frames:
        thumbnails.pixmap(index, frame, 160)
    settled(qtbot, thumbnails)
    with Thumbnailer(index, width=160) as own:
        for frame in frames:
            wanted = QPixmap()
            wanted.loadFromData(own.exact(frame))
            found = thumbnails.pixmap(index, frame, 160)
            assert found is not None
            assert found.toImage() == wanted.toImage()
    thumbnails.close()


def test_that_a_film_that_vanished_shows_damaged_tiles(qtbot: QtBot, tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 24)
    index = index_file(film)
    film.unlink()
    thumbnails = Thumbnails()
    thumbnails.pixmap(index, 7, 160)
    settled(qtbot, thumbnails)
    assert thumbnails.is_damaged(index, 7, 160)
    thumbnails.close()


def test_that_a_spoilt_film_shows_its_good_frames(qtbot: QtBot, tmp_path: Path) -> None:
    whole = make_film(tmp_path / "film.mp4", 96)
    index = index_file(spoil(whole, 0.6, 4000))
    thumbnails = Thumbnails()
    for frame in (5, 95):
        thumbnails.pixmap(index, frame, 160)
    settled(qtbot, thumbnails)
    assert thumbnails.is_exact(index, 5, 160)
    thumbnails.close()


def test_that_a_cache_of_pictures_keeps_to_number_and_size() -> None:
    cache: PixmapCache[int] = PixmapCache(3, 4 * 10 * 10 * 4)
    for number in range(3):
        assert cache.put(number, QPixmap(10, 10)) == []
    assert cache.get(0) is not None  # used last, so it stays
    assert cache.put(3, QPixmap(10, 10)) == [1]
    assert cache.put(4, QPixmap(20, 10)) == [2]
    assert cache.put(5, QPixmap(100, 100)) == [0, 3, 4]
    assert len(cache) == 1
    cache.put(5, QPixmap(10, 10))
    assert cache.put(6, QPixmap(30, 10)) == []
    assert cache.limit(4 * 30 * 10) == [5]
    cache.clear()
    assert len(cache) == 0
