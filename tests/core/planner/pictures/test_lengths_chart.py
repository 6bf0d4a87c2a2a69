from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.core.planner.pictures.lengths_chart import Bar, Target, lengths_chart

LENGTHS = st.lists(st.integers(1, 4000), min_size=1, max_size=60)


def test_that_few_lengths_have_a_bar_each() -> None:
    chart = lengths_chart([45, 53, 45, 61], [Target(1, 45), Target(0, 21)], [45])
    assert chart.bars == (Bar(45, 46, 2, 1), Bar(53, 54, 1), Bar(61, 62, 1))
    assert chart.targets == (Target(0, 21), Target(1, 45))
    assert (chart.low, chart.step, chart.clips, chart.highest) == (19, 1, 4, 2)


def test_that_single_frames_fit_every_clip_and_do_not_stretch_the_axis() -> None:
    chart = lengths_chart([45], [Target(0, 1), Target(0, 41), Target(0, 41)])
    assert chart.targets == (Target(0, 1), Target(0, 41)) and chart.low == 39
    assert lengths_chart([], [Target(0, 1)]).bars == ()


def test_that_clips_that_lose_are_told_by_their_length() -> None:
    chart = lengths_chart([45, 46, 48, 49, 250], [])
    assert [bar.losing for bar in chart.with_losing({45: 1, 48: 1, 250: 7}).bars] == [2, 0, 1]


def test_that_a_target_that_moves_leaves_the_axis_alone() -> None:
    chart = lengths_chart([45, 60], [Target(0, 45), Target(1, 21)])
    moved = chart.with_target(Target(0, 45), Target(0, 77))
    assert moved.targets == (Target(1, 21), Target(0, 77)) and moved.high == chart.high
    assert chart.with_target(None, Target(2, 5)).targets[0] == Target(2, 5)
    assert chart.with_target(Target(0, 45), None).targets == (Target(1, 21),)


def test_that_what_snaps_to_one_length_shares_a_bar() -> None:
    chart = lengths_chart([45, 46, 48, 49, 800], [])
    assert chart.step == 8 and all(bar.start % 8 == 1 for bar in chart.bars)
    assert lengths_chart([45, 46, 48, 49, 250], []).bars[:2] == (Bar(45, 49, 3), Bar(49, 53, 1))


def test_that_no_clips_have_no_bars() -> None:
    chart = lengths_chart([], [Target(0, 21)])
    assert chart.bars == () and chart.clips == chart.highest == 0


@given(LENGTHS, st.sampled_from([4, 96]))
def test_that_every_clip_is_in_one_bar_on_the_axis(lengths: list[int], most: int) -> None:
    chart = lengths_chart(lengths, [Target(0, 45)], lengths[:1], most=most)
    assert chart.clips == len(lengths) and sum(bar.losing for bar in chart.bars) == 1
    for length in [*lengths, 45]:
        assert chart.low <= length < chart.high
    for length in lengths:
        assert sum(bar.start <= length < bar.end for bar in chart.bars) == 1
    assert len(chart.bars) <= most + 1
