"""Which frames a constant rate shows: the rule, against its plain reading."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.cache import FileKey
from app.core.media.conform import conform, conformed_frame, conformed_length, repeats
from app.core.media.index import FrameIndex


def film(pts: list[int], time_base: Fraction, last: int = 0) -> FrameIndex:
    """Return an index of nothing but times."""
    count = len(pts)
    times = np.array(pts, np.int64)
    zeros = np.zeros(count, np.int64)
    return FrameIndex(
        key=FileKey(Path("film"), 0, 0, ""),
        pts=times,
        labels=times,
        dts=times,
        order=np.arange(count),
        durations=np.append(zeros[:-1], last),
        is_key=np.ones(count, bool),
        sizes=zeros,
        time_base=time_base,
        coded_width=2,
        coded_height=2,
        rotation=0,
        sar=Fraction(1),
        codec="h264",
        pix_fmt="yuv420p",
        interlaced=False,
        rate=Fraction(24),
        variable_rate=False,
        declared_rate=Fraction(24),
        declared_frames=None,
        packets=count,
        suspects=zeros[:0],
        counted=False,
        cut_off=False,
        oddities=(),
    )


def constant(rate: Fraction, count: int) -> FrameIndex:
    return film([place * rate.denominator for place in range(count)], 1 / Fraction(rate.numerator))


def by_the_rule(index: FrameIndex, start: int, end: int, rate: Fraction) -> list[int]:
    """Return what the rule says, sample by sample."""
    chosen, time = [], index.time(start)
    while time < index.time(end):
        chosen.append(max(frame for frame in range(len(index)) if index.time(frame) <= time))
        time += 1 / rate
    return chosen


def test_that_24_frames_a_second_give_two_of_three() -> None:
    index = constant(Fraction(24), 13)

    assert conform(index, 0, 13) == [0, 1, 3, 4, 6, 7, 9, 10, 12]
    assert conform(index, 1, 13) == [1, 2, 4, 5, 7, 8, 10, 11]


def test_that_30_frames_a_second_give_8_of_15() -> None:
    assert conform(constant(Fraction(30), 30), 0, 15) == [0, 1, 3, 5, 7, 9, 11, 13]


def test_that_a_slower_film_repeats_frames() -> None:
    frames = conform(constant(Fraction(10), 5), 0, 5)

    assert frames == [0, 0, 1, 1, 2, 3, 3, 4]
    assert repeats(frames) == 3


def test_that_the_same_rate_gives_every_frame_once() -> None:
    frames = conform(constant(Fraction(16), 81), 0, 81)

    assert frames == list(range(81))
    assert repeats(frames) == 0


def test_that_a_sample_at_the_very_end_is_not_taken() -> None:
    assert conformed_length(constant(Fraction(24), 3), 0, 3) == 2
    assert conformed_length(constant(Fraction(24000, 1001), 3), 0, 3) == 3


def test_that_the_last_frames_duration_counts() -> None:
    index = film([0, 10], Fraction(1, 10), last=20)

    assert conform(index, 0, 2, Fraction(1)) == [0, 1, 1]
    assert conform(index, 0, 1, Fraction(1)) == [0]


def test_that_a_first_pts_other_than_0_changes_nothing() -> None:
    shifted = film([place * 512 - 3072 for place in range(24)], Fraction(1, 12288))

    assert conform(shifted, 3, 24) == conform(constant(Fraction(24), 24), 3, 24)


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 3), (-1, 3), (0, 6)])
def test_that_an_empty_or_outer_range_is_a_bug(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no frames in"):
        conform(constant(Fraction(24), 5), start, end)


def test_that_a_rate_of_nothing_is_a_bug() -> None:
    with pytest.raises(ValueError, match="not positive"):
        conform(constant(Fraction(24), 5), 0, 5, Fraction(0))


def test_that_hours_of_film_drift_by_no_frame() -> None:
    index = constant(Fraction(24000, 1001), 200_000)

    frames = conform(index, 0, 200_000)

    assert len(frames) == -(-200_000 * 1001 * 16 // 24000)
    assert frames[-1] == (len(frames) - 1) * 24000 // (16 * 1001)


@given(
    gaps=st.lists(st.integers(1, 4000), min_size=1, max_size=40),
    start=st.integers(0, 39),
    length=st.integers(1, 40),
    unit=st.sampled_from([Fraction(1, 1000), Fraction(1, 12800), Fraction(1001, 30000)]),
    rate=st.sampled_from([Fraction(16), Fraction(24), Fraction(30000, 1001), Fraction(8)]),
    first=st.integers(-5000, 5000),
)
def test_that_the_frame_on_screen_is_chosen_at_any_rate(
    gaps: list[int], start: int, length: int, unit: Fraction, rate: Fraction, first: int
) -> None:
    index = film([first + sum(gaps[:place]) for place in range(len(gaps))], unit, last=gaps[-1])
    start = min(start, len(index) - 1)
    end = min(start + length, len(index))
    if (index.time(end) - index.time(start)) * rate > 2000:
        return

    frames = conform(index, start, end, rate)

    assert frames == by_the_rule(index, start, end, rate)
    assert conformed_length(index, start, end, rate) == len(frames)
    assert all(start <= frame < end for frame in frames)
    places = range(len(frames))
    assert [conformed_frame(index, start, end, n, rate) for n in places] == frames
    with pytest.raises(IndexError):
        conformed_frame(index, start, end, len(frames), rate)
