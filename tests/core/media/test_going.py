from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from app.core.media.conform import conform
from app.core.media.going import Steps, read_place, stepped
from app.core.media.index import FrameIndex, index_file
from app.core.media.timecode import timecode
from tests.films import make_film


@pytest.fixture(params=[Fraction(24000, 1001), Fraction(25), Fraction(10)], ids=str)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> FrameIndex:
    return index_file(make_film(tmp_path / "film.mp4", 90, rate=request.param))


def test_that_every_timecode_leads_to_its_frame(index: FrameIndex) -> None:
    for frame in range(len(index)):
        assert read_place(timecode(index, frame), index) == frame
        assert read_place(timecode(index, frame).removeprefix("00:00:"), index) == frame


def test_that_a_number_is_a_frame_and_one_with_a_sign_so_many_on(index: FrameIndex) -> None:
    assert read_place(" 89 ", index) == 89
    assert read_place("+16", index) == Steps(16)
    assert read_place("- 3", index) == read_place("−3", index) == Steps(-3)


@pytest.mark.parametrize("text", ["", "x", "1:", "12:3x", "1:2:3:4:5", "++3", "٣", "1" * 40])
def test_that_what_is_no_place_is_refused_with_a_sentence(index: FrameIndex, text: str) -> None:
    with pytest.raises(ValueError, match="is no place; type 1234, 00:01:23:04 or"):
        read_place(text, index)


@pytest.mark.parametrize("text", ["90", "99:00:00:00", "0:99"])
def test_that_a_place_behind_the_film_is_refused_with_its_last_frame(
    index: FrameIndex, text: str
) -> None:
    with pytest.raises(ValueError, match="last frame is 89"):
        read_place(text, index)


def test_that_steps_outside_a_range_go_on_as_its_frames_do(index: FrameIndex) -> None:
    rate = Fraction(16)
    frames = conform(index, 20, 90, rate)
    assert [stepped(index, 20, place, rate) for place in range(len(frames))] == frames
    assert stepped(index, 20, 10_000, rate) == 89
    assert stepped(index, 20, -10_000, rate) == 0
    assert stepped(index, 20, -16, rate) == index.frame_at(max(Fraction(0), index.time(20) - 1))
