"""What the preview shows is what is exported; its one thread obeys the latest wish and ends."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import psutil
import pytest

from app.core.errors import DamagedError
from app.core.media.conform import conform
from app.core.media.convert import Converter
from app.core.media.course import Course
from app.core.media.geometry import Crop, Size, plan_geometry, within
from app.core.media.index import FrameIndex, index_file
from app.core.media.preview import Preview, View
from app.core.media.reader import FrameReader
from app.core.media.reel import Key, Picture, Reel, Urgency
from tests.core.media.pictures import psnr
from tests.films import cut_off, frame_number, make_film

BOX = Size(96, 56)
BGR = np.ndarray


class Watcher:
    """A preview and what a window would do with it."""

    def __init__(self, **options: int) -> None:
        self.rung = threading.Event()
        self.rings = 0
        self.on_ring: Callable[[], None] = lambda: None
        self.preview = Preview(self._ring, **options)

    def _ring(self) -> None:
        self.rings += 1
        self.rung.set()
        self.on_ring()

    def until(self, true: Callable[[], bool], seconds: float = 20) -> None:
        """Wait for news until something is true."""
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, self.preview.news()
            self.rung.wait(0.05)
            self.rung.clear()
            self.preview.news()

    def picture(self, position: int) -> Picture:
        self.until(lambda: self.preview.picture(position) is not None)
        picture = self.preview.picture(position)
        assert picture is not None
        return picture

    def pictures(self) -> list[Picture]:
        self.until(lambda: self.preview.news().opened is not None)
        return [self.picture(place) for place in range(len(self.preview.news().frames))]


@pytest.fixture
def watcher() -> Iterator[Watcher]:
    made = Watcher()
    yield made
    made.preview.close()


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return make_film(tmp_path / "Film #1 영화.mp4", 120, gop=30)


def bgr(picture: Picture) -> BGR:
    """Return a picture as an array, shape (height, width, 3)."""
    rows = np.frombuffer(picture.pixels, np.uint8)[: picture.size].reshape(picture.height, -1)
    pixels = rows[:, : picture.width * 4].reshape(picture.height, picture.width, 4)
    assert (pixels[..., 3] == 255).all()
    return pixels[..., :3]


def number(picture: Picture) -> int:
    return frame_number(av.VideoFrame.from_ndarray(bgr(picture).copy(), format="bgr24"))


def view(film: Path, start: int, end: int, **options: object) -> View:
    return View(film=film, start=start, end=end, **{"box": BOX, **options})  # type: ignore[arg-type]


def wait_for(event: threading.Event) -> None:
    assert event.wait(20)


def counted_puts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows by every source frame decoded from now on."""
    frames: list[int] = []
    put = Reel.put

    def noted(self: Reel, key: Key, picture: Picture, urgency: Urgency) -> None:
        frames.append(key[1])
        put(self, key, picture, urgency)

    monkeypatch.setattr(Reel, "put", noted)
    return frames


@pytest.mark.parametrize(("rate", "start", "end"), [(24, 7, 100), (16, 0, 40), (30, 3, 90)])
def test_that_the_pictures_are_the_frames_that_conform_names(
    tmp_path: Path, watcher: Watcher, rate: int, start: int, end: int
) -> None:
    film = make_film(tmp_path / "film.mp4", 120, rate=rate)
    wanted = conform(index_file(film), start, end)

    watcher.preview.show(view(film, start, end))
    pictures = watcher.pictures()

    assert [number(picture) for picture in pictures] == wanted
    assert [picture.frame for picture in pictures] == wanted
    assert watcher.preview.news().frames == tuple(wanted)


def test_that_a_slow_film_shows_frames_again_without_decoding_them_again(
    tmp_path: Path, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = make_film(tmp_path / "film.mp4", 20, rate=10)
    decoded = counted_puts(monkeypatch)
    watcher.preview.show(view(film, 0, 20))
    numbers = [number(picture) for picture in watcher.pictures()]
    assert numbers == conform(index_file(film), 0, 20)
    assert len(numbers) == 32
    assert len(set(decoded)) == 20


def test_that_a_film_of_variable_rate_is_conformed_by_its_times(
    tmp_path: Path, watcher: Watcher
) -> None:
    pts = np.cumsum([0, *([40, 90, 20, 150] * 12)]).tolist()
    film = make_film(tmp_path / "film.mkv", len(pts), pts=pts, time_base=Fraction(1, 1000))
    watcher.preview.show(view(film, 2, 40))
    assert [number(picture) for picture in watcher.pictures()] == conform(index_file(film), 2, 40)


@pytest.mark.parametrize("width", [96, 120, 154])
def test_that_a_clip_too_long_for_memory_is_decoded_once_while_it_stands(
    tmp_path: Path, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = make_film(tmp_path / "film.mp4", 120, size=(192, 112))
    watcher = Watcher(budget=9 * 512 * 56)
    decoded = counted_puts(monkeypatch)
    watcher.preview.show(view(film, 0, 120, box=Size(width, 56)))
    watcher.until(lambda: len(decoded) >= 9)
    time.sleep(0.2)
    watcher.preview.close()
    assert len(decoded) == len(set(decoded))


def test_that_a_single_frame_is_that_frame(film: Path, watcher: Watcher) -> None:
    for frame in (119, 0, 61, 60, 62):
        watcher.preview.show(view(film, frame, frame + 1))
        assert number(watcher.picture(0)) == frame
        assert watcher.preview.news().frames == (frame,)


@pytest.mark.parametrize(
    ("rotation", "sar", "crop"),
    [
        (0, None, None),
        (0, None, Crop(101, 60, 31, 13)),
        (90, None, Crop(60, 101, 13, 31)),
        (180, Fraction(4, 3), Crop(150, 60, 41, 20)),
        (270, Fraction(3, 4), None),
    ],
)
def test_that_the_picture_is_the_part_that_is_exported_in_its_colours(
    tmp_path: Path, watcher: Watcher, rotation: int, sar: Fraction | None, crop: Crop | None
) -> None:
    film = make_film(tmp_path / "film.mp4", 30, rotation=rotation, sar=sar)
    index = index_file(film)
    geometry = plan_geometry(index, crop)
    with FrameReader(index) as reader:
        exported = Converter(film, geometry)(reader.read(11))

    watcher.preview.show(view(film, 11, 12, crop=crop, box=Size(999, 999)))
    picture = watcher.picture(0)

    assert (picture.width, picture.height) == (exported.width, exported.height)
    exported.colorspace, exported.color_range = 1, 1
    assert psnr(bgr(picture), exported.to_ndarray(format="bgr24")) > 40


def test_that_a_picture_fits_its_box_and_is_never_enlarged(film: Path) -> None:
    index = index_file(film)  # 192x112
    assert within(index, Size(96, 999)).size == (96, 56)
    assert within(index, Size(999, 28)).size == (48, 28)
    assert within(index, Size(999, 999)).size == (192, 112)
    assert within(index, Size(999, 999), size=Size(64, 64)).size == (64, 64)
    assert within(index, Size(32, 999), size=Size(64, 64)).size == (32, 32)
    assert within(index, Size(1, 1)).size == (1, 1)


def test_that_a_loop_costs_no_decoding(
    film: Path, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded = counted_puts(monkeypatch)
    watcher.preview.show(view(film, 0, 90))
    length = len(watcher.pictures())
    for place in [*range(length)] * 3:
        watcher.preview.look_at(place)
        assert watcher.preview.picture(place) is not None
    watcher.preview.show(view(film, 60, 62))
    watcher.picture(0)
    watcher.preview.show(view(film, 0, 90))
    watcher.pictures()
    assert sorted(decoded) == sorted(set(decoded))


def test_that_pictures_are_shared_between_ranges_of_a_film(
    film: Path, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher.preview.show(view(film, 0, 90))
    watcher.pictures()
    decoded = counted_puts(monkeypatch)
    watcher.preview.show(view(film, 3, 96))
    watcher.pictures()
    assert set(decoded) == {frame for frame in range(3, 96, 3) if frame > 89} | {
        frame + 1 for frame in range(3, 96, 3) if frame + 1 > 89
    }


def test_that_the_latest_wish_wins_and_of_those_between_none_is_served(
    film: Path, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded = counted_puts(monkeypatch)
    held = threading.Event()
    watcher.on_ring = lambda: wait_for(held)  # stays in the first notification
    watcher.preview.show(view(film, 0, 20))
    watcher.until(lambda: watcher.rings > 0)
    for start in range(1, 20):
        watcher.preview.show(view(film, start * 2, start * 2 + 20))
    watcher.preview.show(view(film, 100, 118))
    held.set()
    pictures = watcher.pictures()
    assert [number(picture) for picture in pictures] == conform(index_file(film), 100, 118)
    assert [frame for frame in decoded if frame < 100] in ([], [0])  # of the first wish


def test_that_a_jump_of_the_play_head_is_decoded_before_the_rest(
    tmp_path: Path, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = make_film(tmp_path / "film.mp4", 400, gop=20)
    decoded = counted_puts(monkeypatch)
    first = threading.Event()
    watcher.on_ring = lambda: wait_for(first)
    watcher.preview.show(view(film, 0, 400))
    watcher.until(lambda: len(watcher.preview.news().frames) > 0)
    watcher.preview.look_at(200)
    first.set()
    watcher.picture(200)
    assert number(watcher.picture(200)) == 300
    assert min(decoded[:5]) >= 300 or len(decoded) < 30
    watcher.pictures()


def test_that_dragging_through_a_film_shows_pictures_on_the_way(
    tmp_path: Path, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.media.preview._PATIENCE", 60)
    film = make_film(tmp_path / "film.mp4", 240, gop=60, size=(640, 352))
    passed: list[int] = []
    for step in range(3000):  # wishes come faster than the film can be decoded
        if len(passed) == 3:
            break
        frame = 59 + step % 4 * 60  # each the last of a group
        watcher.preview.show(view(film, frame, frame + 1))
        time.sleep(0.001)
        picture = watcher.preview.passing()
        if picture is not None:
            passed.append(number(picture))
            assert passed[-1] == picture.frame
    assert len(passed) == 3


def test_that_no_picture_of_another_film_passes(
    tmp_path: Path, film: Path, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_film(tmp_path / "other.mp4", 20)
    watcher.preview.show(view(film, 3, 9))
    watcher.picture(0)
    watcher.preview.show(view(other, 5, 6))
    assert watcher.preview.passing() is None
    watcher.picture(0)
    picture = watcher.preview.passing()
    assert picture is None or picture.frame == 5


def test_that_a_clip_too_long_for_memory_is_decoded_ahead_of_the_play_head(film: Path) -> None:
    budget = 12 * 96 * 4 * 56
    watcher = Watcher(budget=budget)
    try:
        watcher.preview.show(view(film, 0, 120))
        watcher.until(lambda: len(watcher.preview.news().frames) == 80)
        frames = watcher.preview.news().frames
        for place in [*range(80), *range(10), 44, 43, 42]:
            watcher.preview.look_at(place)
            assert number(watcher.picture(place)) == frames[place]
            assert watcher.preview._reel.size <= budget
    finally:
        watcher.preview.close()


def test_that_it_is_decoded_ahead_of_a_head_that_goes_backwards_within_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = make_film(tmp_path / "film.mp4", 300, gop=60)
    budget = 40 * 96 * 4 * 56
    watcher = Watcher(budget=budget)
    try:
        watcher.preview.show(view(film, 0, 300), 199, Course(step=-1))
        watcher.until(lambda: len(watcher.preview.news().frames) == 200)
        decoded = counted_puts(monkeypatch)
        frames = watcher.preview.news().frames
        for place in [*range(199, -1, -1), *range(199, 150, -1)]:
            watcher.preview.look_at(place)
            assert number(watcher.picture(place)) == frames[place]
            assert watcher.preview._reel.size <= budget
        assert len(decoded) < 2 * 250  # no picture again and again
        before = len(decoded)
        watcher.preview.follow(Course(100, 110, step=2))
        watcher.preview.look_at(100)
        watcher.until(lambda: all(watcher.preview.picture(place) for place in range(100, 110, 2)))
        assert len(decoded) - before < 10  # five, and what was begun
    finally:
        watcher.preview.close()


def test_that_the_key_frame_is_seen_on_a_long_way_and_nothing_is_decoded_twice_for_it(
    tmp_path: Path, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = make_film(tmp_path / "film.mp4", 240, gop=120)
    decoded = counted_puts(monkeypatch)
    watcher.preview.show(view(film, 230, 231))
    assert number(watcher.picture(0)) == 230
    assert decoded == [120, 230]
    watcher.preview.show(view(film, 235, 236))  # decoding goes on
    assert number(watcher.picture(0)) == 235
    watcher.preview.show(view(film, 200, 201))  # its key frame is at hand
    assert number(watcher.picture(0)) == 200
    watcher.preview.show(view(film, 5, 6))  # near its key frame
    assert number(watcher.picture(0)) == 5
    assert decoded == [120, 230, 235, 200, 5]


def test_that_no_picture_before_a_range_is_shown_on_the_way_to_it(
    tmp_path: Path, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = make_film(tmp_path / "film.mp4", 240, gop=120)
    decoded = counted_puts(monkeypatch)
    watcher.preview.show(view(film, 200, 212))
    watcher.pictures()
    assert min(decoded) == 200


def test_that_the_nearest_picture_is_one_seen_in_the_same_way(film: Path, watcher: Watcher) -> None:
    assert watcher.preview.nearest(0) is None
    watcher.preview.show(view(film, 10, 22))
    frames = [picture.frame for picture in watcher.pictures()]
    nearest = watcher.preview.nearest(90)
    assert nearest is not None and nearest.frame == frames[-1]
    watcher.preview.show(view(film, 100, 101))
    nearest = watcher.preview.nearest(13)  # before the new wish is served
    assert nearest is not None and nearest.frame == 13
    watcher.preview.show(view(film, 100, 101, crop=Crop(96, 56, 0, 0)))
    assert watcher.preview.nearest(13) is None or watcher.preview.news().opened is not None


def test_that_a_damaged_film_plays_up_to_the_damage_and_says_so_once(
    tmp_path: Path, watcher: Watcher
) -> None:
    whole = make_film(tmp_path / "film.mp4", 96, gop=12, container={"movflags": "faststart"})
    index = index_file(cut_off(whole, 0.6))
    wanted = conform(index, 0, len(index))
    bad = next(place for place, frame in enumerate(wanted) if not reads(index, frame))
    assert 10 < bad < 60

    watcher.preview.show(view(index.path, 0, len(index)))
    watcher.until(lambda: bool(watcher.preview.news().message))
    news = watcher.preview.news()

    assert news.frames == tuple(wanted[:bad])
    assert "is damaged: it cannot be decoded at frame" in news.message
    assert [number(picture) for picture in watcher.pictures()] == list(news.frames)
    for place in range(len(news.frames)):
        watcher.preview.look_at(place)
    assert watcher.preview.news() is news


def reads(index: FrameIndex, frame: int) -> bool:
    with FrameReader(index) as reader:
        try:
            return frame_number(reader.read(frame)) == frame
        except DamagedError:
            return False


def test_that_a_range_behind_the_damage_shows_nothing_but_the_sentence(
    tmp_path: Path, watcher: Watcher
) -> None:
    whole = make_film(tmp_path / "film.mp4", 96, gop=12, container={"movflags": "faststart"})
    film = cut_off(whole, 0.6)
    watcher.preview.show(view(film, 84, 90))
    watcher.until(lambda: bool(watcher.preview.news().message))
    assert watcher.preview.news().frames == ()
    watcher.preview.show(view(film, 0, 12))
    assert len(watcher.pictures()) == 8


def test_that_what_cannot_be_shown_is_a_sentence_and_the_next_wish_is_served(
    film: Path, watcher: Watcher
) -> None:
    wishes = {
        "does not exist": view(film.with_name("gone.mp4"), 0, 9),
        "0 to 120, but not 110 to 121": view(film, 110, 121),
        "leaves the 192x112 picture": view(film, 0, 9, crop=Crop(64, 64, 150, 0)),
    }
    for words, wish in wishes.items():
        watcher.preview.show(wish)
        watcher.until(lambda: bool(watcher.preview.news().message))
        assert words in watcher.preview.news().message
        assert watcher.preview.picture(0) is None
    watcher.preview.show(view(film, 0, 9))
    assert number(watcher.picture(0)) == 0


def test_that_a_film_that_came_back_is_opened_anew(film: Path, watcher: Watcher) -> None:
    away = film.rename(film.with_name("away.mp4"))
    watcher.preview.show(view(film, 0, 9))
    watcher.until(lambda: bool(watcher.preview.news().message))
    away.rename(film)
    watcher.preview.show(view(film, 3, 9))
    assert number(watcher.picture(0)) == 3


def test_that_films_nobody_looks_at_are_closed_and_opened_again(
    film: Path, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_open() -> bool:
        return str(film) in [file.path for file in psutil.Process().open_files()]

    watcher.preview.show(view(film, 0, 9))
    watcher.pictures()
    assert is_open()
    monkeypatch.setattr("app.core.media.preview._REST", 0)
    watcher.until(lambda: not is_open())
    watcher.preview.show(view(film, 60, 69))
    assert number(watcher.picture(0)) == 60


def test_that_closing_while_decoding_ends_the_thread_at_once_and_nothing_is_told_after(
    demo_film: Path,
) -> None:
    watcher = Watcher()
    watcher.preview.show(view(demo_film, 0, 1728, box=Size(960, 540)))
    watcher.picture(0)
    start = time.monotonic()
    watcher.preview.close()
    assert time.monotonic() - start < 2
    rings = watcher.rings
    watcher.preview.show(view(demo_film, 0, 9))
    watcher.preview.close()
    assert watcher.rings == rings
    assert watcher.preview.picture(0) is None
    assert [thread.name for thread in threading.enumerate() if thread.name == "preview"] == []


def test_that_closing_while_a_film_is_opened_ends_the_thread(film: Path) -> None:
    watcher = Watcher()
    watcher.preview.show(view(film, 0, 9))
    watcher.preview.close()
    assert [thread.name for thread in threading.enumerate() if thread.name == "preview"] == []


def test_that_fifty_quick_switches_need_one_thread_and_leave_none(
    film: Path, watcher: Watcher
) -> None:
    before = threading.active_count()
    for start in range(50):
        watcher.preview.show(view(film, start, start + 40))
        watcher.preview.picture(0)
        if start % 10 == 0:
            watcher.picture(0)
        assert threading.active_count() <= before + 1
    assert number(watcher.picture(0)) == 49
    watcher.preview.close()
    assert threading.active_count() == before


def test_that_a_program_that_ends_without_closing_does_not_hang(film: Path) -> None:
    code = (
        "from app.core.media.preview import *; import sys; from pathlib import Path\n"
        "print([name for name in ('av', 'numpy', 'cv2') if name in sys.modules])\n"
        "Preview(lambda: None).show("
        "View(film=Path(sys.argv[1]), start=0, end=90, box=Size(96, 56)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(film)], capture_output=True, text=True, timeout=30
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
