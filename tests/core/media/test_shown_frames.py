from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from app.core.media.conform import conform
from app.core.media.index import FrameIndex, index_file
from app.core.media.playing import Playback, position_of
from app.core.media.shown_frames import own_frames, place_in, switched, trained_frames
from tests.films import make_film

RATE = Fraction(16)


@pytest.fixture(params=["film", "slow", "varying"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> FrameIndex:
    pts = [0, 2, 3, 4, 9, 10, 30, 31, 33, 40, 60, 61, 62, 63, 64, 65, 66, 67, 68, 99]
    kinds: dict[str, dict[str, object]] = {
        "film": {"rate": Fraction(24000, 1001)},
        "slow": {"rate": 10},
        "varying": {"rate": 24, "pts": pts, "time_base": Fraction(1, 24)},
    }
    film = make_film(tmp_path / "film.mkv", 20, **kinds[request.param])  # type: ignore[arg-type]
    return index_file(film)


def test_that_the_trained_frames_are_those_of_the_export(index: FrameIndex) -> None:
    frames = trained_frames(index, 2, 19, RATE)
    assert list(frames.shown) == conform(index, 2, 19, RATE)
    assert frames.trained is frames.shown
    assert frames.seconds == Fraction(len(frames.shown), 16)


def test_that_every_frame_of_the_film_is_shown_at_its_own_time(index: FrameIndex) -> None:
    frames = own_frames(index, 2, 19, RATE)
    assert frames.shown == tuple(range(2, 19))
    assert list(frames.trained) == conform(index, 2, 19, RATE)
    assert frames.times is not None
    begun = index.time(2)
    assert [Fraction(tick) / frames.rate for tick in frames.times] == [
        index.time(frame) - begun for frame in range(2, 20)
    ]
    assert frames.seconds == index.time(19) - begun
    play = Playback(0, 17, frames.rate, times=frames.times)
    for frame in range(2, 19):
        elapsed = -(-(index.time(frame) - begun) * 1_000_000_000 // 1)
        assert frames.shown[play.position(play.due(int(elapsed)))] == frame


def test_that_the_last_frame_of_the_film_lasts_to_its_end(index: FrameIndex) -> None:
    frames = own_frames(index, 5, 20, RATE)
    assert 0 <= frames.seconds - (index.duration - index.time(5)) < index.time_base


def test_that_the_same_moment_stays_when_the_frames_are_switched(index: FrameIndex) -> None:
    trained, own = trained_frames(index, 2, 19, RATE), own_frames(index, 2, 19, RATE)
    for place, frame in enumerate(trained.shown):
        there = position_of(own.shown, frame)
        assert own.shown[there] == frame
        back = position_of(trained.shown, own.shown[there])
        assert trained.shown[back] == frame
        assert back == place or trained.shown[place] == trained.shown[back]
    for frame in own.shown:  # going back, it is the frame on screen then in the export
        shown = trained.shown[position_of(trained.shown, frame)]
        assert shown <= frame
        assert not any(shown < other <= frame for other in trained.shown)


def test_that_a_frame_of_the_film_is_found_in_either(index: FrameIndex) -> None:
    trained, own = trained_frames(index, 2, 19, RATE), own_frames(index, 2, 19, RATE)
    for frame in range(len(index)):
        inside = min(18, max(2, frame))
        there = place_in(index, 2, 19, RATE, frame, own=True)
        assert own.shown[there] == inside
        there = place_in(index, 2, 19, RATE, frame, own=False)
        assert trained.shown[there] == max(f for f in trained.shown if f <= inside)
        back = switched(index, 2, 19, RATE, there, own=True)
        assert own.shown[back] == trained.shown[there]
        again = switched(index, 2, 19, RATE, back, own=False)
        assert trained.shown[again] == trained.shown[there]


def test_that_what_cannot_be_decoded_is_left_out_of_both(index: FrameIndex) -> None:
    for frames in (trained_frames(index, 2, 19, RATE), own_frames(index, 2, 19, RATE)):
        left = frames.before(9)
        assert max(left.shown) < 9 and max(left.trained) < 9
        assert left.shown == frames.shown[: len(left.shown)]
        assert (left.trained is left.shown) == (frames.trained is frames.shown)
        assert left.seconds < frames.seconds


def test_that_a_range_the_film_is_too_short_for_begins_at_its_beginning(index: FrameIndex) -> None:
    end = len(index) + 1
    for own in (True, False):
        assert place_in(index, 2, end, RATE, 9, own=own) == 0
        assert switched(index, 2, end, RATE, 5, own=own) == 0


def test_that_a_second_is_a_second_in_either(index: FrameIndex) -> None:
    trained, own = trained_frames(index, 2, 19, RATE), own_frames(index, 2, 19, RATE)
    assert [trained.on(20, 1), trained.on(20, -1)] == [36, 4]
    for place, frame in enumerate(own.shown[:-1]):
        there = own.on(place, 1)
        assert there > place
        after = index.frame_at(index.time(frame) + 1)
        assert there == max(place + 1, min(after - 2, 16))
    assert own.on(0, -1) < 0
