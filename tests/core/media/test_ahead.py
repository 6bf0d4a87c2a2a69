"""What may come next has its first pictures at hand; memory is shared; nothing is left running."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from app.core.media.ahead import MOST, Previews
from app.core.media.conform import conform
from app.core.media.geometry import Crop
from app.core.media.index import FrameIndex, index_file
from app.core.media.preview import View
from app.core.media.reel import Key, Picture, Reel, Urgency
from tests.core.media.test_preview import BOX, counted_puts, number
from tests.films import make_film

PICTURE = 512 * 56  # bytes
BUDGET = 64 * PICTURE  # 8 for each that is expected


class Watcher:
    """Previews and what a window would do with them."""

    def __init__(self) -> None:
        self.rung = threading.Event()
        self.previews = Previews(self.rung.set, budget=BUDGET)

    def until(self, true: Callable[[], object], seconds: float = 20) -> None:
        """Wait for news until something is true."""
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, self.previews.news()
            self.rung.wait(0.05)
            self.rung.clear()
            self.previews.news()

    def show(self, view: View) -> None:
        self.previews.show(view)
        self.until(lambda: self.previews.picture(0) is not None)

    def expect(self, *views: View) -> None:
        """Expect views and wait until all have what they are given."""
        self.previews.expect(views)
        self.until(lambda: all(self.holds(view) for view in views))

    def holds(self, view: View) -> bool:
        slots = self.previews._others
        return any(each.view == view and each.idle for each in slots)

    @property
    def kept(self) -> int:
        """Bytes of pictures."""
        return sum(each._reel.size for each in (self.previews._shown, *self.previews._others))


@pytest.fixture
def watcher() -> Iterator[Watcher]:
    made = Watcher()
    yield made
    made.previews.close()
    slots = (made.previews._shown, *made.previews._others)
    assert not [each for each in slots if each._thread is not None and each._thread.is_alive()]


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> list[FrameIndex]:
    """Three films of 240 frames."""
    folder = tmp_path_factory.mktemp("films")
    return [index_file(make_film(folder / f"{name}.mp4", 240, gop=48)) for name in "abc"]


def view(film: FrameIndex | Path, start: int, end: int, **options: object) -> View:
    return View(film=film, start=start, end=end, **{"box": BOX, **options})  # type: ignore[arg-type]


def test_that_what_was_expected_is_shown_without_waiting(
    watcher: Watcher, films: list[FrameIndex]
) -> None:
    watcher.show(view(films[0], 0, 48))
    following = view(films[1], 60, 150)
    watcher.expect(following)
    watcher.rung.clear()
    watcher.previews.show(following)
    assert watcher.rung.is_set()  # it is told at once
    picture = watcher.previews.picture(0)
    assert picture is not None and number(picture) == 60
    assert watcher.previews.news().view == following
    assert watcher.previews.met == 1


def test_that_a_range_goes_on_from_its_first_pictures_to_all_of_them(
    watcher: Watcher, films: list[FrameIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher.show(view(films[0], 0, 24))
    following = view(films[0], 100, 148)
    watcher.expect(following)
    watcher.until(lambda: watcher.previews._shown.idle)
    decoded = counted_puts(monkeypatch)
    watcher.previews.show(following)
    wanted = conform(films[0], 100, 148)
    previews = watcher.previews
    watcher.until(lambda: all(previews.picture(n) is not None for n in range(len(wanted))))
    numbers = [number(picture) for n in range(len(wanted)) if (picture := previews.picture(n))]
    assert numbers == wanted
    assert min(decoded) > 100  # those at hand were not decoded again


def test_that_the_range_before_is_at_hand_again(watcher: Watcher, films: list[FrameIndex]) -> None:
    first, second = view(films[0], 0, 48), view(films[1], 0, 48)
    watcher.show(first)
    watcher.expect(second)
    watcher.previews.show(second)
    watcher.expect(first)
    watcher.previews.show(first)
    assert watcher.previews.picture(0) is not None
    assert watcher.previews.met == 2


def test_that_another_part_of_the_picture_is_another_range(
    watcher: Watcher, films: list[FrameIndex]
) -> None:
    watcher.show(view(films[0], 0, 48))
    watcher.expect(view(films[1], 0, 48))
    watcher.show(view(films[1], 0, 48, crop=Crop(32, 32, 0, 0)))
    assert watcher.previews.met == 0


def test_that_only_a_few_are_expected_and_memory_is_bounded(
    watcher: Watcher, films: list[FrameIndex]
) -> None:
    watcher.show(view(films[0], 0, 200))
    for start in range(0, 120, 40):
        watcher.previews.expect([view(film, start, start + 96) for film in films * 2])
        watcher.until(lambda: watcher.previews._shown.idle)
        wanted = watcher.previews._expected
        watcher.until(lambda wanted=wanted: all(map(watcher.holds, wanted)))  # type: ignore[misc]
        assert len(watcher.previews._others) == MOST
        assert watcher.kept <= BUDGET
        watcher.previews.show(view(films[1], start, start + 96))


def test_that_nothing_is_decoded_for_what_is_expected_while_nothing_is_shown(
    watcher: Watcher, films: list[FrameIndex]
) -> None:
    watcher.previews.expect([view(films[0], 0, 48)])
    assert watcher.previews._others == []


def test_that_pictures_go_when_nothing_is_expected_any_more(
    watcher: Watcher, films: list[FrameIndex]
) -> None:
    shown = view(films[0], 0, 200)
    watcher.show(shown)
    watcher.expect(*(view(film, 0, 96) for film in films[1:]))
    watcher.previews.expect(())
    assert all(each._reel.size == 0 and each.view is None for each in watcher.previews._others)
    watcher.until(lambda: watcher.previews._shown.idle)
    assert watcher.previews._shown._reel.budget == BUDGET


def test_that_films_are_closed_at_once_where_nothing_of_them_will_be_shown(
    watcher: Watcher, films: list[FrameIndex]
) -> None:
    def opened() -> list[str]:
        ours = {str(film.path) for film in films}
        return [file.path for file in psutil.Process().open_files() if file.path in ours]

    watcher.show(view(films[0], 0, 9))
    watcher.expect(view(films[1], 0, 9), view(films[2], 0, 9))
    assert len(opened()) == 3
    watcher.previews.forget()
    watcher.until(lambda: not opened(), seconds=5)
    watcher.show(view(films[0], 60, 69))
    assert number(watcher.previews.picture(0)) == 60


def test_that_a_film_that_cannot_be_shown_holds_up_nothing(
    watcher: Watcher, films: list[FrameIndex], tmp_path: Path
) -> None:
    watcher.show(view(films[0], 0, 48))
    gone, later = view(tmp_path / "gone.mp4", 0, 48), view(films[1], 0, 48)
    watcher.expect(gone, later)
    watcher.previews.show(gone)
    watcher.until(lambda: watcher.previews.news().error is not None)
    assert "gone.mp4" in watcher.previews.news().message
    watcher.previews.expect([later])
    watcher.previews.show(later)
    assert watcher.previews.picture(0) is not None


def test_that_a_picture_that_is_made_while_all_shall_rest_is_let_go_too(
    films: list[FrameIndex], watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, made = Reel.put, threading.Event()

    def late(self: Reel, key: Key, picture: Picture, urgency: Urgency) -> None:
        watcher.previews.rest()
        put(self, key, picture, urgency)
        made.set()

    monkeypatch.setattr(Reel, "put", late)
    watcher.previews.show(view(films[0], 0, 48))
    assert made.wait(20)
    watcher.until(lambda: watcher.kept == 0)
