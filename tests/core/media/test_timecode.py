from __future__ import annotations

from fractions import Fraction

import pytest

from app.core.media.timecode import clock, timecode
from app.core.timeline import Film
from tests.core.media.test_conform import film

AT_24 = film([*range(240)], Fraction(1, 24), last=1)


def test_that_a_timecode_counts_frames_from_each_second() -> None:
    assert [timecode(AT_24, frame) for frame in (0, 23, 24, 239, 240)] == [
        "00:00:00:00",
        "00:00:00:23",
        "00:00:01:00",
        "00:00:09:23",
        "00:00:10:00",
    ]
    ntsc = film([*range(0, 1001 * 100, 1001)], Fraction(1, 24000), last=1001)
    assert [timecode(ntsc, frame) for frame in (23, 24, 25)] == [
        "00:00:00:23",
        "00:00:01:00",  # its first frame after 1 s: 24 x 1001 / 24000
        "00:00:01:01",
    ]
    late = film([0, 3725 * 24, 3725 * 24 + 1], Fraction(1, 24), last=1)
    assert [timecode(late, frame) for frame in (1, 2)] == ["01:02:05:00", "01:02:05:01"]


def test_that_a_timecode_of_a_variable_rate_is_the_timelines_own() -> None:
    index = film([0, 400, 700, 1000, 1001, 1900, 2600, 3000], Fraction(1, 1000), last=10)
    times = (index.pts - index.pts[0]) * float(index.time_base)
    shown = Film(len(index), index.rate, times)
    codes = [timecode(index, frame) for frame in range(len(index))]
    assert codes == [shown.timecode(frame) for frame in range(len(index))]
    assert codes[3:6] == ["00:00:01:00", "00:00:01:01", "00:00:01:02"]


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "00:00:00"), (234, "00:03:54"), (90_061, "25:01:01")]
)
def test_that_a_clock_counts_hours_beyond_a_day(seconds: int, text: str) -> None:
    assert clock(seconds) == text
