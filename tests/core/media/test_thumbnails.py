from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from app.core.cache import Cache
from app.core.errors import DamagedError
from app.core.media import thumbnails
from app.core.media.decoding import Decoder, Keep
from app.core.media.index import index_file
from app.core.media.thumbnails import Thumbnailer
from tests.films import frame_number, make_film, spoil


def number_of(jpeg: bytes) -> int:
    pixels = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    return frame_number(av.VideoFrame.from_ndarray(pixels, format="bgr24"))


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_film(tmp_path_factory.mktemp("films") / "film.mp4", 60)


@pytest.mark.parametrize(
    ("suffix", "codec"),
    [
        ("mp4", "libx264"),
        ("mkv", "libx264"),
        ("ts", "libx264"),
        ("mp4", "libx265"),
        ("webm", "libvpx-vp9"),
        ("mp4", "libsvtav1"),
        ("mpg", "mpeg2video"),
    ],
)
def test_that_the_key_frame_before_is_shown(tmp_path: Path, suffix: str, codec: str) -> None:
    film = make_film(tmp_path / f"film.{suffix}", 60, codec=codec)
    index = index_file(film)
    with Thumbnailer(index) as thumbnailer:
        for frame in (0, 5, 59, 30, 29, 12, 11, 48):
            assert number_of(thumbnailer.near(frame)) == index.key_before(frame)


def test_that_the_exact_frame_is_shown(film: Path) -> None:
    with Thumbnailer(index_file(film)) as thumbnailer:
        assert [number_of(thumbnailer.exact(frame)) for frame in (31, 0, 59, 7)] == [31, 0, 59, 7]


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_that_a_key_frame_costs_one_decoded_packet(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = make_film(tmp_path / f"film.{suffix}", 60)
    monkeypatch.setattr(thumbnails, "FrameReader", lambda *_: pytest.fail("decoded the long way"))
    with Thumbnailer(index_file(film)) as thumbnailer:
        assert [number_of(thumbnailer.near(frame)) for frame in (40, 3, 59)] == [36, 0, 48]


def test_that_a_thumbnail_is_made_once(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = index_file(film)
    with Thumbnailer(index) as first:
        made = first.near(40), first.exact(40)
    monkeypatch.setattr(Thumbnailer, "keep", lambda *_: pytest.fail("made again"))
    with Thumbnailer(index) as second:
        assert (second.near(45), second.exact(40)) == made
        assert second.known(36) == made[0]
        assert second.known(41) is None


def test_that_thumbnails_of_other_widths_and_films_are_others(film: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    other = index_file(make_film(tmp_path / "other.mp4", range(100, 112)), cache=cache)
    index = index_file(film, cache=cache)
    for width in (96, 192):
        with Thumbnailer(index, width=width, cache=cache) as thumbnailer:
            pixels = cv2.imdecode(np.frombuffer(thumbnailer.near(0), np.uint8), cv2.IMREAD_COLOR)
            assert pixels.shape == (width * 112 // 192, width, 3)
    with Thumbnailer(other, width=96, cache=cache) as thumbnailer:
        assert number_of(thumbnailer.near(0)) == 100


def test_that_pictures_decoded_anyway_can_be_kept(
    film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with av.open(str(film)) as source, Thumbnailer(index_file(film)) as thumbnailer:
        for number, picture in enumerate(source.decode(video=0)):
            if number % 24 == 5:
                thumbnailer.keep(number, picture)
        monkeypatch.setattr(thumbnails, "FrameReader", lambda *_: pytest.fail("decoded again"))
        assert [number_of(thumbnailer.exact(number)) for number in (5, 29, 53)] == [5, 29, 53]


def test_that_hdr_is_shown(tmp_path: Path) -> None:
    options = {"color_trc": "smpte2084", "colorspace": "bt2020nc"}
    film = make_film(tmp_path / "hdr.mkv", 4, pix_fmt="yuv420p10le", options=options)
    with Thumbnailer(index_file(film)) as thumbnailer:
        assert number_of(thumbnailer.exact(2)) == 2


def test_that_only_the_given_cache_is_used(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(tmp_path / "given")
    monkeypatch.setattr("app.core.paths.cache_folder", lambda: pytest.fail("another cache"))
    with Thumbnailer(index_file(film, cache=cache), cache=cache) as thumbnailer:
        assert thumbnailer.exact(3) == thumbnailer.known(3)


@pytest.mark.parametrize("gop", [12, 250])
def test_that_several_frames_come_in_one_pass_in_order(
    tmp_path: Path, gop: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = index_file(make_film(tmp_path / "film.mp4", 120, gop=gop))
    wanted = [101, 3, 40, 3, 47, 90, 119, 41]

    def fed(work: Callable[[Thumbnailer], object], folder: str) -> int:
        """Return how many packets are decoded."""
        count = 0
        feed = Decoder.feed

        def counting(self: Decoder, keep: Keep) -> list[tuple[int, av.VideoFrame]]:
            nonlocal count
            count += 1
            return feed(self, keep)

        with (
            monkeypatch.context() as patch,
            Thumbnailer(index, cache=Cache(tmp_path / folder)) as t,
        ):
            patch.setattr(Decoder, "feed", counting)
            work(t)
        return count

    seen: list[tuple[int, bytes | None]] = []
    one_pass = fed(lambda t: seen.extend(t.several(wanted)), "a")
    one_each = fed(lambda t: [t.exact(frame) for frame in wanted], "b")
    assert [frame for frame, _ in seen] == sorted(set(wanted))
    assert [number_of(data or b"") for _, data in seen] == sorted(set(wanted))
    assert one_pass < one_each
    with Thumbnailer(index, cache=Cache(tmp_path / "a")) as again:
        monkeypatch.setattr(thumbnails, "FrameReader", lambda *_: pytest.fail("decoded again"))
        assert list(again.several(wanted)) == seen


def test_that_several_frames_of_a_damaged_film_come_but_for_those_it_lost(tmp_path: Path) -> None:
    whole = make_film(tmp_path / "whole.mp4", 96, gop=48)
    index = index_file(spoil(whole, 0.3, 600))
    with Thumbnailer(index, cache=Cache(tmp_path / "cache")) as thumbnailer:
        seen = dict(thumbnailer.several(range(5, 96, 10)))
        alone: dict[int, bytes | None] = {}
        for frame in seen:
            try:
                alone[frame] = thumbnailer.exact(frame)
            except DamagedError:
                alone[frame] = None
    assert list(seen) == list(range(5, 96, 10))
    assert seen == alone
    assert None in seen.values() and seen[5] is not None
