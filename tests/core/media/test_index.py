"""Every kind of container: which frames there are, and when they are shown."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from app.core.cache import Cache
from app.core.jobs import Progress, Stopped
from app.core.media.index import FrameIndex, index_file
from tests.fields import mux_fields, write_field_stream
from tests.films import make_film, make_two_streams

OPEN_GOP = {"x264-params": "open-gop=1:scenecut=0:bframes=3"}

KINDS: dict[str, dict[str, Any]] = {
    "plain.mp4": {},
    "plain.mov": {},
    "plain.mkv": {},
    "plain.ts": {},
    "plain.flv": {},
    "plain.avi": {},
    "plain.wmv": {},
    "fragmented.mp4": {"container": {"movflags": "frag_keyframe+empty_moov"}},
    "open_gop.mp4": {"options": OPEN_GOP},
    "open_gop.ts": {"options": OPEN_GOP},
    "refreshed.mp4": {"options": {"x264-params": "intra-refresh=1:keyint=12"}},
    "late.mp4": {"pts": range(10, 58)},
    "late.mkv": {"pts": range(10, 58)},
    "trimmed.mp4": {"pts": range(-5, 43)},
    "negative.mp4": {"pts": range(-5, 43), "container": {"use_editlist": "0"}},
    "interlaced.mp4": {"options": {"x264-params": "tff=1:interlaced=1"}},
    "wrap.ts": {
        "time_base": Fraction(1, 90000),
        "pts": [(1 << 33) - 90000 + place * 3750 for place in range(48)],
    },
    "odd.mp4": {"size": (191, 113), "pix_fmt": "yuv444p"},
    "hevc.mp4": {"codec": "libx265", "pix_fmt": "yuv420p10le"},
    "hevc.ts": {"codec": "libx265"},
    "vp8.webm": {
        "codec": "libvpx",
        "options": {"auto-alt-ref": "1", "lag-in-frames": "16", "arnr-maxframes": "5"},
    },
    "vp9.webm": {"codec": "libvpx-vp9"},
    "alpha.webm": {"codec": "libvpx-vp9", "pix_fmt": "yuva420p"},
    "av1.mp4": {"codec": "libsvtav1"},
    "mpeg2.mpg": {"codec": "mpeg2video", "options": {"bf": "2"}},
    "mpeg2.ts": {"codec": "mpeg2video", "options": {"bf": "2"}},
    "mpeg1.mpg": {"codec": "mpeg1video"},
    "mpeg4.avi": {"codec": "mpeg4", "options": {"bf": "2"}},
    "msmpeg4.asf": {"codec": "msmpeg4"},
    "sorenson.flv": {"codec": "flv"},
    "mjpeg.avi": {"codec": "mjpeg", "pix_fmt": "yuvj420p"},
    "prores.mov": {"codec": "prores_ks", "pix_fmt": "yuv422p10le"},
    "animation.gif": {"codec": "gif", "pix_fmt": "rgb8"},
    "raw.h264": {"format": "h264"},
}


def decoded(path: Path) -> list[int | None]:
    with av.open(str(path)) as container:
        return [frame.pts for frame in container.decode(video=0)]


@pytest.mark.parametrize("name", KINDS)
def test_that_the_index_lists_what_the_decoder_gives(name: str, tmp_path: Path) -> None:
    film = make_film(tmp_path / name, **KINDS[name])

    index = index_file(film)

    reported = decoded(film)
    assert len(index) == len(reported)
    assert index.counted or index.labels.tolist() == reported
    assert (np.diff(index.pts) > 0).all()
    assert index.oddities == ()


@pytest.mark.parametrize("name", ["plain.mp4", "plain.mkv", "hevc.ts", "mpeg2.mpg", "vp9.webm"])
def test_that_ordinary_films_are_indexed_without_decoding(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = make_film(tmp_path / name, **KINDS[name])
    monkeypatch.setattr("app.core.media.shown._decode", None)

    assert len(index_file(film)) == 48


@pytest.mark.parametrize("name", ["film.mp4", "film.avi"])
def test_that_the_index_comes_back_from_the_cache_unchanged(tmp_path: Path, name: str) -> None:
    film = make_film(tmp_path / name, 41, sar=Fraction(4, 3), pts=[*range(40), 45])
    cache = Cache(tmp_path / "cache")
    first = index_file(film, cache=cache)
    ticks: list[Progress] = []

    again = index_file(film, cache=cache, checkpoint=ticks.append)

    for name, value in vars(first).items():
        same = np.array_equal if isinstance(value, np.ndarray) else type(value).__eq__
        assert same(value, getattr(again, name)), name


def test_that_the_cached_index_of_a_film_with_times_holds_them_once(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 20)
    index_file(film)
    index = index_file(film)
    assert index.labels is index.pts


def test_that_an_entry_that_is_no_index_is_as_good_as_none(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 20)
    cache = Cache(tmp_path / "cache")
    times = index_file(film, cache=cache).pts
    (entry,) = (path for path in cache.folder.rglob("*") if path.is_file())
    good = entry.read_bytes()
    cache.save(entry.parents[1].name, entry.name, b"no index")

    assert np.array_equal(index_file(film, cache=cache).pts, times)
    assert entry.read_bytes() == good


def test_that_an_index_in_use_is_not_made_twice(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 10)
    index = index_file(film, cache=Cache(tmp_path / "cache"))

    assert index_file(film, cache=Cache(tmp_path / "another")) is index


def test_that_a_changed_file_is_indexed_anew(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 10)
    index_file(film)
    make_film(film, 20)

    assert len(index_file(film)) == 20


def test_that_arrays_of_an_index_cannot_be_written(tmp_path: Path) -> None:
    index = index_file(make_film(tmp_path / "film.mp4", 5))

    with pytest.raises(ValueError, match="read-only"):
        index.pts[0] = 7


def test_that_a_checkpoint_stops_the_indexing(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 1100, size=(32, 32), options={"preset": "ultrafast"})

    def stop(progress: Progress) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        index_file(film, checkpoint=stop)


def test_that_the_first_of_two_video_streams_is_used(tmp_path: Path) -> None:
    index = index_file(make_two_streams(tmp_path / "two.mp4"))

    assert (len(index), index.coded_width, index.coded_height) == (40, 192, 112)


@pytest.mark.parametrize("suffix", ["ts", "mkv", "h264"])
def test_that_two_fields_are_one_frame(suffix: str, tmp_path: Path) -> None:
    write = write_field_stream if suffix == "h264" else mux_fields
    film = write(tmp_path / f"fields.{suffix}", range(12))

    index = index_file(film)

    assert len(index) == len(decoded(film)) == 12
    assert index.interlaced


def test_that_a_recording_that_begins_in_the_middle_loses_its_head(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.ts", 90, gop=30)
    cut = tmp_path / "headless.ts"
    cut.write_bytes(film.read_bytes()[188 * 40 :])

    index = index_file(cut)

    assert index.labels.tolist() == decoded(cut)
    assert "begins in the middle" in index.oddities[0]


@pytest.mark.parametrize("first_is_later", [False, True])
def test_that_joined_recordings_keep_their_order(first_is_later: bool, tmp_path: Path) -> None:
    early = make_film(tmp_path / "a.ts", 50)
    late = make_film(tmp_path / "b.ts", 40, pts=range(10_000, 10_040))
    joined = tmp_path / "joined.ts"
    parts = [late, early] if first_is_later else [early, early]
    joined.write_bytes(b"".join(part.read_bytes() for part in parts))

    index = index_file(joined)

    assert len(index) == len(decoded(joined))
    assert (np.diff(index.pts) > 0).all()
    assert index.duration < 6


def test_that_packets_past_the_end_of_the_file_are_an_oddity(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 90, gop=30, container={"movflags": "faststart"})
    data = film.read_bytes()
    film.write_bytes(data[: len(data) * 2 // 3])

    index = index_file(film)

    assert index.cut_off
    assert "bytes are missing at its end" in index.oddities[0]
    assert 0 < len(index) < 90


@pytest.mark.parametrize("suffix", ["mkv", "avi"])
def test_that_a_cut_off_container_is_an_oddity(suffix: str, tmp_path: Path) -> None:
    film = make_film(tmp_path / f"film.{suffix}", 90, codec="mpeg4", gop=30)
    data = film.read_bytes()
    film.write_bytes(data[: len(data) * 2 // 3])

    assert index_file(film).cut_off


def test_that_missing_frames_of_a_constant_rate_are_an_oddity(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 40, pts=[*range(30), *range(33, 43)])

    assert index_file(film).oddities == ("3 frames seem to be missing after frame 29",)


@pytest.mark.parametrize("degrees", [90, 180, 270])
@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv"])
def test_that_rotation_is_clockwise(degrees: int, suffix: str, tmp_path: Path) -> None:
    index = index_file(make_film(tmp_path / f"film.{suffix}", 5, rotation=degrees))

    assert index.rotation == degrees
    assert (index.coded_width, index.coded_height) == (192, 112)
    upright = (192, 112) if degrees == 180 else (112, 192)
    assert (index.display_width, index.display_height) == upright


@pytest.mark.parametrize("name", ["film.mp4", "film.mkv", "film.mpg"])
def test_that_display_size_has_square_pixels(name: str, tmp_path: Path) -> None:
    codec = "mpeg2video" if name.endswith("mpg") else "libx264"
    film = make_film(tmp_path / name, 5, size=(144, 96), codec=codec, sar=Fraction(16, 9))
    index = index_file(film)

    # MPEG-2 stores the picture's shape, 8:3, as the nearest of its four.
    assert index.sar == (Fraction(16, 9) if codec == "libx264" else index.sar)
    assert (index.display_width, index.display_height) == (round(144 * index.sar), 96)


def test_that_rotation_turns_the_square_pixels_too(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 5, size=(96, 64), sar=Fraction(4, 3), rotation=90)
    index = index_file(film)

    assert (index.display_width, index.display_height) == (64, 128)


class TestTime:
    @pytest.fixture
    def index(self, tmp_path: Path) -> FrameIndex:
        times = [7, 10, 11, 20]
        film = make_film(tmp_path / "film.mkv", 4, pts=times, time_base=Fraction(1, 10))
        return index_file(film)

    def test_that_time_begins_with_the_first_frame(self, index: FrameIndex) -> None:
        times = [index.time(frame) for frame in range(4)]
        assert times == [0, Fraction(3, 10), Fraction(4, 10), Fraction(13, 10)]

    def test_that_the_frame_on_screen_is_the_last_that_began(self, index: FrameIndex) -> None:
        asked = [Fraction(time, 100) for time in (0, 29, 30, 39, 40, 129, 130, 999)]
        assert [index.frame_at(time) for time in asked] == [0, 0, 1, 1, 2, 2, 3, 3]

    def test_that_time_outside_the_film_is_a_bug(self, index: FrameIndex) -> None:
        with pytest.raises(IndexError):
            index.time(5)
        with pytest.raises(IndexError):
            index.time(-1)

    def test_that_time_before_the_film_is_its_first_frame(self, index: FrameIndex) -> None:
        assert index.frame_at(Fraction(-3)) == 0


def test_that_the_last_frame_lasts_its_packets_duration(tmp_path: Path) -> None:
    index = index_file(make_film(tmp_path / "film.mp4", 12, rate=25))

    assert index.duration == index.time(12) == Fraction(12, 25)


def test_that_a_last_frame_of_unknown_duration_lasts_as_the_one_before(tmp_path: Path) -> None:
    index = index_file(make_film(tmp_path / "film.mkv", 12, rate=25))
    object.__setattr__(index, "durations", np.zeros(12, np.int64))

    assert index.duration == Fraction(12, 25)


def test_that_a_lone_frame_of_unknown_duration_lasts_one_declared_interval(tmp_path: Path) -> None:
    index = index_file(make_film(tmp_path / "film.mkv", 1, rate=25))
    object.__setattr__(index, "durations", np.zeros(1, np.int64))

    assert index.duration == Fraction(1, 25)


@pytest.mark.parametrize(
    "rate", ["24000/1001", "24", "25", "30000/1001", "30", "50", "60000/1001", "60", "12", "1"]
)
@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_that_usual_rates_are_exact_and_constant(rate: str, suffix: str, tmp_path: Path) -> None:
    film = make_film(tmp_path / f"film.{suffix}", 40, rate=Fraction(rate), size=(64, 48))
    index = index_file(film)

    assert (index.rate, index.variable_rate) == (Fraction(rate), False)


def test_that_a_variable_rate_is_the_average(tmp_path: Path) -> None:
    film = make_film(
        tmp_path / "film.mp4", 5, rate=30, pts=[0, 3, 4, 9, 20], time_base=Fraction(1, 30)
    )
    index = index_file(film)

    assert index.variable_rate
    assert index.rate == 5 / index.duration
